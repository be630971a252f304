"""A shop told as plain rows: a ledger is made of them, and the laws change them.

A ledger is frozen columns, and nobody can shuffle its rows or rename its customers. A story keeps
the rows themselves, so that what should change nothing can be done to them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from clm._frozen import FrozenDict
from clm._show import counted, tag
from clm.ledger.ledger import Ledger
from clm.ledger.terms import MatchRefunds
from clm.model.event import CustomerId, Event

NOBODY: Final = ""
"""The customer of a row that names none; a story's ledger drops such rows."""

_SHOWN: Final = 12


def _copied(aliases: Mapping[CustomerId, CustomerId]) -> Mapping[CustomerId, CustomerId]:
    """Copy a mapping, so that nobody can change it."""
    return FrozenDict(aliases)


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Keep events, so that nobody can change them."""
    return tuple(events)


@frozen(kw_only=True, repr=False)
class Story:
    """A shop as rows in the order of their arrival.

    Parameters
    ----------
    events : tuple of Event
        An ``order`` is an order line, or a refund where its amount is below zero. The customer
        `NOBODY` stands for a row that names none.
    currency : str
        ISO 4217 code of all amounts.
    timezone : str
        IANA name of the shop's time zone.
    match_refunds : "exact", optional
        As in `Ledger.from_columns`.
    aliases : mapping, optional
        Other ids of a customer: old to new.

    Examples
    --------
    >>> visit = Event(kind="visit", customer="ann", when=date(2024, 5, 1))
    >>> told = Story(events=(visit,))
    >>> told
    <Story 1 event · EUR · UTC · ann visit 2024-05-01>
    >>> told.ledger()
    <Ledger 0 orders · 1 visit · 1 customer · EUR · 2024-05-01 … 2024-05-01>
    """

    events: tuple[Event, ...] = field(default=(), converter=_in_order)
    currency: str = "EUR"
    timezone: str = "UTC"
    match_refunds: MatchRefunds | None = None
    aliases: Mapping[CustomerId, CustomerId] = field(
        factory=dict[CustomerId, CustomerId], converter=_copied, hash=False
    )

    def ledger(self) -> Ledger:
        """Tell the story to the library.

        Raises
        ------
        ColumnError, LedgerError, CurrencyError, DayError
            As in `Ledger.from_columns`.
        """
        kinds: dict[str, list[Event]] = {"order": []}
        for event in self.events:
            kinds.setdefault(event.kind, []).append(event)
        ledger = Ledger.from_columns(
            **_columns(kinds.pop("order"), order="order"),
            currency=self.currency,
            timezone=self.timezone,
            match_refunds=self.match_refunds,
            aliases=self.aliases or None,
        )
        for kind, events in kinds.items():
            named = {"order": "refund_of"} if kind == "refund" else {}
            ledger = ledger.with_events(kind, **_columns(events, **named))
        return ledger

    def told(self, events: Iterable[Event]) -> Self:
        """Tell other events in the same shop."""
        return evolve(self, events=tuple(events))

    def until(self, day: date) -> Self:
        """Forget all that happens after a day."""
        return self.told(event for event in self.events if self.day_of(event) <= day)

    def renamed(self, rename: Callable[[CustomerId], CustomerId]) -> Self:
        """Give every customer another id; rows without one stay without."""

        def other(customer: CustomerId) -> CustomerId:
            return NOBODY if customer == NOBODY else rename(customer)

        aliases = {rename(old): rename(new) for old, new in self.aliases.items()}
        events = (evolve(event, customer=other(event.customer)) for event in self.events)
        return evolve(self, events=tuple(events), aliases=aliases)

    def day_of(self, event: Event) -> date:
        """Give the shop's day of an event."""
        if isinstance(event.when, datetime) and event.when.tzinfo is not None:
            return event.when.astimezone(ZoneInfo(self.timezone)).date()
        return event.day

    @property
    def customers(self) -> tuple[CustomerId, ...]:
        """Everybody by her own id, in order of appearance."""
        ids = (self.aliases.get(event.customer, event.customer) for event in self.events)
        return tuple(dict.fromkeys(each for each in ids if each != NOBODY))

    def __repr__(self) -> str:
        """What happened, in one line."""
        rows = [self._row(event) for event in self.events[:_SHOWN]]
        more = len(self.events) - _SHOWN
        rows += [f"{more} more"] if more > 0 else []
        matched = f"match_refunds {self.match_refunds}" if self.match_refunds else ""
        size = counted(len(self.events), "event")
        return tag("Story", size, self.currency, self.timezone, matched, ", ".join(rows))

    def _row(self, event: Event) -> str:
        """Write one event."""
        who = "nobody" if event.customer == NOBODY else str(event.customer)
        words = [who, event.kind, str(event.when), str(event.amount or "")]
        words += [f"({event.order})" if event.order is not None else "", event.channel or ""]
        return " ".join(filter(None, words))


def _columns(events: list[Event], **named: str) -> dict[str, Any]:
    """Lay events out as the columns of a call; `named` says how order ids are called there."""
    columns: dict[str, Any] = {
        "customer": [None if each.customer == NOBODY else each.customer for each in events],
        "when": [event.when for event in events],
        "missing_customer": "drop",
        "channel": [event.channel for event in events],
    }
    if named or any(event.amount is not None for event in events):
        amounts = (event.amount for event in events)
        columns["amount_minor"] = [each.minor if each is not None else 0 for each in amounts]
    if any(event.value is not None for event in events):
        columns["value"] = [event.value for event in events]
    if any(event.campaign is not None for event in events):
        columns["campaign"] = [event.campaign for event in events]
    for name, call in named.items():
        columns[call] = [getattr(event, name) for event in events]
    return columns
