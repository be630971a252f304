"""Payback: how soon new customers have brought in what was spent on them."""

from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, tag
from clm.ledger.column import AnyArray, Floats, locked, stays_locked
from clm.model.money import written

_ROUNDING: Final = 1e-6
"""Shares of customers are added up in floating point, to far less than this of a minor unit."""


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Payback(Framed):
    """Net money of new customers by days since their first order, against what they cost.

    Parameters
    ----------
    spend : int
        What was spent on them, in minor units.
    customers : Fraction
        How many they are.
    margin : float
        The share of net money that is left after its costs.
    currency : str
        ISO 4217 code.
    watched : int
        For how many days after the first order every one of them has been watched.
    net : (w + 1,) float64, read-only
        Order lines less refunds of all of them up to so many days after the first order, in minor
        units; after w days, which are not more than those watched, nothing moves.

    Examples
    --------
    >>> back = Payback(
    ...     spend=900, customers=Fraction(3), margin=0.5, currency="EUR", watched=2,
    ...     net=np.array([1200.0, 1200.0, 2000.0]),
    ... )
    >>> back, back.days
    (<Payback after 2 days · 9.00 EUR spent on 3 · margin 50 % · 2 days watched>, 2)
    """

    spend: int
    customers: Fraction
    margin: float
    currency: str
    watched: int
    net: Floats = field(converter=locked)

    @cached_property
    def days(self) -> int | None:
        """After how many days the margin first reaches the spend; None if it does not yet."""
        if not self.customers or not self.spend:
            return None
        least = float(Fraction(self.spend) / Fraction(str(self.margin)))
        reached = np.flatnonzero(self.net >= least - _ROUNDING)
        return int(reached[0]) if len(reached) else None

    @property
    def undefined(self) -> str:
        """Why there is no number of days; "" if there is one."""
        if not self.customers:
            return "no new customers"
        if not self.spend:
            return "nothing was spent"
        if self.days is None:
            return f"not within the {counted(self.watched, 'day')} seen"
        return ""

    def columns(self) -> dict[str, AnyArray]:
        """Give the margin day by day.

        Returns
        -------
        dict of str to (w + 1,) array, read-only
            ``day`` (since the first order), ``margin`` (minor units per customer so far; NaN of
            nobody) and ``share`` of the spend that is back (NaN where nothing was spent).
        """
        margin = self.net * self.margin
        whole = float(self.customers) or np.nan
        return {
            "day": locked(np.arange(len(self.net))),
            "margin": locked(margin / whole),
            "share": locked(margin / (self.spend or np.nan)),
        }

    def __str__(self) -> str:
        """After how many days, or why that is not known."""
        return self.undefined or f"after {counted(self.days or 0, 'day')}"

    def __repr__(self) -> str:
        """When, how much, of how many, and how long they were watched."""
        people = f"{float(self.customers):,.2f}".removesuffix(".00")
        spent = f"{written(self.spend, self.currency)} {self.currency} spent on {people}"
        watched = f"{counted(self.watched, 'day')} watched"
        margin = f"margin {100 * self.margin:g} %"
        return tag("Payback", f"{self}", spent, margin, watched)
