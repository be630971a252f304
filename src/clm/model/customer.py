"""The single customer view: one person, what is known of her, and all that happened."""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, field, frozen

from clm.model.event import CustomerId, Event
from clm.model.money import Money


@frozen
class Customer:
    """One customer and everything that happened to her, in order.

    Parameters
    ----------
    id : str or int
        The shop's name for her.
    currency : str
        ISO 4217 code of the amounts.
    events : tuple of Event
        In ledger order; days and times are local to the shop.
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
    attributes: Mapping[str, object] = field(factory=dict[str, object])

    def of(self, *kinds: str) -> tuple[Event, ...]:
        """Select the events of some kinds, in order."""
        return tuple(event for event in self.events if event.kind in kinds)

    def until(self, day: date) -> "Customer":
        """Show her as she was known at the end of a day."""
        return evolve(self, events=tuple(event for event in self.events if event.day <= day))

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
        counts = [_counted(len(self.of(kind)), kind) for kind in kinds]
        span = [f"{self.events[0].day} … {self.events[-1].day}"] if self.events else []
        return f"<Customer {' · '.join([repr(self.id), *counts, f'{self.net} net', *span])}>"


def _counted(count: int, kind: str) -> str:
    """Say how many, with the plural."""
    return f"{count} {kind}" if count == 1 else f"{count} {kind}s"
