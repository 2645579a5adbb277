"""Addresses of pages that change a plan, and what a browser sends to them."""

from django.contrib.messages import get_messages
from django.urls import reverse


def of_plan(plan, name, *more):
    return reverse(f"workplans:{name}", args=[plan.network.code, plan.year, *more])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def lines(prefix, *rows):
    """What a browser sends for lines: their management form and each row's values."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def action_data(*, leads=(), steps=(), **values):
    return (
        {"save": "1", "text": "Agree the pathway", "starts_on": "", "read": values.get("due", "")}
        | values
        | lines("leads", *({"name": name} for name in leads))
        | lines("steps", *({"text": text, "due": due} for text, due in steps))
    )
