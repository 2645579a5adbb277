"""What bands, modalities and kinds are called, how a week is known, and which counts make which."""

from datetime import date

import pytest

from performance.local.measures import Cell, lines, period_words, read_kind, read_part, week_of


@pytest.mark.parametrize(
    ("kind", "text", "part"),
    [
        ("waits", "0-28", "0-28"),
        ("waits", "0 – 28 days", "0-28"),
        ("waits", "29 to 62 days", "29-62"),
        ("waits", "63-104", "63-104"),
        ("waits", ">104", "over-104"),
        ("waits", "Over 104 days", "over-104"),
        ("waits", "105+", "over-104"),
        ("waits", "", None),
        ("waits", "62", None),
        ("diagnostics", "CT", "ct"),
        ("diagnostics", "Flexi. Sig.", "flexi-sig"),
        ("diagnostics", "Endoscopy", "endoscopy"),
        ("diagnostics", "OGD", "gastroscopy"),
        ("diagnostics", "PET-CT", "pet-ct"),
        ("diagnostics", "X-ray", None),
        ("diagnostics", "0-28", None),
        ("referrals", "", ""),
        ("referrals", "CT", None),
    ],
)
def test_bands_and_modalities(kind, text, part):
    assert read_part(kind, text) == part


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Referrals", "referrals"),
        ("Urgent suspected cancer referrals", "referrals"),
        ("backlog-62", "backlog-62"),
        ("Waiting over 104 days", "backlog-104"),
        ("Waits by band", "waits"),
        ("diagnostics", "diagnostics"),
        ("operations", None),
        ("", None),
    ],
)
def test_kinds(text, kind):
    assert read_kind(text) == kind


def test_weeks_are_known_by_their_monday():
    assert week_of(date(2020, 10, 7)) == week_of(date(2020, 10, 11)) == week_of(date(2020, 10, 5)) == date(2020, 10, 5)
    assert week_of(date(2020, 10, 4)) == date(2020, 9, 28)
    assert period_words("week", date(2020, 10, 5)) == "week of 5 October 2020"
    assert period_words("month", date(2020, 10, 1)) == "October 2020"


def test_a_list_is_its_bands_and_a_backlog_those_over_62_days():
    cells = [
        Cell((kind, part), place, None)
        for kind, part in (("waits", "63-104"), ("waits", "over-104"), ("backlog-62", ""), ("list", ""))
        for place in (1, None)
    ]
    found = {(line.total, line.parts) for line in lines(cells)}
    bands = tuple(Cell(("waits", band), 1, None) for band in ("63-104", "over-104"))
    assert (Cell(("backlog-62", ""), 1, None), bands) in found
    assert (Cell(("backlog-62", ""), None, None), (Cell(("backlog-62", ""), 1, None),)) in found
    assert any(total == Cell(("list", ""), 1, None) and set(bands) == set(parts) for total, parts in found)
