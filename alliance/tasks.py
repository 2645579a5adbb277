"""Nightly doors of the top floor: beat asks, a job row remembers, a worker does it."""

from dataclasses import asdict
from datetime import date

from celery import shared_task
from django.utils import timezone

from alliance import operations
from core import jobs

REMINDING = "remind of quarterly returns"
FLAGGING = "flag overdue milestones"
REVIEWING = "remind of risks to review"


@shared_task
def remind_of_returns():
    """Ask for today's reminders. Asked again on the same day, it is the same job, and nothing starts twice."""
    today = timezone.localdate()
    jobs.ask(kind=REMINDING, key=f"remind_of_returns:{today}", arguments={"on": today.isoformat()})


@jobs.handler(REMINDING)
def do_remind_of_returns(on: str) -> dict:
    # A job that was stranded over midnight reminds for the day it runs.
    return {"told": operations.remind_of_returns(on=max(date.fromisoformat(on), timezone.localdate()))}


@shared_task
def flag_overdue_milestones():
    """Ask for today's flagging of milestones; likewise once a day."""
    today = timezone.localdate()
    jobs.ask(kind=FLAGGING, key=f"flag_overdue_milestones:{today}", arguments={"on": today.isoformat()})


@jobs.handler(FLAGGING)
def do_flag_overdue_milestones(on: str) -> dict:
    # A job that was stranded over midnight flags for the day it runs: flags are never set back in time.
    return asdict(operations.flag_overdue_milestones(on=max(date.fromisoformat(on), timezone.localdate())))


@shared_task
def remind_of_reviews():
    """Ask for today's reminders of risks whose review is overdue; likewise once a day."""
    today = timezone.localdate()
    jobs.ask(kind=REVIEWING, key=f"remind_of_reviews:{today}", arguments={"on": today.isoformat()})


@jobs.handler(REVIEWING)
def do_remind_of_reviews(on: str) -> dict:
    # A job that was stranded over midnight reminds for the day it runs.
    return {"told": operations.remind_of_reviews(on=max(date.fromisoformat(on), timezone.localdate()))}
