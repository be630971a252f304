"""What brought one customer to her segment, what will take her out of it, and what might."""

from datetime import date
from typing import Any

from attrs import frozen

from clm.analysis.explain.stay import AGEING
from clm.model.money import written

_VOWELS = "aeiou"


@frozen(kw_only=True)
class Since:
    """Since when somebody has been in her segment, and what brought her there.

    Parameters
    ----------
    day : date
        The first day of the stay that goes on.
    before : str or None
        The segment of the day before; None where she was not there yet, or nobody can tell.
    new : bool
        Whether it is the first day on which anything is known of her.
    causes : tuple of str
        ``ageing``, or the kinds of the events of that day that made the difference.

    Examples
    --------
    >>> print(Since(day=date(2024, 5, 1), before="lost", new=False, causes=("order",)))
    2024-05-01, by an order; lost before
    """

    day: date
    before: str | None
    new: bool
    causes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "day": self.day.isoformat(),
            "before": self.before,
            "new": self.new,
            "causes": [*self.causes],
        }

    def __str__(self) -> str:
        """The day, the cause, and where she was before."""
        by = "by ageing" if self.causes == (AGEING,) else f"by {' and '.join(map(_a, self.causes))}"
        if self.new:
            return f"{self.day}, her first day, {by}"
        return f"{self.day}, {by}; {self.before} before" if self.before else f"{self.day}, {by}"


@frozen(kw_only=True)
class Move:
    """A move that time alone will bring about.

    Parameters
    ----------
    day : date
        The first day in the new segment.
    segment, stage : str or None
        Where she will be; None where nobody can tell, since a scale was fitted on nobody.
    """

    day: date
    segment: str | None
    stage: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"day": self.day.isoformat(), "segment": self.segment, "stage": self.stage}

    def __str__(self) -> str:
        """Day and segment."""
        return f"{self.day} {self.segment or 'nobody can tell'}"


@frozen(kw_only=True)
class LeastChange:
    """The fewest and cheapest orders that bring somebody to a better segment, or that none can.

    Parameters
    ----------
    segment, stage : str
        The better segment.
    orders : int
        How many orders, all on one day; 0 where no order can.
    amount : int
        What they come to together, in minor units, however it is divided among them.
    first, last : date or None
        On each of these days they do, the sooner of several spells.
    open_ended : bool
        Whether `last` is only the end of the search; otherwise they do not on the day after.
    currency : str
        ISO 4217 code of the amount.

    Examples
    --------
    >>> days = {"first": date(2024, 5, 1), "last": date(2024, 5, 12)}
    >>> step = {"segment": "promising", "stage": "grow", "currency": "EUR"}
    >>> LeastChange(**step, **days, orders=2, amount=6820).said(days["first"])
    '2 orders of 68.20 in all, by 2024-05-12'
    """

    segment: str
    stage: str
    currency: str
    orders: int = 0
    amount: int = 0
    first: date | None = None
    last: date | None = None
    open_ended: bool = False

    @property
    def reachable(self) -> bool:
        """Whether orders can bring her there at all."""
        return self.orders > 0

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "segment": self.segment,
            "stage": self.stage,
            "reachable": self.reachable,
            "orders": self.orders,
            "amount_minor": self.amount,
            "first_day": self.first.isoformat() if self.first else None,
            "last_day": self.last.isoformat() if self.last else None,
            "open_ended": self.open_ended,
        }

    def said(self, today: date) -> str:
        """Write how many orders, of which money, until when."""
        if not self.reachable:
            return "no order can"
        money = written(self.amount, self.currency)
        if self.orders == 1:
            return f"one order of {money} {self._when(today)}"
        return f"{self.orders:,} orders of {money} in all, {self._when(today)}"

    def _when(self, today: date) -> str:
        """Write the days on which it works."""
        if self.first == today:
            return "on any day" if self.open_ended else f"by {self.last}"
        if self.open_ended:
            return f"from {self.first} on"
        return (
            f"on {self.last}"
            if self.first == self.last
            else f"between {self.first} and {self.last}"
        )


def _a(kind: str) -> str:
    """Name an event of a kind."""
    return f"{'an' if kind[:1] in _VOWELS else 'a'} {kind}"
