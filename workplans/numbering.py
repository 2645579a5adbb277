"""The numbers of objectives and actions as plans give them ("3", "3.2"): which one comes next. Pure."""

import re
from collections.abc import Iterable


def next_objective_number(taken: Iterable[str]) -> str:
    """One more than the highest number in use; "1" where none is."""
    return str(max((int(number) for number in taken if re.fullmatch(r"\d{1,6}", number)), default=0) + 1)


def next_action_number(objective: str, taken: Iterable[str]) -> str:
    """The number of the next action of an objective: "3.5" after "3.4", "3.1" for the first.

    `taken` are the numbers in use anywhere in the plan.
    """
    pattern = re.compile(rf"{re.escape(objective)}\.(\d{{1,6}})")
    used = [int(found[1]) for found in map(pattern.fullmatch, taken) if found]
    return f"{objective}.{max(used, default=0) + 1}"
