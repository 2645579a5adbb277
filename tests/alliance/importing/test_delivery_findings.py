"""What a person should look at in a delivery plan, as a table."""

import pytest

from alliance.importing.delivery_findings import dates_outside
from tests.alliance.importing.delivery_documents import ABOUT, FIRST, LEAD, QUARTERS, WHOLE, YEAR, messages, plan_of

NATIONAL = (("Deliverable", "Help"), ("Success measures", "None are set by the national team"))
NO_MEASURES = (("Deliverable", "Help"), ("Success measures", ""))
OTHER = (("Deliverable", "Drive"), ("Success measures", "<•>People seen\n<•>Clinics held.\n<•>(Monthly)"))


def with_milestones(*texts, about=ABOUT, lead=LEAD):
    rows = tuple((f"Q{number}", text) for number, text in enumerate(texts, start=1))
    return (*FIRST, about, lead, "# Planned milestones", rows)


def second(about):
    return (*WHOLE, "# 1.2 Vans", about, LEAD, QUARTERS)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (WHOLE, []),
        (with_milestones("Plan", "", "Open", "Close"), ["line 3: Deliverable 1.1 has nothing planned in Q2."]),
        (
            (*FIRST, ABOUT, LEAD),
            ["line 3: Deliverable 1.1 has no milestones, and does not say that none are required."],
        ),
        (
            with_milestones("Plan", "Recruit", "By March 2023 open", "Close"),
            ["table 7, row 3: Deliverable 1.1, Q3: “March 2023” is outside 2023/24. It is kept as written."],
        ),
        (
            with_milestones("A", "B", "C", "D\nE\nF"),
            [
                "line 3: Deliverable 1.1 has 3 of 6 milestones in Q4, more than 40%: back-loaded.",
                "file: The plan has 3 of 6 milestones in Q4, more than 40%: back-loaded.",
            ],
        ),
        (with_milestones("A", "B", "C", "D\nE"), []),  # two of five are 40%, and no more
        (
            second(ABOUT),
            ["line 10: Deliverable 1.2 has the same success measures as 1.1. Check that they belong to both."],
        ),
        (
            second(OTHER),
            ["line 10: Deliverable 1.2 has the same success measures as 1.1. Check that they belong to both."],
        ),
        ((*second(NATIONAL), "# 1.3 Boats", NATIONAL, LEAD, QUARTERS), []),
        ((*second(NO_MEASURES), "# 1.3 Boats", NO_MEASURES, LEAD, QUARTERS), []),
        (
            with_milestones("A", "B", "C", "D", lead="Lead contact: tbc"),
            ["line 3: Deliverable 1.1 has no lead contact. Name who answers for it."],
        ),
    ],
)
def test_warnings(parts, expected):
    assert messages(plan_of(*parts), "warning") == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            with_milestones("A", "B", "C", "D", lead="Lead contact: a@example.nhs.uk"),
            ["line 3: Deliverable 1.1: the lead contact is an address without a name."],
        ),
        (
            (*FIRST, ABOUT, "Lead contact: N/A", "Our neighbours run it."),
            ["line 3: Deliverable 1.1 is marked as not applicable: Our neighbours run it."],
        ),
        (
            with_milestones("<•>Train:\n<•>nurses", "B", "C", "D"),
            ["line 3: Deliverable 1.1: what follows these was read as their parts: Q1 “Train:”."],
        ),
    ],
)
def test_what_is_only_worth_knowing(parts, expected):
    plan = plan_of(*parts)
    assert messages(plan, "info") == expected
    assert not messages(plan, "warning")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("By March 2023", ["March 2023"]),
        ("by the end of March 2024", []),
        ("April 2023 and April 2024", ["April 2024"]),
        ("March/April 2023", []),
        ("Sept. 2022, or sep 2023", ["Sept. 2022"]),
        ("in May ’24", ["May ’24"]),
        ("31/03/2023 and 01/04/2023", ["31/03/2023"]),
        ("31.3.24, 1.4.24", ["1.4.24"]),
        ("99/99/2023", []),
        ("may 20 people come; 2022/23; March", []),
    ],
)
def test_dates_outside_the_year(text, found):
    assert dates_outside(text, YEAR) == found
