"""Exposure of a risk: every score of the grid, the schemes' own bands, and the direction of travel."""

import pytest

from alliance.exposure import SCALE, Band, Score, band_of, direction_of, rate_exposure, scores_of
from performance.rag import Thresholds

GRID = {  # by likelihood: the bands for impact 1 to 5
    1: "low low low moderate moderate",
    2: "low moderate moderate high high",
    3: "low moderate high high extreme",
    4: "moderate high high extreme extreme",
    5: "moderate high extreme extreme extreme",
}


@pytest.mark.parametrize("likelihood", SCALE)
@pytest.mark.parametrize("impact", SCALE)
def test_every_square_of_the_grid(likelihood, impact):
    exposure = rate_exposure(likelihood, impact, Thresholds())
    assert exposure.score == likelihood * impact
    assert exposure.band == GRID[likelihood].split()[impact - 1]
    assert exposure.band == rate_exposure(impact, likelihood, Thresholds()).band


@pytest.mark.parametrize(
    ("score", "rating"), [((1, 3), "green"), ((2, 3), "amber"), ((3, 4), "amber"), ((3, 5), "red")]
)
def test_what_a_band_counts_as_among_three_colours(score, rating):
    assert rate_exposure(*score, Thresholds()).rating == rating


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 3), (6, 3), (3, 0), (3, 6), (None, 3), (2.5, 3)])
def test_other_numbers_are_refused(likelihood, impact):
    with pytest.raises(ValueError, match="whole number from 1 to 5"):
        Score(likelihood, impact)


def test_bands_are_the_schemes():
    strict = Thresholds(risk_moderate_from=3, risk_high_from=6, risk_extreme_from=12)
    assert [band_of(score, strict) for score in (2, 3, 6, 12)] == list(Band)


@pytest.mark.parametrize("thresholds", [Thresholds(), Thresholds(risk_extreme_from=20, risk_moderate_from=2)])
def test_scores_of_a_band_are_exactly_those_that_it_is_given_to(thresholds):
    for band in Band:
        first, last = scores_of(band, thresholds)
        assert [s for s in range(1, 26) if band_of(s, thresholds) == band] == list(range(first, last + 1))


@pytest.mark.parametrize(
    ("scores", "direction"),
    [
        ((), "new"),
        ((9,), "new"),
        ((9, None), "new"),
        ((12, 9), "up"),
        ((6, 9), "down"),
        ((9, 9, 20), "steady"),
        ((12, 9, 20), "up"),
    ],
)
def test_direction_of_travel(scores, direction):
    assert direction_of(scores) == direction
