"""The page on which a due date moves under change control: its words are shown with their meaning before it moves."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from workplans import moving
from workplans.forms.updates import MoveDateForm
from workplans.reporting import ChangedMeanwhile
from workplans.views import conflicts
from workplans.views.refusals import show_refusal


@dataclass(frozen=True)
class DateMove:
    """What is the work's own in a move of its date.

    `verb` moves it, `form` asks for the new date, `said` is what the person reads once it has moved to these words;
    `timeline` reads the history of other work than an action, for whoever comes second.
    """

    verb: Callable
    said: Callable[[str], str]
    form: Callable = MoveDateForm
    timeline: Callable | None = None
    template: str = "workplans/move_date.html"
    conflict_template: str = "workplans/conflict.html"


def move_page(request, work, move: DateMove, *, back: str, on, thresholds, **context):
    """Ask for the new date of work, show what it means, and move it once that was seen."""
    context |= {"work": work, "noun": work._meta.verbose_name, "back": back, "move_url": request.path}

    def reading_of(text):
        return moving.read_new_date(work, text[:200], on=on, thresholds=thresholds) if text.strip() else None

    if request.method != "POST":
        if request.htmx and request.htmx.target == "reading":
            reading = reading_of(request.GET.get("text", ""))
            return render(request, "workplans/move_date.html#reading", context | {"reading": reading})
        return render(request, move.template, context | {"form": move.form(work=work)})
    form = move.form(request.POST, work=work)
    reading = reading_of(request.POST.get("text", ""))
    context |= {"form": form, "reading": reading}
    if reading and not reading.readable:
        form.add_error("text", reading.words)
    if not form.is_valid():
        return render(request, move.template, context, status=422)
    if not form.seen():
        return render(request, move.template, context | {"confirm": True})
    written = form.cleaned_data
    try:
        move.verb(
            text=written["text"],
            reason=written["reason"],
            agreed_by=written["agreed_by"],
            by=request.user,
            on=on,
            version=written["version"],
        )
    except ChangedMeanwhile as changed:
        now = changed.work
        context |= {
            "form": move.form(conflicts.on_top(request.POST, version=now.version), work=now),
            "conflict": conflicts.conflict_of(
                now,
                rows=conflicts.versions_of_move(now, written),
                discard_url=back,
                timeline=move.timeline(now) if move.timeline else None,
            ),
            "submit_words": "Move the date all the same",
            "read": written["text"],
        }
        return render(request, move.conflict_template, context, status=conflicts.STATUS)
    except ValidationError as refused:
        show_refusal(form, refused)
        return render(request, move.template, context, status=422)
    messages.success(request, move.said(written["text"]))
    return HttpResponseRedirect(back)
