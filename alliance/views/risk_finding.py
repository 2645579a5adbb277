"""What the pages of risks and issues share: what an address names, where a risk may hang, short forms, conflicts."""

from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alliance.models import DeliveryPlan, DeliveryState, Issue, Risk
from alliance.operations import ChangedMeanwhile, Hangs
from organisations.access import Capability, scope
from organisations.models import Alliance
from performance.models import RatingScheme
from performance.rag import Thresholds
from workplans.models import Action, PlanState, WorkPlan

asks = require_http_methods(["GET", "HEAD", "POST"])
OVERTAKEN, CONFLICT = "overtaken", 409


def alliance_of(request, code) -> Alliance:
    """The alliance of an address, where the person has a role in it or in a network of it; else 404."""
    return get_object_or_404(Alliance.objects.visible_to(request.user), code=code)


def risk_of(request, alliance, number) -> Risk:
    """The risk of an address, as far as the person sees it."""
    risks = Risk.objects.visible_to(request.user).with_places()
    return get_object_or_404(risks, alliance__code=alliance, number=number)


def issue_of(request, alliance, number) -> Issue:
    """The issue of an address, as far as the person sees it."""
    issues = Issue.objects.visible_to(request.user).with_places().select_related("risk")
    return get_object_or_404(issues, alliance__code=alliance, number=number)


def refuse_others(request, thing) -> None:
    """PermissionDenied where the person may not change a risk or issue that they see."""
    if not may_update(request.user, thing):
        raise PermissionDenied(f"You need a role here that lets you {Capability.UPDATE.value}.")


def may_update(user, thing) -> bool:
    return type(thing).objects.updatable_by(user).filter(pk=thing.pk).exists()


def may_add(user, alliance) -> bool:
    """Whether somebody may add risks: to the alliance's own, or to a work plan of a network of it."""
    where = scope(user, Capability.UPDATE)
    if where.covers(alliance_id=alliance.pk):
        return True
    return alliance.networks.filter(pk__in=where.networks).exists()


def thresholds_of(alliance, on) -> Thresholds:
    """The numbers that an alliance is judged by on a day."""
    scheme = RatingScheme.objects.of_alliance(alliance, on=on).first()
    return scheme.thresholds if scheme else Thresholds()


# --- Where a risk may hang ----------------------------------------------------------------------------


class Places:
    """What a risk or issue of an alliance may hang on, as choices of a form and as what they mean.

    Plans that are not closed; the one that `thing` hangs on or that `asked` names ("d12", "a7") whatever it is. Who
    may update only networks is offered only their work plans.
    """

    def __init__(self, user, alliance, *, thing=None, asked=""):
        whole = scope(user, Capability.UPDATE).covers(alliance_id=alliance.pk)
        self.meant = {"": Hangs()} if whole or (thing is not None and thing.network_id is None) else {}
        self.choices = [("", "The whole alliance")] if self.meant else []
        if whole:
            self._offer_delivery_plans(
                DeliveryPlan.objects.filter(alliance=alliance).exclude(state=DeliveryState.CLOSED)
            )
        plans = WorkPlan.objects.visible_to(user, Capability.UPDATE).filter(network__alliance=alliance)
        self._offer("Work plans of networks", [
            (f"n{plan.pk}", str(plan), Hangs(work_plan=plan))
            for plan in plans.exclude(state=PlanState.CLOSED).select_related("network").order_by("title")
        ])  # fmt: skip
        self.chosen = self._of(thing) if thing else asked
        if self.chosen[:1] == "a" and self.chosen[1:].isdecimal():
            action = Action.objects.visible_to(user).filter(pk=self.chosen[1:], plan__network__alliance=alliance)
            for each in action.select_related("plan__network"):
                words = f"{each.plan}, action {each.number}"
                self._offer("Action", [(self.chosen, words, Hangs(action=each))])
        if thing and self.chosen not in self.meant:
            self._keep(thing)

    def _offer_delivery_plans(self, plans):
        for plan in plans.prefetch_related("workstreams", "deliverables__workstream").order_by("-year"):
            offered = [(f"p{plan.pk}", "The whole plan", Hangs(plan=plan))]
            offered += [(f"w{w.pk}", f"Workstream {w}", Hangs(workstream=w)) for w in plan.workstreams.all()]
            offered += [(f"d{d.pk}", str(d), Hangs(deliverable=d)) for d in plan.deliverables.all()]
            self._offer(str(plan), offered)

    def _offer(self, label, offered):
        if offered:
            self.choices.append((label, [(key, words) for key, words, _ in offered]))
            self.meant |= {key: hangs for key, _, hangs in offered}

    def _keep(self, thing):
        """A place that is not offered to everybody, such as a closed plan: it may stay as it is."""
        hangs = Hangs(**{n: getattr(thing, n) for n in ("plan", "workstream", "deliverable", "work_plan", "action")})
        self._offer("As it is", [(self.chosen, str(thing.plan or thing.work_plan), hangs)])

    @staticmethod
    def _of(thing) -> str:
        for letter, name in (
            ("d", "deliverable"),
            ("w", "workstream"),
            ("p", "plan"),
            ("a", "action"),
            ("n", "work_plan"),
        ):
            if pk := getattr(thing, f"{name}_id"):
                return f"{letter}{pk}"
        return ""

    def hangs(self, key) -> Hangs:
        if key not in self.meant:
            raise Http404("Nothing of yours to hang it on.")
        return self.meant[key]


# --- Forms --------------------------------------------------------------------------------------------


def crumbs_of(alliance, *more):
    """The pages above one of the register."""
    return [("Dashboard", reverse("home")), ("Risks", reverse("risks:register", args=[alliance.code])), *more]


def crumbs_below(thing):
    """The pages above one that changes a risk or issue."""
    more = [] if isinstance(thing, Risk) else [("Issues", reverse("risks:issues", args=[thing.alliance.code]))]
    return crumbs_of(thing.alliance, *more, (str(thing), thing.get_absolute_url()))


def form_page(request, form, *, title, save, crumbs, cancel_url, caption="", danger=False, text=""):
    """A short form on a page of its own."""
    status = 422 if form.is_bound and form.errors else 200
    if form.has_error(NON_FIELD_ERRORS, OVERTAKEN):
        status = CONFLICT
    return render(
        request,
        "alliance/short_form.html",
        {
            "form": form,
            "title": title,
            "save": save,
            "crumbs": crumbs,
            "cancel_url": cancel_url,
            "caption": caption,
            "danger": danger,
            "text": text,
        },
        status=status,
    )


@contextmanager
def overtaking_shown(form, standing: str):
    """Perform a verb inside: the second of two people is told what stands now; sent again, the form goes on top of it.

    `standing` is a sentence; `{.title}` in it is the title as it stands.
    """
    try:
        yield
    except ChangedMeanwhile as error:
        form.data = form.data.copy()
        form.data["version"] = str(error.work.version)
        words = f"Somebody else changed this while you were writing. {standing.format(error.work)}"
        form.add_error(None, ValidationError(f"{words} Send it again to put yours on top.", code=OVERTAKEN))
