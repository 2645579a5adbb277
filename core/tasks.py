"""Celery's doors to the jobs and the outbox: each is one call."""

from celery import shared_task

from core import jobs, outbox


@shared_task
def run_job(job_id):
    jobs.run(job_id)


@shared_task
def reap_jobs():
    jobs.requeue_stranded()


@shared_task
def send_outbox():
    outbox.send_waiting()
