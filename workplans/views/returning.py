"""Back to where somebody came from: the filtered list whose row they updated."""

from django.http import QueryDict
from django.utils.http import url_has_allowed_host_and_scheme


def next_address(request, default: str) -> str:
    """The address that the page was asked to lead back to (?next=), if it is one of this site; else `default`."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else default


def next_query(address: str) -> str:
    """An address as the query that carries it along."""
    query = QueryDict(mutable=True)
    query["next"] = address
    return query.urlencode()
