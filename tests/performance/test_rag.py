"""The order of ratings, how they roll up, and which scheme is in force."""

from datetime import date

import pytest

from performance.models import RatingScheme
from performance.rag import RagRating, Thresholds, roll_up, worse_than, worst
from tests.factories import AllianceFactory, RatingSchemeFactory

R, A, G, B, X = RagRating.RED, RagRating.AMBER, RagRating.GREEN, RagRating.BLUE, RagRating.GREY


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (R, A, True),
        (A, G, True),
        (A, X, True),
        (G, B, True),
        (X, G, False),
        (G, X, False),
        (B, G, False),
        (R, R, False),
    ],
)
def test_what_worries_a_board_more(one, other, expected):
    assert worse_than(one, other) is expected


@pytest.mark.parametrize(("ratings", "expected"), [([G, R, B], R), ([B, A, X], A), ([], X), ([B], B)])
def test_the_worst(ratings, expected):
    assert worst(ratings) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, X),
        ({X: 3}, X),
        ({B: 3}, B),
        ({B: 3, X: 1}, X),
        ({G: 10}, G),
        ({G: 9, A: 1}, G),  # 10% Amber is below the share
        ({G: 6, A: 2}, A),  # exactly 25%
        ({G: 99, R: 1}, A),  # any Red is at least Amber
        ({G: 3, R: 1}, R),  # exactly 25% Red
        ({G: 1, R: 1, B: 50, X: 50}, R),  # what is done or cannot be rated does not dilute
    ],
)
def test_a_plan_rolls_up_to_a_share_never_to_an_average(counts, expected):
    assert roll_up(counts, Thresholds()) == expected


def test_the_shares_belong_to_the_scheme():
    counts = {G: 9, R: 1}
    assert roll_up(counts, Thresholds(red_share=10)) == R
    assert roll_up({G: 9, A: 1}, Thresholds(amber_share=10)) == A


@pytest.mark.django_db
class TestSchemes:
    def test_without_any_the_numbers_of_the_domain_hold(self):
        assert RatingScheme.objects.thresholds(on=date(2026, 1, 1))[1] == Thresholds(30, 60, 90, 25, 25)

    def test_an_alliances_own_scheme_goes_before_the_default(self):
        wessex, other = AllianceFactory(), AllianceFactory()
        RatingSchemeFactory(due_soon_days=14)
        RatingSchemeFactory(alliance=wessex, due_soon_days=45, valid_from=date(2026, 4, 1))
        schemes = RatingScheme.objects.thresholds(on=date(2026, 5, 1))
        assert schemes[wessex.pk].due_soon_days == 45
        assert schemes[other.pk].due_soon_days == 14
        assert RatingScheme.objects.thresholds(on=date(2026, 3, 31))[wessex.pk].due_soon_days == 14

    def test_a_scheme_ends_on_its_last_day(self):
        RatingSchemeFactory(quiet_days=10, valid_until=date(2026, 3, 31))
        assert RatingScheme.objects.thresholds(on=date(2026, 3, 31)).default.quiet_days == 10
        assert RatingScheme.objects.thresholds(on=date(2026, 4, 1)).default.quiet_days == 60
