"""What commands that import plans have in common: their arguments, a dry run first, one JSON object or a summary."""

import json
from pathlib import Path
from tempfile import TemporaryFile

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.periods import FinancialYear
from core.uploads import UploadRefused
from organisations.access import Capability, scope
from workplans.operations.imports import Choices, PlanMovedOn


class ImportCommand(BaseCommand):
    """Reads a file, says what it would change, and with --apply confirms it, as the import pages of the admin do.

    A subclass names its `counts`, finds the plan (`find_plan`), stages the file (`stage`), confirms (`apply`), and says
    what stands in the answer (`write_json`, `print_preview`).
    """

    counts: tuple[str, ...] = ()
    what = "rows"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The document.")
        parser.add_argument("--year", help="The financial year, like 2023/24.")
        parser.add_argument("--apply", action="store_true", help="Write the changes; else this is a dry run.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of a summary.")
        parser.add_argument("--by", metavar="EMAIL", help="The account in whose name the import is logged.")
        parser.add_argument("--reason", help="Why dates move, where the file moves any.")
        parser.add_argument("--agreed-by", help="Who agreed to dates that move.")
        parser.add_argument(
            "--close-missing", action="store_true", help=f"Close open {self.what} that the file leaves out."
        )
        parser.add_argument("--leave-out-errors", action="store_true", help="Import the rest where rows have errors.")

    # --- What a kind of plan says ------------------------------------------------------------------

    def find_plan(self, options):
        """Whose plan it is, as `stage` takes it; raises CommandError."""
        raise NotImplementedError

    def place_of(self, plan) -> tuple[int | None, int | None]:
        """(alliance, network) of the plan, by id; None where it is not for one alliance or network alone."""
        raise NotImplementedError

    def stage(self, file, plan, by, options):
        """Stage the file; raises UploadRefused."""
        raise NotImplementedError

    def apply(self, stage, choices: Choices, by):
        raise NotImplementedError

    def write_json(self, out, stage):
        """Write the preview as one JSON object and leave it open for what comes of it."""
        raise NotImplementedError

    def print_preview(self, stage):
        raise NotImplementedError

    # --- The order of things -----------------------------------------------------------------------

    def handle(self, *args, file, **options):
        try:
            plan = self.find_plan(options)
            by = self._person(options["by"])
            self._check_may_import(by, plan)
            if not file.is_file():
                raise CommandError(f"There is no file {file}.")
        except CommandError as error:
            self._refused(file, str(error), options["json"])
            raise
        try:
            stage = self.stage(file, plan, by, options)
        except UploadRefused as refusal:
            self._refused(file, str(refusal), options["json"])
            if options["json"]:
                raise SystemExit(1) from None
            raise CommandError(str(refusal)) from None
        errors = stage.counts["errors"] and not options["leave_out_errors"]
        try:
            with TemporaryFile("w+", encoding="utf-8") as answer:
                if options["json"]:
                    self.write_json(answer, stage)
                else:
                    self.print_preview(stage)
                applied = options["apply"] and not errors and self._apply(stage, options, file, by)
                if options["json"]:
                    answer.write(f', "applied": {json.dumps(applied)}}}\n')
                    answer.seek(0)
                    while piece := answer.read(1 << 16):
                        self.stdout.write(piece, ending="")  # else a line break stands between the pieces
                else:
                    self._print_outcome(applied, options["apply"])
        finally:
            stage.delete()
        if errors:
            raise SystemExit(1)

    @property
    def today(self):
        return timezone.localdate()

    def year_of(self, options) -> FinancialYear:
        """The year that was given; raises CommandError."""
        try:
            return FinancialYear.parse(options["year"])
        except ValueError as error:
            raise CommandError(str(error)) from None

    def _person(self, email):
        if not email:
            return None
        person = get_user_model().objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has an account with the address {email}.")
        return person

    def _check_may_import(self, by, plan):
        """Whoever is named as the one who imports must be allowed to; without a name it is the machine's own doing."""
        if by is None:
            return
        where = scope(by, Capability.IMPORT)
        alliance, network = self.place_of(plan)
        if not (where.covers(alliance_id=alliance, network_id=network) if alliance else where):
            raise CommandError(f"{by.email} has no role that lets them import this plan. Nothing was read.")

    def _apply(self, stage, options, file, by) -> bool:
        choices = Choices(
            reason=options["reason"] or f"New date in {file.name}",
            agreed_by=options["agreed_by"] or "As imported",
            leave_out_errors=options["leave_out_errors"],
            close=options["close_missing"],
        )
        try:
            self.apply(stage, choices, by)
        except (ValidationError, PlanMovedOn) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None
        return True

    def _refused(self, file, message, as_json):
        if as_json:
            finding = {"level": "error", "where": "file", "message": message}
            answer = {"file": file.name, "title": "", **dict.fromkeys(self.counts, 0)}
            self.stdout.write(
                json.dumps(answer | {"findings": [finding], "rows": [], "applied": False}, ensure_ascii=False)
            )

    def _print_outcome(self, applied, asked):
        if applied:
            self.stdout.write("  Written.")
        elif asked:
            self.stderr.write(
                "  Nothing was written. Mend the errors, or leave those rows out with --leave-out-errors."
            )
        else:
            self.stdout.write("  Nothing was written; --apply writes it.")

    def print_findings(self, level, findings):
        """One line for each finding, errors where a terminal shows errors."""
        write = self.stderr if level == "error" else self.stdout
        for finding in findings:
            write.write(f"  {level}: {finding['found_at']}: {finding['message']}")

    def write_counts(self, out, stage):
        """The beginning of the JSON object: the file, its title, its counts."""
        counts = {name: stage.counts.get(name, 0) for name in self.counts}
        out.write(json.dumps({"file": stage.name, "title": stage.title} | counts, ensure_ascii=False)[:-1])

    def write_list(self, out, name, values):
        """A list of the JSON object, value by value."""
        out.write(f', "{name}": [')
        for number, value in enumerate(values):
            out.write(", " * bool(number) + json.dumps(value, ensure_ascii=False))
        out.write("]")
