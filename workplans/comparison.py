"""What changed between two days: ratings that became worse or better, dates that moved, what was added and what ended.

Both days are judged from the history, each by the scheme in force on it. Pure: it compares states it is handed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from performance.rag import CONCERN, RagRating, Thresholds
from workplans import progress
from workplans.attention import ActionLine, line_of
from workplans.summaries import JudgedAction, PlanOutline


@dataclass(frozen=True, slots=True)
class RatingMove(ActionLine):
    """An action that shows another rating than it did: which one then, and why it shows what it does."""

    then: RagRating
    because: str


@dataclass(frozen=True, slots=True)
class DateMove(ActionLine):
    """An action whose due date was moved: the words then, and the days between (None where either is no day)."""

    then_text: str
    days: int | None

    @property
    def days_earlier(self) -> int:
        return -(self.days or 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one day to a later one; work that ended is in `ended` if closed, in `better` if complete."""

    worse: tuple[RatingMove, ...] = ()
    better: tuple[RatingMove, ...] = ()
    moved: tuple[DateMove, ...] = ()
    added: tuple[ActionLine, ...] = ()
    ended: tuple[ActionLine, ...] = ()

    def __bool__(self) -> bool:
        return any((self.worse, self.better, self.moved, self.added, self.ended))


def compare(
    plans: Sequence[PlanOutline],
    then: Iterable[JudgedAction],
    now: Iterable[JudgedAction],
    *,
    on: date,
    thresholds: Thresholds,
) -> Comparison:
    """What is different `now` from `then`, the gravest first; `thresholds` are those that `now` is judged by."""
    by_id = {plan.id: plan for plan in plans}
    before = {action.state.id: action for action in then}
    pairs = [(before.get(action.state.id), action, by_id[action.state.plan_id]) for action in now]
    both = [(old, new, plan) for old, new, plan in pairs if old is not None]
    ended = [(old, new, plan) for old, new, plan in both if _ended(new) and not _ended(old)]
    rated = [(old, new, plan) for old, new, plan in both if not _ended(new) and not _ended(old)]
    return Comparison(
        worse=_rating_moves([x for x in rated if _rise(x) > 0], on, thresholds),
        better=_rating_moves([x for x in rated if _rise(x) < 0], on, thresholds),
        moved=tuple(_date_move(*x) for x in both if _dates(x[0]) != _dates(x[1])),
        added=tuple(line_of(ActionLine, new, plan) for old, new, plan in pairs if old is None),
        ended=tuple(line_of(ActionLine, new, plan) for _, new, plan in ended),
    )


def _ended(action: JudgedAction) -> bool:
    """Closed or carried forward: it shows Grey, which is neither better nor worse."""
    return not progress.is_open(action.state) and action.state.status != progress.Status.COMPLETE


def _rise(pair) -> int:
    old, new, _ = pair
    return CONCERN[new.shown] - CONCERN[old.shown]


def _rating_moves(pairs, on, thresholds) -> tuple[RatingMove, ...]:
    pairs = sorted(pairs, key=lambda x: (-abs(_rise(x)), -CONCERN[x[1].shown], x[2].network, x[1].state.position))
    return tuple(
        line_of(
            RatingMove,
            new,
            plan,
            then=old.shown,
            because=progress.suggest(new.state, on=on, thresholds=thresholds).reasons[0].words,
        )
        for old, new, plan in pairs
    )


def _dates(action: JudgedAction) -> tuple[str, date | None]:
    return action.state.due_text, action.state.due_latest


def _date_move(old, new, plan) -> DateMove:
    was, stands = old.state.due_latest, new.state.due_latest
    return line_of(
        DateMove, new, plan, then_text=old.state.due_text, days=(stands - was).days if was and stands else None
    )
