"""Amounts as people write them."""

from django import template

from alliance import spending

register = template.Library()


@register.filter
def pounds(amount):
    """£1,250, −£0.50; nothing where there is no amount."""
    return spending.pounds(amount)


@register.filter
def variance(amount):
    """A difference with its direction in words: "£120 over", "£80 under", "none"."""
    if amount is None:
        return ""
    if not amount:
        return "none"
    return f"{spending.pounds(abs(amount))} {'over' if amount > 0 else 'under'}"
