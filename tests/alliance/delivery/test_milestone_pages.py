"""A milestone's page, its parts, moving it, closing it, and the page of its deliverable with comments and links."""

from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from alliance import operations
from alliance.exposure import Score
from alliance.models import Milestone, MilestonePart
from alliance.operations import MeasureWords, StatusReport
from organisations.grants import RoleKind
from tests.alliance.delivery.conftest import statements, words
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    WorkPlanFactory,
    someone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone(plan):
    return Milestone.objects.get(plan=plan, text="Agree the pathway")


def address(name, plan, *args):
    return reverse(f"delivery:{name}", args=[plan.alliance.code, plan.year, *args])


# --- The milestone ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "updates", "moves", "edits"),
    [
        (RoleKind.ADMINISTRATOR, True, True, True),
        (RoleKind.PROGRAMME_LEAD, True, True, True),
        (RoleKind.NETWORK_MANAGER, True, True, True),
        (RoleKind.ACTION_LEAD, True, False, False),
        (RoleKind.ANALYST, False, False, False),
        (RoleKind.BOARD_MEMBER, False, False, False),
    ],
)
def test_each_role_on_the_page(client, alliance, plan, milestone, kind, updates, moves, edits):
    person = someone(kind, alliance)
    if kind == RoleKind.ACTION_LEAD:
        plan.deliverables.filter(number="1.1").update(lead=person)
    client.force_login(person)
    response = client.get(milestone.get_absolute_url())
    html = response.content.decode()
    links = [f"{milestone.pk}/{name}/" in html for name in ("update", "move", "edit")]
    assert links == [updates, moves, edits]
    page = words(response)
    assert "Milestone 1.1, Q1" in page
    assert "Overdue by 94 days: it was due by 30 June 2026" in page
    assert client.get(milestone.deliverable.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("kind", RoleKind)
def test_nobody_sees_another_alliances(client, plan, milestone, kind):
    client.force_login(someone(kind, AllianceFactory()))
    assert client.get(milestone.get_absolute_url()).status_code == 404
    assert client.get(milestone.deliverable.get_absolute_url()).status_code == 404
    assert client.post(address("comment_add", plan, "1.1"), {"text": "Hello"}).status_code == 404


def test_everything_that_happened(client, plan, lead, milestone):
    operations.record_milestone_update(
        milestone=milestone, report=StatusReport("in_progress", "Begun"), by=lead, on=TODAY
    )
    operations.move_milestone(milestone=milestone, text="Q3", reason="Leave", agreed_by="Board", by=lead, on=TODAY)
    operations.revise_milestone(milestone=milestone, text="Agree it", parts=[("Draft", "Nov 26")], by=lead)
    operations.record_part(part=MilestonePart.objects.get(), done=True, by=lead, on=TODAY)
    client.force_login(lead)
    page = words(client.get(milestone.get_absolute_url()))
    for said in (
        "Started",
        "Begun",
        "Due date moved 184 days later",
        "Agreed by",
        "Words or parts changed",
        "Part done",
    ):
        assert said in page, said
    assert "1 of 1 done" in page
    assert "In the plan under Q1" in page


def test_parts_are_done_and_not_done(client, plan, lead, milestone):
    operations.revise_milestone(milestone=milestone, text=milestone.text, parts=[("Draft", ""), ("Agree", "")], by=lead)
    part = MilestonePart.objects.get(text="Draft")
    client.force_login(lead)
    where = address("milestone_part", plan, milestone.pk, part.pk)
    assert client.post(where, {"done": "1"}).url == f"{milestone.get_absolute_url()}#parts"
    part.refresh_from_db()
    assert part.completed_on == TODAY
    again = client.post(where, {"done": "0"}, headers={"HX-Request": "true"})
    assert "Part not done after all." in words(again)
    part.refresh_from_db()
    assert part.completed_on is None
    assert client.get(where).status_code == 405
    client.force_login(someone(RoleKind.BOARD_MEMBER, plan.alliance))
    assert client.post(where, {"done": "1"}).status_code == 403


def move_of(milestone, **more):
    return {"text": "Q3", "reason": "Two posts are vacant", "agreed_by": "Board", "version": milestone.version} | more


@pytest.mark.parametrize(
    ("missing", "words_of"), [("reason", "Say why the date moves"), ("agreed_by", "Say who agreed to the new date")]
)
def test_a_move_needs_reason_and_agreement(client, plan, lead, milestone, missing, words_of):
    client.force_login(lead)
    where = address("milestone_move", plan, milestone.pk)
    response = client.post(where, move_of(milestone, **{missing: " ", "read": "Q3"}))
    assert response.status_code == 422
    assert words_of in words(response)
    milestone.refresh_from_db()
    assert milestone.due_text == "Q1"


def test_a_move_is_shown_before_it_is_made(client, plan, lead, milestone):
    client.force_login(lead)
    where = address("milestone_move", plan, milestone.pk)
    assert "A quarter, such as Q2, Q3 or Q4" in words(client.get(where))
    reading = client.get(where, {"text": "Q3"}, headers={"HX-Request": "true", "HX-Target": "reading"})
    assert "Due by 31 December 2026" in words(reading)
    assert client.post(where, move_of(milestone, text="soonish")).status_code == 422
    assert "Please check" in words(client.post(where, move_of(milestone)))
    milestone.refresh_from_db()
    assert milestone.due_text == "Q1"
    grid = address("grid", plan)
    assert client.post(where, move_of(milestone, read="Q3", next=grid)).url == grid
    milestone.refresh_from_db()
    assert (milestone.due_text, milestone.original_text, milestone.quarter) == ("Q3", "Q1", 1)


def test_two_people_move_one_milestone(client, plan, lead, milestone):
    client.force_login(lead)
    operations.move_milestone(milestone=milestone, text="Q2", reason="r", agreed_by="a", by=lead, on=TODAY)
    response = client.post(address("milestone_move", plan, milestone.pk), move_of(milestone, read="Q3"))
    assert response.status_code == 409
    assert "Two posts are vacant" in words(response)
    milestone.refresh_from_db()
    assert milestone.due_text == "Q2"


def test_closing_needs_a_reason_and_editing_keeps_what_is_done(client, plan, lead, milestone):
    client.force_login(lead)
    close = address("milestone_close", plan, milestone.pk)
    assert "Say why this will not be delivered" in words(client.post(close, {"comment": ""}))
    client.post(close, {"comment": "The programme ended"})
    milestone.refresh_from_db()
    assert milestone.status == "closed"
    edit = address("milestone_edit", plan, milestone.pk)
    said = {"text": "Agree it all", "parts": "Draft (Nov 26)\n\nSign (both boards)", "version": milestone.version}
    assert client.post(edit, said).url == milestone.get_absolute_url()
    assert list(milestone.parts.values_list("text", "due_text")) == [("Draft", "Nov 26"), ("Sign (both boards)", "")]
    assert client.post(edit, said | {"text": "Another"}).status_code == 409


def test_a_milestone_is_added(client, plan, lead):
    client.force_login(lead)
    where = address("milestone_add", plan, "2.1")
    assert client.post(where, {"quarter": "5", "text": "x"}).status_code == 422
    response = client.post(where, {"quarter": "4", "text": "Evaluate", "due_text": "Jan 27", "parts": "Collect"})
    assert response.url == address("deliverable", plan, "2.1")
    added = Milestone.objects.get(text="Evaluate")
    assert (added.quarter, str(added.due_latest), added.parts.get().text) == (4, "2027-01-31", "Collect")


# --- The deliverable ----------------------------------------------------------------------------------


def test_the_page_of_a_deliverable(client, plan, lead):
    deliverable = plan.deliverables.get(number="1.1")
    deliverable.narrative = "First this.\nThen that."
    deliverable.save()
    operations.set_measures(
        deliverable=deliverable,
        measures=[MeasureWords("Told in 28 days", "CAN-01", "%", baseline=Decimal(100), target=Decimal("80.5"))],
        by=lead,
    )
    client.force_login(lead)
    page = words(client.get(deliverable.get_absolute_url()))
    for said in (
        "Then that.",
        "Told in 28 days",
        "CAN-01",
        "baseline 100 % · target 80.5 %",
        "Slipped to Q4",
        "Pathway Lead",
        "None is linked",
    ):
        assert said in page, said


def measure_lines(*lines):
    """What the form of measures sends; each line a dict of what is said."""
    data = {"measures-TOTAL_FORMS": str(len(lines)), "measures-INITIAL_FORMS": "0"}
    for number, line in enumerate(lines):
        data |= {f"measures-{number}-{name}": value for name, value in ({"direction": "increase"} | line).items()}
    return data


def test_measures_are_written_line_by_line(client, plan, lead):
    client.force_login(lead)
    where = address("measures_edit", plan, "1.1")
    told = {"text": "Told in 28 days", "code": "CAN-01", "unit": "%", "target": "80", "standard": "28d"}
    response = client.post(where, measure_lines(told, {"text": ""}, {"text": "Clinics open", "direction": "neutral"}))
    assert response.url == f"{address('deliverable', plan, '1.1')}#measures"
    deliverable = plan.deliverables.get(number="1.1")
    assert list(deliverable.measures.values_list("text", "target", "standard", "direction")) == [
        ("Told in 28 days", 80, "28d", "increase"),
        ("Clinics open", None, "", "neutral"),
    ]
    page = client.get(address("deliverable", plan, "1.1"))
    assert "/performance/in-depth/wessex/28d/" in page.content.decode()
    kept = deliverable.measures.get(text="Told in 28 days").pk
    client.post(where, measure_lines({"text": "Clinics open"}, told | {"target": "81.5"}))
    assert list(deliverable.measures.values_list("pk", "position"))[1] == (kept, 2)
    for wrong, words_of in (
        ([{"text": "", "target": "80"}], "Write the measure, or empty the whole line"),
        ([{"text": "A", "target": "many"}], "Enter a number"),
        ([{"text": "A"}, {"text": "A"}], "say the same"),
    ):
        refused = client.post(where, measure_lines(*wrong))
        assert refused.status_code == 422
        assert words_of in words(refused)
    client.force_login(someone(RoleKind.ANALYST, plan.alliance))
    assert client.post(where, measure_lines()).status_code == 403


def test_open_risks_stand_on_the_page_and_the_dashboard(client, alliance, plan, lead):
    deliverable = plan.deliverables.get(number="1.1")
    operations.add_risk(
        alliance=alliance,
        words=operations.RiskWords(title="Posts stay vacant"),
        inherent=Score(4, 4),
        hangs=operations.Hangs(deliverable=deliverable),
        by=lead,
        on=TODAY,
    )
    client.force_login(lead)
    assert "Posts stay vacant" in words(client.get(deliverable.get_absolute_url()))
    assert "Posts stay vacant" in words(client.get(address("dashboard", plan)))


def test_numbers_may_be_as_the_paper_has_them(client, plan, lead):
    plan.deliverables.filter(number="1.1").update(number="3.3a/b")
    client.force_login(lead)
    assert client.get(address("deliverable", plan, "3.3a/b")).status_code == 200
    assert client.get(address("deliverable_edit", plan, "3.3a/b")).status_code == 200


def test_comments_are_made_resolved_and_opened_again(client, alliance, plan, lead):
    board = someone(RoleKind.BOARD_MEMBER, alliance)
    client.force_login(board)
    where = address("deliverable", plan, "1.1")
    assert client.post(address("comment_add", plan, "1.1"), {"text": " "}).status_code == 422
    client.post(address("comment_add", plan, "1.1"), {"text": "Be bolder", "author": "National team"})
    comment = plan.deliverables.get(number="1.1").comments.get()
    assert (comment.author, comment.by) == ("National team", board)
    assert "National team, kept by" in words(client.get(where))
    resolve = address("comment_resolve", plan, "1.1", comment.pk)
    assert client.post(resolve, {"resolution": "Done"}).status_code == 403
    client.force_login(lead)
    assert "1 open comment" in words(client.get(plan.get_absolute_url()))
    assert client.post(resolve, {"resolution": ""}).status_code == 422
    client.post(resolve, {"resolution": "Raised to 80%"})
    assert "Raised to 80%" in words(client.get(where))
    assert "open comment" not in words(client.get(plan.get_absolute_url()))
    client.post(resolve, {"reopen": "1"})
    comment.refresh_from_db()
    assert comment.resolved_at is None
    assert client.get(address("comment_resolve", plan, "2.1", comment.pk)).status_code == 404


def test_the_chain_of_sight_leads_both_ways(client, alliance, plan, lead):
    network = NetworkFactory(alliance=alliance, name="Lung")
    objective = ObjectiveFactory(plan=WorkPlanFactory(network=network))
    serves = ActionFactory(objective=objective, number="1.1", text="Extend the checks")
    other = ActionFactory(objective=objective, number="1.2", text="Something else")
    elsewhere = ActionFactory(text="Of another alliance")
    client.force_login(lead)
    where = address("deliverable_actions", plan, "2.1")
    page = words(client.get(where))
    assert "Extend the checks" in page
    assert "Of another alliance" not in page
    assert client.post(where, {"actions": [elsewhere.pk]}).status_code == 422
    client.post(where, {"actions": [serves.pk, other.pk]})
    # Of a search only what it shows is asked; what is linked besides stays.
    assert "1 more is linked and not shown" in words(client.get(where, {"q": "extend"}))
    client.post(where, {"actions": [], "q": "something"})
    assert list(plan.deliverables.get(number="2.1").actions.all()) == [serves]
    assert "1.1 Extend the checks" in words(client.get(address("deliverable", plan, "2.1")))
    assert "2.1 Lung checks" in words(client.get(serves.get_absolute_url()))

    # Who leads only the action is not told of a deliverable they may not see.
    person = someone(RoleKind.ACTION_LEAD, network)
    ActionLeadFactory(action=serves, lead=LeadFactory(network=network, user=person))
    client.force_login(person)
    page = words(client.get(serves.get_absolute_url()))
    assert "Extend the checks" in page
    assert "Lung checks" not in page


def test_pages_take_as_many_statements_however_much_there_is(client, plan, lead, milestone):
    client.force_login(lead)
    deliverable = milestone.deliverable.get_absolute_url()
    few = [statements(connection, lambda u=u: client.get(u)) for u in (milestone.get_absolute_url(), deliverable)]
    for number in range(8):
        operations.record_milestone_update(
            milestone=milestone, report=StatusReport("in_progress", f"Step {number}"), by=lead, on=TODAY
        )
        operations.comment_on(deliverable=milestone.deliverable, text=f"Comment {number}", by=lead)
        operations.add_milestone(deliverable=milestone.deliverable, quarter=4, text=f"More {number}", by=lead, on=TODAY)
    assert [
        statements(connection, lambda u=u: client.get(u)) for u in (milestone.get_absolute_url(), deliverable)
    ] == few
