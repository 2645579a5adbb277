"""`manage.py import_waiting_times FILE… [--apply] [--json]`: published waiting times into the figures."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from performance.importing.parsed import FileRefused
from performance.operations import discard_staged, load_figures, stage_figures


class Command(BaseCommand):
    help = (
        "Reads waiting-times files (NHS England, Public Health Scotland, our own CSV) and says what they would change. "
        "With --apply they are loaded. Each file is loaded whole or not at all; their order does not matter."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--apply", action="store_true", help="Load the files; without it nothing is changed.")
        parser.add_argument("--json", action="store_true", help="Print a list with an object for each file.")

    def handle(self, *args, files, apply, **options):
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise CommandError(f"No such file: {', '.join(missing)}")
        reports = [self._one(path, apply) for path in files]
        if options["json"]:
            self.stdout.write(json.dumps(reports, default=str, ensure_ascii=False, indent=1))
        else:
            for report in reports:
                self._tell(report)
        refused = [report["file"] for report in reports if report["refused"]]
        if refused:
            raise CommandError(f"Refused, and nothing of it loaded: {', '.join(refused)}")

    def _one(self, path, apply):
        try:
            if apply:
                preview = load_figures(source=path, name=path.name, by=None, on=timezone.localdate())
            else:
                with transaction.atomic():
                    load, preview = stage_figures(source=path, name=path.name, by=None, on=timezone.localdate())
                    discard_staged(load=load)
        except FileRefused as refused:
            findings = [vars(finding) for finding in refused.findings]
            return {"file": path.name, "refused": True, "applied": False, "findings": findings}
        return {**preview.as_dict(), "refused": False, "applied": apply}

    def _tell(self, report):
        self.stdout.write(self.style.MIGRATE_HEADING(report["file"]))
        if not report["refused"]:
            status = "final" if report["final"] else "provisional, wholly or in part"
            months = report["months"]
            period = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
            self.stdout.write(f"  {report['kind']}, {period}, {status}: {report['rows']:,} figures")
            done = "" if report["applied"] else " (nothing was changed; use --apply)"
            names = ("new", "changed", "confirmed", "unchanged", "outranked", "left_out", "withdrawn")
            counts = [f"{report[name]:,} {name.replace('_', ' ')}" for name in names if report[name]]
            self.stdout.write(f"  {', '.join(counts)}{done}")
            for change in report["largest"][:5]:
                (old, new), where = change["total"], f"{change['organisation']} {change['measure']} {change['month']}"
                self.stdout.write(
                    f"  {where}: {old} → {new} in all, {change['within'][0]} → {change['within'][1]} within"
                )
        for finding in report["findings"]:
            style = self.style.ERROR if finding["level"] == "error" else self.style.WARNING
            self.stdout.write(style(f"  {finding['level']}: {finding['where']}: {finding['message']}"))
