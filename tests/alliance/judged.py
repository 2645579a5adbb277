"""How the actions in the database are judged on a day."""

from performance.models import RatingScheme
from workplans import progress
from workplans.models import Action


def judged(on):
    """Every action as it stands on a day, with its shown rating and reasons."""
    schemes = RatingScheme.objects.thresholds(on=on)
    actions = Action.objects.with_rating(on=on, schemes=schemes).select_related("plan")
    return [(a, {r.name for r in progress.suggest(a, on=on, thresholds=schemes.default).reasons}) for a in actions]
