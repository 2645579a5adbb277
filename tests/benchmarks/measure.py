"""Timing in turn, medians, and the table."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, the ratio, its unit and the goal (None where there is none)."""

    what: str
    value: float
    unit: str
    goal: float | None = None

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"goal {self.goal:g}"
        verdict = "" if self.goal is None else ("ok" if self.value <= self.goal else "OVER")
        return f"{self.what:<66} {self.value:>9.3g} {self.unit:<14} {goal:<11} {verdict}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(*works: Callable[[], object], rounds: int = 15) -> list[float]:
    """The median seconds of each, called in turn, so that all of them see the same drift; one round to warm up."""
    taken: list[list[float]] = [[] for _ in works]
    for round_ in range(rounds + 1):
        for times, work in zip(taken, works, strict=True):
            passed = seconds(work)
            if round_:
                times.append(passed)
    return [statistics.median(times) for times in taken]


def growth_exponent(small: float, large: float, *, factor: float) -> float:
    """The power with which a cost grows when the data grows by `factor`: 0 is flat, 1 is linear."""
    import math

    return math.log(large / small) / math.log(factor)
