"""(being built)"""

from django.http import Http404


def lead_list(request, **kwargs):
    raise Http404("not built yet")


def edit_lead(request, **kwargs):
    raise Http404("not built yet")


def merge(request, **kwargs):
    raise Http404("not built yet")
