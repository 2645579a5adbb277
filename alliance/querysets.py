"""The questions about an alliance's delivery plan and what hangs on it. Each chains, and says its day.

The alliance is the boundary of access: a role that is given for one network opens nothing here.
"""

from django.db import models
from django.db.models import Q

from organisations.access import Capability, scope
from workplans.querysets import WorkQuerySet


def in_scope(where, *, prefix):
    """A scope of permissions as a condition on the delivery plan reached by `prefix` ("" for the plan itself)."""
    return Q(**{f"{prefix}alliance__in": where.alliances})


class OfAnAlliance(models.QuerySet):
    """Rows that belong to one alliance, by way of `alliance_of` (a path that ends in "__" or is empty)."""

    alliance_of = "plan__"

    def visible_to(self, user, capability=Capability.SEE):
        """Rows of the alliances in which the user may do something; by default, see everything."""
        where = scope(user, capability)
        if where.everywhere:
            return self
        return self.filter(in_scope(where, prefix=self.alliance_of)) if where else self.none()


class DeliveryPlanQuerySet(OfAnAlliance):
    alliance_of = ""

    def visible_to(self, user, capability=Capability.SEE):
        """Plans in which the user may do something; for seeing, also those in which a deliverable is theirs to lead."""
        where = scope(user, capability)
        if where.everywhere:
            return self
        allowed = in_scope(where, prefix="")
        if capability == Capability.SEE and (own := scope(user, Capability.SEE_OWN)):
            deliverables = self.model.deliverables.rel.related_model.objects
            allowed |= in_scope(own, prefix="") & Q(pk__in=deliverables.led_by(user).values("plan"))
        return self.filter(allowed)

    def in_year(self, year):
        """Plans of a FinancialYear."""
        return self.filter(year=year.start)

    def for_alliance(self, alliance):
        return self.filter(alliance=alliance)


class WorkstreamQuerySet(OfAnAlliance):
    pass


class OfADeliverable(OfAnAlliance):
    """Rows that hang on a deliverable."""

    alliance_of = "deliverable__plan__"


def _theirs(user, capability, own_capability, *, to_deliverable):
    """What the user may do anywhere in their alliances, and what they may do with the deliverables they lead; None
    where they may do it everywhere. `to_deliverable` is the path to the deliverable, with its "__"."""
    everyone, own = scope(user, capability), scope(user, own_capability)
    if everyone.everywhere:
        return None
    allowed = in_scope(everyone, prefix=f"{to_deliverable}plan__")
    if own.alliances - everyone.alliances:
        led = Q(**{f"{to_deliverable}lead": user.pk}) | Q(**{f"{to_deliverable}workstream__lead": user.pk})
        allowed |= in_scope(own, prefix=f"{to_deliverable}plan__") & led
    return allowed


class DeliverableQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Deliverables of the plans the user sees, and those that are their own to lead."""
        allowed = _theirs(user, Capability.SEE, Capability.SEE_OWN, to_deliverable="")
        return self if allowed is None else self.filter(allowed)

    def updatable_by(self, user):
        """Deliverables of which the user may report."""
        allowed = _theirs(user, Capability.UPDATE, Capability.UPDATE_OWN, to_deliverable="")
        return self if allowed is None else self.filter(allowed)

    def led_by(self, user):
        """Deliverables that are this account's to lead, or stand in a workstream that is."""
        return self.filter(Q(lead=user.pk) | Q(workstream__lead=user.pk))

    def in_order(self):
        """As in the paper."""
        return self.order_by("plan", "position")


class MilestoneQuerySet(WorkQuerySet):
    alliance_of = "plan__alliance"

    def visible_to(self, user):
        """Milestones of the plans the user sees, and of the deliverables that are their own to lead."""
        allowed = _theirs(user, Capability.SEE, Capability.SEE_OWN, to_deliverable="deliverable__")
        return self if allowed is None else self.filter(allowed)

    def updatable_by(self, user):
        """Milestones of which the user may record status and rating."""
        allowed = _theirs(user, Capability.UPDATE, Capability.UPDATE_OWN, to_deliverable="deliverable__")
        return self if allowed is None else self.filter(allowed)

    def with_places(self):
        """With deliverable, workstream, plan and alliance in the same statement."""
        return self.select_related("deliverable__workstream", "plan__alliance", "latest_update__by")


class QuarterlyReturnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Returns of the plans the user sees."""
        return self.filter(plan__in=self.model.plan.field.related_model.objects.visible_to(user))

    def open(self):
        """Those that are not signed off."""
        return self.filter(signed=False)

    def with_plan(self):
        """With plan, alliance and signature in the same statement."""
        return self.select_related("plan__alliance", "signature__by", "opened_by")
