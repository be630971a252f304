"""Levels and customers in words, as a shop would say them."""

from collections.abc import Iterable
from typing import Final

from clm._show import counted
from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Axis, Span
from clm.lifecycle.witnesses.history import History
from clm.model.money import digits_of

SHOWN_KINDS: Final = 6
TO: Final = "\N{EN DASH}"


def money(amount: int, currency: str | None) -> str:
    """Write an amount: in major units if the currency is known.

    Examples
    --------
    >>> money(4000, "EUR"), money(-5, "EUR"), money(4000, None)
    ('40.00', '-0.05', '4000 minor units')
    """
    if currency is None:
        return f"{amount} minor unit{'s' * (abs(amount) != 1)}"
    digits = digits_of(currency)
    whole, rest = divmod(abs(amount), 10**digits)
    fraction = f".{rest:0{digits}}" if digits else ""
    return f"{'-' if amount < 0 else ''}{whole}{fraction}"


def levels(axis: Axis, low: int, high: int, currency: str | None) -> str:
    """Say which levels of an axis are meant; nothing if all of them.

    Examples
    --------
    >>> tenure = Axis(Feature.parse("tenure"), (31, 61), optional=True, least=0)
    >>> levels(tenure, 2, 3, None), levels(tenure, 0, 1, None), levels(tenure, 0, 3, None)
    ('tenure ≥ 31', 'tenure missing or ≤ 30', '')
    """
    if low == 0 and high == axis.size - 1:
        return ""
    spans = axis.spans()
    missing = spans[low] is None
    first, last = spans[low + missing] if low < high or not missing else None, spans[high]
    values = _values(axis, (first[0], last[1]), currency) if first and last else ""
    if missing and values:
        return f"{axis.name} missing or {values}"
    return f"{axis.name} {values or 'missing'}"


def _values(axis: Axis, span: Span, currency: str | None) -> str:
    """A range of values of an axis."""
    low, high = span
    lowest = None if low is None or low == axis.least else low
    highest = None if high is None or high == axis.most else high
    if low is not None and low == high:
        return _value(axis, low, currency)
    if isinstance(axis.subject, str) and low is not None and high is not None:
        return f"{low}{TO}{high}"
    if lowest is None and highest is None:
        return "there"
    if lowest is None:
        return f"≤ {_value(axis, high, currency)}"
    if highest is None:
        return f"≥ {_value(axis, low, currency)}"
    return f"{_value(axis, low, currency)}{TO}{_value(axis, high, currency)}"


def _value(axis: Axis, value: int | None, currency: str | None) -> str:
    """One value of an axis."""
    subject = axis.subject
    if isinstance(subject, Feature) and value is not None:
        if subject.unit == "kind":
            return f"'{subject.kinds[value]}'"
        if subject.unit == "money":
            return money(value, currency)
    return str(value)


def told(history: History, currency: str | None, *, with_money: bool) -> str:
    """Tell what a customer bought and did, and what it came to where that matters.

    Examples
    --------
    >>> from clm.lifecycle.witnesses.history import Line, Moment, Purchase
    >>> once = History((Purchase((Line(12, 2500),)),), (Moment("visit", 3),))
    >>> told(once, "EUR", with_money=True)
    '1 order, last 12 days ago, 25.00 net, 1 visit 3 days ago'
    """
    return ", ".join(
        [
            *_orders(history, currency, with_money=with_money),
            *_others(history, currency, with_money=with_money),
        ]
    )


def _orders(history: History, currency: str | None, *, with_money: bool) -> Iterable[str]:
    """Her orders and what they left."""
    orders, recency, tenure, net = (
        history.value(Feature.parse(name)) for name in ("orders", "recency", "tenure", "monetary")
    )
    yield counted(orders, "order") if orders else "no order"
    if recency is not None and tenure is not None:
        yield f"last {_ago(recency)}"
        if tenure != recency:
            yield f"first {_ago(tenure)}"
    if with_money and (orders or net):
        yield f"{money(net or 0, currency)} net"


def _others(history: History, currency: str | None, *, with_money: bool) -> Iterable[str]:
    """Everything else that she did, kind by kind."""
    dead = len(history.orders) - sum(1 for _ in history.counted())
    if dead:
        yield f"{counted(dead, 'order')} given back"
    kinds = dict.fromkeys(moment.kind for moment in history.moments)
    for kind in list(kinds)[:SHOWN_KINDS]:
        same = [moment for moment in history.moments if moment.kind == kind]
        total = sum(moment.amount for moment in same)
        amount = f" of {money(total, currency)}" if total and with_money else ""
        channels = sorted({moment.channel for moment in same if moment.channel})
        through = f" by {' and '.join(channels)}" if channels else ""
        yield f"{counted(len(same), kind)}{amount}{through} {_ago(min(m.age for m in same))}"


def _ago(days: int) -> str:
    """How long ago."""
    return "today" if not days else f"{counted(days, 'day')} ago"
