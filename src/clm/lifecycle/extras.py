"""Columns that the caller supplies: values by customer, laid along a table of features."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

import numpy as np

from clm.errors import ColumnError, Fault, unknown
from clm.features.table import FeatureTable
from clm.features.windows import MISSING
from clm.ledger.column import Codes, Ints
from clm.lifecycle.stage import Extra
from clm.model.event import CustomerId

ExtraColumns = Mapping[str, Mapping[CustomerId, int]]

_NEAREST: Final = 3
"""Of more unknown customers than this the nearest ids are not looked up, which takes long."""


def lay_along(
    features: FeatureTable, declared: Mapping[str, Extra], given: ExtraColumns | None
) -> dict[str, Ints]:
    """Lay the caller's values along a population.

    Parameters
    ----------
    features : FeatureTable
        Of n people.
    declared : mapping of str to Extra
        The columns of the template, with their ranges.
    given : mapping of str to mapping of customer to int, optional
        The values; customers who are not named have none.

    Returns
    -------
    dict of str to (n,) int64
        The least int64 is missing.

    Raises
    ------
    ColumnError
        Undeclared columns, unknown customers, several ids of one customer, values that are no
        whole numbers or out of range.
    """
    columns = _mappings({} if given is None else given)
    faults = [
        unknown("extra column", name, declared, "extra") for name in columns if name not in declared
    ]
    laid: dict[str, Ints] = {}
    for name, extra in declared.items():
        values = columns.get(name, {})
        rows = features.find(list(values))
        found = _value_faults(name, extra, values)
        found += _customer_faults(name, features, list(values), rows)
        faults += found
        if not found:
            laid[name] = _laid(features, rows, values.values())
    if faults:
        raise ColumnError(faults)
    return laid


def kept(
    features: FeatureTable, declared: Mapping[str, Extra], given: ExtraColumns | None
) -> dict[str, dict[CustomerId, int]]:
    """Keep the values of those who are in a population, by the ids that they have there."""
    found: dict[str, dict[CustomerId, int]] = {}
    for name, column in lay_along(features, declared, given).items():
        rows = np.flatnonzero(column != MISSING)
        ids, values = features.customers[rows].tolist(), column[rows].tolist()
        found[name] = dict(zip(ids, values, strict=True))
    return found


def _mappings(given: object) -> ExtraColumns:
    """Refuse anything but values by customer, by column."""
    if isinstance(given, Mapping):
        columns = cast("Mapping[str, object]", given)
        if all(isinstance(each, Mapping) for each in columns.values()):
            return cast("ExtraColumns", columns)
    raise ColumnError.of("extra", "holds no values by customer", 'write {"nps": {"ann": 60}}')


def _laid(features: FeatureTable, rows: Codes, values: Iterable[int]) -> Ints:
    """Lay values along the rows of their customers."""
    column = np.full(len(features), MISSING, np.int64)
    there = rows >= 0
    column[rows[there]] = np.array(list(values), np.int64)[there]
    return column


def _value_faults(name: str, extra: Extra, values: Mapping[CustomerId, int]) -> list[Fault]:
    """Find values that are no whole numbers of the range."""
    return [
        Fault(
            f"extra[{name!r}][{customer!r}]",
            f"{value!r} is no whole number from {extra.min} to {extra.max}",
            "round it, or widen the range in the template",
        )
        for customer, value in values.items()
        if not (type(value) is int or isinstance(value, np.integer))
        or not extra.min <= value <= extra.max
    ]


def _customer_faults(
    name: str, features: FeatureTable, customers: list[CustomerId], rows: Codes
) -> list[Fault]:
    """Find ids that nobody has, and several of one customer."""
    where, ledger = f"extra[{name!r}]", features.ledger
    absent = [customers[at] for at in np.flatnonzero(rows < 0)]
    strangers = [each for each in absent if ledger is None or each not in ledger]
    known = features.customers.tolist() if len(strangers) <= _NEAREST else ()
    faults = [unknown("customer", each, known, where) for each in strangers]
    places, times = np.unique(rows[rows >= 0], return_counts=True)
    return faults + [
        Fault(where, f"customer {each!r} is named by several ids", "give one value a customer")
        for each in features.customers[places[times > 1]].tolist()
    ]
