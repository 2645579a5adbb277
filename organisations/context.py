"""What every page shows around its content: the service's name and the primary navigation."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from organisations.access import Capability as C
from organisations.access import may_use_admin, scope

SERVICE_NAME = "Cancer plans"


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the primary navigation; `current` when the page belongs to it."""

    label: str
    url: str
    current: bool


def navigation(request) -> dict:
    """Context processor: `service_name`, and `navigation` as a tuple of NavigationItem.

    Lazy, so a page that draws no navigation (a fragment, an e-mail) pays nothing for it; empty, and without a
    query, for people who are not signed in.
    """
    return {"service_name": SERVICE_NAME, "navigation": SimpleLazyObject(lambda: _items(request))}


def _items(request) -> tuple[NavigationItem, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    here = request.resolver_match.view_name if request.resolver_match else ""
    own_entry = {"workplans:my_actions", "workplans:overdue_list"}
    entries = [
        ("Dashboard", "home", here == "home"),
        ("Plans", "workplans:plan_list", here.startswith("workplans:") and here not in own_entry),
        ("My actions", "workplans:my_actions", here in ("workplans:my_actions", "delivery:my_milestones")),
        ("Overdue", "workplans:overdue_list", here == "workplans:overdue_list"),
        ("Performance", "performance:home", here.startswith(("performance:", "local:", "trajectories:"))),
    ]
    if any(where.everywhere or where.alliances for where in (scope(user, C.SEE), scope(user, C.SEE_OWN))):
        # Delivery plans are the alliance's: a role in one network opens none.
        here_too = here.startswith("delivery:") and here != "delivery:my_milestones"
        entries.insert(2, ("Delivery plans", "delivery:plan_list", here_too))
    entries.append(("Risks", "risks:home", here.startswith("risks:")))
    if (sees := scope(user, C.SEE)).everywhere or sees.alliances:
        entries.append(("Compliance", "compliance:home", here.startswith("compliance:")))
    if may_use_admin(user):
        entries.append(("Admin", "admin:index", here.startswith("admin:")))
    return tuple(NavigationItem(label, reverse(name), current) for label, name, current in entries)
