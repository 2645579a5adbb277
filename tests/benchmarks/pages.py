"""Lists, dashboard and a single update, at 10,000 and at 100,000 actions."""

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from core.templatetags.house import forget_what_was_drawn
from tests.benchmarks.data import ON
from tests.benchmarks.measure import Figure, growth_exponent, in_turn
from workplans import operations
from workplans.models import Action, WorkPlan
from workplans.progress import Status


@override_settings(ROOT_URLCONF="tests.benchmarks.urls", ALLOWED_HOSTS=["*"])
def costs(user, *, deep_pages: int) -> dict[str, tuple[float, int]]:
    """By page: its cost in U, and how many queries it takes."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    plan = WorkPlan.objects.visible_to(user).select_related("network").order_by("pk").first()
    addresses = {
        "plan list": "/plans/",
        "plan page": plan.get_absolute_url(),
        "action list": "/actions/",
        "overdue list": "/overdue/",
        "overdue list, deep page": _deep(client, "/overdue/", deep_pages),
        "dashboard": f"/?on={ON}",
        "dashboard today": "/",
    }
    found = {}
    for name, address in addresses.items():
        taken, unit = in_turn(lambda address=address: _get(client, address), lambda: _get(client, "/bench/empty/"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            _get(client, address)
        found[name] = (taken / unit, len(queries))
    found["plan page, nothing kept"] = _first_view(client, addresses["plan page"], forget_what_was_drawn)
    found["dashboard today, after a change"] = _first_view(client, "/", lambda: _change(user))
    return found


def _first_view(client, address, before) -> tuple[float, int]:
    """The cost of a page in U where something happens each time before it is asked for."""
    taken, unit, apart = in_turn(
        lambda: (before(), _get(client, address)), lambda: _get(client, "/bench/empty/"), lambda: before()
    )
    before()
    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    return (taken - apart) / unit, len(queries)


def _change(user):
    """Somebody reports on an action that the dashboard lists."""
    action = Action.objects.visible_to(user).overdue(on=ON).order_by("due_latest", "id").first()
    report = operations.StatusReport(status=Status.IN_PROGRESS, comment="As planned")
    operations.record_status_update(action=action, report=report, by=user, on=ON)


def _get(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response


def _deep(client, address, pages):
    """Follow "next" so many times; the address of the page it ends on."""
    import re

    for _ in range(pages):
        found = re.search(
            r'href="([^"]*[?&;]after=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"',
            _get(client, address).content.decode(),
        )
        if not found:
            break
        link = (found[1] or found[2]).replace("&amp;", "&")
        address = link if link.startswith("/") else address.split("?")[0] + link
    return address


def figures(small, large, *, factor) -> list[Figure]:
    """The table's lines from the costs at both sizes."""
    goals = {"dashboard today": 3, "dashboard": None, "dashboard today, after a change": 3}
    lines = []
    for name, (cost, queries) in large.items():
        goal = goals.get(name, 5)
        lines.append(Figure(f"{name}, large", cost, "U", goal))
        lines.append(Figure(f"{name}, queries", queries, "queries", 6 if goal else None))
        lines.append(
            Figure(
                f"{name}, growth",
                growth_exponent(small[name][0], cost, factor=factor),
                "exponent",
                0.05 if goal else None,
            )
        )
    return lines


def single_update(user) -> list[Figure]:
    """One status update with its history, against one plain UPDATE of one row."""
    actions = iter(list(Action.objects.visible_to(user).open().filter(due_latest__gte=ON)[:200]))
    report = operations.StatusReport(status=Status.IN_PROGRESS, comment="As planned")
    ids = iter(Action.objects.values_list("pk", flat=True)[:200])
    update, plain = in_turn(
        lambda: operations.record_status_update(action=next(actions), report=report, by=user, on=ON),
        lambda: Action.objects.filter(pk=next(ids)).update(review_on=ON),
        rounds=50,
    )
    return [Figure("single update with its history", update / plain, "plain UPDATEs")]
