"""The table of features: one row a customer, true as of one day, columns made on demand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, Protocol, Self, cast

import numpy as np
from attrs import Factory, evolve, field, frozen

from clm._show import counted, tag
from clm.errors import DayError, FeatureError
from clm.features.catalog import Feature
from clm.features.kernel import MISSING_DAYS, Base, order_base
from clm.features.windows import MISSING, Windows
from clm.ledger.column import AnyArray, Bools, Codes, Days, Ints, locked, stays_locked
from clm.ledger.ledger import Ledger
from clm.ledger.sales.refunds import EVER
from clm.model.day import as_day, to_number
from clm.model.event import CustomerId

ORDERS: Final = Feature("count", ("order",))
RECENCY: Final = Feature("last", ("order",))
TENURE: Final = Feature("first", ("order",))
MONETARY: Final = Feature("net", ("order",))

_OF_BASE: Final = {ORDERS: "orders", RECENCY: "recency", MONETARY: "monetary"}


class FeatureTable(Protocol):
    """One row a customer, true as of one day, wherever the features come from."""

    @property
    def as_of(self) -> date:
        """The day, inclusive."""
        ...

    @property
    def known_on(self) -> date:
        """The last day of what is looked at: `as_of`, or a day before if nothing came since."""
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

    @property
    def codes(self) -> Codes:
        """The code of each row's customer in the ledger; (n,) int32, ascending."""
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


@stays_locked
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
    known_on : date, optional
        The last day whose events are seen, if that is before `as_of`: what would be known on
        `as_of` if nothing happened in between.
    at_hand : mapping of Feature to array, optional
        Features of all customers of the ledger that were computed before.

    Examples
    --------
    >>> days = ["2024-05-01", "2024-05-11"]
    >>> shop = Ledger.from_columns(customer=[1, 1], when=days, amount=[9, 1], currency="EUR")
    >>> features = Features.of(shop, as_of="2024-05-12")
    >>> features
    <Features 1 customer · as of 2024-05-12>
    >>> features["recency"], features["monetary"]
    (array([1], dtype=int32), array([1000]))
    >>> Features.of(shop, as_of="2024-05-12", known_on="2024-05-10")["recency"]
    array([11], dtype=int32)
    """

    ledger: Ledger
    as_of: date
    known_on: date = field(default=Factory(lambda self: self.as_of, takes_self=True))
    _at_hand: Mapping[Feature, AnyArray] = field(factory=dict[Feature, AnyArray])
    _made: dict[Feature, AnyArray] = field(init=False, factory=dict[Feature, AnyArray])

    @classmethod
    def of(
        cls,
        ledger: Ledger,
        *,
        as_of: object,
        names: Iterable[str] = (),
        known_on: object = None,
    ) -> Self:
        """Make the table of a ledger.

        Parameters
        ----------
        ledger : Ledger
            All events.
        as_of : date, str or datetime64
            The day, inclusive.
        names : iterable of str
            Features to compute at once; any other is computed when asked for.
        known_on : date, str or datetime64, optional
            The last day whose events are seen; `as_of` if left out.

        Raises
        ------
        DayError
            `as_of` or `known_on` is no day; `known_on` lies after `as_of`.
        UnknownNameError, FeatureError
            A name is no feature; `names` is a single text.
        """
        if isinstance(names, str):
            raise FeatureError.of("names", f"{names!r:.60} is one text", "write names=['recency']")
        day = as_day(as_of)
        known = day if known_on is None else as_day(known_on)
        if known > day:
            raise DayError.of("known_on", f"{known} lies after {day}", "give a day before as_of")
        features = cls(ledger, day, known)
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
        return self.rows_of(self.ledger.codes_of(customers))

    @property
    def codes(self) -> Codes:
        """The code that each row's customer has in the ledger; (n,) int32, ascending."""
        who = self._who
        return locked(np.arange(len(self), dtype=np.int32) if isinstance(who, slice) else who)

    @property
    def reach(self) -> int:
        """How many of the ledger's first customers hold the whole population."""
        return len(self) if isinstance(self._who, slice) else len(self.ledger)

    def alone(self) -> Self:
        """Give the same table without what was at hand when it was made."""
        return evolve(self, at_hand={}) if self._at_hand else self

    def of_ledger(self, feature: Feature) -> AnyArray:
        """Compute a feature of all customers of the ledger, whether they are there yet or not.

        Returns
        -------
        (k,) int32 or int64
            By customer code.
        """
        return self._computed(feature)

    def rows_of(self, codes: Codes) -> Codes:
        """Give the rows of the ledger's customer codes; -1 for those not in the population.

        Returns
        -------
        (n,) int32
        """
        if isinstance(self._who, slice):
            return np.where(codes < len(self), codes, np.int32(-1))
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
        if isinstance(self._who, slice):
            return len(range(len(self.ledger))[self._who])
        return len(self._who)

    def __repr__(self) -> str:
        """How many customers, and when."""
        return tag("Features", counted(len(self), "customer"), f"as of {self.as_of}")

    @cached_property
    def base(self) -> Base:
        """Orders, recency and money of all customers of the ledger."""
        refunds = self.ledger.contents.kinds["refund"]
        windows = self.windows
        return order_base(windows.orders, refunds, len(self.ledger), windows.day, windows.known)

    @cached_property
    def windows(self) -> Windows:
        """The events that are seen."""
        day, known = to_number(self.as_of), to_number(self.known_on)
        return Windows(self.ledger, self.ledger.orders_on(known), day, known)

    @cached_property
    def _who(self) -> Codes | slice:
        """Which of the ledger's customers there are: their codes, or the first so many."""
        return _seen(self.ledger, self.known_on)

    def _computed(self, feature: Feature) -> AnyArray:
        """Take a feature from what is at hand or the base, else compute it over its window."""
        if feature in self._at_hand:
            return self._at_hand[feature]
        if feature in _OF_BASE:
            column: AnyArray = getattr(self.base, _OF_BASE[feature])
            return column
        if feature == TENURE:
            return self._tenure()
        if feature.stat == "average":
            return self._average()
        return self.windows.values(feature)

    def _average(self) -> Ints:
        """Divide net money by orders, rounding down."""
        orders, monetary = self._computed(ORDERS), self._computed(MONETARY)
        average = monetary // np.maximum(orders, 1)
        return np.where(orders > 0, average, MISSING)

    def _tenure(self) -> Days:
        """Count the days since the first order."""
        first = self.windows.orders.first_on(self.windows.known)
        since = self.windows.day - first
        return np.where(first == EVER, np.int32(MISSING_DAYS), since).astype(np.int32, copy=False)

    def _of_population(self, values: AnyArray) -> AnyArray:
        """Leave out customers who are not there yet; read-only."""
        return locked(values[self._who])


def row_of(features: FeatureTable, customer: object) -> int:
    """Find the row of one customer; -1 if there is none, whatever was asked for.

    Examples
    --------
    >>> shop = Ledger.from_columns(customer=[7], when=["2024-05-01"], amount=[9], currency="EUR")
    >>> features = Features.of(shop, as_of="2024-05-12")
    >>> row_of(features, 7), row_of(features, "7"), row_of(features, [7])
    (0, -1, -1)
    """
    if isinstance(customer, bool) or not isinstance(customer, str | int | np.integer):
        return -1
    return int(features.find([cast("CustomerId", customer)])[0])


def _seen(ledger: Ledger, day: date) -> Codes | slice:
    """Find the customers with any event up to a day; a slice where they are the first so many."""
    if ledger.last_day is None or ledger.last_day <= day:
        return slice(None)
    return ledger.arrivals.until(to_number(day))
