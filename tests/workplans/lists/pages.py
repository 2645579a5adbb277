"""The lists across plans, asked for as somebody, and what stands on them."""

import re
from datetime import timedelta

from django.urls import reverse

from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    LeadFactory,
)

PLANS, OVERDUE, ACTIONS, MINE = (
    reverse(f"workplans:{name}") for name in ("plan_list", "overdue_list", "action_list", "my_actions")
)
LATE = "30 June 2026"


def late(objective, *, lead="", days=94, **fields):
    """An action that is so many days late."""
    day = TODAY - timedelta(days)
    action = ActionFactory(objective=objective, due=f"{day.day} {day:%B %Y}", **fields)
    if lead:
        ActionLeadFactory(action=action, lead=LeadFactory(network=objective.plan.network, name=lead))
    return action


def page(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def lines(response):
    return response.context["lines"]


def rows(html):
    """The words of the body rows of the page's tables."""
    bodies = re.findall(r"<tr.*?</tr>", html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in bodies]


def options(html, name):
    """The options of a select: (value, chosen)."""
    (select,) = re.findall(rf'<select name="{name}".*?</select>', html, re.S)
    return [(value, bool(chosen)) for value, chosen in re.findall(r'<option value="([^"]*)"( selected)?>', select)]
