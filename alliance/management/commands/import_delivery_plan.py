"""Imports an alliance's delivery plan from a terminal, as the admin's import page does."""

from django.core.management.base import CommandError

from alliance.importing.delivery_rows import PART_TWO, plan_of, row_of
from alliance.importing.delivery_stage import stage_delivery
from alliance.operations.imports import apply_delivery_import
from organisations.models import Alliance
from workplans.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Reads a delivery plan (.docx, .xlsx, .csv, or its text as .txt or .md), a table of its milestones, or part "
        "two, and says what it would change. Nothing is written without --apply. The same file again changes nothing; "
        "what the file leaves out is never deleted."
    )
    counts = (
        "workstreams", "deliverables", "milestones", "new", "changed", "unchanged", "missing",
        "new_milestones", "changed_milestones", "unchanged_milestones", "missing_milestones", "moves",
    )  # fmt: skip
    what = "milestones"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--alliance", metavar="CODE", help="The cancer alliance whose plan it is.")

    def find_plan(self, options):
        if not (options["alliance"] and options["year"]):
            raise CommandError("Say whose plan it is, and of which year: --alliance CODE --year 2023/24.")
        year = self.year_of(options)
        alliance = Alliance.objects.filter(code=options["alliance"]).first()
        if alliance is None:
            known = ", ".join(Alliance.objects.order_by("code").values_list("code", flat=True)[:30]) or "none"
            raise CommandError(f"There is no alliance “{options['alliance']}”. Known codes: {known}.")
        return alliance, year

    def place_of(self, plan):
        alliance, _ = plan
        return alliance.pk, None

    def stage(self, file, plan, by, options):
        alliance, year = plan
        return stage_delivery(file, name=file.name, alliance=alliance, year=year, by=by, on=self.today)

    def apply(self, stage, choices, by):
        apply_delivery_import(stage=stage, choices=choices, by=by, on=self.today)

    def write_json(self, out, stage):
        self.write_counts(out, stage)
        said = [
            {"level": each["level"], "where": each["found_at"], "message": each["message"]}
            for each in stage.preview["findings"]
        ]
        self.write_list(out, "findings", said)
        self.write_list(out, "rows", _rows(stage))

    def print_preview(self, stage):
        counts, lists = stage.counts, stage.preview
        self.stdout.write(f"{stage.name}: {stage.title}" if stage.title else stage.name)
        self.stdout.write(
            "  " + ", ".join(f"{counts[name]:,} {name.replace('_', ' ')}" for name in self.counts if name in counts)
        )
        for level in ("error", "warning", "info"):
            self.print_findings(level, (each for each in lists["findings"] if each["level"] == level))
        for thing in lists["changed"]:
            for field, old, new in thing["changes"]:
                self.stdout.write(f"  changed: {thing['number']}, {thing['what']}, {field}: “{old}” becomes “{new}”")
        for words in lists["missing_deliverables"]:
            self.stdout.write(f"  missing: deliverable {words}")
        for _, words in lists["missing"]:
            self.stdout.write(f"  missing: {words}")


def _rows(stage):
    """One for each deliverable of a plan; of part two, one for each row of its sheets."""
    if stage.kind == PART_TWO:
        return [{"sheet": name, **row} for name, rows in stage.content["sheets"].items() for row in rows]
    return [row_of(each) for each in plan_of(stage.content).deliverables]
