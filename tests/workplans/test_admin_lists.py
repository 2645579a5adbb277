"""The lists of the admin: years as the NHS writes them."""

import pytest

from organisations.grants import RoleKind
from tests.factories import ActionFactory, NetworkFactory, ObjectiveFactory, WorkPlanFactory, someone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "query"),
    [("/admin/workplans/workplan/", "year"), ("/admin/workplans/action/", "plan__year")],
)
def test_the_filter_of_years_reads_as_plans_do(client, address, query):
    network = NetworkFactory()
    for year in (2025, 2026):
        ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory(network=network, year=year)))
    client.force_login(someone(RoleKind.NETWORK_MANAGER, network))

    page = client.get(address).text
    assert "By financial year" in page
    assert f'<a href="?{query}=2025">2025/26</a>' in page
    assert ">2025</a>" not in page
    assert client.get(address, {query: "2025"}).context["cl"].result_count == 1
