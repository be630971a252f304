"""Lifetime values as they may be handed in: one number, or one for each customer."""

from typing import Any, Protocol, cast

import numpy as np

from clm.errors import Fault, MetricError
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import AnyArray, Floats, Ints
from clm.model.money import LARGEST


class Valued(Protocol):
    """Anything that tells what customers are worth, such as what `clm.value` gives."""

    @property
    def customers(self) -> AnyArray:
        """Ids; (n,) array."""
        ...

    @property
    def value(self) -> Floats:
        """In major units; (n,) float64."""
        ...

    @property
    def currency(self) -> str | None:
        """ISO 4217 code; None is not told."""
        ...


def values_of(value: Any, currency: str) -> tuple[AnyArray | None, Floats]:
    """Read lifetime values.

    Returns
    -------
    customers : (n,) array or None
        None where one number stands for everybody.
    value : (n,) float64
        In major units.

    Raises
    ------
    MetricError
        It is no number and tells no values; another currency.

    Examples
    --------
    >>> values_of(120, "EUR")
    (None, array([120.]))
    """
    known: AnyArray | None = None
    worth: Any = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        faults = [] if abs(value) <= LARGEST else [_none(value)]
        worth = None if faults else np.array([float(value)])
    else:
        known, worth = getattr(value, "customers", None), getattr(value, "value", None)
        faults = [] if _tells(known, worth) else [_none(value)]
        told = getattr(value, "currency", None)
        if told not in (None, "", currency):
            faults.append(Fault("value", f"{told} does not mix with {currency}", "convert it"))
    if faults:
        raise MetricError(faults)
    return known, np.asarray(worth, np.float64)


def places_among(known: AnyArray, ids: AnyArray) -> Ints:
    """Find ids among those whose value is known; (n,) int64, -1 where they are not.

    Examples
    --------
    >>> places_among(np.array([7, 9]), np.array([9, 8]))
    array([ 1, -1])
    """
    book, _, first = Codebook().encode(known, name="customers")
    mine = Codebook().encode(ids, name="customers")[0]
    if book.kind != mine.kind:
        return np.full(len(ids), -1)
    place: Ints = np.append(first, -1)[book.lookup(ids)]
    return place


def _tells(known: Any, worth: Any) -> bool:
    """Tell whether there is one number for each of some customers."""
    if not all(isinstance(each, np.ndarray) and each.ndim == 1 for each in (known, worth)):
        return False
    ids, values = cast("AnyArray", known), cast("AnyArray", worth)
    return values.dtype.kind in "iuf" and len(ids) == len(values)


def _none(value: object) -> Fault:
    """Say that something is no lifetime value."""
    mend = "give a number in major units, or what clm.value tells"
    return Fault("value", f"{value!r:.40} is no lifetime value", mend)
