"""Comments for the sample: each pool of words is gone through, in an order of its owner's, before it repeats."""

from datetime import date, timedelta
from itertools import cycle
from random import Random

from alliance.sample import words

POOLS = words.COMMENTS | words.PATHS | {"better": words.BETTER, "moved": words.MOVED}


class Sayings:
    """What one plan's people say."""

    def __init__(self, chance: Random):
        self.chance = chance
        self.pools: dict = {}

    def next(self, phase: str, *, lead: str, on: date):
        """The next comment of a phase, or pair of words where its pool holds pairs."""
        if phase not in self.pools:
            pool = list(POOLS[phase])
            self.chance.shuffle(pool)
            self.pools[phase] = cycle(pool)
        said = next(self.pools[phase])
        if not isinstance(said, str):
            return said
        said = said.format(lead=_in_a_sentence(lead), month=f"{(on.replace(day=1) + timedelta(32)):%B}")
        return said[:1].upper() + said[1:]


def _in_a_sentence(lead: str) -> str:
    """A lead as a sentence has it: "the clinical lead", "the MDT coordinators"; what follows a comma is left out."""
    return "the " + " ".join(w.lower() if w[1:].islower() else w for w in lead.split(",")[0].split())
