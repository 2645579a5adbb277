"""The tables of the ground floor; each stands in the room that uses it."""

from core.audit import AuditEvent
from core.jobs import Job
from core.outbox import EmailOutbox

__all__ = ["AuditEvent", "EmailOutbox", "Job"]
