"""(being built)"""

from django.http import Http404


def action(request, **kwargs):
    raise Http404("not built yet")


def update(request, **kwargs):
    raise Http404("not built yet")


def move_date(request, **kwargs):
    raise Http404("not built yet")


def step(request, **kwargs):
    raise Http404("not built yet")
