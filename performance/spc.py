"""Statistical process control: XmR limits, special causes and icons, as "Making Data Count" charts read them.

Pure: numbers and days in, a result out; knows no models and no clock. The rules are the numbered list of the domain
page (statistical process control), which follows the reference implementation that NHS analysts use:

series -> groups at rebase dates -> limits of each group -> facts of each point -> special causes -> icons.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

# Of a moving range to the standard deviation of a normal process: three of them make a limit.
LIMIT = 2.66
# A moving range beyond this multiple of the mean range tells of something else than ordinary variation.
RANGE_LIMIT = 3.267
TRIAL_BELOW = 13

Dated = tuple[date, float | None]


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Options:
    """How a series is read.

    `rebase` are days at which a new group opens; `fix_after` is the number of points that make the baseline of each
    group (None: all of them; else at least 12); `run` the length of a shift and a trend, 7 or 6.
    """

    direction: Direction = Direction.INCREASE
    target: float | None = None
    rebase: tuple[date, ...] = ()
    fix_after: int | None = None
    screen: bool = True
    run: int = 7

    def __post_init__(self) -> None:
        if self.fix_after is not None and self.fix_after < 12:
            raise ValueError(f"A baseline needs at least 12 points, not {self.fix_after}.")
        if self.run not in (6, 7):
            raise ValueError(f"A shift or trend is 6 or 7 points long, not {self.run}.")


@dataclass(frozen=True)
class Limits:
    """The limits of one group: `number` counts rebases before it, `n` its points; lower and upper are None where the
    points give no moving range to go by."""

    number: int
    mean: float | None
    lower: float | None
    upper: float | None
    n: int

    @property
    def trial(self) -> bool:
        """Too few points for a firm opinion."""
        return self.n < TRIAL_BELOW

    @property
    def near(self) -> tuple[float, float] | None:
        """The two-thirds lines, lower and upper."""
        if self.mean is None or self.upper is None:
            return None
        third = (self.upper - self.mean) / 3
        return self.mean - 2 * third, self.mean + 2 * third


@dataclass(frozen=True)
class Point:
    """One point of a series: where it lies, and why it is special (`cause`, "Common Cause" where it is not)."""

    on: date
    value: float | None
    group: int
    side: int
    outside: bool | None
    close: bool | None
    cause: str
    kind: str


@dataclass(frozen=True)
class Chart:
    """A whole series read: its points by date, the limits of its groups, and the two icons.

    `assurance` is None without a target or where neither way is better.
    """

    points: tuple[Point, ...]
    groups: tuple[Limits, ...]
    options: Options = field(default_factory=Options)

    @property
    def variation(self) -> str:
        """What the latest point says."""
        return self.points[-1].kind if self.points else "common_cause"

    @property
    def assurance(self) -> str | None:
        return assurance(self.groups[-1], self.options) if self.groups else None

    @property
    def trial(self) -> bool:
        """Whether the latest group is too short for icons."""
        return not self.groups or self.groups[-1].trial

    @property
    def variation_icon(self) -> str:
        side = "high" if self.points and _is_high(self.points[-1].cause) else "low"
        stems = {
            "common_cause": "common_cause",
            "special_cause_improvement": f"improvement_{side}",
            "special_cause_concern": f"concern_{side}",
            "special_cause_neutral_high": "neutral_high",
            "special_cause_neutral_low": "neutral_low",
        }
        return stems[self.variation]

    @property
    def assurance_icon(self) -> str | None:
        stems = {"consistent_pass": "pass", "consistent_fail": "fail", "inconsistent": "inconsistent"}
        return stems[self.assurance] if self.assurance else None


def read(dates: Sequence[date], values: Sequence[float | None], options: Options | None = None) -> Chart:
    """Read a series, in any order of dates; `values` has None where a value is missing.

    Raises ValueError where dates and values are not as many, or a date stands twice.
    """
    options = options or Options()
    if len(dates) != len(values):
        raise ValueError(f"{len(dates)} dates, but {len(values)} values.")
    if len(set(dates)) != len(dates):
        raise ValueError("A date stands twice in the series.")
    series = sorted(zip(dates, values, strict=True), key=lambda pair: pair[0])
    points: list[Point] = []
    groups: list[Limits] = []
    for number, part in _groups(series, options.rebase):
        limits = _limits(number, [value for _, value in part], options)
        groups.append(limits)
        points += _points(part, limits, options)
    return Chart(tuple(points), tuple(groups), options)


def _groups(series: list[Dated], rebase: Sequence[date]) -> Iterator[tuple[int, list[Dated]]]:
    """(number, points) of each group; a point on a rebase day opens the next one."""
    days, number = set(rebase), 0
    part: list[Dated] = []
    for on, value in series:
        if on in days:
            if part:
                yield number, part
            number, part = number + 1, []
        part.append((on, value))
    if part:
        yield number, part


def _limits(number: int, values: Sequence[float | None], options: Options) -> Limits:
    baseline = values[: options.fix_after] if options.fix_after else values
    present = [value for value in baseline if value is not None]
    if not present:
        return Limits(number, None, None, None, len(values))
    mean = math.fsum(present) / len(present)
    ranges = [abs(b - a) for a, b in pairwise(baseline) if a is not None and b is not None]
    if options.screen and ranges:
        cut = RANGE_LIMIT * _mean(ranges)
        ranges = [moved for moved in ranges if moved < cut]
    if not ranges:
        return Limits(number, mean, None, None, len(values))
    reach = LIMIT * _mean(ranges)
    return Limits(number, mean, mean - reach, mean + reach, len(values))


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _beyond(value: float, line: float) -> int:
    """1 above a line, -1 below, 0 on it: what differs only by the rounding of a sum lies on it."""
    if math.isclose(value, line, rel_tol=1e-9, abs_tol=1e-12):
        return 0
    return 1 if value > line else -1


def _points(part: list[Dated], limits: Limits, options: Options) -> list[Point]:
    values = [value for _, value in part]
    sides = [0 if v is None or limits.mean is None else _beyond(v, limits.mean) for v in values]
    outside = [_outside(v, limits) for v in values]
    close = [_close(v, out, limits) for v, out in zip(values, outside, strict=True)]
    trend = spread_back(trend_ends(values, run=options.run), run=options.run)
    pairs = two_of_three([bool(c) for c in close], sides)
    shift = spread_back(shift_ends(sides, run=options.run), run=options.run)
    found = []
    for i, (on, value) in enumerate(part):
        above = sides[i] > 0
        if outside[i]:
            cause = "Above UCL" if above else "Below LCL"
        elif trend[i]:
            cause = f"{options.run} Point Trend ({'Increasing' if trend[i] > 0 else 'Decreasing'})"
        elif pairs[i]:
            cause = f"2 in 3 {'Above' if above else 'Below'} CL"
        elif shift[i]:
            cause = f"{options.run} Points {'Above' if above else 'Below'} CL"
        else:
            cause = "Common Cause"
        kind = _kind(cause, options.direction)
        found.append(Point(on, value, limits.number, sides[i], outside[i], close[i], cause, kind))
    return found


def _outside(value: float | None, limits: Limits) -> bool | None:
    if value is None or limits.lower is None or limits.upper is None:
        return None
    return _beyond(value, limits.upper) > 0 or _beyond(value, limits.lower) < 0


def _close(value: float | None, outside: bool | None, limits: Limits) -> bool | None:
    if value is None or limits.near is None:
        return None
    lower, upper = limits.near
    return not outside and (_beyond(value, upper) > 0 or _beyond(value, lower) < 0)


def shift_ends(sides: Sequence[int], *, run: int = 7) -> list[int]:
    """At each point, the side on which it and the `run` - 1 before it all lie; else 0."""
    return [
        sides[i] if i + 1 >= run and sides[i] and all(s == sides[i] for s in sides[i + 1 - run : i + 1]) else 0
        for i in range(len(sides))
    ]


def trend_ends(values: Sequence[float | None], *, run: int = 7) -> list[int]:
    """At each point, the way in which it and the `run` - 1 before it strictly went, one after another; else 0."""
    moves = [0] + [0 if a is None or b is None else (b > a) - (b < a) for a, b in pairwise(values)]
    steps = run - 1
    return [
        moves[i] if i >= steps and moves[i] and all(m == moves[i] for m in moves[i + 1 - steps : i + 1]) else 0
        for i in range(len(values))
    ]


def spread_back(ends: Sequence[int], *, run: int = 7) -> list[int]:
    """Flag the whole run that ends at each flagged point; where two runs share a point, the later one has it."""
    return [next((end for end in reversed(ends[i : i + run]) if end), 0) for i in range(len(ends))]


def two_of_three(close: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """Points close to a limit that have another such within three in a row, all three on one side."""
    flagged = [False] * len(close)
    for i in range(len(close) - 2):
        window = range(i, i + 3)
        if abs(sum(sides[j] for j in window)) == 3 and sum(close[j] for j in window) >= 2:
            for j in window:
                flagged[j] = flagged[j] or close[j]
    return flagged


def _is_high(cause: str) -> bool:
    return "Above" in cause or "Increasing" in cause


def _kind(cause: str, direction: Direction) -> str:
    if cause == "Common Cause":
        return "common_cause"
    high = _is_high(cause)
    if direction == Direction.NEUTRAL:
        return f"special_cause_neutral_{'high' if high else 'low'}"
    good = high == (direction == Direction.INCREASE)
    return f"special_cause_{'improvement' if good else 'concern'}"


def assurance(limits: Limits, options: Options) -> str | None:
    """Whether the process as it runs meets its target: always, never, or by chance ("inconsistent").

    None without a target, where neither way is better, or where the group has no limits to go by.
    """
    target = options.target
    if target is None or options.direction == Direction.NEUTRAL:
        return None
    if limits.lower is None or limits.upper is None:
        return "inconsistent"
    reaches = _beyond(target, limits.lower) < 0, _beyond(target, limits.upper) > 0
    if options.direction == Direction.DECREASE:
        reaches = reaches[1], reaches[0]
    passes, fails = reaches
    return "consistent_pass" if passes else "consistent_fail" if fails else "inconsistent"
