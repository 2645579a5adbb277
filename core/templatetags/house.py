"""Template tags of the house: the small visual ideas that stand in every list, each drawn by one component.

A list of fifty rows shows the same few tags over and over, so a tag renders its component once per distinct value
and keeps the result. Everything a tag takes is a plain value: nothing here knows a model or reads a clock.
"""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

register = template.Library()

RATING_MARKS = {
    "": "",
    "suggested": "suggested",
    "better": "better than suggested",
    "worse": "worse than suggested",
}


@register.simple_tag
def rag_tag(rating, mark=""):
    """A rating as shape, colour and word. `mark` says whose it is: "", "suggested", "better" or "worse"."""
    return _rag_tag(str(rating or "grey"), mark)


@lru_cache(maxsize=64)
def _rag_tag(rating, mark):
    context = {"rating": rating, "word": rating.capitalize(), "mark": mark, "mark_words": RATING_MARKS[mark]}
    return _drawn("components/rag_tag.html", context)


@register.simple_tag
def status_tag(status):
    """A status such as "in_progress" as a quiet label; the word is the value, spelled out."""
    return _status_tag(str(status))


@lru_cache(maxsize=64)
def _status_tag(status):
    return _drawn("components/status_tag.html", {"status": status, "word": status.replace("_", " ").capitalize()})


@register.simple_tag
def due_date(text, days_late=0, slipped_days=0, original="", due_in=None):
    """A due date in the plan's own words, with what a reader must know of it.

    `days_late` counts from the last day of the window; `slipped_days` is revised minus original, `original` the words
    it first had; `due_in` the days left, given only where the date is near.
    """
    return _due_date(str(text or ""), days_late or 0, slipped_days or 0, str(original or ""), due_in)


@lru_cache(maxsize=2048)
def _due_date(text, days_late, slipped_days, original, due_in):
    context = {
        "text": text,
        "days_late": days_late,
        "slipped_days": slipped_days,
        "original": original,
        "due_in": due_in,
    }
    return _drawn("components/due_date.html", context)


@register.simple_tag
def drawn(component, **values):
    """A component of a long page, drawn once for each set of values and kept: `{% drawn "x.html" number=number %}`.

    It sees these values and nothing else, so a part that is kept can never be out of date; they must be hashable.
    Where one row of a hundred has changed, one is drawn.
    """
    return _kept(component, **values)


@lru_cache(maxsize=4096, typed=True)  # typed: a text that is marked as safe is not the same text unmarked
def _kept(component, **values):
    return mark_safe(render_to_string(component, values).strip())


def forget_what_was_drawn():
    """As in a process that has just started."""
    for kept in (_kept, _rag_tag, _status_tag, _due_date, _rag_bar):
        kept.cache_clear()


@register.inclusion_tag("components/counts.html")
def rag_counts(items, total=None, total_url="", label="Actions by rating"):
    """Counts by rating as tiles that link to their lists, over one bar in proportion.

    `items` is an iterable of (rating, count, url) in the order wanted; a url may be empty. `total` defaults to the sum.
    """
    items = [(str(rating), count, url) for rating, count, url in items]
    return {
        "items": [
            {"rating": rating, "word": rating.capitalize(), "count": count, "url": url} for rating, count, url in items
        ],
        "bar": _bar((rating, count) for rating, count, _url in items),
        "total": sum(count for _rating, count, _url in items) if total is None else total,
        "total_url": total_url,
        "label": label,
    }


@register.simple_tag
def rag_bar(items):
    """Counts by rating as one small bar in proportion, with the counts in words; `items`: (rating, count, ...)."""
    return _rag_bar(tuple((str(item[0]), item[1]) for item in items))


@lru_cache(maxsize=512)
def _rag_bar(items):
    return _drawn("components/rag_bar.html", {"bar": _bar(items)})


def _drawn(component, context):
    """A component as one line: the white space between its tags is for people who read the template."""
    return mark_safe(" ".join(render_to_string(component, context).split()))


def _bar(items: Iterable[tuple[str, int]]) -> dict:
    """Where each part of a bar 100 units wide begins and how wide it is; parts without a count are left out."""
    counted = [(rating, count) for rating, count in items if count]
    total = sum(count for _rating, count in counted)
    parts, start = [], 0.0
    for rating, count in counted:
        width = 100 * count / total
        parts.append({"rating": rating, "count": count, "x": f"{start:.2f}", "width": f"{width:.2f}"})
        start += width
    words = ", ".join(f"{part['count']} {part['rating'].capitalize()}" for part in parts)
    return {"parts": parts, "words": words or "None"}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*words_and_addresses):
    """The pages above this one: word, address, word, address, ..., from the top down."""
    pairs = list(zip(words_and_addresses[::2], words_and_addresses[1::2], strict=True))
    return {"crumbs": pairs, "parent": pairs[-1] if pairs else None}
