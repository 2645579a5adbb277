"""The sample has local figures and trajectories in which everything can be seen."""

from datetime import date

import pytest

from alliance.sample import figures, local_figures
from organisations.grants import RoleKind
from organisations.models import Alliance
from performance.local.pages import PAGES, known_periods
from performance.local.view import View
from performance.models import LocalCountRevision, Trajectory, TrajectoryRevision
from performance.rag import Thresholds
from performance.trajectories.courses import courses
from tests.factories import someone

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)


def test_weeks_plans_and_what_is_hidden(reference_data):
    wessex = Alliance.objects.get(code="wessex")
    analyst = someone(RoleKind.ANALYST, wessex)
    people = {local_figures.AUTHOR: analyst}
    figures.load()
    assert local_figures.play(on=ON, people=people) > 4000
    assert local_figures.play(on=ON, people=people) == 0

    for page in PAGES.values():
        known = known_periods(wessex, page)
        assert len(known) == local_figures.WEEKS
        told = {}
        for limit in (None, 5):
            view = View(
                wessex, page.family, known=known, frequency="week", starts=known[0][1], provider=None, limit=limit,
                thresholds=Thresholds(),
            )  # fmt: skip
            told[limit] = page.build(view)
            assert told[limit].charts[0].drawing.paths
        assert not any(table.hides for table in told[None].tables)
        if page.name == "backlog":
            assert any(table.hides for table in told[5].tables)
    assert LocalCountRevision.objects.count() == 1
    assert TrajectoryRevision.objects.count() == 3

    found = courses(Trajectory.objects.all(), last=ON, user=analyst).values()
    judged = {(c.trajectory.measure, str(p.rating)) for c in found for p in c.positions if p.variance is not None}
    assert {measure for measure, _ in judged} == {"28d", "31d", "62d", "backlog-62", "local"}
    assert {rating for _, rating in judged} == {"red", "amber", "green"}
