"""The people from whom samples are drawn, and the scale that a sample gives."""

from collections.abc import Mapping
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from attrs import frozen

from clm.errors import SnapshotError
from clm.features.gaps import order_waits
from clm.features.table import FeatureTable
from clm.ledger.column import AnyArray, Bools, Days, Ints
from clm.lifecycle.population import Population
from clm.scoring.quantile import Values
from clm.scoring.scale import Scale
from clm.scoring.score import Score

_NO_VALUES: Final = np.zeros(0, np.int32)
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_MIXERS: Final = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)


@frozen(eq=False)
class Gaps:
    """Days between order days, and whose they are.

    Parameters
    ----------
    days : (k,) int32
        At least 1 each.
    person : (k,) int64
        Places in the pool.
    """

    days: Days
    person: Ints

    def drawn(self, times: Ints) -> Days:
        """Give the gaps of a sample in which everybody is so many times."""
        return np.repeat(self.days, times[self.person])


@frozen(eq=False)
class Pool:
    """Everybody who has one of the scores that are fitted, by place.

    They stand in the order of their values, not of rows or names: people who are equal in all that
    is scored can take each other's places, so a sample depends on nothing else.

    Parameters
    ----------
    scores : tuple of Score
        As the scale defines them; those with fixed cut points keep them.
    size : int
        How many people there are.
    values : mapping of str to (n,) integer array
        Of the scores that are fitted, and that somebody has.
    present : mapping of str to (n,) bool
        Who has a score, where not everybody does.
    gaps : Gaps or None
        If a score is cut by gaps between order days.
    currency : str
        ISO 4217 code of values that are money.
    """

    scores: tuple[Score, ...]
    size: int
    values: Mapping[str, Values]
    present: Mapping[str, Bools]
    gaps: Gaps | None
    currency: str

    @classmethod
    def of(cls, people: Population, scores: tuple[Score, ...]) -> Self:
        """Gather the people whom a scale of these scores would be fitted on.

        Raises
        ------
        SnapshotError
            A score is cut by gaps between order days, and there is no ledger to find them in.
        """
        fitted = [each for each in scores if each.fixed is None]
        present = {each.name: people.present(each) for each in fitted}
        present = {name: there for name, there in present.items() if there.any()}
        everybody = np.zeros(len(people.features), bool)
        for there in present.values():
            everybody |= there
        rows = np.flatnonzero(everybody)
        values = {each.name: people.values(each)[rows] for each in fitted if each.name in present}
        present = {name: there[rows] for name, there in present.items()}
        gaps = None
        if any(each.quantiles_of == "gaps" for each in fitted):
            gaps = _gaps(people.features, rows)
        line = _line(values, present, gaps, len(rows))
        return cls(
            scores,
            len(rows),
            {name: each[line] for name, each in values.items()},
            {name: there[line] for name, there in present.items() if not there.all()},
            None if gaps is None else Gaps(gaps.days, np.argsort(line)[gaps.person]),
            people.features.currency,
        )

    def fit(self, drawn: Ints) -> Scale | None:
        """Find the cut points of a sample.

        Parameters
        ----------
        drawn : (m,) int64
            Places of those who are in it, as often as they are.

        Returns
        -------
        Scale or None
            None if the sample has nobody, or no gap, to cut at.
        """
        values = {name: self._scored(name, drawn) for name in self.values}
        gaps = (
            None if self.gaps is None else self.gaps.drawn(np.bincount(drawn, minlength=self.size))
        )
        nothing = gaps is not None and not len(gaps)
        if nothing or not all(map(len, values.values())):
            return None
        given = {each.name: values.get(each.name, _NO_VALUES) for each in self.scores}
        return Scale.fit(self.scores, given, currency=self.currency, gaps=gaps)

    def _scored(self, name: str, drawn: Ints) -> Values:
        """Give the values of those in a sample who have a score."""
        if name in self.present:
            drawn = drawn[self.present[name][drawn]]
        return self.values[name][drawn]


def _gaps(features: FeatureTable, rows: Ints) -> Gaps:
    """Find the gaps between order days of everybody in some rows."""
    ledger = features.ledger
    if ledger is None:
        what = "has no ledger to find the gaps between orders in"
        raise SnapshotError.of("snapshot", what, "make it with clm.snapshot(ledger, …)")
    waits = order_waits(ledger, features.known_on)
    row = features.find(ledger.customers.tolist())[waits.customer[waits.ended]]
    return Gaps(waits.days[waits.ended], np.searchsorted(rows, row))


def _line(
    values: Mapping[str, Values], present: Mapping[str, Bools], gaps: Gaps | None, size: int
) -> Ints:
    """Put people in the order of their values."""
    keys: list[AnyArray] = [] if gaps is None else [_digest(gaps, size)]
    for name, each in values.items():
        keys += [np.where(present[name], each, 0), present[name]]
    return np.lexsort(keys) if keys else np.zeros(0, np.int64)


def _digest(gaps: Gaps, size: int) -> npt.NDArray[np.uint64]:
    """Give people with the same gaps, in whatever order, the same number; others another one.

    The sum of Steele, Lea and Flood's mixing (2014) of every gap.
    """
    word = gaps.days.astype(np.uint64) * _STEP
    for shift, factor in _MIXERS:
        word = (word ^ (word >> shift)) * factor
    word ^= word >> np.uint64(31)
    digest = np.zeros(size, np.uint64)
    np.add.at(digest, gaps.person, word)
    return digest
