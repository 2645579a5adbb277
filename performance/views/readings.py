"""How a chart is read: rebases and settings, chosen by those who may, with the history of what was chosen."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from performance.access import may_change_reading
from performance.filters import RebaseForm, SettingForm, WithdrawForm
from performance.measures import StandardName
from performance.reading import chosen_so_far, rules_of
from performance.readings import operations
from performance.views.depth import Asked


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request, place, standard):
    """Three small forms on one page: rebase, take a rebase back, settings; below them what was chosen before."""
    asked = Asked(request, place, standard)
    if not may_change_reading(request.user, asked.place, alliance=asked.alliance):
        raise PermissionDenied("Charts are set by analysts, programme leads and administrators of the alliance.")
    about = {"place": asked.place, "standard": standard, "tumour": asked.group.code if asked.group else ""}
    rules = rules_of(asked.place, [standard], about["tumour"])[standard]
    doing = request.POST.get("do")
    forms = {
        "rebase": RebaseForm(request.POST if doing == "rebase" else None, prefix="rebase"),
        "withdraw": WithdrawForm(
            request.POST if doing == "withdraw" else None, rebases=rules.rebases, prefix="withdraw"
        ),
        "set": SettingForm(request.POST if doing == "set" else None, setting=rules.setting, prefix="set"),
    }
    form = forms.get(doing)
    back = reverse("performance:depth", args=[place, standard]) + asked.query
    if form is not None and form.is_valid():
        verb, words = {
            "rebase": (operations.rebase, "The limits begin anew from that month."),
            "withdraw": (operations.withdraw_rebase, "The rebase was taken back."),
            "set": (operations.set_reading, "The settings were changed."),
        }[doing]
        try:
            verb(**about, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
            for name, sentences in by_field.items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            messages.success(request, words)
            return redirect(back)
    return render(
        request,
        "performance/reading.html",
        {
            "place": asked.place,
            "name": StandardName(standard).label,
            "standard": standard,
            "group": asked.group,
            "rules": rules,
            "rebase_form": forms["rebase"],
            "withdraw_form": forms["withdraw"],
            "setting_form": forms["set"],
            "form": form or forms["rebase"],
            "back": back,
            "history": chosen_so_far(asked.place, standard, about["tumour"]),
        },
    )
