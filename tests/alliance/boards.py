"""What the tests of the dashboard share: a plan with everything on it, and how its page is read."""

import re
from datetime import date
from html.parser import HTMLParser

from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    WorkPlanFactory,
)
from workplans.models import Action
from workplans.progress import Status


def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def a_busy_plan(alliance, name="Head and Neck", year=2026, **plan):
    """A plan with an action of each kind that a board asks for."""
    objective = ObjectiveFactory(
        plan=WorkPlanFactory(network=NetworkFactory(alliance=alliance, name=name), year=year, **plan)
    )
    recent = date(2026, 9, 20)
    kinds = {
        "1.1": {"due": "Sep 26"},
        "1.2": {"due": "Dec 26", "original": "Nov 26"},
        "1.3": {"due": "TBC"},
        "1.4": {"last_update_on": date(2026, 7, 1)},
        "1.5": {"rating_given": "green", "rating_basis": "red", "due": "Aug 26"},
        "1.6": {"status": Status.COMPLETE},
        "1.7": {"status": Status.NOT_STARTED, "due": "Oct 26"},
        "1.8": {},
    }
    for number, facts in kinds.items():
        ActionFactory(
            objective=objective,
            number=number,
            text=f"Do {number}",
            **{"status": Status.IN_PROGRESS, "last_update_on": recent} | facts,
        )
    late = Action.objects.get(plan=objective.plan, number="1.1")
    ActionLeadFactory(action=late, lead=LeadFactory(network=objective.plan.network, name="MCN Manager"))
    return objective.plan


def numbers_of(response):
    """By name: the numbers of all plans together."""
    row = response.context["board"].total
    return {n.measure.name: n.count for n in (row.all, *row.ratings, *row.questions)}


class Links(HTMLParser):
    """Every address on a page."""

    def __init__(self, html):
        super().__init__()
        self.addresses = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.addresses.add(dict(attrs).get("href", ""))


def rows_of_list(page):
    """How many actions a list shows, whichever of our lists it is."""
    context = page.context
    if "page" in context and hasattr(context["page"], "paginator"):
        return context["page"].paginator.count
    if "lines" in context:
        return len(context["lines"])
    return len(set(re.findall(r'id="action-(\d+)', page.content.decode())))


def every_number(page):
    """All numbers of a dashboard that are links."""
    rows = [page.context["board"].total, *page.context["board"].rows]
    return [number for row in rows for number in (row.all, *row.ratings, *row.questions) if number.url]
