"""Features taken apart into what rows carry and groups combine, and put together again.

A part is a feature itself: a count, a total, a last or first day, or distinct days, of one kind of
event in one window. Its column among rows holds what each row adds; grouping combines them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

import narwhals.stable.v2 as nw

from clm.errors import Fault, FeatureError
from clm.features.catalog import Feature, Stat
from clm.features.table import MONETARY, ORDERS

Combine = Literal["sum", "min", "max"]

COMBINE: Final[Mapping[Stat, Combine]] = {
    "count": "sum",
    "total": "sum",
    "last": "max",
    "first": "min",
}
_ADDED: Final = ("count", "total")
_REDUCED: Final = (*COMBINE, "days", "net", "average")


def check_reducible(features: Iterable[Feature]) -> None:
    """Refuse features that no engine can reduce.

    Raises
    ------
    FeatureError
        All of them, by name.

    Examples
    --------
    >>> check_reducible([Feature.parse("recency"), Feature.parse("orders(days=30)")])
    """
    mend = "load the orders into a ledger: clm.read_orders(…)"
    faults = [
        Fault(each.name, "cannot be reduced in an engine", mend)
        for each in features
        if each.stat not in _REDUCED or each.channel is not None
    ]
    if faults:
        raise FeatureError(faults)


def parts_of(feature: Feature) -> tuple[Feature, ...]:
    """Give the parts of which a feature is made.

    Examples
    --------
    >>> parts_of(Feature.parse("monetary"))
    (Feature("total('order')"), Feature("total('refund')"))
    """
    if feature.stat == "net":
        return tuple(
            Feature("total", (kind,), feature.days, feature.ago) for kind in ("order", "refund")
        )
    if feature.stat == "average":
        return (ORDERS, *parts_of(MONETARY))
    return (feature,)


def carried(part: Feature, as_of: date) -> Any:
    """Say what a row adds to a part.

    Parameters
    ----------
    part : Feature
        Of the rows' kind.
    as_of : date
        The day; rows after it are gone.

    Returns
    -------
    narwhals expression
        Over ``n`` (how many events the row stands for), ``day`` and ``amount``.
    """
    counts = nw.col("n") > 0
    inside = _inside(part, as_of)
    there = counts if inside is None else counts & inside
    if part.stat in _ADDED:
        column = "n" if part.stat == "count" else "amount"
        return nw.when(there).then(nw.col(column)).otherwise(nw.lit(0)).alias(part.name)
    return nw.when(there).then(nw.col("day")).alias(part.name)


def neutral(part: Feature) -> Any:
    """Say what rows of another kind add to a part: nothing."""
    nothing = nw.lit(0) if part.stat in _ADDED else nw.lit(None)
    return nothing.cast(_type(part)).alias(part.name)


def one_type(part: Feature) -> Any:
    """Give what rows add to a part in the type that all libraries share."""
    return nw.col(part.name).cast(_type(part))


def _type(part: Feature) -> Any:
    """Tell a number from a day."""
    return nw.Int64() if part.stat in _ADDED else nw.Date()


def combined(part: Feature) -> list[Any]:
    """Say how a group combines what its rows carry."""
    column = nw.col(part.name)
    if part.stat == "days":
        # What is missing counts as one value among the distinct ones.
        return [column.n_unique().alias(part.name), nw.col(_none(part)).max()]
    return [getattr(column, COMBINE[part.stat])().alias(part.name)]


def with_none(parts: Iterable[Feature]) -> list[Any]:
    """Mark the rows without a day that distinct days would count as one."""
    return [
        nw.col(each.name).is_null().cast(nw.Int64).alias(_none(each))
        for each in parts
        if each.stat == "days"
    ]


def finished(feature: Feature, kinds: Iterable[str], as_of: date) -> Any:
    """Put a feature together from combined parts.

    Parameters
    ----------
    feature : Feature
        What is wanted.
    kinds : iterable of str
        Kinds of event that there are; others never happened.
    as_of : date
        The day.

    Returns
    -------
    narwhals expression
        int64; null is missing.
    """
    if feature.kinds[0] not in kinds:
        nothing = nw.lit(None) if feature.optional else nw.lit(0)
        return nothing.cast(nw.Int64).alias(feature.name)
    return _FINISHED[feature.stat](feature, as_of).cast(nw.Int64).alias(feature.name)


def _inside(part: Feature, as_of: date) -> Any:
    """Tell which days are in a window; None if all are."""
    today = as_of.toordinal()
    youngest = today - part.ago
    oldest = 1 if part.end is None else today - part.end + 1
    if youngest < 1:
        return nw.col("day").is_null() & ~nw.col("day").is_null()
    bounds = []
    if part.ago:
        bounds.append(nw.col("day") <= nw.lit(date.fromordinal(youngest)))
    if oldest > 1:
        bounds.append(nw.col("day") >= nw.lit(date.fromordinal(oldest)))
    return nw.all_horizontal(bounds, ignore_nulls=False) if bounds else None


def _none(part: Feature) -> str:
    """Name the column that marks rows without a day."""
    return f"{part.name} none"


def _whole(feature: Feature) -> Any:
    """Give a combined part as a whole number."""
    return nw.col(feature.name).cast(nw.Int64)


def _distinct(feature: Feature, _: date) -> Any:
    """Take the missing value away from the distinct ones."""
    return _whole(feature) - nw.col(_none(feature)).cast(nw.Int64)


def _net(feature: Feature, _: date) -> Any:
    """Take refunds away from lines."""
    lines, refunds = map(_whole, parts_of(feature))
    return lines - refunds


def _average(_: Feature, as_of: date) -> Any:
    """Divide money by orders, rounding down; there is none without orders."""
    orders = _whole(ORDERS)
    divisor = nw.when(orders > 0).then(orders).otherwise(nw.lit(1)).cast(nw.Int64)
    return nw.when(orders > 0).then(_net(MONETARY, as_of) // divisor)


def _since(feature: Feature, as_of: date) -> Any:
    """Count the days since a day: its number in the calendar, by parts that every library has."""
    day = nw.col(feature.name)
    years = day.dt.year().cast(nw.Int64) - 1
    leaps = years // 4 - years // 100 + years // 400
    return as_of.toordinal() - (years * 365 + leaps + day.dt.ordinal_day().cast(nw.Int64))


_FINISHED: Final[Mapping[Stat, Callable[[Feature, date], Any]]] = {
    "count": lambda feature, _: _whole(feature),
    "total": lambda feature, _: _whole(feature),
    "days": _distinct,
    "last": _since,
    "first": _since,
    "net": _net,
    "average": _average,
}
