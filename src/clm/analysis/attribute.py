"""Customers by an attribute of the ledger."""

from collections.abc import Iterable
from typing import Final, cast

import numpy as np

from clm.errors import SnapshotError, UnknownNameError
from clm.features.table import FeatureTable
from clm.ledger.column import AnyArray, Ints, locked

UNKNOWN: Final = ""
"""The value of those of whom nothing is known."""


def by_attribute(
    features: FeatureTable, name: str, besides: Iterable[str] = ()
) -> tuple[AnyArray, Ints]:
    """Give the values of an attribute, and everybody's place among them.

    Parameters
    ----------
    features : FeatureTable
        Of n people.
    name : str
        The attribute.
    besides : iterable of str
        Other names that might have been meant.

    Returns
    -------
    values : (v,) text, read-only
        Sorted; the first is "", of those of whom nothing is known.
    place : (n,) int64, read-only

    Raises
    ------
    SnapshotError
        There is no ledger.
    UnknownNameError
        The ledger has no such attribute.

    Examples
    --------
    >>> from clm.features.table import Features
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-02"]
    >>> shop = Ledger.from_columns(customer=[1, 2], when=days, amount=[9, 9], currency="EUR")
    >>> shop = shop.with_attributes(country={2: "DE"})
    >>> values, place = by_attribute(Features.of(shop, as_of="2024-05-31"), "country")
    >>> values.tolist(), place.tolist()
    (['', 'DE'], [0, 1])
    """
    if features.ledger is None:
        raise SnapshotError.of("snapshot", "has no ledger", "make it with clm.snapshot(ledger, …)")
    known = features.ledger.attributes
    if not isinstance(cast("object", name), str) or name not in known:
        raise UnknownNameError("attribute", name, [*besides, *known])
    values = sorted({UNKNOWN, *map(str, known[name].values())})
    place = {value: at for at, value in enumerate(values)}
    which = np.zeros(len(features), np.int64)
    rows = features.find(list(known[name]))
    places = np.array([place[str(each)] for each in known[name].values()], np.int64)
    which[rows[rows >= 0]] = places[rows >= 0]
    return locked(np.array(values, np.dtypes.StringDType())), locked(which)
