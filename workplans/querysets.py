"""The questions about plans and actions. Each chains, and says the day where it needs one."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from organisations.access import Capability, scope
from workplans import progress
from workplans.due import DueKind

# The questions as conditions, for those who count several of them in one statement.
SLIPPED_Q = progress.OPEN_Q & progress.SLIPPED_Q
WITHOUT_DATE_Q = progress.OPEN_Q & Q(due_kind__in=[DueKind.TBC, DueKind.UNREAD])
AGAINST_SUGGESTION_Q = progress.OPEN_Q & ~Q(rating_given="") & ~Q(rating_given=F("suggested"))


def due_within_q(days, *, on):
    return progress.OPEN_Q & Q(due_latest__range=(on, on + timedelta(days)))


def quiet_q(days, *, on):
    return progress.OPEN_Q & Q(quiet_since__lt=on - timedelta(days))


def gone_quiet_q(*, on, schemes, alliance_of="plan__network__alliance"):
    """Quiet for longer than the scheme of the alliance that the work belongs to allows."""
    own = {alliance: t.quiet_days for alliance, t in schemes.items() if t.quiet_days != schemes.default.quiet_days}
    if not own:
        return quiet_q(schemes.default.quiet_days, on=on)
    condition = quiet_q(schemes.default.quiet_days, on=on) & ~Q(**{f"{alliance_of}__in": list(own)})
    for alliance, days in own.items():
        condition |= quiet_q(days, on=on) & Q(**{alliance_of: alliance})
    return condition


def _places(where, *, prefix):
    """A scope of permissions as a condition on a plan reached by `prefix`."""
    return Q(**{f"{prefix}network__alliance__in": where.alliances}) | Q(**{f"{prefix}network__in": where.networks})


class WorkQuerySet(models.QuerySet):
    """The questions about work against its date: of actions, and of whatever else has the columns of progress.Work."""

    alliance_of = "plan__network__alliance"
    """How a piece of work leads to the alliance whose scheme judges it."""

    def open(self):
        return self.filter(progress.OPEN_Q)

    def overdue(self, *, on):
        """Open, and the day lies after the window of the current date."""
        return self.filter(progress.overdue_q(on))

    def due_within(self, days, *, on):
        """Open and due from this day to `days` later."""
        return self.filter(due_within_q(days, on=on))

    def slipped(self):
        """Open, with a current date past the original, or a date that was withdrawn."""
        return self.filter(SLIPPED_Q)

    def without_date(self):
        """Open with no date agreed: to be confirmed, blank, or words not read. Ongoing work is meant so."""
        return self.filter(WITHOUT_DATE_Q)

    def not_updated_for(self, days, *, on):
        """Open, and quiet for more than so many days."""
        return self.filter(quiet_q(days, on=on))

    def gone_quiet(self, *, on, schemes):
        """Open, and quiet for longer than the scheme of its alliance allows (RatingScheme.objects.thresholds)."""
        return self.filter(gone_quiet_q(on=on, schemes=schemes, alliance_of=self.alliance_of))

    def with_rating(self, *, on, schemes):
        """Annotate `suggested` and `shown`, the ratings for a day.

        `schemes` are the thresholds by alliance id (RatingScheme.objects.thresholds). Where all are alike the
        statement holds one rule; else one for each alliance that has its own.
        """
        return self.annotate(
            suggested=self._by_scheme(progress.suggestion_case, on, schemes),
            suggested_concern=self._by_scheme(progress.suggestion_concern_case, on, schemes),
        ).annotate(shown=progress.shown_case())

    def _by_scheme(self, case_of, on, schemes):
        usual = case_of(on=on, thresholds=schemes.default)
        own = {alliance: t for alliance, t in schemes.items() if t != schemes.default}
        if not own:
            return usual
        return Case(
            *(When(**{self.alliance_of: a}, then=case_of(on=on, thresholds=t)) for a, t in own.items()),
            default=usual,
            output_field=usual.output_field,
        )

    def rated_against_suggestion(self):
        """After with_rating: open work whose rating given differs from what the facts suggest today."""
        return self.filter(AGAINST_SUGGESTION_Q)


class WorkPlanQuerySet(models.QuerySet):
    def visible_to(self, user, capability=Capability.SEE):
        """Plans in which the user may do something; for seeing, also those in which an action is their own to lead."""
        where = scope(user, capability)
        if where.everywhere:
            return self
        allowed = _places(where, prefix="") if where else Q(pk__in=[])
        if capability == Capability.SEE and (own := scope(user, Capability.SEE_OWN)):
            led = self.model.actions.rel.related_model.objects.led_by(user).filter(plan=OuterRef("pk"))
            allowed |= _places(own, prefix="") & Exists(led)
        return self.filter(allowed)

    def in_year(self, year):
        """Plans of a FinancialYear."""
        return self.filter(year=year.start)

    def for_alliance(self, alliance):
        return self.filter(network__alliance=alliance)

    def with_places(self):
        """With network and alliance in the same statement."""
        return self.select_related("network__alliance", "network__tumour_group")


class ObjectiveQuerySet(models.QuerySet):
    def visible_to(self, user, capability=Capability.SEE):
        where = scope(user, capability)
        if where.everywhere:
            return self
        return self.filter(_places(where, prefix="plan__")) if where else self.none()


class LeadQuerySet(models.QuerySet):
    def visible_to(self, user, capability=Capability.SEE):
        where = scope(user, capability)
        if where.everywhere:
            return self
        if not where:
            return self.none()
        return self.filter(Q(network__alliance__in=where.alliances) | Q(network__in=where.networks))


class SourceDocumentQuerySet(models.QuerySet):
    def visible_to(self, user, capability=Capability.SEE):
        where = scope(user, capability)
        if where.everywhere:
            return self
        return self.filter(_places(where, prefix="plan__") | Q(imported_by=user)) if where else self.none()


class StagedImportQuerySet(models.QuerySet):
    def of(self, user, *, now):
        """What this person brought, has not confirmed yet, and has not left lying too long."""
        return self.filter(by=user, expires_at__gt=now)


class ActionQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """Actions of the plans the user sees, and those that are their own to lead."""
        seen, own = scope(user, Capability.SEE), scope(user, Capability.SEE_OWN)
        if seen.everywhere:
            return self
        allowed = _places(seen, prefix="plan__") if seen else Q(pk__in=[])
        if (own.alliances - seen.alliances) or (own.networks - seen.networks):
            allowed |= _places(own, prefix="plan__") & self._led_by_q(user)
        return self.filter(allowed)

    def updatable_by(self, user):
        """Actions of which the user may record status and rating."""
        everyone, own = scope(user, Capability.UPDATE), scope(user, Capability.UPDATE_OWN)
        if everyone.everywhere:
            return self
        allowed = _places(everyone, prefix="plan__") if everyone else Q(pk__in=[])
        if own:
            allowed |= _places(own, prefix="plan__") & self._led_by_q(user)
        return self.filter(allowed)

    def led_by(self, user):
        """Actions with a lead that is linked to this account."""
        return self.filter(self._led_by_q(user))

    def _led_by_q(self, user):
        through = self.model.leads.through
        return Exists(through.objects.filter(action=OuterRef("pk"), lead__user=user.pk))

    def with_places(self):
        """With objective, plan, network and alliance in the same statement."""
        return self.select_related("objective", "plan__network__alliance", "latest_update__by")

    def with_leads(self):
        """With leads in order, in one further statement, as `action.action_leads.all()`."""
        through = self.model.leads.through
        return self.prefetch_related(
            models.Prefetch("action_leads", through.objects.select_related("lead__user").order_by("position"))
        )
