"""Who gets which file, called what, at what cost."""

import csv
import io

import pytest
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    ObjectiveFactory,
    StepFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from tests.workplans.exports.files import KINDS, NASTY_STEPS, add, content, report
from workplans.importing.stage import stage_import
from workplans.models import Lead, WorkPlan

pytestmark = pytest.mark.django_db


# --- Downloads --------------------------------------------------------------------------------------


def address(plan, kind):
    return reverse("workplans:plan_export", args=[plan.network.code, plan.year, kind])


@pytest.mark.parametrize("role", [kind for kind in RoleKind if kind != RoleKind.ACTION_LEAD])
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_sees_the_plan_can_download_it(client, objective, role, kind):
    add(objective, "1.1")
    client.force_login(someone(role, objective.plan.network.alliance))

    response = client.get(address(objective.plan, kind))

    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="woscan-head-neck-2023-24.{kind}"'
    assert content(response)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_one_does_not_see_is_not_there(client, objective, kind):
    client.force_login(someone(RoleKind.ADMINISTRATOR, AllianceFactory()))

    assert client.get(address(objective.plan, kind)).status_code == 404


def test_other_kinds_are_not_there(client, objective, reader):
    client.force_login(reader)

    assert client.get(address(objective.plan, "pdf")).status_code == 404


def test_an_action_lead_gets_what_is_theirs_to_lead(client, objective):
    user = someone(RoleKind.ACTION_LEAD, objective.plan.network)
    mine = add(objective, "1.1", "Mine", leads=["MCN Clinical Lead"])
    add(objective, "1.2", "Not mine", leads=["Somebody else"])
    Lead.objects.filter(name="MCN Clinical Lead").update(user=user)
    client.force_login(user)

    text = content(client.get(address(mine.plan, "csv"))).decode()

    assert "Mine" in text
    assert "Not mine" not in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("actions", [1, 200])
def test_queries_do_not_grow_with_the_plan(client, reader, django_assert_max_num_queries, kind, actions):
    plan = a_plan(actions=actions, leads=2)
    for action in plan.actions.all():
        StepFactory(action=action, position=1)
    client.force_login(reader)

    with django_assert_max_num_queries(10):
        content(client.get(address(plan, kind)))


# --- Every plan -------------------------------------------------------------------------------------


def all_rows(client, **query):
    text = content(client.get(reverse("workplans:plans_export"), query)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_plan_one_sees_in_one_file(client, objective):
    add(objective, "1.1", "=First")
    second = ObjectiveFactory(plan=WorkPlanFactory(network=objective.plan.network, year=2024))
    add(second, "1.1", "Second")
    add(ObjectiveFactory(), "1.1", "Elsewhere")
    client.force_login(someone(RoleKind.BOARD_MEMBER, objective.plan.network.alliance))

    rows = all_rows(client)

    assert [(row["Network"], row["Year"], row["Action"]) for row in rows] == [
        ("woscan-head-neck", "2024/25", "Second"),
        ("woscan-head-neck", "2023/24", "'=First"),
    ]
    assert [row["Action"] for row in all_rows(client, year="2024-25")] == ["Second"]


def test_the_file_of_every_plan_comes_back_unchanged(client, objective, reader):
    report(add(objective, "1.1", "=First", steps=NASTY_STEPS[2], due="Sep 23; Oct 23"), rating="amber", comment="+1")
    ActionLeadFactory(
        action=ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory()), due="Q3"), lead=LeadFactory()
    )
    client.force_login(reader)
    whole = content(client.get(reverse("workplans:plans_export")))

    stage = stage_import(whole, name="work-plans.csv", by=reader, on=TODAY)

    assert stage.counts["unchanged"] == 2
    assert (stage.counts["new"], stage.counts["changed"], stage.counts["missing"]) == (0, 0, 0)
    assert WorkPlan.objects.count() == 2


def test_the_file_of_every_plan_is_named_by_its_day(client, reader):
    client.force_login(reader)

    response = client.get(reverse("workplans:plans_export"))

    assert response["Content-Disposition"] == 'attachment; filename="work-plans-2026-10-02.csv"'
