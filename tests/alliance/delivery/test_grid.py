"""The milestone grid: quarters and moves, filters, updates in its row and without script, many at once, past days."""

from datetime import date

import pytest
from django.urls import reverse

from alliance import operations
from alliance.models import Milestone, MilestoneUpdate
from alliance.operations import StatusReport
from organisations.grants import RoleKind
from tests.alliance.delivery.conftest import words
from tests.factories import TODAY, AllianceFactory, DeliverableFactory, MilestoneFactory, someone
from workplans.progress import Status

pytestmark = pytest.mark.django_db


def address(plan, query=""):
    return reverse("delivery:grid", args=[plan.alliance.code, plan.year]) + query


def of(plan, text):
    return Milestone.objects.get(plan=plan, text=text)


def change(name, milestone):
    plan = milestone.plan
    return reverse(f"delivery:milestone_{name}", args=[plan.alliance.code, plan.year, milestone.pk])


def cells(response, number):
    """By quarter in words: what is due in it, and what went elsewhere."""
    group = next(g for each in response.context["groups"] for g in each.groups if g.deliverable.number == number)
    return {
        cell.words: ([line.state.text for line in cell.due], [(line.state.text, line.elsewhere) for line in cell.gone])
        for cell in group.cells
        if cell.due or cell.gone
    }


def shown(response):
    return [line.state.text for each in response.context["groups"] for g in each.groups for line in g.lines]


# --- Quarters -----------------------------------------------------------------------------------------


def test_a_moved_milestone_stands_in_both_quarters(client, plan, lead):
    client.force_login(lead)
    response = client.get(address(plan))
    assert cells(response, "1.1") == {
        "Q1": (["Agree the pathway"], []),
        "Q2": (["Publish the audit"], [("Train navigators", "Slipped to Q4")]),
        "Q4": (["Train navigators"], []),
    }
    page = words(response)
    assert "from Q2" in page
    assert "slipped 182 days" in page
    assert "94 days late" in page  # Q1 ended on 30 June
    assert [word for _, word, _ in response.context["columns"]] == ["Q1", "Q2", "Q3", "Q4"]  # nothing is due later


@pytest.mark.parametrize(
    ("quarter", "due", "original", "stands", "elsewhere"),
    [
        (2, "Q2", "Q2", "Q2", ""),
        (2, "Q3", "Q2", "Q3", "Slipped to Q3"),
        (3, "Q1", "Q3", "Q1", "Brought forward to Q1"),
        (4, "Q1 27/28", "Q4", "Later", "Slipped to Q1 2027/28"),
        (4, "By March 2025", "By March 2025", "Q4", ""),  # before the plan's year: where the plan has it
        (2, "Oct 26", "Oct 26", "Q3", "Due in Q3"),  # the plan says so itself: nothing slipped
        (3, "TBC", "Q3", "Q3", ""),
        (1, "Q1 and 2", "Q1 and 2", "Q2", "Due in Q2"),
    ],
)
def test_where_a_milestone_stands(client, plan, lead, quarter, due, original, stands, elsewhere):
    deliverable = DeliverableFactory(workstream=plan.workstreams.first(), number="1.9", position=9)
    MilestoneFactory(deliverable=deliverable, quarter=quarter, due=due, original=original, text="This one")
    client.force_login(lead)
    found = cells(client.get(address(plan)), "1.9")
    assert found[stands][0] == ["This one"]
    assert [words for gone in found.values() for _, words in gone[1]] == ([elsewhere] if elsewhere else [])


def test_a_deliverable_without_milestones_says_why(client, plan, lead):
    first = plan.workstreams.first()
    DeliverableFactory(
        workstream=first, number="1.8", position=8, programme="not_applicable", not_applicable_reason="None runs here"
    )
    DeliverableFactory(workstream=first, number="1.9", position=9)
    client.force_login(lead)
    page = words(client.get(address(plan)))
    assert "Programme not applicable: None runs here" in page
    assert "No milestones yet." in page


