"""The table of features: one row a customer, true as of one day, columns made on demand."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Protocol, Self

import numpy as np
from attrs import field, frozen

from clm._show import counted, tag
from clm.errors import FeatureError
from clm.features.catalog import Feature
from clm.features.kernel import MISSING_DAYS, Base, order_base
from clm.features.windows import MISSING, Windows
from clm.ledger.column import AnyArray, Bools, Codes, Days, Ints, locked
from clm.ledger.ledger import Ledger
from clm.ledger.sales.refunds import EVER
from clm.model.day import as_day, to_number
from clm.model.event import CustomerId

ORDERS: Final = Feature("count", ("order",))
RECENCY: Final = Feature("last", ("order",))
TENURE: Final = Feature("first", ("order",))
MONETARY: Final = Feature("net", ("order",))


class FeatureTable(Protocol):
    """One row a customer, true as of one day, wherever the features come from."""

    @property
    def as_of(self) -> date:
        """The day, inclusive."""
        ...

    @property
    def currency(self) -> str:
        """ISO 4217 code of amounts, which are minor units."""
        ...

    @property
    def ledger(self) -> Ledger | None:
        """The events behind the features; None where they are not at hand."""
        ...

    @property
    def first_day(self) -> date | None:
        """The day of the first event of all; None where there is none."""
        ...

    @property
    def customers(self) -> AnyArray:
        """Customer ids; (n,) int64 or text."""
        ...

    def column(self, feature: Feature | str) -> AnyArray:
        """Give a feature; (n,) int32 or int64, read-only."""
        ...

    def present(self, feature: Feature) -> Bools:
        """Tell who has a score of a feature; (n,) bool."""
        ...

    def find(self, customers: Sequence[CustomerId]) -> Codes:
        """Give the rows of customers; -1 for those who are not in the population."""
        ...

    def __len__(self) -> int:
        """Count the population."""
        ...


@frozen(eq=False, repr=False)
class Features:
    """What is known of every customer on a day.

    The population is everyone with any event up to that day.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    as_of : date
        The day, inclusive.

    Examples
    --------
    >>> days = ["2024-05-01", "2024-05-11"]
    >>> shop = Ledger.from_columns(customer=[1, 1], when=days, amount=[9, 1], currency="EUR")
    >>> features = Features.of(shop, as_of="2024-05-12")
    >>> features
    <Features 1 customer · as of 2024-05-12>
    >>> features["recency"], features["monetary"]
    (array([1], dtype=int32), array([1000]))
    """

    ledger: Ledger
    as_of: date
    _windows: Windows = field(init=False)
    _base: Base = field(init=False)
    _who: Codes | None = field(init=False)
    _made: dict[Feature, AnyArray] = field(init=False, factory=dict[Feature, AnyArray])

    def __attrs_post_init__(self) -> None:
        """Aggregate what every template asks of orders."""
        day = to_number(self.as_of)
        orders = self.ledger.orders_on(day)
        refunds = self.ledger.contents.kinds["refund"]
        object.__setattr__(self, "_windows", Windows(self.ledger, orders, day))
        object.__setattr__(self, "_base", order_base(orders, refunds, len(self.ledger), day))
        object.__setattr__(self, "_who", _seen(self.ledger, self.as_of))

    @classmethod
    def of(cls, ledger: Ledger, *, as_of: object, names: Iterable[str] = ()) -> Self:
        """Make the table of a ledger.

        Parameters
        ----------
        ledger : Ledger
            All events.
        as_of : date, str or datetime64
            The day, inclusive.
        names : iterable of str
            Features to compute at once; any other is computed when asked for.

        Raises
        ------
        DayError
            `as_of` is no day.
        UnknownNameError, FeatureError
            A name is no feature; `names` is a single text.
        """
        if isinstance(names, str):
            raise FeatureError.of("names", f"{names!r:.60} is one text", "write names=['recency']")
        features = cls(ledger, as_day(as_of))
        for name in names:
            features.column(Feature.parse(name))
        return features

    @property
    def currency(self) -> str:
        """ISO 4217 code of amounts, which are minor units."""
        return self.ledger.currency

    @property
    def first_day(self) -> date | None:
        """The day of the ledger's first event; None where there is none."""
        return self.ledger.first_day

    @property
    def customers(self) -> AnyArray:
        """Customer ids; (n,) int64 or text."""
        return self._of_population(self.ledger.customers)

    def find(self, customers: Sequence[CustomerId]) -> Codes:
        """Give the rows of customers; -1 for those who are not in the population.

        Returns
        -------
        (n,) int32
        """
        codes = self.ledger.codes_of(customers)
        if self._who is None:
            return codes
        rows = np.searchsorted(self._who, codes)
        there = (codes >= 0) & (np.append(self._who, -1)[rows] == codes)
        return np.where(there, rows, -1).astype(np.int32)

    def column(self, feature: Feature | str) -> AnyArray:
        """Compute a feature.

        Parameters
        ----------
        feature : Feature or str
            Of the catalogue, or its text.

        Returns
        -------
        (n,) int32 or int64, read-only
            Missing days and kinds are -1, a missing average is the least int64.

        Raises
        ------
        UnknownNameError, FeatureError
            The text is no feature.
        """
        feature = Feature.of(feature)
        if feature not in self._made:
            self._made[feature] = self._of_population(self._computed(feature))
        return self._made[feature]

    def present(self, feature: Feature) -> Bools:
        """Tell who has a score of a feature: an event in its window, and a value.

        Returns
        -------
        (n,) bool
        """
        if feature.unit == "days":
            present: Bools = self.column(feature) != MISSING_DAYS
        else:
            present = self.column(feature.counted) > 0
        return present

    def __getitem__(self, name: str) -> AnyArray:
        """Compute a feature by its text."""
        return self.column(name)

    def __len__(self) -> int:
        """Count the population."""
        return len(self.ledger) if self._who is None else len(self._who)

    def __repr__(self) -> str:
        """How many customers, and when."""
        return tag("Features", counted(len(self), "customer"), f"as of {self.as_of}")

    def _computed(self, feature: Feature) -> AnyArray:
        """Take a feature from the base where it is there, else compute it over its window."""
        if feature == ORDERS:
            return self._base.orders
        if feature == RECENCY:
            return self._base.recency
        if feature == MONETARY:
            return self._base.monetary
        if feature == TENURE:
            return self._tenure()
        if feature.stat == "average":
            return self._average()
        return self._windows.values(feature)

    def _average(self) -> Ints:
        """Divide net money by orders, rounding down."""
        orders = self._base.orders
        average = self._base.monetary // np.maximum(orders, 1)
        return np.where(orders > 0, average, MISSING)

    def _tenure(self) -> Days:
        """Count the days since the first order."""
        first = self._windows.orders.first_on(self._windows.day)
        since = self._windows.day - first
        return np.where(first == EVER, np.int32(MISSING_DAYS), since).astype(np.int32, copy=False)

    def _of_population(self, values: AnyArray) -> AnyArray:
        """Leave out customers who are not there yet; read-only."""
        return locked(values if self._who is None else values[self._who])


def _seen(ledger: Ledger, as_of: date) -> Codes | None:
    """Find the customers with any event up to a day; None stands for all of the ledger."""
    if ledger.last_day is None or ledger.last_day <= as_of:
        return None
    return np.flatnonzero(ledger.first_seen <= to_number(as_of)).astype(np.int32)
