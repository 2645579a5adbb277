"""Two people change one thing (an action, a milestone, a deliverable): the second sees both versions and loses no text.

Any form that carries a version uses this: on ChangedMeanwhile show `conflict_of(...)` with the same form, bound to what
was written and to the version that stands now, by the template workplans/conflict.html (status 409). Sending it again
puts it on top; the link discards it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from performance.rag import RagRating
from workplans import progress
from workplans.timeline import Entry, Timeline, read_timeline

STATUS = 409


@dataclass(frozen=True)
class Conflict:
    """What the second of two people must see.

    `latest` is what the first one recorded last (None where nothing tells). `rows` are the two versions side by side:
    what, as it stands now, as it was just written. Where some differ, those that are alike are left out.
    """

    work: object
    latest: Entry | None
    rows: Sequence[tuple[str, str, str]]
    discard_url: str

    @property
    def noun(self) -> str:
        return self.work._meta.verbose_name

    @property
    def at(self) -> datetime | None:
        return self.latest.at if self.latest else None


def conflict_of(work, *, rows, discard_url: str, timeline: Timeline | None = None) -> Conflict:
    """The conflict over an action as it stands now (ChangedMeanwhile.work), or over other work with its `timeline`."""
    rows = tuple(rows)
    differing = tuple(row for row in rows if row[1] != row[2])
    return Conflict(work, (timeline or read_timeline(work)).latest, differing or rows, discard_url)


def versions_of_report(now, written, *, on, thresholds) -> list[tuple[str, str, str]]:
    """Of a status report: the work as it stands, and what was written, side by side."""
    standing = progress.shown_rating(
        status=now.status,
        given=now.rating_given,
        basis=now.rating_basis,
        suggested=progress.suggest(now, on=on, thresholds=thresholds).rating,
    )
    latest = now.latest_update
    rating = written["rating"]
    rows = [
        ("Status", now.get_status_display(), progress.Status(written["status"]).label),
        ("Rating", standing.label, RagRating(rating).label if rating in RagRating.values else "Left as it is"),
        ("Comment", latest.comment if latest else "", written["comment"]),
    ]
    more = [
        ("Why better", latest.rating_reason if latest else "", written["rating_reason"]),
        ("Path to green", latest.path_to_green if latest else "", written["path_to_green"]),
    ]
    return rows + [row for row in more if row[1] or row[2]]


def versions_of_move(now, written) -> list[tuple[str, str, str]]:
    """Of a move of its date: the work as it stands, and what was written, side by side."""
    return [
        ("Due date", now.due_text or "No date agreed", written["text"]),
        ("Status", now.get_status_display(), "Not asked here"),
        ("Why it moves", "", written["reason"]),
        ("Who agreed", "", written["agreed_by"]),
    ]


def on_top(data, *, version: int):
    """What was posted, but answering the version that stands now: the data of a form that may be sent again."""
    data = data.copy()
    data["version"] = str(version)
    return data
