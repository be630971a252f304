"""The ledger: all that happened in a shop, as time-ordered columns."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from os import PathLike
from typing import Self

from attrs import Factory, evolve, field, frozen

from clm.errors import LedgerError
from clm.ledger.aliases import Aliases, Pairs
from clm.ledger.arrivals import Arrivals
from clm.ledger.attributes import Attributes, Values
from clm.ledger.column import AnyArray, Codes
from clm.ledger.contents import Contents, check_kind
from clm.ledger.door.intake import Columns, MissingCustomer
from clm.ledger.merging import read_merge
from clm.ledger.report import Report, make_report
from clm.ledger.rows import Rows
from clm.ledger.sales.orders import Orders
from clm.ledger.shown import as_html, in_a_line
from clm.ledger.storage import Stored, read_ledger, write_ledger
from clm.ledger.terms import MatchRefunds, Terms, one_currency
from clm.model.customer import Customer
from clm.model.event import CustomerId, Order


@frozen(eq=False, repr=False, kw_only=True)
class Ledger:
    """Orders, refunds and other events of a shop's customers; frozen.

    Make one with `from_columns` or `from_orders`; every change gives a new one.

    Parameters
    ----------
    terms : Terms
        Currency, time zone, and how refunds find their orders.
    contents : Contents
        The rows of every kind, with the codebooks that explain them.
    attributes : Attributes
        What is known of customers besides.

    Examples
    --------
    >>> ledger = Ledger.from_columns(
    ...     customer=["ann", "bob", "ann"],
    ...     when=["2024-05-01", "2024-05-03", "2024-06-10"],
    ...     amount=["12.00", "30.50", "-12.00"],
    ...     currency="EUR",
    ... )
    >>> ledger
    <Ledger 2 orders · 1 refund · 2 customers · EUR · 2024-05-01 … 2024-06-10>
    """

    terms: Terms
    contents: Contents
    attributes: Attributes = field(factory=Attributes)
    orders: Orders = field(
        init=False, default=Factory(lambda self: self.contents.orders(self.terms), takes_self=True)
    )

    @classmethod
    def from_columns(
        cls,
        *,
        customer: object,
        when: object,
        currency: str,
        amount: object = None,
        amount_minor: object = None,
        order: object = None,
        timezone: str = "UTC",
        channel: object = None,
        campaign: object = None,
        row_id: object = None,
        date_format: str | None = None,
        missing_customer: MissingCustomer = "refuse",
        match_refunds: MatchRefunds | None = None,
        aliases: Aliases | None = None,
    ) -> Self:
        """Make a ledger of columns, one value a row.

        Parameters
        ----------
        customer : (n,) array_like of str or int
            Who bought; whole floats are read as int.
        when : (n,) array_like
            Dates, datetimes (naive ones are local to the shop), datetime64 or ISO text.
        currency : str
            ISO 4217 code.
        amount, amount_minor : (n,) array_like
            One of them: major units of any type (12, 12.0, "12.00"), or whole minor units. A
            negative row is a refund.
        order : (n,) array_like of str or int, optional
            Order ids: rows of one id are lines of one order. Without it each row is an order.
        timezone : str
            IANA name of the shop's time zone, in which days are told.
        channel, campaign, row_id : (n,) array_like of str, optional
            Where the order came from; names of rows, of which repeats are dropped and counted.
        date_format : str, optional
            How `when` is written, if not as ISO text: a format of `datetime.strptime`.
        missing_customer : {"refuse", "drop"}
            What to do with rows that name no customer.
        match_refunds : "exact", optional
            Attach a refund of no known order to the latest earlier unmatched order of its amount.
        aliases : mapping, optional
            Other ids of a customer: old to new.

        Raises
        ------
        ColumnError
            Columns of unequal length, or values that cannot be read; all of them at once.
        LedgerError
            Rows that contradict each other.
        CurrencyError, DayError
            No such currency or time zone.

        Examples
        --------
        >>> lines = Ledger.from_columns(
        ...     customer=[7, 7], when=["2024-05-01", "2024-05-01"], amount=[10, 2.5],
        ...     order=["A1", "A1"], currency="EUR", timezone="Europe/Berlin",
        ... )
        >>> lines.report().lines_merged
        1
        """
        terms = Terms(currency, timezone, match_refunds)
        columns = Columns(
            customer=customer,
            when=when,
            amount=amount,
            amount_minor=amount_minor,
            order=order,
            channel=channel,
            campaign=campaign,
            row_id=row_id,
            date_format=date_format,
            missing_customer=missing_customer,
            priced=True,
        )
        return cls(terms=terms, contents=Contents.of_nobody(aliases).with_orders(columns, terms))

    @classmethod
    def from_orders(
        cls,
        orders: Iterable[Order],
        *,
        currency: str | None = None,
        timezone: str = "UTC",
        match_refunds: MatchRefunds | None = None,
        aliases: Aliases | None = None,
    ) -> Self:
        """Make a ledger of `Order` objects.

        Parameters
        ----------
        orders : iterable of Order
            Orders, order lines, and refunds (negative).
        currency : str, optional
            ISO 4217 code; needed only where there are no orders.
        timezone, match_refunds, aliases
            As in `from_columns`.

        Raises
        ------
        ColumnError, LedgerError, DayError
            As in `from_columns`; something that is no `Order`.
        CurrencyError
            Orders in two currencies, or none to tell the currency.

        Examples
        --------
        >>> from clm.model.money import Money
        >>> bought = Order(customer="ann", when=date(2024, 5, 1), amount=Money(20, "EUR"))
        >>> Ledger.from_orders([bought])
        <Ledger 1 order · 1 customer · EUR · 2024-05-01 … 2024-05-01>
        """
        given = list(orders)
        columns = Columns.of_orders(given)
        terms = Terms(one_currency(given, currency), timezone, match_refunds)
        return cls(terms=terms, contents=Contents.of_nobody(aliases).with_orders(columns, terms))

    def with_events(
        self,
        kind: str,
        *,
        customer: object,
        when: object,
        value: object = None,
        amount: object = None,
        amount_minor: object = None,
        channel: object = None,
        campaign: object = None,
        refund_of: object = None,
        date_format: str | None = None,
        missing_customer: MissingCustomer = "refuse",
    ) -> Self:
        """Add events of one kind.

        Parameters
        ----------
        kind : str
            ``visit``, ``signup``, ``cart``, ``referral``, ``touch``, ``feedback``, ``refund``, or
            any name of your own.
        customer, when : (n,) array_like
            As in `from_columns`.
        value : (n,) array_like of float, optional
            Scores, of feedback.
        amount, amount_minor : (n,) array_like, optional
            Money that moved; of a touch its cost. A refund needs one, above zero.
        channel, campaign : (n,) array_like of str, optional
            By which way, and for what.
        refund_of : (n,) array_like of str or int, optional
            For refunds: the order that is given back.
        date_format, missing_customer
            As in `from_columns`.

        Raises
        ------
        ColumnError, LedgerError
            As in `from_columns`.

        Examples
        --------
        >>> day = ["2024-05-01"]
        >>> shop = Ledger.from_columns(customer=[1], when=day, amount=[9], currency="EUR")
        >>> shop.with_events("visit", customer=[1, 2], when=["2024-04-30", "2024-05-02"])
        <Ledger 1 order · 2 visits · 2 customers · EUR · 2024-04-30 … 2024-05-02>
        """
        check_kind(kind, refund_of)
        columns = Columns(
            customer=customer,
            when=when,
            value=value,
            amount=amount,
            amount_minor=amount_minor,
            channel=channel,
            campaign=campaign,
            order=refund_of,
            date_format=date_format,
            missing_customer=missing_customer,
            order_name="refund_of",
            priced=kind == "refund",
        )
        return evolve(self, contents=self.contents.with_events(kind, columns, self.terms))

    def with_attributes(self, /, **attributes: Values) -> Self:
        """Add what is known of customers: ``country={"ann": "DE"}``.

        Raises
        ------
        ColumnError, UnknownNameError
            Values that are not told by customer; customers who are not in the ledger.
        """
        told = Attributes(attributes)
        own_ids = self.contents.books.own_ids(told.customers())
        return evolve(self, attributes=self.attributes.updated(told.renamed(own_ids)))

    def append(self, other: "Ledger") -> Self:
        """Add all that another ledger holds; the same as having built both at once.

        Raises
        ------
        CurrencyError, LedgerError
            Another currency, time zone or way to match refunds; rows that contradict each other.
        """
        if not isinstance(getattr(other, "terms", None), Terms):
            raise LedgerError.of("append", f"{other!r:.60} is no ledger", "give a Ledger")
        self.terms.check_same(other.terms)
        contents = self.contents.joined(other.contents)
        mine, theirs = (each.attributes.renamed(contents.books.aliases) for each in (self, other))
        return evolve(self, contents=contents, attributes=mine.updated(theirs))

    def merge_customers(self, mapping: Pairs) -> Self:
        """Make customers one, as if from the start: ``{"guest-7": "ann"}``; ``"ann"`` stays.

        Later rows may still name an old id. Of an attribute, the value of the customer who stays
        goes before, then that of whoever is named first.

        Raises
        ------
        LedgerError
            Chains, circles, ids that are merged already, or what is no id; all of them at once.
        UnknownNameError
            Nobody has these ids, and nothing else is wrong; the nearest are offered.

        Examples
        --------
        >>> days = ["2024-05-01", "2024-05-03"]
        >>> shop = Ledger.from_columns(customer=[7, 1], when=days, amount=[9, 5], currency="EUR")
        >>> shop.merge_customers({7: 1}).customer(7)
        <Customer 1 · 2 orders · 14.00 EUR net · 2024-05-01 … 2024-05-03>
        """
        aliases = read_merge(mapping, self.contents.books).added_to(self.contents.books.aliases)
        contents, attributes = self.contents.renamed(aliases), self.attributes.renamed(aliases)
        return evolve(self, contents=contents, attributes=attributes)

    def only(self, customers: Iterable[CustomerId]) -> Self:
        """Keep some customers and all that happened to them.

        Raises
        ------
        ColumnError, UnknownNameError
            A single value; customers who are not in the ledger.
        """
        keep = self.contents.books.marked(customers)
        attributes = self.attributes.only(set(self.customers[keep].tolist()))
        return evolve(self, contents=self.contents.only(keep), attributes=attributes)

    def customer(self, customer: CustomerId) -> Customer:
        """Show one customer and everything that happened to her, in order.

        Raises
        ------
        UnknownNameError
            No customer has that id; the nearest are offered.
        """
        own_id = self.contents.books.own_ids([customer])[customer]
        events = self.contents.events(own_id, self.terms)
        return Customer(own_id, self.currency, events, self.attributes.of(own_id))

    @property
    def currency(self) -> str:
        """ISO 4217 code of all amounts."""
        return self.terms.currency

    @property
    def customers(self) -> AnyArray:
        """Customer ids in the order of their codes; (n,) int64 or text, read-only."""
        return self.contents.books.customer.ids

    @property
    def first_day(self) -> date | None:
        """The day of the first event; None where there is none."""
        return self.contents.days[0]

    @property
    def last_day(self) -> date | None:
        """The day of the last event; None where there is none."""
        return self.contents.days[1]

    @cached_property
    def arrivals(self) -> Arrivals:
        """The day of each customer's first event."""
        return Arrivals(self.contents.first_seen(self.orders))

    def rows(self, kind: str) -> Rows | None:
        """Give the events of a kind; None where there never was one."""
        return self.contents.kinds.get(kind)

    def orders_on(self, day: int) -> Orders:
        """Give the orders as known at the end of a day (since 1970-01-01)."""
        # A later refund that names its order takes the place of one matched by its amount.
        if self.terms.match_refunds is None or self.contents.sold_by(day):
            return self.orders
        return self.contents.orders(self.terms, day)

    def report(self) -> Report:
        """Reconcile what came in with what is there."""
        return make_report(self.contents, self.orders, self.currency)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the ledger to a file, whole or not at all."""
        write_ledger(path, Stored(self.terms, self.contents, self.attributes))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a ledger from a file written by `save`.

        Raises
        ------
        FileError, FormatError
            No such file, not such a one, or of another version.
        """
        stored = read_ledger(path)
        return cls(terms=stored.terms, contents=stored.contents, attributes=stored.attributes)

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.contents.books.customer)

    def __contains__(self, customer: object) -> bool:
        """Tell whether a customer is in the ledger."""
        return int(self.codes_of([customer])[0]) >= 0  # type: ignore[list-item]

    def __repr__(self) -> str:
        """What is in the ledger, in one line."""
        return in_a_line(self.contents, len(self.orders), self.currency)

    def _repr_html_(self) -> str:
        """How many events of each kind there are, and when."""
        return as_html(self.contents, len(self.orders), self.currency)

    def codes_of(self, customers: Sequence[CustomerId]) -> Codes:
        """Give the codes of customers, by any of their ids; (n,) int32, -1 for unknown ones."""
        return self.contents.books.find(customers)
