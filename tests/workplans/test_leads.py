"""A cell of leads, parted; and what a name tells about its owner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplans.leads import LeadKind, kind_of, read_leads, split_leads

MCN = ("MCN Clinical Lead", "MCN Manager")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # separators
        ("MCN Clinical Lead\nMCN Manager", MCN),
        ("MCN Clinical Lead; MCN Manager", MCN),
        ("MCN Clinical Lead, MCN Manager", MCN),
        ("MCN Clinical Lead / MCN Manager", MCN),
        ("MCN Clinical Lead/MCN Manager", MCN),
        ("MCN Clinical Lead/\nMCN Manager/", MCN),
        (
            "MCN Clinical Lead/ MCN Manager/ Board Clinical Effectiveness Leads",
            (*MCN, "Board Clinical Effectiveness Leads"),
        ),
        ("MCN Clinical Lead and MCN Manager", MCN),
        ("MCN Clinical Lead & MCN Manager", MCN),
        ("MCN Clinical Lead with MCN Manager", MCN),
        ("• MCN Clinical Lead\n• MCN Manager", MCN),
        ("1. MCN Clinical Lead\n2) MCN Manager", MCN),
        ("AB/CD", ("AB", "CD")),
        ("Radiology/Pathology", ("Radiology", "Pathology")),
        ("Board Clinical Effectiveness\nLeads\nMCN Manager", ("Board Clinical Effectiveness Leads", "MCN Manager")),
        ("H&N Cancer MCN\nMCN Manager", ("H&N Cancer MCN", "MCN Manager")),
        ("Dr A Example and Prof B Sample", ("Dr A Example", "Prof B Sample")),
        ("Dr A Example and Information Team", ("Dr A Example", "Information Team")),
        ("Data Manager, Prof B Sample & Dr A Example", ("Data Manager", "Prof B Sample", "Dr A Example")),
        ("Project and Planning Manager and Dr A Example", ("Project and Planning Manager", "Dr A Example")),
        ("MCN Manager\nMCN manager", ("MCN Manager",)),
        # what only looks like a separator
        ("Finance Dept, NHSGGC", ("Finance Dept, NHSGGC",)),
        ("Lead Nurse, NHS Lanarkshire; MCN Manager", ("Lead Nurse, NHS Lanarkshire", "MCN Manager")),
        (
            "Clinical Lead, NHS Ayrshire and Arran, MCN Manager",
            ("Clinical Lead, NHS Ayrshire and Arran", "MCN Manager"),
        ),
        ("Finance Team, Southshire Hospitals NHS Trust", ("Finance Team, Southshire Hospitals NHS Trust",)),
        ("Chair, Advisory Board", ("Chair, Advisory Board",)),
        ("NHSGGC, NHSL, NHSFV", ("NHSGGC", "NHSL", "NHSFV")),
        ("Clinical/Medical Director", ("Clinical/Medical Director",)),
        ("Project and Planning Manager", ("Project and Planning Manager",)),
        ("Lead clinician (Dr A, Dr B), MCN Manager", ("Lead clinician (Dr A, Dr B)", "MCN Manager")),
        # nothing but spaces
        ("MCN Clinical Lead MCN Manager", MCN),
        (
            "MCN&I Manager MCN Clinical Lead Local MDT Lead MDT Members",
            ("MCN&I Manager", "MCN Clinical Lead", "Local MDT Lead", "MDT Members"),
        ),
        (
            "MCN Clinical Lead MCN&I Manager Finance Dept, NHSGGC",
            ("MCN Clinical Lead", "MCN&I Manager", "Finance Dept, NHSGGC"),
        ),
        ("Board Managers Project and Planning Manager", ("Board Managers", "Project and Planning Manager")),
        ("Designated Clinical Lead Deputy Lead Nurse", ("Designated Clinical Lead", "Deputy Lead Nurse")),
        ("MDT Lead Clinicians", ("MDT Lead Clinicians",)),
        ("Advisory Board Chair Breast MCN Manager", ("Advisory Board Chair", "Breast MCN Manager")),
        ("Lead Nurse NHS Forth Valley MCN Manager", ("Lead Nurse NHS Forth Valley", "MCN Manager")),
        # one name that nobody knows
        ("H&N Cancer MCN", ("H&N Cancer MCN",)),
        ("Dr A. Example", ("Dr A. Example",)),
        ("Chair of Advisory Board", ("Chair of Advisory Board",)),
        ("Clinical Lead for Breast", ("Clinical Lead for Breast",)),
        ("Northside Macmillan Clinical Lead", ("Northside Macmillan Clinical Lead",)),
        # none
        ("", ()),
        ("TBC", ()),
        ("-", ()),
    ],
)
def test_a_cell_of_leads(text, names):
    assert split_leads(text) == names


def test_what_is_left_over_is_a_lead_of_its_own_and_reported():
    reading = read_leads("MCN Clinical Lead Zebra Keeper MCN Manager")
    assert reading.names == ("MCN Clinical Lead", "Zebra Keeper", "MCN Manager")
    assert "“Zebra Keeper” is not a known lead" in reading.remarks[0]


def test_a_known_name_followed_by_a_body_is_two_leads():
    reading = read_leads("MCN Clinical Lead Robotic Surgery Committee")
    assert reading.names == ("MCN Clinical Lead", "Robotic Surgery Committee")
    assert reading.remarks


def test_words_that_may_belong_to_the_name_stay_and_are_reported():
    reading = read_leads("Clinical Lead Radiotherapy")
    assert reading.names == ("Clinical Lead Radiotherapy",)
    assert "may be another lead" in reading.remarks[0]


def test_the_networks_own_names_are_known():
    assert split_leads("Zebra Keeper MCN Manager", ["Zebra Keeper"]) == ("Zebra Keeper", "MCN Manager")
    assert split_leads("Smith, Example and Co", ["Smith, Example and Co"]) == ("Smith, Example and Co",)
    assert read_leads("MCN Clinical Lead Zebra Keeper", ["Zebra Keeper"]).remarks == ()


def test_look_alike_letters_are_read_and_reported():
    reading = read_leads("МСN Manager")
    assert reading.names == ("MCN Manager",)
    assert "another alphabet" in reading.remarks[0]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MCN Manager", LeadKind.ROLE),
        ("Board Managers", LeadKind.ROLE),
        ("MCN Clinicians", LeadKind.ROLE),
        ("Chair of Advisory Board", LeadKind.ROLE),
        ("Director of Finance", LeadKind.ROLE),
        ("Lead Nurse, NHS Lanarkshire", LeadKind.ROLE),
        ("Clinical Lead Radiotherapy", LeadKind.ROLE),
        ("Advisory Board", LeadKind.BODY),
        ("Information Team", LeadKind.BODY),
        ("Finance Dept, NHSGGC", LeadKind.BODY),
        ("H&N Cancer MCN", LeadKind.BODY),
        ("SCAN", LeadKind.BODY),
        ("Pharmacy", LeadKind.BODY),
        ("Dr A Example", LeadKind.PERSON),
        ("Professor Sample", LeadKind.PERSON),
        ("Robin Example", LeadKind.PERSON),
        ("", LeadKind.ROLE),
    ],
)
def test_what_a_name_tells(name, kind):
    assert kind_of(name) == kind


VOCABULARY = "MCN Clinical Lead Manager / ; , and & Dr A Example Finance Dept NHSGGC Board ( ) • TBC x"
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", ""])


@given(st.one_of(st.text(), st.lists(WORDS, max_size=80).map(" ".join)))
def test_any_text_is_parted_without_an_error_and_no_word_is_lost(text):
    reading = read_leads(text)
    found = " ".join((*reading.names, *reading.remarks)).casefold()
    for word in text.split():
        assert (
            word.strip(" /;,.:|•").casefold() in found
            or not word.isalnum()
            or word in ("and", "o")
            or not word.isascii()
        )
    for name in reading.names:
        assert name == name.strip()
        assert kind_of(name) in LeadKind
