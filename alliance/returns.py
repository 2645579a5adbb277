"""Where the returns of a plan stand: which are open, signed or still to come, and who has not written yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alliance.models import QuarterlyReturn
from alliance.reports.quarterly import ReturnContent, WorkstreamPart, collect, from_json, gaps_of
from core.periods import Quarter


@dataclass(frozen=True)
class QuarterStanding:
    """One quarter of a plan: its versions, the newest first. `opens_on` is the day from which it can be opened."""

    quarter: Quarter
    versions: tuple[QuarterlyReturn, ...]
    handed_in: int
    workstreams: int
    can_open: bool

    @property
    def newest(self) -> QuarterlyReturn | None:
        return self.versions[0] if self.versions else None

    @property
    def signed(self) -> QuarterlyReturn | None:
        """The newest version that was signed off."""
        return next((version for version in self.versions if version.signed), None)


def quarters_of(plan, *, on: date) -> list[QuarterStanding]:
    """The four quarters of a plan (three statements)."""
    returns = list(plan.returns.with_plan().order_by("-version"))
    workstreams = plan.workstreams.count()
    handed_in = dict.fromkeys((each.pk for each in returns), 0)
    commentaries = QuarterlyReturn.commentaries.rel.related_model.objects
    for pk in commentaries.filter(quarterly_return__in=handed_in, handed_in_at__isnull=False).values_list(
        "quarterly_return", flat=True
    ):
        handed_in[pk] += 1
    standings = []
    for number in (1, 2, 3, 4):
        quarter = plan.financial_year.quarter(number)
        versions = tuple(each for each in returns if each.quarter == number)
        standings.append(
            QuarterStanding(
                quarter=quarter,
                versions=versions,
                handed_in=handed_in[versions[0].pk] if versions else 0,
                workstreams=workstreams,
                can_open=not versions and quarter.first_day <= on,
            )
        )
    return standings


@dataclass(frozen=True)
class PartStanding:
    """One workstream of an open return: its content, its gaps, and whether this person may write it."""

    part: WorkstreamPart
    id: int
    gaps: tuple
    may_write: bool
    theirs: bool


@dataclass(frozen=True)
class ReturnStanding:
    """A return as its page shows it: signed, its content of that day; open, as it would be signed today."""

    quarterly_return: QuarterlyReturn
    content: ReturnContent
    parts: tuple[PartStanding, ...]
    gaps: tuple

    @property
    def complete(self) -> bool:
        return not self.gaps

    @property
    def handed_in(self) -> int:
        return sum(each.part.handed_in for each in self.parts)


def read_return(quarterly_return: QuarterlyReturn, *, user, may_write_all: bool, on: date) -> ReturnStanding:
    """The return for a person; `may_write_all` says that every workstream is theirs to write."""
    if quarterly_return.signed:
        return ReturnStanding(quarterly_return, from_json(quarterly_return.signature.content), (), ())
    content = collect(quarterly_return, on=on)
    gaps = tuple(gaps_of(content, period=quarterly_return.period))
    leads = {each.number: each for each in quarterly_return.plan.workstreams.all()}
    parts = tuple(
        PartStanding(
            part=part,
            id=leads[part.number].pk,
            gaps=tuple(gap for gap in gaps if gap.workstream == part.number),
            may_write=may_write_all or leads[part.number].lead_id == user.pk,
            theirs=leads[part.number].lead_id == user.pk,
        )
        for part in content.workstreams
    )
    return ReturnStanding(quarterly_return, content, parts, gaps)
