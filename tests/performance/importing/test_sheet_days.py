"""Days and months as people write them into our own templates."""

from datetime import date

import pytest

from performance.importing.sheets import read_day, read_month


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-21", date(2026, 9, 21)),
        ("21/09/2026", date(2026, 9, 21)),
        ("21.9.2026", date(2026, 9, 21)),
        ("21 September 2026", date(2026, 9, 21)),
        ("21st Sept 2026", date(2026, 9, 21)),
        ("w/e 27/09/2026", date(2026, 9, 27)),
        ("week commencing: 21/09/2026", date(2026, 9, 21)),
        ("31/09/2026", None),
        ("09/2026", None),
        ("21/09/26", None),
        ("21 Septober 2026", None),
        ("", None),
    ],
)
def test_days(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [("September 2026", 9), ("Sep 26", 9), ("2026-09", 9), ("30/09/2026", 9), ("Q2 2026/27", None), ("soon", None)],
)
def test_months(text, month):
    assert read_month(text) == (date(2026, month, 1) if month else None)
