"""What the pages that change a delivery plan share: a short form, a question, who may lead."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisations.grants import RoleKind
from organisations.models import User

asks = require_http_methods(["GET", "HEAD", "POST"])


def form_page(request, form, *, title, save, plan=None, text="", cancel_url="", caption="", above=()):
    """A short form on a page of its own; `above` are (word, address) of the pages between the plan and this one."""
    return render(
        request,
        "alliance/delivery/form.html",
        {
            "form": form,
            "title": title,
            "text": text,
            "save": save,
            "plan": plan,
            "caption": caption,
            "above": above,
            "cancel_url": cancel_url or (plan.get_absolute_url() if plan else reverse("delivery:plan_list")),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def confirm_page(request, plan, *, form=None, **words):
    """A question before something that much depends on; the answer is posted to the same address."""
    context = {"plan": plan, "form": form, "cancel_url": plan.get_absolute_url(), **words}
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "alliance/delivery/confirm.html", context, status=status)


def people_of(plan, *, also=None):
    """Accounts that may lead in a plan: those with a role in its alliance, and the one that does already (an id)."""
    with_role = User.objects.with_capability_role(*RoleKind, alliance_id=plan.alliance_id)
    return (with_role | with_role.model.objects.filter(pk=also).distinct()).order_by("name")
