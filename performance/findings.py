"""What a chart shows, in words: the heading of each chart and the sentences beside it, computed from its facts.

One function for each kind of chart; pages, board papers and exports say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from performance.charts import Funnel, brief
from performance.reading import Reading
from performance.spc import Point
from performance.trajectories.courses import Course
from performance.trajectories.pages import meets_words
from performance.wording import amount, apart, level, listed, month_words, runs_of_months, share


def trend_finding(what: str, reading: Reading) -> str:
    """The heading of an XmR chart: what the latest point says, then whether the standard will be met."""
    latest = reading.latest
    if latest is None or latest.performance is None:
        return f"There are no figures for {what}"
    when = month_words(latest.month, latest.period)
    if not reading.firm:
        return f"{_capital(what)} was {share(latest.performance)} in {when}{_against(latest)}"
    return f"{_capital(what)} {_movement(reading, when)}{_prospect(reading)}"


def _movement(reading: Reading, when: str) -> str:
    point, value = reading.chart.points[-1], share(reading.positions[-1].performance)
    units = "quarters" if reading.step == 3 else "months"
    run = reading.chart.options.run
    if point.cause == "Above UCL":
        return f"rose above its limits in {when}, to {value}"
    if point.cause == "Below LCL":
        return f"fell below its limits in {when}, to {value}"
    if "Trend" in point.cause:
        way = "risen" if "Increasing" in point.cause else "fallen"
        return f"has {way} for {run} {units} in a row, to {value} in {when}"
    if point.cause.startswith("2 in 3"):
        side = "upper" if "Above" in point.cause else "lower"
        return f"was close to its {side} limit again in {when}, at {value}"
    if "CL" in point.cause:
        side = "above" if "Above" in point.cause else "below"
        return f"has been {side} its mean for {_length(reading.chart.points)} {units}, with {value} in {when}"
    return f"varied as usual, with {value} in {when}"


def _length(points: Sequence[Point]) -> int:
    """How many points in a row up to the last lie on its side, within its group."""
    last, count = points[-1], 0
    for point in reversed(points):
        if point.side != last.side or point.group != last.group:
            break
        count += 1
    return count


def _prospect(reading: Reading) -> str:
    latest, icon = reading.latest, reading.assurance
    if icon is None or latest is None or latest.standard is None:
        return "" if latest is None else _against(latest)
    standard = level(latest.standard)
    return {
        "pass": f"; as it runs now it will meet the standard of {standard}",
        "fail": f"; as it runs now it will miss the standard of {standard}",
        "inconsistent": f"; whether it meets the standard of {standard} is chance",
    }[icon.name]


def _against(position) -> str:
    """How a share lies to the standard of its month."""
    if position.standard is None:
        return ", with no standard in force"
    distance = position.performance - position.standard
    if position.rating == "green":
        return f", which meets the standard of {level(position.standard)}"
    return f", {apart(distance)} below the standard of {level(position.standard)}"


def trend_summary(reading: Reading, *, note: str = "") -> list[str]:
    """The sentences beside an XmR chart: what it shows to those who do not see it."""
    latest = reading.latest
    if latest is None or latest.performance is None:
        return []
    when, unit = month_words(latest.month, latest.period), reading.period
    said = [
        f"In {when} {amount(latest.within)} of {amount(latest.total)} were within the time, "
        f"{share(latest.performance)}; {amount(latest.total - latest.within)} were not."
    ]
    compared = ((1 if unit == "month" else 3, f"the {unit} before"), (12, "the year before"))
    changes = [(reading.change(months), words) for months, words in compared]
    moved = [f"{_moved(change)} {words}" for change, words in changes if change is not None]
    if moved:
        said.append(f"That is {listed(moved)}.")
    limits = reading.chart.groups[-1]
    if limits.mean is not None:
        said.append(_limits_in_words(reading, limits, unit))
    special = _special(reading)
    if special:
        said.append(special)
    if reading.gaps:
        said.append(f"There are no figures for {runs_of_months(reading.gaps, step=reading.step, period=unit)}.")
    provisional = [each.month for each in reading.positions if each.final is False]
    if provisional:
        said.append(f"Provisional: {runs_of_months(provisional, step=reading.step, period=unit)}.")
    if note:
        said.append(note)
    return said


def plan_summary(course: Course, month: date) -> str:
    """How a share lies to its plan as of a month, and when the plan says that the standard is met."""
    position, frequency = course.as_of(month), course.trajectory.frequency
    meets = meets_words(course)
    if position is None or position.planned is None:
        return f"Nothing was planned up to {month_words(month)}. {meets}"
    when = month_words(position.month, frequency)
    planned = level(position.planned / 100)
    if position.variance is None:
        return f"{planned} were planned for {when}, of which there is no figure yet. {meets}"
    distance = float(position.variance) / 100
    side = "as planned" if abs(distance) < 0.0005 else f"{apart(distance)} {'above' if distance > 0 else 'below'} plan"
    return f"In {when} the share was {side}: {share(position.actual / 100)} against {planned} planned. {meets}"


def _moved(change: float) -> str:
    if abs(change) < 0.0005:
        return "as in"
    return f"{apart(change)} {'higher' if change > 0 else 'lower'} than"


def _limits_in_words(reading: Reading, limits, unit: str) -> str:
    since = "" if limits.number == 0 else f" since {month_words(_first_of_group(reading), unit)}"
    if limits.lower is None:
        return f"The mean{since} is {limits.mean:.1f}%."
    range_ = f"{limits.lower:.1f}% to {limits.upper:.1f}%"
    if not reading.firm:
        return (
            f"The mean{since} is {limits.mean:.1f}%. Trial limits of {range_} rest on {reading.known_in_last_group} "
            f"{unit}s only: fewer than 13 are too few for a firm opinion."
        )
    return f"The mean{since} is {limits.mean:.1f}%; ordinary variation lies from {range_}."


def _first_of_group(reading: Reading) -> date:
    last = reading.chart.points[-1].group
    return next(point.on for point in reading.chart.points if point.group == last)


def _special(reading: Reading) -> str:
    kinds = [point.kind for point in reading.chart.points]
    words = (("special_cause_concern", "of concern"), ("special_cause_improvement", "of improvement"))
    parts = [f"{kinds.count(kind)} {said}" for kind, said in words if kind in kinds]
    other = sum(kind.startswith("special_cause_neutral") for kind in kinds)
    parts += [f"{other} special"] if other else []
    if not parts:
        return ""
    count = sum(kind != "common_cause" for kind in kinds)
    stand = "stands" if count == 1 else "stand"
    return f"{count} of {reading.known} {reading.period}s {stand} out from ordinary variation: {listed(parts)}."


def gap_finding(bars: Sequence[tuple[str, float]], *, of: str) -> str:
    """The heading of a Pareto: who makes the gap to the standard. `of` is "tumour group" or "provider"."""
    ordered = sorted((bar for bar in bars if bar[1] > 0), key=lambda bar: -bar[1])
    if not ordered:
        return f"No {of} had more breaches than the standard allows"
    total = sum(value for _, value in ordered)
    if len(ordered) == 1:
        return f"{brief(ordered[0][0])} alone makes the gap: {amount(round(total, 1))} breaches above the standard"
    few, so_far = [], 0.0
    for name, value in ordered[:3]:
        few.append(brief(name))
        so_far += value
        if so_far >= total / 2:
            break
    verb = "makes" if len(few) == 1 else "make"
    return f"{listed(few)} {verb} {100 * so_far / total:.0f}% of the gap, of {len(ordered)} {of}s above the standard"


def funnel_finding(what: str, funnel: Funnel | None, *, when: str) -> str:
    """The heading of a funnel plot: how many differ by more than chance would make them."""
    if funnel is None:
        return f"There are no figures for {what} in {when}"
    low, high = funnel.outside("low"), funnel.outside("high")
    if not low and not high:
        return f"No provider's {what} differs from the mean by more than chance in {when}"
    parts = [f"{len(dots)} {words}" for dots, words in ((low, "below"), (high, "above")) if dots]
    of = len(funnel.dots)
    return f"{listed(parts)} the 99.8% limits in {when}, of {of} provider{'' if of == 1 else 's'}"


def funnel_summary(funnel: Funnel) -> list[str]:
    """The sentences beside a funnel plot: its mean, and who lies outside by name."""
    said = [f"The mean of all patients is {share(funnel.mean)}."]
    for place, words in (
        ("low", "Below the 99.8% limit"), ("lowish", "Below the 95% limit"),
        ("highish", "Above the 95% limit"), ("high", "Above the 99.8% limit"),
    ):  # fmt: skip
        names = [brief(dot.name) for dot in sorted(funnel.outside(place), key=lambda dot: dot.share)]
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            said.append(f"{words}: {', '.join(names[:8])}{more}.")
    return said


def overview_finding(lines, *, when: str) -> str:
    """The heading of an overview: how many standards are met, and which are not. `lines` have name and latest."""
    judged = [line for line in lines if line.latest and line.latest.rating in ("red", "amber", "green")]
    if not judged:
        return f"No standard can be judged in {when}"
    missed = [line.name for line in judged if line.latest.rating != "green"]
    if not missed:
        return (
            f"All {len(judged)} standards were met in {when}" if len(judged) > 1 else f"The standard was met in {when}"
        )
    met = len(judged) - len(missed)
    return f"{met} of {len(judged)} standards {'was' if met == 1 else 'were'} met in {when}; missed: {listed(missed)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
