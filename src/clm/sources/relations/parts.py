"""Features taken apart into what rows carry and groups combine, and put together again.

A part is a feature itself: a count, a sum of money, a last or first day, or distinct days, of one
kind of event in one window. Its column among rows holds what each row adds; grouping combines them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

import narwhals.stable.v2 as nw
from attrs import frozen

from clm.errors import Fault, FeatureError
from clm.features.catalog import Feature, Stat
from clm.features.table import MONETARY, ORDERS
from clm.model.day import to_number

Combine = Literal["sum", "min", "max"]

COMBINE: Final[Mapping[Stat, Combine]] = {
    "count": "sum",
    "total": "sum",
    "net": "sum",
    "last": "max",
    "first": "min",
}
_ADDED: Final = ("count", "total", "net")
_REDUCED: Final = (*COMBINE, "days", "average")


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
    >>> parts_of(Feature.parse("average_order"))
    (Feature("orders"), Feature("monetary"))
    """
    return (ORDERS, MONETARY) if feature.stat == "average" else (feature,)


@frozen
class Side:
    """One kind of event among rows.

    Parameters
    ----------
    live : tuple of narwhals expression
        Which rows are such events: all that hold.
    number : narwhals expression
        How many events a row stands for.
    minor : narwhals expression
        Their money, in minor units.
    """

    live: tuple[Any, ...]
    number: Any
    minor: Any


def carried(part: Feature, side: Side, as_of: date) -> Any:
    """Say what a row adds to a part.

    Parameters
    ----------
    part : Feature
        Of the rows' kind.
    side : Side
        That kind.
    as_of : date
        The day; rows after it are gone.

    Returns
    -------
    narwhals expression
        Over the rows' ``day`` besides.
    """
    live = () if part.stat == "net" else side.live
    there = [*live, *_inside(part, as_of)]
    value = _value(part, side)
    if there:
        known = nw.when(nw.all_horizontal(there, ignore_nulls=False)).then(value)
        value = known.otherwise(nw.lit(0)) if part.stat in _ADDED else known
    return value.cast(_type(part)).alias(part.name)


def neutral(part: Feature) -> Any:
    """Say what rows of another kind add to a part: nothing."""
    nothing = nw.lit(0) if part.stat in _ADDED else nw.lit(None)
    return nothing.cast(_type(part)).alias(part.name)


def _value(part: Feature, side: Side) -> Any:
    """Give what is added up, or compared."""
    if part.stat == "count":
        return side.number
    return side.minor if part.stat in _ADDED else nw.col("day")


def _type(part: Feature) -> Any:
    """Tell a number from a day."""
    return nw.Int64() if part.stat in _ADDED else nw.Int32()


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


def _inside(part: Feature, as_of: date) -> list[Any]:
    """Tell which days are in a window, by as few bounds as it has."""
    today, day = to_number(as_of), nw.col("day")
    youngest = [day <= today - part.ago] if part.ago else []
    oldest = [] if part.end is None else [day > today - part.end]
    return [*youngest, *oldest]


def _none(part: Feature) -> str:
    """Name the column that marks rows without a day."""
    return f"{part.name} none"


def _whole(feature: Feature) -> Any:
    """Give a combined part as a whole number."""
    return nw.col(feature.name).cast(nw.Int64)


def _distinct(feature: Feature, _: date) -> Any:
    """Take the missing value away from the distinct ones."""
    return _whole(feature) - nw.col(_none(feature)).cast(nw.Int64)


def _average(_: Feature, __: date) -> Any:
    """Divide money by orders, rounding down; there is none without orders."""
    orders = _whole(ORDERS)
    divisor = nw.when(orders > 0).then(orders).otherwise(nw.lit(1)).cast(nw.Int64)
    return nw.when(orders > 0).then(_whole(MONETARY) // divisor)


def _since(feature: Feature, as_of: date) -> Any:
    """Count the days since."""
    return nw.lit(to_number(as_of)) - nw.col(feature.name).cast(nw.Int64)


_FINISHED: Final[Mapping[Stat, Callable[[Feature, date], Any]]] = {
    "count": lambda feature, _: _whole(feature),
    "total": lambda feature, _: _whole(feature),
    "days": _distinct,
    "last": _since,
    "first": _since,
    "net": lambda feature, _: _whole(feature),
    "average": _average,
}
