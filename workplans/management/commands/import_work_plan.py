"""Imports a work plan from a terminal: the same reading, preview and confirmation as the admin's import page."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryFile

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.periods import FinancialYear
from core.uploads import UploadRefused
from organisations.models import Network
from workplans.importing import preview_lists
from workplans.importing.rows_said import findings_said, rows_said
from workplans.importing.stage import stage_import
from workplans.operations.imports import Choices, PlanMovedOn, apply_import

COUNTS = ("objectives", "actions", "new", "changed", "unchanged", "missing")


class Command(BaseCommand):
    help = (
        "Reads a plan (.docx, .xlsx, .csv, or a pasted table as .txt) and says what it would change. Nothing is "
        "written without --apply. The same file again changes nothing; actions the file leaves out are never deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The document.")
        parser.add_argument("--network", metavar="CODE", help="The network whose plan it is, like woscan-head-neck.")
        parser.add_argument("--year", help="The financial year, like 2023/24.")
        parser.add_argument("--apply", action="store_true", help="Write the changes; else this is a dry run.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of a summary.")
        parser.add_argument("--by", metavar="EMAIL", help="The account in whose name the import is logged.")
        parser.add_argument("--reason", help="Why dates move, where the file moves any.")
        parser.add_argument("--agreed-by", help="Who agreed to dates that move.")
        parser.add_argument("--close-missing", action="store_true", help="Close open actions that the file leaves out.")
        parser.add_argument("--leave-out-errors", action="store_true", help="Import the rest where rows have errors.")

    def handle(self, *args, file, **options):
        try:
            network, year = self._plan(options)
            by = self._person(options["by"])
            if not file.is_file():
                raise CommandError(f"There is no file {file}.")
        except CommandError as error:
            self._refused(file, str(error), options["json"])
            raise
        today = timezone.localdate()
        try:
            stage = stage_import(
                file, name=file.name, by=by, on=today, network=network, year=year, everything=options["json"]
            )
        except UploadRefused as refusal:
            self._refused(file, str(refusal), options["json"])
            if options["json"]:
                raise SystemExit(1) from None
            raise CommandError(str(refusal)) from None
        errors = stage.counts["errors"] and not options["leave_out_errors"]
        try:
            with TemporaryFile("w+", encoding="utf-8") as answer:
                if options["json"]:
                    _write_json(answer, stage)
                else:
                    self._print_preview(stage)
                applied = options["apply"] and not errors and self._apply(stage, options, file, by, today)
                if options["json"]:
                    answer.write(f', "applied": {json.dumps(applied)}}}\n')
                    answer.seek(0)
                    shutil.copyfileobj(answer, self.stdout)
                else:
                    self._print_outcome(applied, options["apply"])
        finally:
            stage.delete()
        if errors:
            raise SystemExit(1)

    def _plan(self, options):
        if bool(options["network"]) != bool(options["year"]):
            raise CommandError("Give both --network and --year; or neither, where the file has columns for them.")
        if not options["network"]:
            return None, None
        try:
            year = FinancialYear.parse(options["year"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        network = Network.objects.filter(code=options["network"]).select_related("alliance").first()
        if network is None:
            known = ", ".join(Network.objects.order_by("code").values_list("code", flat=True)[:30]) or "none"
            raise CommandError(f"There is no network “{options['network']}”. Known codes: {known}.")
        return network, year

    def _person(self, email):
        if not email:
            return None
        person = get_user_model().objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has an account with the address {email}.")
        return person

    def _apply(self, stage, options, file, by, today) -> bool:
        choices = Choices(
            reason=options["reason"] or f"New date in {file.name}",
            agreed_by=options["agreed_by"] or "As imported",
            leave_out_errors=options["leave_out_errors"],
            close=options["close_missing"],
        )
        try:
            apply_import(stage=stage, choices=choices, by=by, on=today)
        except (ValidationError, PlanMovedOn) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None
        return True

    def _refused(self, file, message, as_json):
        if as_json:
            finding = {"level": "error", "where": "file", "message": message}
            answer = {"file": file.name, "title": "", **dict.fromkeys(COUNTS, 0)}
            self.stdout.write(
                json.dumps(answer | {"findings": [finding], "rows": [], "applied": False}, ensure_ascii=False)
            )

    # --- For a person -----------------------------------------------------------------------------------------------

    def _print_preview(self, stage):
        counts = stage.counts
        self.stdout.write(f"{stage.name}: {stage.title}" if stage.title else stage.name)
        self.stdout.write("  " + ", ".join(f"{counts[name]:,} {name}" for name in COUNTS))
        if counts["new_plans"]:
            self.stdout.write(f"  plans to be opened as draft: {counts['new_plans']:,}")
        for level, number in (("error", "errors"), ("warning", "warnings"), ("info", "infos")):
            write = self.stderr if level == "error" else self.stdout
            for finding in preview_lists.findings(stage, level).rows:
                write.write(f"  {level}: {finding['found_at']}: {finding['message']}")
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

    def _print_outcome(self, applied, asked):
        if applied:
            self.stdout.write("  Written.")
        elif asked:
            self.stderr.write(
                "  Nothing was written. Mend the errors, or leave those rows out with --leave-out-errors."
            )
        else:
            self.stdout.write("  Nothing was written; --apply writes it.")


def _write_json(out, stage) -> None:
    """Write the preview as one JSON object, row by row, and leave it open for what comes of it."""
    counts = {name: stage.counts[name] for name in COUNTS}
    out.write(json.dumps({"file": stage.name, "title": stage.title} | counts, ensure_ascii=False)[:-1])
    for name, values in (("findings", findings_said(stage)), ("rows", rows_said(stage))):
        out.write(f', "{name}": [')
        for number, value in enumerate(values):
            out.write(", " * bool(number) + json.dumps(value, ensure_ascii=False))
        out.write("]")
