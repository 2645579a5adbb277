"""(being built)"""

from django.http import Http404


def export(request, **kwargs):
    raise Http404("not built yet")


def export_all(request, **kwargs):
    raise Http404("not built yet")
