"""Top floor: the board's view of everything, and the front door (settings, addresses, worker)."""

from alliance.celery import app as celery_app

__all__ = ["celery_app"]
