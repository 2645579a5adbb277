"""Does the paper add up? A page into which a paper is pasted; nothing of it is kept."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from performance.local.adding_up import statements
from performance.local.forms import PaperForm
from performance.local.pages import PAGES
from performance.views.seen import seen_alliance


@require_http_methods(["GET", "HEAD", "POST"])
def adding_up(request, alliance):
    """Figures of a pasted paper held against each other, those that disagree first."""
    place = seen_alliance(request, alliance)
    form = PaperForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = sorted(statements(form.cleaned_data["text"]), key=lambda each: each.agrees)
    return render(
        request,
        "local/adding_up.html",
        {
            "alliance": place,
            "pages": PAGES.values(),
            "tab": "adding-up",
            "form": form,
            "found": found,
            "wrong": sum(not each.agrees for each in found or ()),
        },
    )
