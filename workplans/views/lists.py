"""(being built)"""

from django.http import Http404


def plan_list(request, **kwargs):
    raise Http404("not built yet")


def my_actions(request, **kwargs):
    raise Http404("not built yet")


def action_list(request, **kwargs):
    raise Http404("not built yet")


def overdue_list(request, **kwargs):
    raise Http404("not built yet")
