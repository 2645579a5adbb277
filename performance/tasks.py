"""Workers' doors to the figures: a confirmed load, and what nobody confirmed."""

from celery import shared_task
from django.utils import timezone

from core import jobs
from performance import operations
from performance.models import FigureImport


@jobs.handler(operations.LOAD_IMPORT)
def do_load_import(brought: int) -> dict:
    found = FigureImport.objects.select_related("by").get(pk=brought)
    return operations.load_import(brought=found, tell=lambda per_cent: jobs.tell_progress(found.job_key, per_cent))


@shared_task
def discard_expired():
    operations.discard_expired(now=timezone.now())
