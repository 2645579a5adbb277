"""The table of who may do what. Pure: knows no models; access.py asks it about people and things.

A role is given for a whole alliance or for one network. A capability is something a page, a command or
the admin asks for by name. A row of TABLE says what a role allows; nothing else in the project does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class RoleKind(TextChoices):
    ADMINISTRATOR = "administrator", "Administrator"
    PROGRAMME_LEAD = "programme_lead", "Programme lead"
    NETWORK_MANAGER = "network_manager", "Network manager"
    ACTION_LEAD = "action_lead", "Action lead"
    ANALYST = "analyst", "Analyst"
    BOARD_MEMBER = "board_member", "Board member"


class Capability(StrEnum):
    SEE = "see every plan, list and dashboard"
    SEE_OWN = "see the actions one leads"
    UPDATE = "record status and rating of any action"
    UPDATE_OWN = "record status and rating of the actions one leads"
    MOVE_DATE = "move a due date under change control"
    EDIT_PLAN = "add and edit objectives, actions, steps and leads; agree, close and roll over a plan"
    IMPORT = "import plans and figures"
    READ_CHARTS = "choose how charts are read: rebase limits, change settings"
    SEE_SMALL_COUNTS = "see local counts below the disclosure limit"
    USE_ADMIN = "use the admin"
    MANAGE = "manage organisations, people, roles and rating schemes"


C = Capability
TABLE: dict[RoleKind, frozenset[Capability]] = {
    RoleKind.ADMINISTRATOR: frozenset(Capability),
    RoleKind.PROGRAMME_LEAD: frozenset(
        {C.SEE, C.SEE_OWN, C.UPDATE, C.UPDATE_OWN, C.MOVE_DATE, C.EDIT_PLAN, C.IMPORT, C.READ_CHARTS}
        | {C.SEE_SMALL_COUNTS, C.USE_ADMIN}
    ),
    RoleKind.NETWORK_MANAGER: frozenset(
        {C.SEE, C.SEE_OWN, C.UPDATE, C.UPDATE_OWN, C.MOVE_DATE, C.EDIT_PLAN, C.IMPORT, C.SEE_SMALL_COUNTS, C.USE_ADMIN}
    ),
    RoleKind.ACTION_LEAD: frozenset({C.SEE_OWN, C.UPDATE_OWN}),
    RoleKind.ANALYST: frozenset({C.SEE, C.SEE_OWN, C.IMPORT, C.READ_CHARTS, C.SEE_SMALL_COUNTS, C.USE_ADMIN}),
    RoleKind.BOARD_MEMBER: frozenset({C.SEE}),
}


@dataclass(frozen=True)
class Scope:
    """Where something is allowed: everywhere, or in these alliances and these single networks (by id)."""

    everywhere: bool = False
    alliances: frozenset[int] = frozenset()
    networks: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.alliances or self.networks)

    def covers(self, *, alliance_id: int | None, network_id: int | None = None) -> bool:
        return (
            self.everywhere or alliance_id in self.alliances or (network_id is not None and network_id in self.networks)
        )


@dataclass(frozen=True)
class Grants:
    """Everything one person may do, and where."""

    everything: bool
    rows: tuple[tuple[RoleKind, int | None, int | None, int | None], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple], *, everything: bool = False) -> Grants:
        """From rows of (role, alliance id, network id, the network's alliance id)."""
        return cls(everything, tuple((RoleKind(kind), a, n, na) for kind, a, n, na in rows))

    def scope(self, capability: Capability) -> Scope:
        """Where this person may do something."""
        rows = [row for row in self.rows if capability in TABLE[row[0]]]
        return Scope(
            everywhere=self.everything,
            alliances=frozenset(a for _, a, _, _ in rows if a is not None),
            networks=frozenset(n for _, _, n, _ in rows if n is not None),
        )

    def anywhere(self, capability: Capability) -> bool:
        return bool(self.scope(capability))

    def alliances_touched(self) -> frozenset[int]:
        """Alliances in which this person has any role, be it in one of their networks."""
        return frozenset(i for _, a, _, na in self.rows for i in (a, na) if i is not None)
