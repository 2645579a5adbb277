"""The verbs of compliance: verdicts that stand, frameworks of an alliance, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from alliance import operations
from alliance.models import Assessment
from alliance.operations import FrameworkWords, Verdict
from tests.factories import (
    TODAY,
    AllianceFactory,
    ProviderFactory,
    TumourGroupFactory,
    UserFactory,
    a_framework,
    a_member,
)

pytestmark = pytest.mark.django_db
EARLIER = date(2026, 7, 1)


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def provider(alliance):
    return a_member(alliance)


@pytest.fixture
def framework():
    return a_framework()


@pytest.fixture
def lung(framework):
    return framework.groups.get().tumour_group


@pytest.fixture
def by():
    return UserFactory()


def verdict(framework, lung, provider, level="met", evidence="Audit of 40 notes", position=1):
    return Verdict(framework.criteria.get(position=position), lung, provider, level, evidence)


def test_the_latest_verdict_stands_and_the_earlier_stay(alliance, framework, lung, provider, by):
    operations.assess(alliance=alliance, verdict=verdict(framework, lung, provider, "not_met"), by=by, on=EARLIER)
    operations.assess(alliance=alliance, verdict=verdict(framework, lung, provider), by=by, on=TODAY)
    assert [row.level for row in Assessment.objects.standing(on=TODAY)] == ["met"]
    assert [row.level for row in Assessment.objects.standing(on=EARLIER)] == ["not_met"]
    assert Assessment.objects.count() == 2


def test_the_same_again_adds_nothing(alliance, framework, lung, provider, by):
    said = verdict(framework, lung, provider)
    assert operations.assess(alliance=alliance, verdict=said, by=by, on=EARLIER)
    assert operations.assess(alliance=alliance, verdict=said, by=by, on=TODAY) is None
    unsaid = verdict(framework, lung, provider, "not_assessed", "", position=2)
    assert operations.assess(alliance=alliance, verdict=unsaid, by=by, on=TODAY) is None


def test_alliances_do_not_share_verdicts_on_a_common_framework(alliance, framework, lung, provider, by):
    other = AllianceFactory()
    theirs = a_member(other)
    operations.assess(alliance=alliance, verdict=verdict(framework, lung, provider), by=by, on=TODAY)
    operations.assess(alliance=other, verdict=verdict(framework, lung, theirs), by=by, on=TODAY)
    assert [row.provider for row in Assessment.objects.filter(alliance=alliance).standing(on=TODAY)] == [provider]


def test_what_cannot_be_assessed(alliance, framework, lung, provider, by):
    breast = TumourGroupFactory(code="breast", name="Breast")
    theirs = a_framework(code="theirs", name="Theirs", alliance=AllianceFactory())
    for said, message in (
        (verdict(framework, lung, provider, evidence=" "), "what shows it"),
        (verdict(framework, lung, provider, level="nearly"), "not a valid choice"),
        (verdict(framework, lung, ProviderFactory()), "does not belong to"),
        (verdict(framework, breast, provider), "is not about Breast"),
        (verdict(theirs, lung, provider), "belongs to another alliance"),
    ):
        with pytest.raises(ValidationError, match=message):
            operations.assess_all(
                alliance=alliance, verdicts=[verdict(framework, lung, provider, position=2), said], by=by, on=TODAY
            )
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("criteria", [1, 30])
def test_statements_do_not_grow_with_the_verdicts(alliance, provider, by, django_assert_max_num_queries, criteria):
    framework = a_framework(criteria=criteria)
    lung = framework.groups.get().tumour_group
    said = [verdict(framework, lung, provider, position=n) for n in range(1, criteria + 1)]
    with django_assert_max_num_queries(7):
        operations.assess_all(alliance=alliance, verdicts=said, by=by, on=TODAY)


def test_an_alliance_defines_a_framework_of_its_own(alliance, provider, by):
    lung, breast = TumourGroupFactory(code="lung", name="Lung"), TumourGroupFactory(code="breast", name="Breast")
    words = FrameworkWords("Lung pathway", target_year=2026, groups=(lung,))
    own = operations.define_framework(
        alliance=alliance, code="lung-pathway", words=words, criteria=[("Triage", "Within a day"), ("Scan", "")], by=by
    )
    assert [c.name for c in own.criteria.all()] == ["Triage", "Scan"]
    operations.assess(alliance=alliance, verdict=verdict(own, lung, provider), by=by, on=TODAY)
    operations.revise_framework(
        framework=own, words=FrameworkWords("Lung", groups=(lung, breast)),
        criteria=[("Triage by a doctor", "Within a day")], by=by,
    )  # fmt: skip
    assert [(c.name, c.assessments.count()) for c in own.criteria.all()] == [("Triage by a doctor", 1)]
    assert own.groups.count() == 2


def test_what_was_assessed_is_not_taken_away(alliance, provider, by):
    own = a_framework(alliance=alliance)
    lung = own.groups.get().tumour_group
    operations.assess(alliance=alliance, verdict=verdict(own, lung, provider, position=2), by=by, on=TODAY)
    with pytest.raises(ValidationError, match="has been assessed"):
        operations.revise_framework(
            framework=own, words=FrameworkWords("x", groups=(lung,)), criteria=[("One", "")], by=by
        )


def test_a_framework_needs_criteria_and_groups_and_a_common_one_is_left_alone(alliance, framework, lung, by):
    for words, criteria, message in (
        (FrameworkWords("x"), [("One", "")], "tumour group"),
        (FrameworkWords("x", groups=(lung,)), [(" ", "")], "criterion"),
    ):
        with pytest.raises(ValidationError, match=message):
            operations.define_framework(alliance=alliance, code="x", words=words, criteria=criteria, by=by)
    with pytest.raises(ValidationError, match="common to all"):
        operations.revise_framework(
            framework=framework, words=FrameworkWords("x", groups=(lung,)), criteria=[("One", "")], by=by
        )
