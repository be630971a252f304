"""Customers by an attribute of the ledger."""

from collections.abc import Iterable
from typing import Final, cast

import numpy as np

from clm.errors import Fault, SnapshotError, UnknownNameError, unknown
from clm.features.table import FeatureTable
from clm.ledger.column import AnyArray, Ints, is_missing, locked
from clm.ledger.ledger import Ledger

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
    values, place = attribute_of(features.ledger, name)
    return values, locked(place[features.codes])


def attribute_of(ledger: Ledger, name: str) -> tuple[AnyArray, Ints]:
    """Give the values of an attribute that is there, and every customer's place among them.

    Returns
    -------
    values : (v,) text, read-only
        Sorted; the first is "", of those of whom nothing is known.
    place : (k,) int64, read-only
        By customer code.
    """
    told = ledger.attributes[name]
    given = np.fromiter(told.values(), object, len(told))
    known = ~is_missing(given)
    texts = [*map(str, given[known])]
    values = sorted({UNKNOWN, *texts})
    at = {value: place for place, value in enumerate(values)}
    place = np.zeros(len(ledger), np.int64)
    place[ledger.codes_of(list(told))[known]] = [at[each] for each in texts]
    return locked(np.array(values, np.dtypes.StringDType())), locked(place)


def attribute_faults(ledger: object, name: object) -> list[Fault]:
    """Name an attribute that a ledger does not have.

    Examples
    --------
    >>> from clm.ledger.ledger import Ledger
    >>> shop = Ledger.from_columns(customer=[1], when=["2024-05-01"], amount=[9], currency="EUR")
    >>> print(*attribute_faults(shop.with_attributes(country={1: "DE"}), "contry"))
    by: no attribute 'contry' → did you mean 'country'?
    """
    if not isinstance(ledger, Ledger) or (isinstance(name, str) and name in ledger.attributes):
        return []
    if not ledger.attributes:
        mend = "add some with ledger.with_attributes(country={'ann': 'DE'})"
        return [Fault("by", f"no attribute {name!r:.40}, for the ledger has none", mend)]
    return [unknown("attribute", name, ledger.attributes, "by")]
