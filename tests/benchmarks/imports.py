"""A CSV with many plans: imported into an empty database, brought again, and what it does to memory."""

import resource
import tempfile
from pathlib import Path

from django.db import connection, transaction

from organisations.models import Alliance, Network
from tests.benchmarks.data import ON, settle
from tests.benchmarks.measure import Figure, seconds
from tests.benchmarks.plans_file import network_code, write_plans_csv
from workplans.importing.stage import stage_import
from workplans.models import Action
from workplans.operations.imports import Choices, apply_import

ROUNDS = 3


def figures(*, actions: int, plans: int) -> list[Figure]:
    """First import and the same file again, in raw copies of the same bytes; growth of memory in MiB."""
    alliances = Alliance.objects.bulk_create(
        Alliance(code=f"bulk-{n}", name=f"Alliance {n}", nation="scotland") for n in range(plans // 10)
    )
    Network.objects.bulk_create(
        Network(code=network_code(n), name=f"Network {n}", alliance=alliances[n % len(alliances)]) for n in range(plans)
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plans.csv"
        write_plans_csv(file, plans=plans, actions=actions)
        small = Path(folder) / "small.csv"
        write_plans_csv(small, plans=2, actions=100, year="2022/23")
        _import(small)  # so that nothing is loaded for the first time while it is measured
        unit = min(seconds(lambda: _raw_copy(file)) for _ in range(ROUNDS))
        before = _peak_mib()
        first = seconds(lambda: _import(file))
        grown = _peak_mib() - before
        assert Action.objects.filter(plan__year=2023).count() == actions
        settle()
        again = min(seconds(lambda: _import(file)) for _ in range(ROUNDS))
    return [
        Figure(f"import of {actions:,} actions over {plans} plans", first / unit, "raw COPY", 11),
        Figure("the same file again", again / unit, "raw COPY", 4),
        Figure("memory growth of the import", grown, "MiB", 32),
    ]


def _import(file):
    stage = stage_import(file, name=file.name, by=None, on=ON)
    apply_import(stage=stage, choices=Choices(), by=None, on=ON)


def _raw_copy(file):
    """The same bytes into a bare table of one text column; a table like any other, which a crash does not empty."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (line text)")
        try:
            if connection.vendor == "postgresql":
                with file.open("rb") as source:
                    # Delimiter and quote that the file does not have: each line is one value.
                    cursor.cursor.copy_expert(
                        "COPY bare FROM STDIN (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')", source
                    )
            else:
                with file.open(encoding="utf-8") as source:
                    cursor.executemany("INSERT INTO bare VALUES (%s)", ((line,) for line in source))
        finally:
            cursor.execute("DROP TABLE bare")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
