"""The single customer view: one person, what is known of her, and all that happened."""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, field, frozen

from clm._frozen import FrozenDict
from clm._show import counted, span, tag
from clm.model.day import as_day
from clm.model.event import CustomerId, Event
from clm.model.money import Money


def _kept(attributes: Mapping[str, object]) -> Mapping[str, object]:
    """Copy a mapping, so that nobody can change it."""
    return FrozenDict(attributes)


@frozen(repr=False)
class Customer:
    """One customer and everything that happened to her, in order.

    Parameters
    ----------
    id : str or int
        The shop's name for her.
    currency : str
        ISO 4217 code of the amounts.
    events : tuple of Event
        In ledger order; days and times are local to the shop. Orders are told by their lines.
    attributes : mapping of str to object
        What the shop knows besides: country, birthday, ….

    Examples
    --------
    >>> visit = Event(kind="visit", customer="ann", when=date(2024, 5, 1))
    >>> order = Event(kind="order", customer="ann", when=date(2024, 5, 2), amount=Money(20, "EUR"))
    >>> ann = Customer("ann", "EUR", (visit, order))
    >>> ann
    <Customer 'ann' · 1 visit · 1 order · 20.00 EUR net · 2024-05-01 … 2024-05-02>
    >>> ann.until(date(2024, 5, 1)).net
    Money(amount=Decimal('0.00'), currency='EUR')
    """

    id: CustomerId
    currency: str
    events: tuple[Event, ...] = ()
    attributes: Mapping[str, object] = field(factory=dict[str, object], converter=_kept)

    def of(self, *kinds: str) -> tuple[Event, ...]:
        """Select the events of some kinds, in order."""
        return tuple(event for event in self.events if event.kind in kinds)

    def until(self, day: date | str) -> "Customer":
        """Show her as she was known at the end of a day.

        Raises
        ------
        DayError
            Not a day.
        """
        last = as_day(day, "day")
        return evolve(self, events=tuple(event for event in self.events if event.day <= last))

    @property
    def net(self) -> Money:
        """Order lines less refunds, over her whole life."""
        paid = sum(event.amount.minor for event in self.of("order") if event.amount)
        back = sum(event.amount.minor for event in self.of("refund") if event.amount)
        return Money.from_minor(paid - back, self.currency)

    def __iter__(self) -> Iterator[Event]:
        """Go through her events, in order."""
        return iter(self.events)

    def __repr__(self) -> str:
        """What happened, in one line."""
        kinds = dict.fromkeys(event.kind for event in self.events)
        counts = [counted(self._number(kind), kind) for kind in kinds]
        days = [span(self.events[0].day, self.events[-1].day)] if self.events else []
        return tag("Customer", repr(self.id), *counts, f"{self.net} net", *days)

    def _number(self, kind: str) -> int:
        """Count the events of a kind; lines of one order are one."""
        events = self.of(kind)
        if kind != "order":
            return len(events)
        named = [event.order for event in events if event.order is not None]
        return len(set(named)) + len(events) - len(named)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickle by the fields."""
        return type(self), (self.id, self.currency, self.events, dict(self.attributes))
