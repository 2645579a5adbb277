"""The doors by which figures come in: what was published, and our own templates filled in."""

from core.doors import Door

WAITING_TIMES = Door("the waiting times", ("xlsx", "csv"))
LOCAL_FIGURES = Door("the local figures", ("xlsx", "csv"))
TRAJECTORIES = Door("the trajectories", ("xlsx", "csv"))
