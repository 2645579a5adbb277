"""Whether a paper adds up: sentences and tables as cases, and a published highlight report."""

import pytest
from django.conf import settings
from django.urls import reverse

from organisations.grants import RoleKind
from performance.local.adding_up import statements
from tests.factories import AllianceFactory, someone
from tests.performance.local.places import a_place

REPORT = settings.CORPUS_DIR / "seeds" / "wessex-highlight-report-2020-10.txt"


def check(text):
    return [(each.printed, each.computed, each.agrees) for each in statements(text)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("31 day 95.9% against 96%. (25 breaches out of 1,168 patients seen)", [("95.9%", "97.9%", False)]),
        ("62 day: 85.8% (83 breaches of 585 patients)", [("85.8%", "85.8%", True)]),
        ("62 day: 86% (83 breaches of 585 patients)", [("86%", "86%", True)]),
        ("28 day: 80.0% (201 breaches of 1,000)", [("80.0%", "79.9%", False)]),
        ("FDS 75.4%, 1,131 of 1,500 patients told in time", [("75.4%", "75.4%", True)]),
        ("1,131 of 1,500 patients", []),
        ("83 breaches of 585 patients, a fall of 2%", []),  # the percentage is of something else
        ("62 day: 85.8% (83 breaches of 0 patients)", []),
        ("There were 445 patients, which is 95 patients or 27% higher than the baseline of 350",
         [("+95", "+95", True), ("+27%", "+27%", True)]),
        ("There were 445 patients, which is 85 patients or 25% higher than the baseline of 350",
         [("+85", "+95", False), ("+25%", "+27%", False)]),
        ("Peak of 277; now stands at 56, which is 40 patients below the baseline of 96", [("-40", "-40", True)]),
        ("The baseline of 350 stands.", []),
        ("Endoscopy is at 104.3% of baseline.", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences(line, expected):
    assert check(line) == expected


TABLE = """\tBaseline\tPrevious week\tCurrent week\t% change from baseline\tWeek on week % change
Bookings made\t2,074\t2,015\t1,987\t-4%\t-1%
Skin\t429\t464\t392\t-9%\t-6%
Lung\t0\t34\t41\t-\t21%
"""


@pytest.mark.parametrize("mark", ["\t", "|", ";"])
def test_tables(mark):
    assert check(TABLE.replace("\t", mark)) == [
        ("-4%", "-4%", True),
        ("-1%", "-1%", True),
        ("-9%", "-9%", True),
        ("-6%", "-16%", False),
        ("+21%", "+21%", True),
    ]


def test_adjusted_numbers_were_rounded_before():
    rows = "Lung\t56\t34\t41\t-26%\t21%\n"
    assert check(TABLE.splitlines()[0] + "\n" + rows)[0] == ("-26%", "-27%", False)
    adjusted = "All (working day adjusted)\t100\t100\t100\t0%\t0%\n"
    assert check(TABLE.splitlines()[0] + "\n" + adjusted + rows)[2] == ("-26%", "-27%", True)


def test_a_total_that_is_the_baseline():
    (*_, last) = statements(f"{TABLE}\n- Total of **2,074** 2ww referrals received in the week")
    assert (last.printed, last.computed, last.agrees) == ("2,074", "1,987", False)
    assert "2,074 is the baseline there" in last.what
    (*_, last) = statements(f"{TABLE}\n- Total of 1,987 2ww referrals received in the week")
    assert last.agrees
    assert len(statements(f"{TABLE}\n- Total of 5 2ww referrals")) == len(statements(TABLE))


def test_one_change_told_twice():
    text = "Over 62 days: there were 445 patients, 95 patients or 27% higher than the baseline of 350\n"
    (*_, last) = statements(f"{text}Change in 62 day backlog (+52%)")
    assert (last.printed, last.computed, last.agrees) == ("+52%", "+27%", False)
    (*_, last) = statements(f"{text}Change in 62 day backlog (+27%)")
    assert last.agrees
    assert len(statements(f"{text}Change in 104 day backlog (+52%)")) == len(statements(text))


@pytest.mark.skipif(not REPORT.exists(), reason="CORPUS_DIR has no published papers")
def test_a_published_highlight_report():
    found = statements(REPORT.read_text())
    wrong = [(each.printed, each.computed) for each in found if not each.agrees]
    assert ("95.9%", "97.9%") in wrong
    assert ("2,074", "1,987") in wrong
    assert ("+52%", "+27%") in wrong
    assert len(found) >= 25
    assert len(wrong) <= 6


@pytest.mark.django_db
@pytest.mark.parametrize("kind", RoleKind)
def test_the_page(client, kind):
    place = a_place()
    address = reverse("local:adding_up", args=["wessex"])
    client.force_login(someone(kind, place.alliance))
    if kind == RoleKind.ACTION_LEAD:
        assert client.get(address).status_code == 404
        return
    assert "Paste the text" in client.post(address).content.decode()
    page = client.post(address, {"text": "31 day 95.9% (25 breaches out of 1,168 patients seen)"}).content.decode()
    assert "1 of 1 figures disagree" in page
    assert "Does not reconcile" in page
    assert "97.9%" in page
    assert "All 1 figures" in client.post(address, {"text": "85.8% (83 breaches of 585)"}).content.decode()
    assert "Nothing that can be checked" in client.post(address, {"text": "Good morning"}).content.decode()
    client.force_login(someone(kind, AllianceFactory()))
    assert client.get(address).status_code == 404