# --- Filters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("overdue=1", ["Agree the pathway"]),
        ("slipped=1", ["Train navigators"]),
        ("status=complete", ["Publish the audit"]),
        ("rating=blue", ["Publish the audit"]),
        ("rating=red&rating=blue", ["Agree the pathway", "Publish the audit", "Train navigators"]),
        ("workstream=2", ["Open the clinic"]),
        ("lead=Pathway+Lead", ["Agree the pathway", "Publish the audit", "Train navigators"]),
        ("quarter=4", ["Train navigators"]),
        ("quarter=3&quarter=4", ["Train navigators", "Open the clinic"]),
        ("quiet=1", ["Agree the pathway"]),
        ("q=lung", ["Open the clinic"]),
        ("q=pathway+agree", ["Agree the pathway"]),
        ("open=1&workstream=1", ["Agree the pathway", "Train navigators"]),
        ("no_date=1", []),
        ("differs=1", []),
        ("workstream=99", ["Agree the pathway", "Publish the audit", "Train navigators", "Open the clinic"]),
    ],
)
def test_filters_in_the_address(client, plan, lead, query, found):
    client.force_login(lead)
    response = client.get(address(plan, f"?{query}"))
    assert sorted(shown(response)) == sorted(found)
    if found != ["Agree the pathway", "Publish the audit", "Train navigators", "Open the clinic"]:
        assert "Clear all" in words(response)
    assert response.context["reading"].tally.total == 4  # the counts stay those of the whole plan


def test_every_count_leads_to_what_it_counts(client, plan, lead):
    client.force_login(lead)
    context = client.get(address(plan)).context
    links = [(number, url) for _, number, url in context["tiles"]] + [(n, url) for _, n, url, _ in context["attention"]]
    for number, url in links:
        assert len(shown(client.get(url))) == number, url


def test_an_address_to_share_has_no_empty_fields(client, plan, lead):
    client.force_login(lead)
    assert client.get(address(plan, "?q=&workstream=2")).url == address(plan, "?workstream=2")
    part = client.get(address(plan, "?q=&overdue=1"), headers={"HX-Request": "true", "HX-Target": "grid-results"})
    assert part.headers["HX-Push-Url"] == address(plan, "?overdue=1")
    assert b"<h1" not in part.content


# --- Updating -----------------------------------------------------------------------------------------


def said(milestone, **more):
    return {"status": "in_progress", "comment": "Two boards agreed", "version": milestone.version, "rating": ""} | more


def test_update_in_the_row(client, plan, lead):
    client.force_login(lead)
    milestone = of(plan, "Agree the pathway")
    target = {"HX-Request": "true", "HX-Target": f"deliverable-{milestone.deliverable_id}"}
    form = client.get(change("update", milestone), {"next": address(plan)}, headers=target)
    assert b"<h1" not in form.content
    assert "Train navigators" in words(form)  # the row of its deliverable, and under it the form
    assert "Two boards" not in words(form)
    wrong = client.post(
        change("update", milestone), said(milestone, rating="green", next=address(plan)), headers=target
    )
    assert wrong.status_code == 422
    assert "Green is better than the suggested Red" in words(wrong)
    done = client.post(change("update", milestone), said(milestone, next=address(plan)), headers=target)
    assert done.status_code == 200
    page = done.content.decode()
    assert "Two boards agreed" in page
    assert 'id="grid-counts" hx-swap-oob="true"' in page
    assert "Milestone 1.1, Q1 updated." in page
    cancelled = client.get(change("update", milestone), {"cancel": "1", "next": address(plan)}, headers=target)
    assert 'name="comment"' not in cancelled.content.decode()


def test_update_without_script_leads_back_to_the_filtered_grid(client, plan, lead):
    client.force_login(lead)
    milestone = of(plan, "Agree the pathway")
    back = address(plan, "?overdue=1")
    page = client.get(change("update", milestone), {"next": back})
    assert "Update milestone 1.1, Q1" in words(page)
    response = client.post(change("update", milestone), said(milestone, next=back))
    assert response.url == back
    update = MilestoneUpdate.objects.get(milestone=milestone)
    assert (update.status, update.by, update.on) == ("in_progress", lead, TODAY)
    assert "Milestone 1.1, Q1 updated." in words(client.get(back))


def test_where_somebody_was_first_both_versions_show_and_nothing_is_lost(client, plan, lead, alliance):
    milestone = of(plan, "Agree the pathway")
    version = milestone.version
    other = someone(RoleKind.PROGRAMME_LEAD, alliance)
    operations.record_milestone_update(
        milestone=milestone, report=StatusReport("in_progress", "Theirs"), by=other, on=TODAY
    )
    client.force_login(lead)
    response = client.post(change("update", milestone), said(milestone, version=version, comment="Mine"))
    assert response.status_code == 409
    page = words(response)
    assert f"{other} changed this milestone while you were writing" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert MilestoneUpdate.objects.filter(milestone=milestone).count() == 1
    fresh = response.context["form"]["version"].value()
    assert client.post(change("update", milestone), said(milestone, version=fresh, comment="Mine")).status_code == 302
    milestone.refresh_from_db()
    assert milestone.latest_update.comment == "Mine"


