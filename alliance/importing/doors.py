"""The door by which all of a delivery plan comes in."""

from core.doors import Door

DELIVERY_PLAN = Door("the plan, its milestones or part two", ("docx", "xlsx", "csv", "txt", "md"), pasted=True)
