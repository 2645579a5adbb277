"""Delivery plans as other alliances lay them out: the same truth, however it is drawn."""

import pytest
from django.utils import timezone

from alliance.importing.delivery_reading import standing_plan
from alliance.importing.delivery_rows import as_json
from alliance.importing.delivery_stage import changes_something, work_out
from alliance.importing.parse_delivery import parse_delivery
from alliance.models import StagedDelivery
from alliance.operations.imports import apply_delivery_import
from tests.alliance.importing.delivery_documents import YEAR
from tests.alliance.importing.delivery_layouts import FORMS_HAVE_NO_WORKSTREAMS, LAYOUTS, TRUTH
from tests.factories import TODAY, AllianceFactory
from workplans.importing.readers import read_document
from workplans.operations.imports import Choices


def read(name):
    make, kind, differs = LAYOUTS[name]
    return parse_delivery(read_document(make(), kind), YEAR), differs


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_plan_is_read_as_it_is_meant(name):
    plan, differs = read(name)
    assert not [finding for finding in plan.findings if finding.level == "error"]
    if name not in FORMS_HAVE_NO_WORKSTREAMS:
        assert [(each.number, each.title) for each in plan.workstreams] == [(n, title) for n, title, _ in TRUTH]
    expected = [(workstream, each) for workstream, _, deliverables in TRUTH for each in deliverables]
    assert len(plan.deliverables) == len(expected)
    for deliverable, (workstream, each) in zip(plan.deliverables, expected, strict=True):
        number = differs.numbers.get(each.number, each.number)
        assert (deliverable.workstream, deliverable.number, deliverable.title) == (workstream, number, each.title)
        assert deliverable.text == (each.text,)
        assert deliverable.measures == each.measures
        lead = deliverable.lead
        assert (lead.name, lead.address) == differs.leads.get(each.number, each.lead)
        planned = tuple(tuple(one.text for one in quarter) for quarter in deliverable.milestones)
        assert planned == each.quarters
        assert deliverable.milestones_required is each.required or name.startswith("one_table_with_a_row")
        said = [(comment.text, comment.author) for comment in deliverable.comments]
        assert said == differs.comments.get(each.number, [])
        dues = {one.due for quarter in deliverable.milestones for one in quarter}
        assert dues <= ({"May 23", "Aug 23", "Nov 23", "Feb 24"} if differs.dues else {""})


@pytest.mark.parametrize("name", [name for name, (_, _, differs) in LAYOUTS.items() if differs.finding])
def test_what_is_unusual_is_said(name):
    plan, differs = read(name)
    assert [each for each in plan.findings if differs.finding in each.message]


@pytest.mark.django_db
@pytest.mark.parametrize("name", LAYOUTS)
def test_what_was_imported_is_not_changed_by_the_same_file(name):
    plan, _ = read(name)
    alliance = AllianceFactory()
    content = as_json(plan)
    for expected in (True, False):
        stage = StagedDelivery.objects.create(
            alliance=alliance, year=YEAR.start, kind="plan", content=content, name=name, sha256="0", size=1,
            expires_at=timezone.now(),
        )  # fmt: skip
        work_out(stage, on=TODAY)
        assert changes_something(stage) is expected
        apply_delivery_import(stage=stage, choices=Choices(), by=None, on=TODAY)
    there = standing_plan(alliance, YEAR)
    assert sum(len(each.milestones) for each in there.deliverables) == sum(each.planned for each in plan.deliverables)


def test_there_are_enough_of_them():
    assert len(LAYOUTS) >= 15