@pytest.mark.parametrize("kind", [RoleKind.ANALYST, RoleKind.BOARD_MEMBER])
def test_who_only_reads_cannot_update(client, alliance, plan, kind):
    client.force_login(someone(kind, alliance))
    milestone = of(plan, "Agree the pathway")
    html = client.get(address(plan)).content.decode()
    assert ("Update selected" in html, 'name="selected"' in html, "/update/" in html) == (False,) * 3
    for name in ("update", "move", "edit", "close"):
        assert client.get(change(name, milestone)).status_code == 403
        assert client.post(change(name, milestone), said(milestone)).status_code == 403
    assert not MilestoneUpdate.objects.exists()


def test_an_action_lead_updates_what_they_lead_and_sees_nothing_else(client, alliance, plan):
    person = someone(RoleKind.ACTION_LEAD, alliance)
    plan.deliverables.filter(number="2.1").update(lead=person)
    client.force_login(person)
    assert shown(client.get(address(plan))) == ["Open the clinic"]
    mine, others = of(plan, "Open the clinic"), of(plan, "Agree the pathway")
    assert client.post(change("update", mine), said(mine)).status_code == 302
    assert client.post(change("update", others), said(others)).status_code == 404
    assert client.get(change("move", mine)).status_code == 403
    client.force_login(someone(RoleKind.PROGRAMME_LEAD, AllianceFactory()))
    assert client.post(change("update", mine), said(mine)).status_code == 404


# --- Several at once ----------------------------------------------------------------------------------


def bulk(plan):
    return reverse("delivery:milestones_bulk_update", args=[plan.alliance.code, plan.year])


def test_several_are_updated_after_a_preview(client, plan, lead):
    client.force_login(lead)
    chosen = [of(plan, "Agree the pathway"), of(plan, "Train navigators")]
    ids = [m.pk for m in chosen]
    back = address(plan, "?workstream=1")
    asked = client.get(bulk(plan), {"selected": ids, "next": back})
    assert "Update 2 milestones" in words(asked)
    data = {"selected": ids, "next": back, "status": "in_progress", "comment": "Under way", "rating": ""}
    preview = client.post(bulk(plan), data | {"stage": "preview"})
    assert "Check: 2 milestones will be updated" in words(preview)
    assert not MilestoneUpdate.objects.exists()
    seen = {f"version_{line.work.pk}": line.work.version for line in preview.context["ready"]}
    response = client.post(bulk(plan), data | seen | {"stage": "confirm"})
    assert response.url == back
    assert set(MilestoneUpdate.objects.values_list("milestone", "comment")) == {(pk, "Under way") for pk in ids}


def test_of_several_only_ones_own_are_updated(client, alliance, plan):
    person = someone(RoleKind.ACTION_LEAD, alliance)
    plan.deliverables.filter(number="2.1").update(lead=person)
    client.force_login(person)
    ids = list(plan.milestones.values_list("pk", flat=True))
    asked = client.get(bulk(plan), {"selected": ids})
    assert [work.text for work in asked.context["works"]] == ["Open the clinic"]
    nothing = client.get(bulk(plan), {"selected": ["x", "999999"]})
    assert nothing.url == address(plan)


# --- A past day ---------------------------------------------------------------------------------------


def test_the_grid_as_it_stood(client, plan, lead):
    milestone = of(plan, "Agree the pathway")
    operations.record_milestone_update(
        milestone=milestone, report=StatusReport(Status.COMPLETE, "Done"), by=lead, on=date(2026, 9, 1)
    )
    client.force_login(lead)
    response = client.get(address(plan, "?on=2026-08-31&q="), follow=True)
    assert response.request["QUERY_STRING"] == "on=2026-08-31"
    page = words(response)
    assert "As it stood on 31 August 2026" in page
    assert "62 days late" in page
    assert "/update/" not in response.content.decode()
    assert shown(client.get(address(plan, "?on=2026-08-31&overdue=1"))) == ["Agree the pathway"]
    assert shown(client.get(address(plan, "?on=2026-09-01&overdue=1"))) == []
    for number, url in [(n, url) for _, n, url in response.context["tiles"]]:
        assert "on=2026-08-31" in url
        assert len(shown(client.get(url))) == number


@pytest.mark.parametrize("day", ["2026-13-45", "tomorrow", "2027-01-01"])
def test_a_day_that_cannot_be_shown_shows_today(client, plan, lead, day):
    client.force_login(lead)
    response = client.get(address(plan, f"?on={day}"))
    assert response.status_code == 200
    assert not response.context["reading"].past
    assert response.context["day_form"].errors
