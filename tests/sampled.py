"""Samples of a shop's people drawn slowly and plainly, by the rules alone and the same dice.

Whoever has a score that is fitted stands in a line by what she has. As many are drawn as there are,
scores are cut on those by the oracle, and the oracle says where everybody would be.
"""

from itertools import pairwise

import numpy as np

from oracle import Reading, bins_of, cut_points, cuts_of_gaps, cuts_of_repeaters

WORD = (1 << 64) - 1


class Sampled:
    """One template over one shop on one day, and what becomes of it under samples."""

    def __init__(self, shop, document, day, extra=None):
        self.shop, self.document, self.day, self.extra = shop, document, day, extra
        self.reading = Reading(shop, document, day, extra=extra)
        self.labels = self.reading.places()
        definitions = document.get("scores", {}).items()
        self.fitted = {n: each for n, each in definitions if not isinstance(each.get("cuts"), list)}
        scored = {name: self.reading.scored(each["of"]) for name, each in self.fitted.items()}
        self.scored = {name: values for name, values in scored.items() if values}
        self.by_gaps = any(each.get("cuts") == "gaps" for each in self.fitted.values())
        everybody = {who for values in self.scored.values() for who in values}
        self.line = sorted(sorted(everybody), key=self.place)

    def place(self, who):
        """Say where in the line somebody stands: by the last score first."""
        values = [(who in each, each.get(who, 0)) for each in self.scored.values()]
        return values[::-1], digest(self.gaps(who)) if self.by_gaps else 0

    def gaps(self, who):
        """List the days between one customer's order days."""
        past = self.shop.pasts(self.day)[who]
        days = sorted({event.day for event in past.happened.get("order", ())})
        return [(after - before).days for before, after in pairwise(days)]

    def samples(self, number, seed):
        """Give cut points and everybody's label by each sample; None where there is none."""
        if not self.line:
            return []
        dice, size = np.random.default_rng(seed), len(self.line)
        return [self.sample(dice.integers(size, size=size).tolist()) for _ in range(number)]

    def sample(self, places):
        """Cut every score on those who were drawn, and label everybody."""
        drawn = [self.line[at] for at in places]
        fresh = {name: self.cut(self.fitted[name], name, drawn) for name in self.scored}
        if None in fresh.values():
            return None
        cuts = {**self.reading.cuts, **fresh}
        return cuts, Reading(self.shop, self.document, self.day, cuts, self.extra).places()

    def cut(self, definition, name, drawn):
        """Cut one score; None if there is nobody, or no gap, to cut at."""
        values = [self.scored[name][who] for who in drawn if who in self.scored[name]]
        if definition.get("cuts") == "gaps":
            gaps = [gap for who in drawn for gap in self.gaps(who)]
            return cuts_of_gaps(gaps) if gaps else None
        if definition.get("population") == "repeaters":
            return cuts_of_repeaters(values, bins_of(definition))
        return cut_points(values, bins_of(definition))


def digest(gaps):
    """Add up the mixed gaps (Steele, Lea and Flood 2014)."""
    total = 0
    for gap in gaps:
        word = gap * 0x9E3779B97F4A7C15 & WORD
        word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & WORD
        word = (word ^ word >> 27) * 0x94D049BB133111EB & WORD
        total += word ^ word >> 31
    return total & WORD
