"""The pages of quarterly returns: who sees and does what, what each shows, and that a signed one stays as it is."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from alliance import operations
from alliance.models import QuarterlyReturn
from alliance.operations import StatusReport
from organisations.grants import RoleKind
from tests.factories import TODAY, AllianceFactory, UserFactory, a_delivery_plan, someone

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 20)
READERS = [RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.ANALYST, RoleKind.BOARD_MEMBER]
OFFICE = [RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def plan():
    return a_delivery_plan(alliance=AllianceFactory(code="wessex", name="Wessex"), title="Delivery plan 2026/27")


@pytest.fixture
def q2(plan):
    return operations.open_return(plan=plan, quarter=2, due_on=DUE, by=UserFactory(), on=TODAY)


@pytest.fixture
def office(client, plan):
    user = someone(RoleKind.PROGRAMME_LEAD, plan.alliance)
    client.force_login(user)
    return user


def at(thing, name="return", *more):
    if isinstance(thing, QuarterlyReturn):
        return reverse(f"delivery:{name}", args=["wessex", 2026, thing.quarter, thing.version, *more])
    return reverse(f"delivery:{name}", args=["wessex", 2026, *more])


def pages(q2):
    workstream = q2.plan.workstreams.get().pk
    return {
        "read": [at(q2.plan, "returns"), at(q2), at(q2, "return_export", "docx"), at(q2, "return_export", "xlsx")],
        "write": [at(q2, "return_commentary", workstream)],
        "office": [at(q2.plan, "return_open"), at(q2, "return_date"), at(q2, "return_sign"), at(q2, "return_correct")],
    }


# --- Who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role_on_each_page(client, q2, kind):
    client.force_login(someone(kind, q2.plan.alliance))
    reads = kind in [*READERS, RoleKind.NETWORK_MANAGER]
    # A network manager whose role is given for the whole alliance is one of the office, as for work plans.
    office = kind in [*OFFICE, RoleKind.NETWORK_MANAGER]
    for address in pages(q2)["read"]:
        assert client.get(address).status_code == (200 if reads else 404), address
    for address in pages(q2)["write"] + pages(q2)["office"]:
        assert client.get(address).status_code == (200 if office else 403 if reads else 404), address


@pytest.mark.parametrize("kind", RoleKind)
def test_nobody_from_another_alliance(client, q2, kind):
    client.force_login(someone(kind, AllianceFactory()))
    for address in sum(pages(q2).values(), []):
        assert client.get(address).status_code == 404, address


def test_an_action_lead_writes_for_the_workstream_they_lead(client, q2):
    user = someone(RoleKind.ACTION_LEAD, q2.plan.alliance)
    workstream = q2.plan.workstreams.get()
    workstream.lead = user
    workstream.save()
    client.force_login(user)
    assert "(you)" in client.get(at(q2)).text
    address = at(q2, "return_commentary", workstream.pk)
    assert client.post(address, {"text": "All well", "version": 0, "hand_in": "1"}).status_code == 302
    assert q2.commentaries.get().by == user
    assert client.get(at(q2, "return_sign")).status_code == 403


# --- The list -----------------------------------------------------------------------------------------


def test_the_four_quarters(client, office, q2):
    page = client.get(at(q2.plan, "returns")).text
    assert "Open" in page
    assert "0 of 1" in page
    assert "Can be opened from 1 January 2027" in page
    assert "Not opened" in page


def test_opening_one(client, office, plan):
    address = at(plan, "return_open")
    assert client.get(address).context["form"].initial["quarter"] == 3
    refused = client.post(address, {"quarter": 2, "due_on": "2026-09-01"})
    assert refused.status_code == 422
    assert "still ahead" in refused.text
    response = client.post(address, {"quarter": 2, "due_on": "2026-10-20"})
    opened = QuarterlyReturn.objects.get()
    assert response.url == at(opened)
    assert opened.opened_by == office


def test_nothing_left_to_open(client, office, plan):
    for quarter in (1, 2, 3):
        operations.open_return(plan=plan, quarter=quarter, due_on=DUE, by=office, on=TODAY)
    response = client.get(at(plan, "return_open"), follow=True)
    assert "Every quarter that has begun has its return" in response.text


# --- One return ---------------------------------------------------------------------------------------


def test_an_open_return_says_who_has_not_written_and_what_is_missing(client, office, q2):
    page = client.get(at(q2)).text
    assert "Not begun" in page
    assert "5 things" in page
    assert "no path to green" in page
    assert "Sign off" in page


def test_a_plan_without_workstreams(client, office, q2):
    q2.plan.milestones.all().delete()
    q2.plan.deliverables.all().delete()
    q2.plan.workstreams.all().delete()
    assert "This plan has no workstreams yet" in client.get(at(q2)).text


def test_the_number_of_queries_does_not_grow(client, office, django_assert_max_num_queries):
    for deliverables, milestones in ((1, 1), (8, 5)):
        plan = a_delivery_plan(deliverables=deliverables, milestones=milestones, alliance=AllianceFactory())
        client.force_login(someone(RoleKind.BOARD_MEMBER, plan.alliance))
        opened = operations.open_return(plan=plan, quarter=2, due_on=DUE, by=office, on=TODAY)
        with django_assert_max_num_queries(14):
            assert client.get(opened.get_absolute_url()).status_code == 200


def test_the_day_is_moved(client, office, q2):
    assert client.post(at(q2, "return_date"), {"due_on": "31/10/2026"}).status_code == 302
    q2.refresh_from_db()
    assert q2.due_on == date(2026, 10, 31)
    assert "is not a day" in client.post(at(q2, "return_date"), {"due_on": "soon"}).text


# --- Writing ------------------------------------------------------------------------------------------


def test_a_draft_then_handed_in(client, office, q2):
    address = at(q2, "return_commentary", q2.plan.workstreams.get().pk)
    client.post(address, {"text": "Begun", "version": 0, "draft": "1"})
    assert "Draft" in client.get(at(q2)).text
    client.post(address, {"text": "Two clinics opened", "version": 1, "hand_in": "1"})
    page = client.get(at(q2)).text
    assert "Handed in" in page
    assert "Two clinics opened" in page


def test_nothing_cannot_be_handed_in(client, office, q2):
    address = at(q2, "return_commentary", q2.plan.workstreams.get().pk)
    response = client.post(address, {"text": " ", "version": 0, "hand_in": "1"})
    assert response.status_code == 422
    assert "before handing it in" in response.text


def test_two_people_at_once_lose_no_words(client, office, q2):
    workstream = q2.plan.workstreams.get()
    colleague = UserFactory(name="A Colleague")
    operations.write_commentary(quarterly_return=q2, workstream=workstream, text="Hers", hand_in=False, by=colleague)
    address = at(q2, "return_commentary", workstream.pk)
    response = client.post(address, {"text": "His", "version": 0, "hand_in": "1"})
    assert response.status_code == 409
    assert "A Colleague wrote meanwhile" in response.text
    assert "Hers" in response.text
    assert response.context["form"]["text"].value() == "His"
    again = {"text": "Hers and his", "version": response.context["form"]["version"].value(), "hand_in": "1"}
    assert client.post(address, again).status_code == 302
    assert q2.commentaries.get().text == "Hers and his"


# --- Signing off, correcting ----------------------------------------------------------------------------


def test_signed_with_gaps_only_with_a_reason_and_then_frozen(client, office, q2):
    refused = client.post(at(q2, "return_sign"), {"statement": "", "gaps_accepted": ""})
    assert refused.status_code == 422
    assert "5 things are missing" in refused.text
    response = client.post(at(q2, "return_sign"), {"statement": "Agreed", "gaps_accepted": "Lead is away"})
    assert response.status_code == 302
    milestone = q2.plan.milestones.get(quarter=2)
    before = client.get(at(q2)).text
    operations.record_milestone_update(
        milestone=milestone, report=StatusReport("complete", "Done after all"), by=office, on=TODAY
    )
    operations.revise_milestone(milestone=milestone, text="Other words", parts=[], by=office)
    after = client.get(at(q2)).text
    assert "Done after all" not in after
    assert "Other words" not in after
    assert "Lead is away" in after
    assert _body(before) == _body(after)
    assert client.get(at(q2, "return_commentary", q2.plan.workstreams.get().pk)).status_code == 302
    assert "signed off already" in client.get(at(q2, "return_sign"), follow=True).text


def _body(page):
    return page.partition("What was reported")[2]


def test_a_correction_is_a_version_of_its_own(client, office, q2):
    operations.sign_off(quarterly_return=q2, by=office, on=TODAY, gaps_accepted="Away")
    response = client.post(at(q2, "return_correct"), {"reason": "A wrong date", "due_on": "2026-10-30"})
    again = QuarterlyReturn.objects.get(version=2)
    assert response.url == at(again)
    assert "A later version corrects this one" in client.get(at(q2)).text
    assert "Corrected because:" in client.get(at(again)).text
    assert "Correct" not in client.get(at(q2)).text.partition("page-head__actions")[2].partition("</header>")[0]


def test_a_closed_plan_is_only_read(client, office, q2):
    q2.plan.state = "closed"
    q2.plan.save()
    page = client.get(at(q2)).text
    assert "Sign off" not in page
    assert client.get(at(q2, "return_sign")).status_code == 403


# --- Downloads ----------------------------------------------------------------------------------------


def test_downloads_of_a_signed_return_are_as_it_was(client, office, q2):
    workstream = q2.plan.workstreams.get()
    operations.write_commentary(
        quarterly_return=q2, workstream=workstream, text="=Two clinics\nopened", hand_in=True, by=office
    )
    operations.sign_off(quarterly_return=q2, by=office, on=TODAY, gaps_accepted="Away", statement="By the board")
    workstream.title = "Renamed"
    workstream.save()
    word = client.get(at(q2, "return_export", "docx"))
    assert word["Content-Disposition"] == 'attachment; filename="wessex-q2-2026-27-return-v1.docx"'
    doc = Document(BytesIO(word.content))
    texts = [p.text for p in doc.paragraphs]
    assert "=Two clinics" in texts
    assert "By the board" in texts
    assert "1. Workstream 1" in texts
    assert len(doc.tables) == 1
    book = load_workbook(BytesIO(client.get(at(q2, "return_export", "xlsx")).content))
    assert book.sheetnames == ["Return", "Commentary", "Milestones"]
    assert book["Commentary"]["D2"].value == "=Two clinics\nopened"
    assert book["Commentary"]["D2"].data_type == "s"
    assert book["Milestones"].max_row == 3
    assert client.get(at(q2, "return_export", "pdf")).status_code == 404
