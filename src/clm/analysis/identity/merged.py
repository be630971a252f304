"""One customer who would come of a merge: who she was, and where she would stand."""

from typing import Final

from attrs import field, frozen

from clm._show import counted, tag
from clm.model.event import CustomerId
from clm.model.money import Money, written

_NAMED: Final = 3
_WIDTH: Final = 24


@frozen(repr=False)
class Merged:
    """A customer who would come of a merge.

    Parameters
    ----------
    customer : str or int
        The id that stays.
    ids : tuple of str or int
        All her ids: the one that stays, then the others as they were named.
    before : tuple of str
        The segment of each id; "" if nothing had happened under it up to the day.
    after : str
        Her segment; "" if nothing had happened at all.
    orders : int
        Her counted orders.
    monetary : Money
        Her lifetime net.

    Examples
    --------
    >>> both = Merged("ann", ("ann", "g7"), ("one_time", ""), "retained", 2, Money("14", "EUR"))
    >>> both
    <Merged 'ann' with g7 · was one_time + - · would be retained · 2 orders · 14.00 EUR>
    >>> both.moves
    True
    """

    customer: CustomerId
    ids: tuple[CustomerId, ...] = field(converter=tuple[CustomerId, ...])
    before: tuple[str, ...] = field(converter=tuple[str, ...])
    after: str
    orders: int
    monetary: Money

    @property
    def moves(self) -> bool:
        """Whether her segment would be another than that of the id that stays."""
        return self.after != self.before[0]

    def row(self) -> tuple[str, str, str, str, int, str]:
        """Write her as the row of a table."""
        return (
            _written(self.customer),
            _few(", ", [_written(each) for each in self.ids[1 : _NAMED + 1]], len(self.ids) - 1),
            _few(" + ", [each or "-" for each in self.before[:_NAMED]], len(self.before)),
            self.after or "-",
            self.orders,
            written(self.monetary.minor, self.monetary.currency),
        )

    def __repr__(self) -> str:
        """Who she was, and where she would stand."""
        _, others, before, after, orders, _ = self.row()
        return tag(
            "Merged",
            f"{self.customer!r} with {others}",
            f"was {before}",
            f"would be {after}",
            counted(orders, "order"),
            str(self.monetary),
        )


def _written(customer: CustomerId) -> str:
    """Write an id so that it stays short and in one line."""
    text = str(customer)
    text = text if text.isprintable() and text.strip() else repr(text)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _few(between: str, words: list[str], number: int) -> str:
    """Join the first few words, and count the others."""
    rest = [f"{number - len(words):,} more"] if number > len(words) else []
    return between.join([*words, *rest])
