"""Orders of one customer as they count: lines put together, refunds given to their orders."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from typing import Self

from attrs import evolve, field, frozen

from clm.features.person.strand import Happening, Strand


@frozen(eq=False)
class Purchase:
    """One order: its lines, and the refunds that name it; both in time order."""

    lines: Sequence[Happening]
    refunds: Sequence[Happening] = ()

    @property
    def channel(self) -> str | None:
        """The channel that the lines of its first day come from."""
        first = self.lines[0].day
        told = (line.channel for line in self.lines if line.day == first)
        return next((channel for channel in told if channel is not None), None)

    @property
    def start(self) -> Happening:
        """Its earliest line, on whose day it counts, with the channel of the order."""
        return _from(self.channel, self.lines[0])

    @property
    def total(self) -> int:
        """What its lines come to."""
        return sum(line.amount for line in self.lines)

    @property
    def counts(self) -> bool:
        """Whether it counts: not once its refunds are above zero and reach its lines."""
        return not 0 < sum(each.amount for each in self.refunds) >= self.total

    def until(self, day: int) -> Self:
        """Show it as it was at the end of a day."""
        return evolve(
            self,
            lines=[each for each in self.lines if each.day <= day],
            refunds=[each for each in self.refunds if each.day <= day],
        )


@frozen(eq=False)
class Sales:
    """Orders that count, and all lines, as known on some day.

    Parameters
    ----------
    orders : Strand
        An event for each order that counts: its earliest line.
    lines : Strand
        The lines of all orders; one without a channel has that of its order.
    """

    orders: Strand
    lines: Strand


@frozen(eq=False)
class Purchases:
    """All orders of one customer.

    Parameters
    ----------
    lines, refunds : sequence of Happening
        In time order.
    exact : bool
        Whether refunds of no known order are attached to one of exactly their amount, by what is
        known on the day that is asked about.

    Examples
    --------
    >>> order, back = Happening(7, 0, 500, order="A"), Happening(9, 0, 500, order="A")
    >>> hers = Purchases([order], [back])
    >>> [len(hers.on(day).orders.days) for day in (6, 7, 8, 9)]
    [0, 1, 1, 0]
    """

    lines: Sequence[Happening]
    refunds: Sequence[Happening] = ()
    exact: bool = False
    _settled: dict[int, Sales] = field(init=False, factory=dict[int, Sales])

    def on(self, known: int) -> Sales:
        """Give orders and lines as known at the end of a day; later ones may be among them."""
        if self._firm:
            return self._all
        if known not in self._settled:
            self._settled[known] = self._seen(known)
        return self._settled[known]

    def loose(self, known: int) -> list[Happening]:
        """Give the refunds up to a day that name no order begun by then."""
        named = {line.order for line in self.lines if line.day <= known} - {None}
        return [each for each in self.refunds if each.day <= known and each.order not in named]

    @property
    def _firm(self) -> bool:
        """Whether nothing that is known later changes what counted before."""
        return not self.refunds and not self.exact

    @cached_property
    def _all(self) -> Sales:
        """All that there is, as known in the end."""
        return _sales(self._named)

    @cached_property
    def _named(self) -> Sequence[Purchase]:
        """The orders in time order, with the refunds that name them."""
        lines, back = _grouped(self.lines), _grouped(self.refunds)
        return [Purchase(each, back.get(key, ())) for key, each in lines.items()]

    def _seen(self, known: int) -> Sales:
        """Settle what is known on a day."""
        begun = [each for each in self._named if each.start.day <= known]
        seen = [each.until(known) for each in begun]
        if self.exact:
            return _sales([*_matched(seen, self.loose(known))])
        starts = [every.start for every, each in zip(begun, seen, strict=True) if each.counts]
        return Sales(Strand.of(starts), self._all.lines)


def _grouped(rows: Sequence[Happening]) -> dict[Hashable, list[Happening]]:
    """Put the rows of each order together; a row without an order stands alone."""
    grouped: dict[Hashable, list[Happening]] = {}
    for row in rows:
        grouped.setdefault(object() if row.order is None else row.order, []).append(row)
    return grouped


def _sales(purchases: Sequence[Purchase]) -> Sales:
    """Tell which orders count, and line their lines up."""
    lines = [_from(each.channel, line) for each in purchases for line in each.lines]
    lines.sort(key=_moment)
    return Sales(Strand.of(each.start for each in purchases if each.counts), Strand.of(lines))


def _matched(purchases: Sequence[Purchase], loose: Sequence[Happening]) -> Iterator[Purchase]:
    """Give each loose refund the latest earlier order of its amount that no refund names.

    At one moment orders come first; of several, the one from the last channel is taken first.
    """
    waiting = defaultdict[int, list[int]](list)
    places = [place for place, each in enumerate(purchases) if not each.refunds]
    places.sort(key=lambda place: (_moment(purchases[place].start), purchases[place].channel or ""))
    back: dict[int, Happening] = {}
    for refund in loose:
        while places and _moment(purchases[places[0]].start) <= _moment(refund):
            place = places.pop(0)
            waiting[purchases[place].total].append(place)
        if waiting[refund.amount]:
            back[waiting[refund.amount].pop()] = refund
    for place, each in enumerate(purchases):
        yield evolve(each, refunds=[back[place]]) if place in back else each


def _from(channel: str | None, line: Happening) -> Happening:
    """Give a line without a channel that of its order."""
    return line if line.channel is not None else line._replace(channel=channel)


def _moment(event: Happening) -> tuple[int, int]:
    """Tell when something happened."""
    return event.day, event.instant
