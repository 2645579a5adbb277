"""The admin of money, risks and compliance: to look, as far as one sees, and nothing else."""

from decimal import Decimal as D

import pytest

from alliance import operations
from alliance.operations import Allocation, SpendFigures, Verdict
from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    AllianceFactory,
    IssueFactory,
    RiskFactory,
    a_delivery_plan,
    a_framework,
    a_member,
    someone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    """An alliance with one row of each kind; another has one of each, too."""
    for alliance in (AllianceFactory(), AllianceFactory()):
        part = a_delivery_plan(alliance=alliance, milestones=0).deliverables.get()
        operations.allocate(plan=part.plan, allocation=Allocation(D(5), part), by=None, on=TODAY)
        operations.record_spend(figures=SpendFigures(part, 1, D(5)), by=None, on=TODAY)
        framework = a_framework(code=f"of-{alliance.pk}", criteria=1, alliance=alliance)
        group = framework.groups.get().tumour_group
        verdict = Verdict(framework.criteria.get(), group, a_member(alliance), "met", "Audit")
        operations.assess(alliance=alliance, verdict=verdict, by=None, on=TODAY)
        RiskFactory(alliance=alliance)
        IssueFactory(alliance=alliance)
    return alliance


@pytest.mark.parametrize("name", ["fundingallocation", "spend", "risk", "issue", "assessment"])
def test_rows_of_ones_own_alliance_can_be_read_and_not_changed(client, alliance, name):
    client.force_login(someone(RoleKind.ANALYST, alliance))
    page = client.get(f"/admin/alliance/{name}/?q=e")
    assert page.status_code == 200
    (row,) = client.get(f"/admin/alliance/{name}/").context["cl"].result_list
    assert client.get(f"/admin/alliance/{name}/{row.pk}/change/").status_code == 200
    assert client.post(f"/admin/alliance/{name}/{row.pk}/change/", {}).status_code == 403
    assert client.get(f"/admin/alliance/{name}/add/").status_code == 403
    other = type(row).objects.exclude(pk=row.pk).get()
    assert client.get(f"/admin/alliance/{name}/{other.pk}/change/").status_code == 404
