"""(being built)"""

from django.http import Http404


def edit_action(request, **kwargs):
    raise Http404("not built yet")


def edit_plan(request, **kwargs):
    raise Http404("not built yet")


def agree(request, **kwargs):
    raise Http404("not built yet")


def close(request, **kwargs):
    raise Http404("not built yet")


def reopen(request, **kwargs):
    raise Http404("not built yet")


def roll_over(request, **kwargs):
    raise Http404("not built yet")


def add_objective(request, **kwargs):
    raise Http404("not built yet")


def edit_objective(request, **kwargs):
    raise Http404("not built yet")


def add_action(request, **kwargs):
    raise Http404("not built yet")


def open_plan(request, **kwargs):
    raise Http404("not built yet")
