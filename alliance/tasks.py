"""Nightly doors of the top floor: beat asks, a job row remembers, a worker does it."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from alliance import operations
from core import jobs

REMINDING = "remind of quarterly returns"


@shared_task
def remind_of_returns():
    """Ask for today's reminders. Asked again on the same day, it is the same job, and nothing starts twice."""
    today = timezone.localdate()
    jobs.ask(kind=REMINDING, key=f"remind_of_returns:{today}", arguments={"on": today.isoformat()})


@jobs.handler(REMINDING)
def do_remind_of_returns(on: str) -> dict:
    # A job that was stranded over midnight reminds for the day it runs.
    return {"told": operations.remind_of_returns(on=max(date.fromisoformat(on), timezone.localdate()))}
