"""Imports a work plan from a terminal: the same reading, preview and confirmation as the admin's import page."""

import json
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.periods import FinancialYear
from core.uploads import UploadRefused
from organisations.models import Network
from workplans.importing.rows_said import findings_said, rows_said
from workplans.importing.stage import stage_import
from workplans.operations.imports import Choices, apply_import

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
        network, year = self._plan(options)
        by = self._person(options["by"])
        today = timezone.localdate()
        try:
            stage = stage_import(file, name=file.name, by=by, on=today, network=network, year=year, everything=True)
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.") from None
        except UploadRefused as refusal:
            return self._refused(file, str(refusal), options["json"])
        try:
            answer = self._answer(stage)
            if options["apply"]:
                self._apply(stage, options, file, by, today, answer)
        finally:
            stage.delete()
        self._print(answer, options)
        if any(finding["level"] == "error" for finding in answer["findings"]) and not options["leave_out_errors"]:
            raise SystemExit(1)
        return None

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
        person = get_user_model().objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has an account with the address {email}.")
        return person

    def _answer(self, stage) -> dict:
        return {
            "file": stage.name,
            "title": stage.title,
            "applied": False,
            **{name: stage.counts[name] for name in COUNTS},
            "findings": findings_said(stage),
            "rows": list(rows_said(stage)),
        }

    def _apply(self, stage, options, file, by, today, answer):
        if stage.counts["errors"] and not options["leave_out_errors"]:
            return
        choices = Choices(
            reason=options["reason"] or f"New date in {file.name}",
            agreed_by=options["agreed_by"] or "As imported",
            leave_out_errors=options["leave_out_errors"],
            close=options["close_missing"],
        )
        try:
            apply_import(stage=stage, choices=choices, by=by, on=today)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        answer["applied"] = True

    def _refused(self, file, message, as_json):
        if as_json:
            finding = {"level": "error", "where": "file", "message": message}
            empty = dict.fromkeys(COUNTS, 0)
            self.stdout.write(
                json.dumps(
                    {"file": file.name, "title": "", "applied": False, **empty, "findings": [finding], "rows": []}
                )
            )
            raise SystemExit(1)
        raise CommandError(message)

    def _print(self, answer, options):
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{answer['file']}: {answer['title'] or 'no title'}")
        self.stdout.write("  " + ", ".join(f"{answer[name]} {name}" for name in COUNTS))
        for finding in answer["findings"]:
            write = self.stderr if finding["level"] == "error" else self.stdout
            write.write(f"  {finding['level']}: {finding['where']}: {finding['message']}")
        if answer["applied"]:
            self.stdout.write("  Written.")
        elif options["apply"]:
            self.stderr.write(
                "  Nothing was written. Mend the errors, or leave those rows out with --leave-out-errors."
            )
        else:
            self.stdout.write("  Nothing was written; --apply writes it.")
