"""What models of value know of every customer: frequency, recency, T and monetary value."""

from datetime import date
from typing import Any, Final, Generic, Self

import numpy as np
from attrs import evolve, field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.errors import ColumnError
from clm.ledger.column import AnyArray, Bools, Floats, Ints, as_array, locked, stays_locked
from clm.value.columns import read_columns
from clm.value.unit import U

_HEAD: Final = ("column", "least", "median", "mean", "most")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class RfmSummary(Framed, Generic[U]):
    """Frequency, recency, T and monetary value of customers, in one unit of time.

    Make one with `rfm_summary` from a ledger, or with `from_columns` from a table. The names are
    those of the literature on customer-base analysis [1]_: only repeat orders are counted, and
    time begins with the first order.

    Parameters
    ----------
    unit : {"day", "week"}
        The unit of `recency` and `T`.
    customers : (n,) int64 or text, read-only
        Their ids.
    frequency : (n,) int64, read-only
        Repeat orders: distinct order days less one.
    recency : (n,) float64, read-only
        Time from the first order to the last; 0 without a repeat order.
    T : (n,) float64, read-only
        Time from the first order to the as-of day.
    monetary_value : (n,) float64, read-only
        Mean net money of a repeat order day in major units; 0 without a repeat order, NaN if it is
        not known.
    as_of : date or None
        The day, inclusive.
    currency : str or None
        ISO 4217 code of the money.

    References
    ----------
    .. [1] P. S. Fader, B. G. S. Hardie, K. L. Lee, "'Counting Your Customers' the Easy Way: An
       Alternative to the Pareto/NBD Model", Marketing Science 24 (2), 2005, 275-284.

    Examples
    --------
    >>> summary = RfmSummary.from_columns(
    ...     unit="week", frequency=[2, 0], recency=[30.43, 0], T=[38.86, 38.86],
    ...     monetary_value=[22.35, 0],
    ... )
    >>> summary
    <RfmSummary 2 customers · 1 repeater · in weeks>
      column          least  median   mean   most
      frequency        0.00    1.00   1.00   2.00
      recency          0.00   15.21  15.21  30.43
      T               38.86   38.86  38.86  38.86
      monetary_value  22.35   22.35  22.35  22.35
    """

    unit: U
    customers: AnyArray = field(converter=locked)
    frequency: Ints = field(converter=locked)
    recency: Floats = field(converter=locked)
    T: Floats = field(converter=locked)
    monetary_value: Floats = field(converter=locked)
    as_of: date | None = None
    currency: str | None = None

    @classmethod
    def from_columns(
        cls,
        *,
        unit: U,
        frequency: object,
        recency: object,
        T: object,  # noqa: N803  # the literature's name
        monetary_value: object = None,
        customers: object = None,
        as_of: object = None,
        currency: str | None = None,
    ) -> Self:
        """Make a summary of a table that was published, or made elsewhere.

        Parameters
        ----------
        unit : {"day", "week"}
            The unit of `recency` and `T`.
        frequency : (n,) array_like
            Repeat orders, whole numbers from 0.
        recency, T : (n,) array_like
            Time from the first order to the last, and to the end; recency is 0 if and only if
            frequency is, and not above T.
        monetary_value : (n,) array_like, optional
            Mean net money of a repeat order, in major units.
        customers : (n,) array_like of str or int, optional
            Ids; the places in the table if left out.
        as_of : date, str or datetime64, optional
            The day of the end.
        currency : str, optional
            ISO 4217 code.

        Raises
        ------
        ColumnError
            With everything that is wrong.
        """
        read = read_columns(
            unit=unit,
            frequency=frequency,
            recency=recency,
            length=T,
            monetary_value=monetary_value,
            customers=customers,
            as_of=as_of,
            currency=currency,
        )
        return cls(unit=unit, **read)

    @property
    def repeaters(self) -> Bools:
        """Who has a repeat order; (n,) bool, read-only."""
        return locked(self.frequency > 0)

    def only(self, which: object) -> Self:
        """Keep some customers.

        Parameters
        ----------
        which : (n,) array_like of bool
            True for those who stay.

        Raises
        ------
        ColumnError
            It does not say yes or no for every customer.

        Examples
        --------
        >>> summary = RfmSummary.from_columns(
        ...     unit="day", frequency=[1, 0], recency=[5, 0], T=[9, 9], customers=["ann", "bob"]
        ... )
        >>> summary.only(summary.repeaters).customers.tolist()
        ['ann']
        """
        keep = as_array(which, "which")
        if all(isinstance(each, bool) for each in keep.tolist()):
            keep = keep.astype(np.bool_)
        if keep.dtype != np.bool_ or len(keep) != len(self):
            what = f"{len(keep)} values of type {keep.dtype} for {counted(len(self), 'customer')}"
            raise ColumnError.of("which", what, "give True or False for every customer")
        columns: dict[str, Any] = {name: each[keep] for name, each in self._columns().items()}
        return evolve(self, **columns)

    @property
    def positive(self) -> Self:
        """The summary without repeaters whose monetary value is not above 0."""
        return self.only(~(self.repeaters & (self.monetary_value <= 0)))

    def columns(self) -> dict[str, AnyArray]:
        """Give the table as columns.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``customer``, ``frequency``, ``recency``, ``T``, ``monetary_value``.
        """
        named = self._columns()
        return {"customer": named.pop("customers"), **named}

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.frequency)

    def __repr__(self) -> str:
        """How many customers, and how their values are spread."""
        if not len(self):
            return self._head()
        lines = table(_HEAD, self._rows()).splitlines()
        return "\n".join([self._head(), *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        """The spread of every column."""
        return html_table(self._head()[1:-1], _HEAD, self._rows())

    def _head(self) -> str:
        """Say how many customers there are, and in which units."""
        return tag(
            "RfmSummary",
            counted(len(self), "customer"),
            counted(int(self.repeaters.sum()), "repeater"),
            f"in {self.unit}s",
            f"as of {self.as_of}" if self.as_of else "",
            self.currency or "",
        )

    def _columns(self) -> dict[str, AnyArray]:
        """Give the columns by the names of the fields."""
        names = ("customers", "frequency", "recency", "T", "monetary_value")
        return {name: getattr(self, name) for name in names}

    def _rows(self) -> list[list[object]]:
        """Give the spread of every column; of money that of repeaters alone."""
        named = {
            name: each.astype(np.float64)
            for name, each in self.columns().items()
            if name != "customer"
        }
        named["monetary_value"] = self.monetary_value[
            self.repeaters & ~np.isnan(self.monetary_value)
        ]
        return [
            [name, *(f"{find(each):.2f}" for find in (np.min, np.median, np.mean, np.max))]
            for name, each in named.items()
            if len(each)
        ]
