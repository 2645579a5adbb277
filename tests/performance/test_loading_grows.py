"""What a load costs grows with the file, not with its square: SQLite's own steps are counted, so no clock is asked."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from core.uploads import Upload
from organisations.models import Provider
from performance.importing.parsed import ParsedFile, Row, SeriesKey
from performance.loading.compare import compare
from performance.loading.stage import stage
from performance.models import Figure, FigureRevision
from performance.operations import load_staged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
TUMOURS = ("", "Lung", "Skin", "Breast", "Urological", "Gynaecological", "Haematological", "Sarcoma")


def load(codes, *, month, final, more=0):
    keys = [
        SeriesKey("provider", code, "62d", tumour, route)
        for code in codes
        for tumour in TUMOURS
        for route in ("", "screening")
    ]
    total, within = Decimal(10 + more), Decimal(5)
    rows = [Row(key, month, total, within, None, line, final) for line, key in enumerate(keys, start=2)]
    parsed = ParsedFile("monthly workbook", rows, complete=final)
    upload = Upload(path=Path("month.xlsx"), name="month.xlsx", kind="xlsx", size=1, sha256=f"{final}{month}{more}")
    staged = stage(upload=upload, parsed=parsed, by=None, on=date(2024, 6, 1))
    load_staged(load=staged, by=None, preview=compare(staged))


def steps(*args, **kwargs):
    """How many thousands of steps SQLite takes for a load."""
    count = [0]

    def counted():
        count[0] += 1

    connection.connection.set_progress_handler(counted, 1000)
    try:
        load(*args, **kwargs)
    finally:
        connection.connection.set_progress_handler(None, 0)
    return count[0]


@pytest.mark.parametrize("what", ["new", "revised", "withdrawn"])
def test_four_times_the_file_costs_less_than_seven_times_as_much(what):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's steps are counted")
    codes = list(Provider.objects.filter(nation="england").order_by("pk").values_list("ods_code", flat=True)[:120])
    costs = {}
    for number, month in ((30, date(2023, 10, 1)), (120, date(2023, 11, 1))):
        chosen = codes[:number]
        costs[number] = steps(chosen, month=month, final=False)
        if what == "revised":
            costs[number] = steps(chosen, month=month, final=True, more=1)
        elif what == "withdrawn":
            costs[number] = steps(chosen[::2], month=month, final=True)
    assert costs[30] > 20
    assert costs[120] < 7 * costs[30], costs
    assert Figure.objects.count() == (75 if what == "withdrawn" else 150) * 16
    assert FigureRevision.objects.count() == {"new": 0, "revised": 150, "withdrawn": 75}[what] * 16
