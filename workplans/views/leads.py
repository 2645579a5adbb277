"""A network's directory of leads: names, kinds, accounts; two spellings made one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from organisations.access import Capability, require
from organisations.grants import RoleKind
from organisations.models import Network, User
from workplans import directory, operations
from workplans.forms.leads import LeadForm, MergeForm
from workplans.models import Lead
from workplans.views.refusals import refusals_shown


def _network(request, code):
    """The network, if the person sees it; raises PermissionDenied where they may not change its directory."""
    network = get_object_or_404(Network.objects.visible_to(request.user).select_related("alliance"), code=code)
    require(request.user, Capability.EDIT_PLAN, network)
    return network


def _lead(network, pk):
    return get_object_or_404(Lead.objects.select_related("network", "user"), network=network, pk=pk)


@require_safe
def lead_list(request, network):
    """Every lead that plans of the network name, with its account and how much it leads."""
    network = _network(request, network)
    place = {name: request.GET.get(name, "") for name in ("after", "before")}
    found = directory.read_directory(network, **place)
    return render(
        request,
        "workplans/leads/list.html",
        {
            "network": network,
            "lines": found.lines,
            "previous_url": found.previous and f"?before={found.previous}",
            "next_url": found.next and f"?after={found.next}",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_lead(request, network, pk):
    """Rename a lead, say what it is, and link it to the account of who it is."""
    network = _network(request, network)
    lead = _lead(network, pk)
    form = LeadForm(
        request.POST or None,
        people=_people(network, lead),
        initial={"name": lead.name, "kind": lead.kind, "account": lead.user_id},
    )
    name = lead.name
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form, whole="name"):
            operations.revise_lead(lead=lead, name=said["name"], kind=said["kind"], user=form.person(), by=request.user)
            messages.success(request, f"“{lead.name}” is changed.")
            return HttpResponseRedirect(reverse("workplans:lead_list", args=[network.code]))
    open_actions, actions = directory.actions_of(lead)
    context = {"network": network, "lead": lead, "name": name, "open_actions": open_actions, "actions": actions}
    alike = [line for line in directory.others(lead) if directory.looks_like(line[1], name)]
    return render(
        request,
        "workplans/leads/edit.html",
        context | {"form": form, "alike": alike},
        status=422 if form.is_bound and form.errors else 200,
    )


def _people(network, lead):
    """Who has a role here, and who is linked now; by name."""
    here = User.objects.with_capability_role(*RoleKind, alliance_id=network.alliance_id, network_id=network.pk)
    return User.objects.filter(Q(pk__in=here.values("pk")) | Q(pk=lead.user_id)).order_by("name", "email")


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, network, pk):
    """Make two spellings of one lead one: choose the one that stays, see what that means, confirm."""
    network = _network(request, network)
    lead = _lead(network, pk)
    asked = request.POST if request.method == "POST" else request.GET
    form = MergeForm(asked if "into" in asked else None, others=directory.others(lead))
    into = _lead(network, form.cleaned_data["into"]) if form.is_bound and form.is_valid() else None
    context = {"network": network, "lead": lead, "form": form, "into": into}
    if into is None:
        status = 422 if form.is_bound else 200
        return render(request, "workplans/leads/merge.html", context, status=status)
    if request.method == "POST":
        try:
            operations.merge_leads(lead=lead, into=into, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"“{lead.name}” is “{into.name}” now.")
        return HttpResponseRedirect(reverse("workplans:lead_list", args=[network.code]))
    return render(request, "workplans/leads/merge.html", context | {"consequences": _consequences(lead, into)})


def _consequences(lead, into):
    _, actions = directory.actions_of(lead)
    number = f"{actions:,} action{'' if actions == 1 else 's'}"
    yield f"{number} led by “{lead.name}” will name “{into.name}” instead. Who is accountable stays so."
    yield f"“{lead.name}” leaves the directory. This cannot be undone."
    if lead.user and into.user and lead.user != into.user:
        yield f"The account stays {into.user}; {lead.user} no longer finds these actions under “My actions”."
    elif lead.user and not into.user:
        yield f"“{into.name}” is linked to the account of {lead.user}."
    yield "A file that still has the old spelling brings it back when it is imported; the preview will show it."
