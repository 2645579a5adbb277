"""The questions about an alliance's delivery plan and what hangs on it. Each chains, and says its day.

The alliance is the boundary of access: a role that is given for one network opens nothing here.
"""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from alliance.exposure import scores_of
from core.history import AppendOnlyQuerySet
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


class DeliveryDocumentQuerySet(OfAnAlliance):
    """The log of imports of delivery plans."""


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


# --- Money, risk, compliance ------------------------------------------------------------------------------


class LatestStands(AppendOnlyQuerySet):
    """Dated rows of which, among those that speak of the `same` thing, the latest stands."""

    same: tuple[str, ...] = ()

    def standing(self, *, on):
        """The rows that stand at the end of a day, one for each thing; of one day, the one recorded last."""
        latest = Window(
            RowNumber(), partition_by=[F(name) for name in self.same], order_by=[F("on").desc(), F("id").desc()]
        )
        return self.filter(on__lte=on).annotate(nth=latest).filter(nth=1)


class AllocationQuerySet(LatestStands, OfAnAlliance):
    same = ("plan", "to", "workstream", "deliverable", "quarter", "fund")


class SpendQuerySet(LatestStands, OfAnAlliance):
    same = ("plan", "deliverable", "quarter")


class AssessmentQuerySet(LatestStands, OfAnAlliance):
    alliance_of = ""
    same = ("alliance", "criterion", "tumour_group", "provider")


class FrameworkQuerySet(models.QuerySet):
    def for_alliance(self, alliance):
        """An alliance's own, and those that are common to all."""
        return self.filter(Q(alliance=None) | Q(alliance=alliance))


class InTheRegisterQuerySet(models.QuerySet):
    """Risks and issues: of an alliance, or of a network of it where they hang on its work plan."""

    def visible_to(self, user):
        """Those of the alliances and networks the user sees, and those that are their own to look after."""
        return self._theirs(user, Capability.SEE, Capability.SEE_OWN)

    def updatable_by(self, user):
        """Those that the user may score, revise and close."""
        return self._theirs(user, Capability.UPDATE, Capability.UPDATE_OWN)

    def _theirs(self, user, capability, own_capability):
        everyone, own = scope(user, capability), scope(user, own_capability)
        if everyone.everywhere:
            return self
        allowed = _in_register(everyone)
        if own:
            allowed |= _in_register(own) & Q(owner=user.pk)
        return self.filter(allowed)

    def open_on(self, on):
        """Raised by the end of a day, and not closed by then."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), raised_on__lte=on)

    def with_places(self):
        """With alliance, network and what they hang on in the same statement."""
        return self.select_related(
            "alliance",
            "network",
            "plan__alliance",
            "workstream",
            "deliverable",
            "work_plan__network",
            "action",
            "owner",
        )


def _in_register(where):
    return Q(alliance__in=where.alliances) | Q(network__in=where.networks)


class IssueQuerySet(InTheRegisterQuerySet):
    pass


class RiskQuerySet(InTheRegisterQuerySet):
    def standing(self, *, on):
        """With `likelihood`, `impact` and `score` as of a day, the `previous_score` and the day `scored_on`."""
        scores = self.model.scores.rel.related_model.objects
        history = scores.filter(risk=OuterRef("pk"), on__lte=on).order_by("-on", "-id")
        return self.annotate(
            likelihood=Subquery(history.values("likelihood")[:1]),
            impact=Subquery(history.values("impact")[:1]),
            score=Subquery(history.annotate(product=F("likelihood") * F("impact")).values("product")[:1]),
            previous_score=Subquery(history.annotate(product=F("likelihood") * F("impact")).values("product")[1:2]),
            scored_on=Subquery(history.values("on")[:1]),
        )

    def in_band(self, band, thresholds):
        """Of those that went through `standing`, the ones whose score lies in a band."""
        return self.filter(score__range=scores_of(band, thresholds))

    def review_overdue(self, *, on):
        """Open, and the day lies after the day of their next review."""
        return self.filter(state="open", review_on__lt=on)


class MitigationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Mitigations of the risks the user sees."""
        risks = self.model.risk.field.related_model.objects
        return self.filter(risk__in=risks.visible_to(user).values("pk"))

    def to_do(self):
        return self.filter(done_on__isnull=True)

    def overdue(self, *, on):
        """Not done, and the day lies after the window of the due date."""
        return self.to_do().filter(due_latest__lt=on)
