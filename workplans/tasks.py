"""The nightly door to flagging: beat asks, a job row remembers, a worker does it."""

from dataclasses import asdict
from datetime import date

from celery import shared_task
from django.utils import timezone

from core import jobs
from workplans import operations

FLAGGING = "flag overdue actions"


@shared_task
def flag_overdue():
    """Ask for today's flagging. Asked again on the same day, it is the same job, and nothing starts twice."""
    today = timezone.localdate()
    jobs.ask(kind=FLAGGING, key=f"flag_overdue:{today}", arguments={"on": today.isoformat()})


@jobs.handler(FLAGGING)
def do_flag_overdue(on: str) -> dict:
    # A job that was stranded over midnight flags for the day it runs: flags are never set back in time.
    return asdict(operations.flag_overdue(on=max(date.fromisoformat(on), timezone.localdate())))
