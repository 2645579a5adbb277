"""`manage.py spc --json`: read series from standard input, print what an XmR chart says of each."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError

from performance.spc_cases import as_expected, read_case


class Command(BaseCommand):
    help = (
        "Read a JSON list of series from standard input and print limits, special causes and icons of each, in order."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--json", action="store_true", required=True, help="JSON in and out, the only form there is."
        )

    def handle(self, *args, **options):
        try:
            cases = json.load(sys.stdin)
        except ValueError as error:
            raise CommandError(f"Standard input is not JSON: {error}") from error
        if not isinstance(cases, list):
            raise CommandError("Give a list of cases, each with id, dates, values and options.")
        results = []
        for place, case in enumerate(cases, start=1):
            try:
                results.append(as_expected(case, read_case(case)))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                name = case.get("id", place) if isinstance(case, dict) else place
                raise CommandError(f"Case {name}: {type(error).__name__}: {error}") from error
        self.stdout.write(json.dumps(results))
