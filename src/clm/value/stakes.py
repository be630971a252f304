"""Who is about to slip, with the value that would go."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, first_rows, html_table, table, tag
from clm.analysis.horizon.slipping import Slipping
from clm.errors import ComparisonError, CurrencyError, Fault, FitError
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked
from clm.model.event import CustomerId
from clm.value.lifetime import LifetimeValue

_SHOWN: Final = 9
_HEAD: Final = ("customer", "segment", "slips to", "on", "alive", "orders", "value")
_WORTH: Final = ("probability_alive", "expected_purchases", "value")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class AtStake(Framed):
    """Customers who are about to slip, the most valuable first.

    Make one with `at_stake`.

    Parameters
    ----------
    slipping : Slipping
        The list.
    worth : LifetimeValue
        What all customers are expected to bring.
    row : (k,) int64, read-only
        Positions in the list, by falling value; those without an order last.
    place : (k,) int64, read-only
        Positions in `worth`; -1 without an order.
    """

    slipping: Slipping
    worth: LifetimeValue[Any]
    row: Ints = field(converter=locked)
    place: Ints = field(converter=locked)

    @property
    def as_of(self) -> date:
        """The day that is counted from."""
        return self.slipping.as_of

    @property
    def customers(self) -> list[CustomerId]:
        """List the customers, the most valuable first."""
        ids: list[CustomerId] = self.columns()["customer"].tolist()
        return ids

    @property
    def total(self) -> float:
        """What they are expected to bring together, in major units."""
        return float(np.nansum(self._worth("value")))

    def columns(self) -> dict[str, AnyArray]:
        """Give the list as columns.

        Returns
        -------
        dict of str to (k,) array, read-only
            Those of `Slipping.columns`, then ``probability_alive``, ``expected_purchases`` and
            ``value`` (major units), which are NaN without an order.
        """
        listed = {name: each[self.row] for name, each in self.slipping.columns().items()}
        named = {**listed, **{name: self._worth(name) for name in _WORTH}}
        return {name: locked(column) for name, column in named.items()}

    def table(self) -> str:
        """Write the whole list."""
        return table(_HEAD, self._rows(len(self)))

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.row)

    def __iter__(self) -> Iterator[CustomerId]:
        """Go through the customers, the most valuable first."""
        return iter(self.customers)

    def __repr__(self) -> str:
        """How many, what they are worth, and the most valuable."""
        return first_rows(self._head(), _HEAD, self._rows(_SHOWN), len(self))

    def _repr_html_(self) -> str:
        """The whole list."""
        return html_table(self._head()[1:-1], _HEAD, self._rows(len(self)))

    def _head(self) -> str:
        """Say how many there are, and what they are expected to bring."""
        worth = self.worth
        time = f"{worth.horizon:g} {worth.unit}s" if worth.horizon != 1 else f"1 {worth.unit}"
        value = f"{self.total:,.2f} {worth.currency or ''}".rstrip()
        some = counted(len(self), "customer")
        key = self.slipping.template.key
        return tag("AtStake", key, f"as of {self.as_of}", some, f"{value} expected in {time}")

    def _worth(self, name: str) -> Floats:
        """Take a column of values; NaN without an order."""
        column: Floats = np.append(getattr(self.worth, name), np.nan)
        return column[self.place]

    def _rows(self, most: int) -> list[list[object]]:
        """Write the first so many."""
        columns = self.columns()
        names = ("customer", "segment", "next_segment", "day", *_WORTH)
        return [
            [str(who), before, after, str(day), f"{alive:.3f}", f"{orders:.2f}", f"{value:,.2f}"]
            for who, before, after, day, alive, orders, value in zip(
                *(columns[name][:most].tolist() for name in names), strict=True
            )
        ]


def at_stake(slipping: Slipping, worth: LifetimeValue[Any]) -> AtStake:
    """Put what customers are expected to bring beside the list of those who are about to slip.

    Parameters
    ----------
    slipping : Slipping
        Of `Horizon.slipping`.
    worth : LifetimeValue
        Of `lifetime_value`, as of the same day.

    Returns
    -------
    AtStake
        The most valuable first; whoever never had an order that counts comes last, without values.

    Raises
    ------
    FitError
        Something else than a list and values.
    ComparisonError
        They are as of different days.
    CurrencyError
        They are told in different currencies.

    Examples
    --------
    >>> import clm
    >>> shop = clm.Ledger.from_columns(
    ...     customer=["ann", "ann", "bob", "cem"], amount=[30, 25, 9, 12], currency="EUR",
    ...     when=["2024-04-01", "2024-05-01", "2024-04-20", "2024-04-21"],
    ... )
    >>> list_of = clm.snapshot(shop, "five-stage", as_of="2024-05-12").horizon().slipping()
    >>> model = clm.value.BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> spend = clm.value.GammaGamma(p=6.25, q=3.74, v=15.44)
    >>> summary = clm.value.rfm_summary(shop, as_of="2024-05-12", unit="week")
    >>> at_stake(list_of, clm.value.lifetime_value(model, spend, summary, horizon=52))
    <AtStake five-stage · as of 2024-05-12 · 2 customers · 71.47 EUR expected in 52 weeks>
    customer  segment       slips to          on  alive  orders  value
    cem       new_customer  one_time  2024-05-22  1.000    1.02  35.97
    bob       new_customer  one_time  2024-05-21  1.000    1.01  35.50
    """
    faults: list[Fault] = []
    if not isinstance(slipping, Slipping):  # pyright: ignore[reportUnnecessaryIsInstance]
        what = f"{type(slipping).__name__} is no list of who slips"
        faults.append(Fault("slipping", what, "give snapshot.horizon().slipping()"))
    if not isinstance(worth, LifetimeValue):  # pyright: ignore[reportUnnecessaryIsInstance]
        what = f"{type(worth).__name__} tells no values"
        faults.append(Fault("worth", what, "give lifetime_value(…)"))
    if faults:
        raise FitError(faults)
    _check_alike(slipping, worth)
    places = {who: place for place, who in enumerate(worth.customers.tolist())}
    place = np.array([places.get(who, -1) for who in slipping], np.int64)
    row = np.argsort(-np.append(worth.value, -np.inf)[place], kind="stable")
    return AtStake(slipping=slipping, worth=worth, row=row.astype(np.int64), place=place[row])


def _check_alike(slipping: Slipping, worth: LifetimeValue[Any]) -> None:
    """Refuse a list and values of different days or currencies."""
    if worth.as_of != slipping.as_of:
        what = f"is as of {worth.as_of}, the list as of {slipping.as_of}"
        raise ComparisonError.of("worth", what, "give both one day")
    currency = slipping.features.currency
    if worth.currency not in {None, currency}:
        what = f"is in {worth.currency}, the list in {currency}"
        raise CurrencyError.of("worth", what, "give both one currency")
