"""Where one piece of work stands on a day: its leads and steps, its date, its rating and every reason for it.

An action and a milestone (its steps are its parts) stand by the same rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from performance.rag import RagRating, Thresholds
from workplans import progress
from workplans.models import Action, ActionLead, Step
from workplans.sheet import ago


@dataclass(frozen=True)
class Standing:
    """A piece of work as its page shows it.

    `shown` is the rating that stands and `mark` whose it is; `due_in` is given only where the date is near; `original`
    are the words of the first date where the date has moved. `outdated` says that a rating was given but the facts have
    become worse since; `differs` that the one shown is not what the facts suggest.
    """

    leads: Sequence[ActionLead]
    steps: Sequence[Step]
    suggestion: progress.Suggestion
    shown: RagRating
    mark: str
    open: bool
    days_late: int
    due_in: int | None
    slipped_days: int
    original: str
    ago: str
    outdated: bool
    differs: bool

    @property
    def steps_done(self) -> int:
        return sum(step.completed_on is not None for step in self.steps)

    @property
    def step_overdue(self) -> bool:
        return any(reason.name == "step overdue" for reason in self.suggestion.reasons)

    def led_by(self, user) -> bool:
        """Whether one of the leads is linked to this account."""
        return any(leading.lead.user_id == user.pk for leading in self.leads)


def read_standing(action, *, on: date, thresholds: Thresholds) -> Standing:
    """Where an action stands, in two statements: the leads and the steps."""
    return standing_of(
        action,
        on=on,
        thresholds=thresholds,
        leads=list(action.action_leads.select_related("lead__user").order_by("-accountable", "position")),
        steps=list(action.steps.order_by("position")),
    )


def standing_of(work, *, on: date, thresholds: Thresholds, leads: Sequence = (), steps: Sequence = ()) -> Standing:
    """Where an action or a milestone stands, from what is in hand."""
    suggestion = progress.suggest(work, on=on, thresholds=thresholds)
    given, suggested = work.rating_given, suggestion.rating
    shown = progress.shown_rating(status=work.status, given=given, basis=work.rating_basis, suggested=suggested)
    is_open, near = progress.is_open(work), progress.is_due_within(work, thresholds.due_soon_days, on=on)
    return Standing(
        leads=leads,
        steps=steps,
        suggestion=suggestion,
        shown=shown,
        mark=progress.rating_mark(status=work.status, given=given, suggested=suggested, shown=shown),
        open=is_open,
        days_late=progress.days_late(work, on),
        due_in=(work.due_latest - on).days if near else None,
        slipped_days=progress.slipped_days(work),
        original=work.original_text if progress.has_slipped(work) else "",
        ago=ago(work.last_update_on, on) if work.last_update_on else "",
        outdated=is_open and bool(given) and shown != given,
        differs=is_open and shown != suggested,
    )


def carried_by(action, user) -> tuple[Action | None, list[Action]]:
    """The earlier plan's action that this one continues, and the later ones that continue it, as far as seen."""
    seen = Action.objects.visible_to(user).with_places()
    before = seen.filter(pk=action.carried_from_id).first() if action.carried_from_id else None
    return before, list(seen.filter(carried_from=action))
