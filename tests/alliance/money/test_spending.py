"""Money against its allocation: one table of cases for what is expected, how it adds up, and how it is rated."""

from decimal import Decimal as D

import pytest

from alliance.spending import (
    Outturn,
    QuarterMoney,
    Reconciliation,
    outturn_of_quarter,
    outturn_of_year,
    pounds,
    rate_outturn,
    total_of,
)
from performance.rag import Thresholds


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, ""),
        (D(0), "£0"),
        (D("1250"), "£1,250"),
        (D("1250.5"), "£1,250.50"),
        (D("-0.5"), "−£0.50"),
        (D("-1234567"), "−£1,234,567"),
    ],
)
def test_pounds(amount, words):
    assert pounds(amount) == words


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        (QuarterMoney(D(10), D(4), D(9)), D(9)),  # still running: the forecast
        (QuarterMoney(D(10), D(4), None), None),  # still running, nobody says what it comes to
        (QuarterMoney(D(10), D(4), D(9), ended=True), D(4)),  # over: what was spent
        (QuarterMoney(D(10), None, D(9), ended=True), D(9)),  # over, nothing recorded: the last forecast
        (QuarterMoney(D(10), None, None, ended=True), None),
        (QuarterMoney(D(10), D(0), None, ended=True), D(0)),  # nought is an answer
    ],
)
def test_what_a_quarter_is_expected_to_come_to(money, expected):
    assert money.expected == expected


def test_a_quarter_without_anything_comes_to_nothing_and_is_known():
    assert outturn_of_quarter(QuarterMoney()) == Outturn()
    assert outturn_of_quarter(QuarterMoney(allocation=D(5))) == Outturn(D(5), unknown=1)


def test_a_quarter_that_was_spent_from_counts_what_is_known():
    assert outturn_of_quarter(QuarterMoney(D(5), D(3))) == Outturn(D(5), D(3), D(3), 1)


def test_money_for_the_whole_year_may_be_spent_in_any_quarter():
    quarters = [QuarterMoney(None, D(30), None, ended=True), QuarterMoney(None, None, D(20)), QuarterMoney()]
    year = outturn_of_year([*quarters, QuarterMoney()], unphased=D(100))
    assert year == Outturn(D(100), D(30), D(50), 2)
    assert (year.variance, year.percent) == (None, None)


def test_outturns_add_up():
    assert total_of([Outturn(D(1), D(2), D(3), 1), Outturn(D(10), D(20), D(30))]) == Outturn(D(11), D(22), D(33), 1)
    assert total_of([]) == Outturn()


def out(allocation, expected, unknown=0):
    return Outturn(D(allocation), D(0), D(expected), unknown)


@pytest.mark.parametrize(
    ("money", "rating", "reason"),
    [
        (out(100, 100), "green", "As allocated"),
        (out(1000, 1010), "green", "£10 over its allocation (1%), no more than 1%"),
        (out(1000, "1010.01"), "amber", "£10.01 over its allocation (1%), more than 1%"),
        (out(1000, 1050), "amber", "£50 over its allocation (5%), more than 1%"),
        (out(1000, 1051), "red", "£51 over its allocation (5.1%), more than 5%"),
        (out(1000, 950), "green", "£50 under its allocation (5%), no more than 5%"),
        (out(1000, 949), "amber", "£51 under its allocation (5.1%), more than 5%"),
        (out(1000, 900), "amber", "£100 under its allocation (10%), more than 5%"),
        (out(1000, 899), "red", "£101 under its allocation (10.1%), more than 10%"),
        (out(0, 0), "grey", "Nothing allocated"),
        (out(0, 5), "red", "£5 without an allocation"),
        (out(0, 0, 1), "grey", "1 quarter without a forecast"),
        # Not all is known: an underspend may only be a silence, an overspend is one already.
        (out(1000, 500, 2), "grey", "Cannot be rated: 2 quarters without a forecast"),
        (out(1000, 1005, 1), "grey", "Cannot be rated: 1 quarter without a forecast"),
        (out(1000, 1100, 1), "red", "£100 over its allocation (10%), more than 5%; 1 quarter without a forecast"),
    ],
)
def test_the_rating_of_money(money, rating, reason):
    rated = rate_outturn(money, Thresholds())
    assert (rated.rating, rated.reason) == (rating, reason)


def test_the_numbers_are_the_schemes():
    mild = Thresholds(over_amber_percent=10, over_red_percent=20, under_amber_percent=40, under_red_percent=50)
    assert rate_outturn(out(100, 110), mild).rating == "green"
    assert rate_outturn(out(100, 121), mild).rating == "red"
    assert rate_outturn(out(100, 59), mild).rating == "amber"


@pytest.mark.parametrize(
    ("stated", "parts", "words"),
    [
        (100, 100, ""),
        (100, 120, "Allocations add up to £120, £20 more than the £100 total of the plan."),
        (100, "99.5", "Allocations add up to £99.50, £0.50 less than the £100 total of the plan."),
    ],
)
def test_parts_add_up_to_their_whole_or_the_difference_is_said(stated, parts, words):
    check = Reconciliation("total of the plan", D(stated), D(parts))
    assert check.words == words
    assert check.agrees is (not words)
