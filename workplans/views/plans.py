"""(being built)"""

from django.http import Http404


def plan(request, **kwargs):
    raise Http404("not built yet")


def bulk_update(request, **kwargs):
    raise Http404("not built yet")
