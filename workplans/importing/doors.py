"""The door by which work plans come in."""

from core.doors import Door

WORK_PLAN = Door("the plan", ("docx", "xlsx", "csv", "txt"), pasted=True)
