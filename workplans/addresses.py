"""The addresses of plans and of many actions: asked of the URLs once for each plan, not once for each row."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse

_MARK = "0-0"
# What `reverse` leaves as it is: the sub-delimiters of RFC 3986, and what a path may hold besides.
_AS_REVERSE_QUOTES = "!$&'()*+,;=/~:@"


@lru_cache(maxsize=2048)
def address_of_plan(network_code: str, year: int) -> str:
    return reverse("workplans:plan", args=[network_code, year])


@lru_cache(maxsize=2048)
def addresses_of_actions(network_code: str, year: int) -> Callable[[str], tuple[str, str]]:
    """A function from an action's number to its address and that of its update, as `reverse` would write them."""
    patterns = [
        reverse(name, args=[network_code, year, _MARK]).rpartition(_MARK)
        for name in ("workplans:action", "workplans:action_update")
    ]

    def addresses(number: str) -> tuple[str, str]:
        quoted = quote(number, safe=_AS_REVERSE_QUOTES)
        page, update = (f"{before}{quoted}{after}" for before, _, after in patterns)
        return page, update

    return addresses
