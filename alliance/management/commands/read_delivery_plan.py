"""Reads an alliance's delivery plan from a terminal and says what it holds. It writes nothing."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from alliance.importing.delivery_rows import READ_DELIVERY_PLAN
from core.periods import FinancialYear
from core.uploads import UploadRefused, parse_guarded, received


class Command(BaseCommand):
    help = (
        "Reads a delivery plan (.docx, or its extracted text as .txt or .md): workstreams, deliverables, measures, "
        "leads and milestones by quarter, with what a person should look at. Nothing is written to the database."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The document.")
        parser.add_argument("--year", required=True, help="The financial year, like 2023/24.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of a summary.")

    def handle(self, *args, file, **options):
        try:
            year = FinancialYear.parse(options["year"])
            if not file.is_file():
                raise CommandError(f"There is no file {file}.")
            with received(file, name=file.name) as upload:
                answer = parse_guarded(READ_DELIVERY_PLAN, path=str(upload.path), kind=upload.kind, year=year.start)
        except (ValueError, UploadRefused, CommandError) as refusal:
            if not options["json"]:
                raise CommandError(str(refusal)) from None
            finding = {"level": "error", "where": "file", "message": str(refusal)}
            empty = {"title": "", "alliance": "", "year": options["year"], "workstreams": 0, "deliverables": 0}
            answer = empty | {"findings": [finding], "rows": []}
        if options["json"]:
            self.stdout.write(json.dumps({"file": file.name} | answer, ensure_ascii=False))
        else:
            self._print(file, answer)
        if any(finding["level"] == "error" for finding in answer["findings"]):
            raise SystemExit(1)

    def _print(self, file, answer):
        self.stdout.write(f"{file.name}: {answer['title'] or 'no title'}")
        self.stdout.write(f"  workstreams: {answer['workstreams']}, deliverables: {answer['deliverables']}")
        for row in answer["rows"]:
            planned = sum(len(milestones) for milestones in row["milestones"].values())
            self.stdout.write(f"  {row['number']} {row['title']}: {planned} milestones")
        for finding in answer["findings"]:
            write = self.stderr if finding["level"] == "error" else self.stdout
            write.write(f"  {finding['level']}: {finding['where']}: {finding['message']}")
