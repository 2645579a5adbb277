"""The funnel: exact limits of chance, and who lies outside them."""

from math import comb

import pytest

from performance.charts.funnel import TAILS, Dot, binomial_limit, funnel_chart, funnel_of, limits


def likelihood(size, mean, most):
    """How likely at most so many of `size` are, summed as the textbook does."""
    return sum(comb(size, k) * mean**k * (1 - mean) ** (size - k) for k in range(most + 1))


@pytest.mark.parametrize("size", [1, 2, 7, 30, 101, 400])
@pytest.mark.parametrize("mean", [0.03, 0.5, 0.85, 0.96])
@pytest.mark.parametrize("tail", [0.001, 0.025, 0.975, 0.999])
def test_a_limit_lies_between_the_two_counts_around_its_tail(size, mean, tail):
    at = binomial_limit(size, mean, tail) * size
    k = next(k for k in range(size + 1) if likelihood(size, mean, k) >= tail)
    assert max(k - 1, 0) - 1e-6 <= at <= k + 1e-6


@pytest.mark.parametrize("size", [1, 3, 12, 65, 200])
@pytest.mark.parametrize("mean", [0.1, 0.69, 0.96])
def test_only_an_unlikely_count_is_outside(size, mean):
    lower, upper = limits(size, mean, "95%")
    for within in range(size + 1):
        at_most = likelihood(size, mean, within)
        at_least = 1 - likelihood(size, mean, within - 1)
        assert (within / size < lower - 1e-12) == (at_most < TAILS["95%"] - 1e-12)
        assert (within / size > upper + 1e-12) == (at_least < TAILS["95%"] - 1e-12)


def test_large_sizes_agree_with_the_normal_curve():
    lower, upper = limits(100_000, 0.7, "95%")
    reach = 1.96 * (0.7 * 0.3 / 100_000) ** 0.5
    assert (lower, upper) == pytest.approx((0.7 - reach, 0.7 + reach), abs=2e-5)


def test_limits_narrow_with_size_and_never_leave_the_possible():
    for mean in (0.02, 0.7, 0.98):
        outer = [limits(size, mean, "99.8%") for size in (1, 3, 10, 100, 1000)]
        assert all(0 <= lower <= upper <= 1 for lower, upper in outer)
        widths = [upper - lower for lower, upper in outer[2:]]
        assert widths == sorted(widths, reverse=True)
        inner = limits(100, mean, "95%")
        assert outer[3][0] <= inner[0] <= inner[1] <= outer[3][1]


@pytest.mark.parametrize("mean", [0, 1])
def test_where_everybody_or_nobody_is_in_time_there_is_no_width(mean):
    assert limits(50, mean, "95%") == (mean, mean)


def test_a_size_of_nobody_has_no_limit():
    with pytest.raises(ValueError, match="at least one"):
        binomial_limit(0, 0.5, 0.5)


@pytest.mark.parametrize(
    ("within", "place"), [(70, "in"), (59, "lowish"), (50, "low"), (81, "highish"), (90, "high"), (70.5, "in")]
)
def test_where_an_organisation_lies(within, place):
    many = Dot("Others", 100_000, 70_000)
    placed = funnel_of([many, Dot("One", 100, within)]).dots[1]
    assert placed.place == place


def test_the_mean_is_that_of_all_patients_not_of_organisations():
    assert funnel_of([Dot("Large", 900, 810), Dot("Small", 100, 10), Dot("None", 0, 0)]).mean == pytest.approx(0.82)


def test_nobody_counted_no_funnel():
    assert funnel_of([]) is None
    assert funnel_of([Dot("None", 0, 0)]) is None


def test_the_drawing_says_what_its_marks_and_lines_are():
    funnel = funnel_of([Dot("A", 100, 50, strong=True), Dot("B", 1000, 720), Dot("C", 65.5, 60)])
    drawing = funnel_chart(funnel, title="62 days", standard=0.85)
    words = {each.text for each in drawing.words}
    assert {"Below a limit", "Above a limit", "95% limits", "99.8% limits", "Standard 85%", "Of the alliance"} <= words
    assert set(TAILS) == {"95%", "99.8%"}


def test_one_organisation_alone_is_drawn():
    assert funnel_chart(funnel_of([Dot("A", 1, 1)]), title="62 days").paths
