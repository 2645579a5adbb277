"""Money against its allocation: what a quarter is expected to come to, how far that is from what was allocated, and the
rating that the scheme gives it, with reasons in words.

Nothing is guessed: a quarter of which nobody said what it will come to makes the year unknown, and what is known so
far is judged only where it already exceeds the allocation. Amounts are pounds. Knows no models and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from performance.rag import RagRating, Thresholds

ZERO = Decimal(0)
PENNY = Decimal("0.01")


def pounds(amount: Decimal | None, *, pence: bool | None = None) -> str:
    """An amount as people write it: £1,250 or −£0.50; pence only where there are some, or where asked for."""
    if amount is None:
        return ""
    amount = amount.quantize(PENNY, ROUND_HALF_UP)
    show_pence = pence if pence is not None else amount != amount.to_integral_value()
    text = f"{abs(amount):,.2f}" if show_pence else f"{abs(amount):,.0f}"
    return f"−£{text}" if amount < 0 else f"£{text}"


@dataclass(frozen=True)
class QuarterMoney:
    """One deliverable's money in one quarter: allocated to it (None where nothing was), spent so far, expected in the
    whole quarter; `ended` when the quarter is over.
    """

    allocation: Decimal | None = None
    actual: Decimal | None = None
    forecast: Decimal | None = None
    ended: bool = False

    @property
    def expected(self) -> Decimal | None:
        """What the quarter comes to: once it is over what was spent, until then what is forecast; None: nobody said."""
        if self.ended and self.actual is not None:
            return self.actual
        return self.forecast


@dataclass(frozen=True)
class Outturn:
    """Money as it adds up over quarters or deliverables.

    `expected` is what is known of the outturn; `unknown` counts the quarters of which nobody said what they come to.
    """

    allocation: Decimal = ZERO
    actual: Decimal = ZERO
    expected: Decimal = ZERO
    unknown: int = 0

    @property
    def complete(self) -> bool:
        return not self.unknown

    @property
    def variance(self) -> Decimal | None:
        """Expected less allocated: above nought is overspend; None while part of it is unknown."""
        return self.expected - self.allocation if self.complete else None

    @property
    def percent(self) -> Decimal | None:
        """The variance in per cent of the allocation; None where there is no allocation."""
        if self.variance is None or not self.allocation:
            return None
        return (100 * self.variance / self.allocation).quantize(Decimal("0.1"), ROUND_HALF_UP)

    def __add__(self, other: Outturn) -> Outturn:
        return Outturn(
            self.allocation + other.allocation,
            self.actual + other.actual,
            self.expected + other.expected,
            self.unknown + other.unknown,
        )


def outturn_of_quarter(money: QuarterMoney) -> Outturn:
    """One quarter as an outturn. Without allocation, spend and forecast it comes to nothing; it is not unknown."""
    untouched = money.allocation is None and money.actual is None and money.forecast is None
    return Outturn(
        allocation=money.allocation or ZERO,
        actual=money.actual or ZERO,
        expected=money.expected if money.expected is not None else money.actual or ZERO,
        unknown=0 if untouched or money.expected is not None else 1,
    )


def outturn_of_year(quarters: Iterable[QuarterMoney], *, unphased: Decimal = ZERO) -> Outturn:
    """A deliverable's year: its four quarters, and what was allocated for the year as a whole.

    Money for the whole year may be spent in any quarter, so with it a quarter of which nobody said anything is unknown.
    """
    total = Outturn(allocation=unphased)
    for money in quarters:
        part = outturn_of_quarter(money)
        silent = unphased and money.expected is None and not part.unknown
        total += Outturn(part.allocation, part.actual, part.expected, 1 if silent else part.unknown)
    return total


def total_of(parts: Iterable[Outturn]) -> Outturn:
    """Several outturns together."""
    total = Outturn()
    for part in parts:
        total += part
    return total


@dataclass(frozen=True)
class MoneyRating:
    """The rating of money, and why."""

    rating: RagRating
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        return "; ".join(self.reasons)


def rate_outturn(money: Outturn, thresholds: Thresholds) -> MoneyRating:
    """Red or Amber for an overspend or underspend beyond the scheme's per cent, Green within, Grey while unknown.

    Exactly on a threshold is within it; nothing is rounded on the way there.
    """
    silent = f"{money.unknown} quarter{'s' if money.unknown != 1 else ''} without a forecast" if money.unknown else ""
    over = money.expected - money.allocation
    if not money.allocation:
        if money.expected > 0:
            return _rated(RagRating.RED, f"{pounds(money.expected)} without an allocation", silent)
        return _rated(RagRating.GREY, silent or "Nothing allocated")
    if over > 0 and (money.complete or over * 100 > thresholds.over_amber_percent * money.allocation):
        share = 100 * over / money.allocation
        words = f"{pounds(over)} over its allocation ({_percent(share)})"
        if share > thresholds.over_red_percent:
            return _rated(RagRating.RED, f"{words}, more than {thresholds.over_red_percent}%", silent)
        if share > thresholds.over_amber_percent:
            return _rated(RagRating.AMBER, f"{words}, more than {thresholds.over_amber_percent}%", silent)
        return _rated(RagRating.GREEN, f"{words}, no more than {thresholds.over_amber_percent}%")
    if not money.complete:
        return _rated(RagRating.GREY, f"Cannot be rated: {silent}")
    if over < 0:
        share = -100 * over / money.allocation
        words = f"{pounds(-over)} under its allocation ({_percent(share)})"
        if share > thresholds.under_red_percent:
            return _rated(RagRating.RED, f"{words}, more than {thresholds.under_red_percent}%")
        if share > thresholds.under_amber_percent:
            return _rated(RagRating.AMBER, f"{words}, more than {thresholds.under_amber_percent}%")
        return _rated(RagRating.GREEN, f"{words}, no more than {thresholds.under_amber_percent}%")
    return _rated(RagRating.GREEN, "As allocated")


def _rated(rating: RagRating, *reasons: str) -> MoneyRating:
    return MoneyRating(rating, tuple(reason for reason in reasons if reason))


def _percent(share: Decimal) -> str:
    text = f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}"
    return f"{text.removesuffix('.0')}%"


@dataclass(frozen=True)
class Reconciliation:
    """Whether parts add up to their whole: `stated` is the whole as agreed, `parts` what was found."""

    what: str
    stated: Decimal
    parts: Decimal

    @property
    def difference(self) -> Decimal:
        """Parts less whole: above nought, more was given out than there is."""
        return self.parts - self.stated

    @property
    def agrees(self) -> bool:
        return self.difference == 0

    @property
    def words(self) -> str:
        """The difference in a sentence; empty where there is none."""
        if self.agrees:
            return ""
        whole = f"{pounds(self.stated)} {self.what}"
        if self.difference > 0:
            return f"Allocations add up to {pounds(self.parts)}, {pounds(self.difference)} more than the {whole}."
        return f"Allocations add up to {pounds(self.parts)}, {pounds(-self.difference)} less than the {whole}."
