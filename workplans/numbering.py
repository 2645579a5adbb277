"""The numbers that a plan gives to what it holds ("3", and "3.2" under it): which one comes next. Pure."""

import re
from collections.abc import Iterable


def next_number(taken: Iterable[str]) -> str:
    """One more than the highest number in use; "1" where none is."""
    return str(max((int(number) for number in taken if re.fullmatch(r"\d{1,6}", number)), default=0) + 1)


def next_number_under(number: str, taken: Iterable[str]) -> str:
    """The number of the next thing under a numbered heading: under "3" it is "3.5" after "3.4", "3.1" for the first.

    `taken` are the numbers in use anywhere in the plan.
    """
    pattern = re.compile(rf"{re.escape(number)}\.(\d{{1,6}})")
    used = [int(found[1]) for found in map(pattern.fullmatch, taken) if found]
    return f"{number}.{max(used, default=0) + 1}"
