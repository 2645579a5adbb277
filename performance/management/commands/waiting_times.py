"""`manage.py waiting_times --org RHM --standard 62d --from 2023-10 --to 2024-03 --json`: figures against a standard."""

import json
from argparse import ArgumentTypeError
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from performance.measures import STANDARDS
from performance.summaries import NotFound, find_place, find_tumour_group, monthly_positions, note_on


def month(text: str) -> date:
    """The first day of a month written as 2023-10."""
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no month; write it like 2023-10.") from None


class Command(BaseCommand):
    help = "Prints how an organisation did against a waiting-time standard, month by month."

    def add_arguments(self, parser):
        parser.add_argument("--org", required=True, help="Provider, ICB, alliance, Scottish board, or England.")
        parser.add_argument("--standard", required=True, choices=STANDARDS)
        parser.add_argument("--from", required=True, type=month, dest="first", metavar="MONTH", help="Like 2023-10.")
        parser.add_argument("--to", required=True, type=month, dest="last", metavar="MONTH", help="Like 2024-03.")
        parser.add_argument("--tumour-group", help="Code, name or synonym; without it, all cancers.")
        parser.add_argument("--json", action="store_true", help="Print a list with an object for each month.")

    def handle(self, *args, org, standard, first, last, tumour_group, **options):
        if last < first:
            raise CommandError("The last month lies before the first.")
        try:
            place = find_place(org)
            group = find_tumour_group(tumour_group) if tumour_group else None
        except NotFound as error:
            raise CommandError(str(error)) from error
        positions = monthly_positions(place, standard, first=first, last=last, tumour_group=group)
        if options["json"]:
            self.stdout.write(json.dumps([_plain(position) for position in positions], indent=1))
            return
        self.stdout.write(f"{place.name}, {standard}{f', {group.name}' if group else ''}")
        for p in positions:
            if p.performance is None:
                self.stdout.write(f"  {p.month:%Y-%m}  no figure")
            else:
                level = f"standard {p.standard:.0%}" if p.standard is not None else "no standard"
                self.stdout.write(
                    f"  {p.month:%Y-%m}  {p.within:f} of {p.total:f}  {p.performance:.1%}  {level}  {p.rating.label}"
                )
        note = note_on(place, standard, first=first, last=last)
        if note:
            self.stdout.write(note)


def _plain(position) -> dict:
    return {
        "month": f"{position.month:%Y-%m}",
        "total": _number(position.total),
        "within": _number(position.within),
        "performance": position.performance,
        "standard": position.standard,
        "rating": str(position.rating.value),
        "measure": position.measure,
        "basis": position.basis,
        "period": position.period,
        "status": None if position.final is None else "final" if position.final else "provisional",
        "note": position.note,
    }


def _number(value):
    """A count as JSON has it: whole where it is whole."""
    return None if value is None else int(value) if value == int(value) else float(value)
