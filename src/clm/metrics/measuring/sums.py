"""Tallies summed up: for the whole shop and for groups, period by period."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from attrs import field, frozen

from clm.ledger.column import AnyArray
from clm.metrics.catalogue.entry import Entry
from clm.metrics.definition import Metric
from clm.metrics.figures import WHOLE, Figures
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Crowd, Part, untold
from clm.metrics.span import Span


@frozen(eq=False)
class Groups:
    """Customers in groups, by customer code.

    Parameters
    ----------
    names : tuple of str
        The groups.
    place : (k,) unsigned integer
        Everybody's group; ``len(names)`` is none.
    """

    names: tuple[str, ...]
    place: AnyArray
    _summed: dict[Part | Crowd, AnyArray] = field(
        init=False, factory=dict["Part | Crowd", AnyArray]
    )

    def sums(self, part: Part | Crowd) -> AnyArray:
        """Sum up in the whole shop first, then in every group; of one part only once."""
        if part not in self._summed:
            groups = part.by(self.place, len(self.names))
            self._summed[part] = np.array([part.total, *groups])
        return self._summed[part]


@frozen(eq=False)
class Sums:
    """What a metric counted in one period: in the whole shop first, then in every group.

    Parameters
    ----------
    hits, base, censored : (1 + g,) int64 or float64
        Numerators, denominators, and who was not watched long enough.
    reason : str
        Why there is nothing to tell.
    """

    hits: AnyArray
    base: AnyArray
    censored: AnyArray
    reason: str


def summed(entry: Entry, seen: Seen, groups: Groups | None = None) -> Sums:
    """Measure one period."""
    lacking = entry.lacking(seen)
    tally = untold(lacking) if lacking else entry.measure(seen)
    parts = (tally.hits, tally.base or Part(), tally.censored)
    hits, base, censored = (_by(part, groups) for part in parts)
    return Sums(hits, base, censored, tally.reason)


def as_figures(
    metric: Metric,
    sums: Sequence[Sums],
    spans: Sequence[Span],
    *,
    groups: Sequence[str] = (),
    as_of: date,
    currency: str,
) -> Figures:
    """Put the periods of one metric together.

    Parameters
    ----------
    metric : Metric
        The definition.
    sums : sequence of Sums
        Of each period.
    spans : sequence of Span
        The periods.
    groups : sequence of str
        The groups in the sums besides the whole shop.
    as_of : date
        The last day that was looked at.
    currency : str
        ISO 4217 code of the ledger.
    """
    hits, base, late = (
        np.array([getattr(each, name) for each in sums]) for name in ("hits", "base", "censored")
    )
    return Figures(
        metric=metric,
        spans=tuple(spans),
        groups=(WHOLE, *groups),
        as_of=as_of,
        currency=currency if metric.money else "",
        numerator=hits,
        denominator=base.astype(np.int64) if metric.denominator else None,
        censored=late.astype(np.int64),
        reasons=tuple(each.reason for each in sums),
    )


def _by(part: Part | Crowd, groups: Groups | None) -> AnyArray:
    """Sum up for the shop, and for every group."""
    return np.array([part.total]) if groups is None else groups.sums(part)
