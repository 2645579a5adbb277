"""Two people change one action: the second sees both versions and loses no text.

Any form that carries a version uses this: on ChangedMeanwhile show `conflict_of(...)` with the same form, bound to what
was written and to the version that stands now, by the template workplans/conflict.html (status 409). Sending it again
puts it on top; the link discards it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workplans.timeline import Entry, read_timeline

STATUS = 409


@dataclass(frozen=True)
class Conflict:
    """What the second of two people must see.

    `latest` is what the first one recorded last (None where nothing tells). `rows` are the two versions side by side:
    what, as it stands now, as it was just written; a row whose two sides are equal may be left in.
    """

    action: object
    latest: Entry | None
    rows: Sequence[tuple[str, str, str]]
    discard_url: str

    @property
    def at(self) -> datetime | None:
        return self.latest.at if self.latest else None


def conflict_of(action, *, rows, discard_url: str) -> Conflict:
    """The conflict over an action as it stands now (ChangedMeanwhile.work)."""
    return Conflict(action, read_timeline(action).latest, tuple(rows), discard_url)


def on_top(data, *, version: int):
    """What was posted, but answering the version that stands now: the data of a form that may be sent again."""
    data = data.copy()
    data["version"] = str(version)
    return data
