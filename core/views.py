"""The pages of the ground floor: is this server fit to answer, and what is said where there is no page."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


def not_found(request, exception):
    """404 with the reason in words, where the code that raised it gives one."""
    reason = str(exception) if type(exception) is Http404 else ""
    if reason.endswith("matches the given query."):
        reason = ""  # Django's own words, about models
    return render(request, "404.html", {"reason": reason}, status=404)


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """For load balancers and container health checks: 200 and "ok", or 503 and what cannot be reached.

    Asks the database, and Redis where REDIS_URL names one. Says which of them failed, never why: the page is open
    to everybody, so the reason goes to the log.
    """
    checks = {"database": _ask_database}
    if settings.REDIS_URL:
        checks["redis"] = _ask_cache
    failed = [name for name, ask in checks.items() if not _answers(name, ask)]
    if failed:
        return HttpResponse(f"cannot reach: {', '.join(failed)}\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def _ask_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache():
    cache.get("healthz")


def _answers(name, ask):
    try:
        ask()
    except Exception:
        logger.exception("Health check: no answer from %s", name)
        return False
    return True
