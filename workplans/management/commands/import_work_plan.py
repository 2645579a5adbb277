"""Imports a work plan from a terminal: the same reading, preview and confirmation as the admin's import page."""

from django.core.management.base import CommandError

from organisations.models import Network
from workplans.importing import preview_lists
from workplans.importing.rows_said import findings_said, rows_said
from workplans.importing.stage import stage_import
from workplans.management.importing import ImportCommand
from workplans.operations.imports import apply_import


class Command(ImportCommand):
    help = (
        "Reads a plan (.docx, .xlsx, .csv, or a pasted table as .txt) and says what it would change. Nothing is "
        "written without --apply. The same file again changes nothing; actions the file leaves out are never deleted."
    )
    counts = ("objectives", "actions", "new", "changed", "unchanged", "missing")
    what = "actions"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--network", metavar="CODE", help="The network whose plan it is, like woscan-head-neck.")

    def find_plan(self, options):
        if bool(options["network"]) != bool(options["year"]):
            raise CommandError("Give both --network and --year; or neither, where the file has columns for them.")
        if not options["network"]:
            return None, None
        year = self.year_of(options)
        network = Network.objects.filter(code=options["network"]).select_related("alliance").first()
        if network is None:
            known = ", ".join(Network.objects.order_by("code").values_list("code", flat=True)[:30]) or "none"
            raise CommandError(f"There is no network “{options['network']}”. Known codes: {known}.")
        return network, year

    def place_of(self, plan):
        network, _ = plan
        return (network.alliance_id, network.pk) if network else (None, None)

    def stage(self, file, plan, by, options):
        network, year = plan
        return stage_import(
            file, name=file.name, by=by, on=self.today, network=network, year=year, everything=options["json"]
        )

    def apply(self, stage, choices, by):
        apply_import(stage=stage, choices=choices, by=by, on=self.today)

    def write_json(self, out, stage):
        self.write_counts(out, stage)
        self.write_list(out, "findings", findings_said(stage))
        self.write_list(out, "rows", rows_said(stage))

    def print_preview(self, stage):
        counts = stage.counts
        self.stdout.write(f"{stage.name}: {stage.title}" if stage.title else stage.name)
        self.stdout.write("  " + ", ".join(f"{counts[name]:,} {name}" for name in self.counts))
        if counts["new_plans"]:
            self.stdout.write(f"  plans to be opened as draft: {counts['new_plans']:,}")
        for level, number in (("error", "errors"), ("warning", "warnings"), ("info", "infos")):
            self.print_findings(level, preview_lists.findings(stage, level).rows)
            self._print_rest(counts[number])
        for number, old, new in preview_lists.changed_objectives(stage):
            self.stdout.write(f"  changed: objective {number}: “{old}” becomes “{new}”")
        for action in preview_lists.changed_actions(stage).rows if counts["changed"] else ():
            for field, old, new in action.changes:
                self.stdout.write(f"  changed: {action.number}, {field}: “{old}” becomes “{new}”")
        self._print_rest(counts["changed"])
        for _, words in preview_lists.missing(stage)[: preview_lists.PAGE] if counts["missing_open"] else ():
            self.stdout.write(f"  missing: {words}")
        self._print_rest(counts["missing_open"])

    def _print_rest(self, number):
        if number > preview_lists.PAGE:
            self.stdout.write(f"  … and {number - preview_lists.PAGE:,} more")
