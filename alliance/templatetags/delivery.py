"""Template tags about delivery plans; the page of an action, on the floor below, asks by name for what it serves."""

from django import template
from django.urls import reverse

from alliance.chain import deliverables_served
from alliance.mine import led_by
from alliance.models import Deliverable

register = template.Library()


@register.inclusion_tag("components/breadcrumbs.html")
def delivery_crumbs(plan=None, above=()):
    """The pages above one of a delivery plan: dashboard, plans, the plan, and `above` as (word, address)."""
    crumbs = [("Dashboard", reverse("home")), ("Delivery plans", reverse("delivery:plan_list"))]
    if plan:
        crumbs.append((plan.title, plan.get_absolute_url()))
    crumbs += above or ()
    return {"crumbs": crumbs, "parent": crumbs[-1]}


@register.inclusion_tag("alliance/delivery/serves.html")
def deliverables_of_action(action, user):
    """The deliverables that a work-plan action serves, as far as the person sees them; nothing where there are none."""
    return {"deliverables": deliverables_served(action, user)}


@register.inclusion_tag("alliance/delivery/my_tabs.html")
def my_tabs(user, here):
    """The two pages of what is mine, where somebody leads a deliverable, too; `here` is actions or milestones."""
    number = led_by(user).count()
    shown = here == "milestones" or number or Deliverable.objects.visible_to(user).led_by(user).exists()
    return {"here": here, "number": number, "shown": shown}
