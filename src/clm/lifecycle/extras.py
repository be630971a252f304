"""Columns that the caller supplies: values by customer, laid along a table of features."""

from collections.abc import Mapping

import numpy as np

from clm.errors import ColumnError, Fault, unknown
from clm.features.table import FeatureTable
from clm.features.windows import MISSING
from clm.ledger.column import Ints
from clm.lifecycle.stage import Extra
from clm.model.event import CustomerId

ExtraColumns = Mapping[str, Mapping[CustomerId, int]]


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
        Undeclared columns, unknown customers, values that are no whole numbers or out of range.
    """
    faults = [
        unknown("extra column", name, declared, "extra")
        for name in given or {}
        if name not in declared
    ]
    columns: dict[str, Ints] = {}
    for name, extra in declared.items():
        values = (given or {}).get(name, {})
        faults += _value_faults(name, extra, values)
        codes = features.find(list(values))
        faults += [
            unknown("customer", each, features.customers.tolist(), f"extra[{name!r}]")
            for each, code in zip(values, codes.tolist(), strict=True)
            if code < 0 and (features.ledger is None or each not in features.ledger)
        ]
        if not faults:
            columns[name] = np.full(len(features), MISSING, np.int64)
            there = codes >= 0
            columns[name][codes[there]] = np.array(list(values.values()), np.int64)[there]
    if faults:
        raise ColumnError(faults)
    return columns


def _value_faults(name: str, extra: Extra, values: Mapping[CustomerId, int]) -> list[Fault]:
    """Find values that are no whole numbers of the range."""
    return [
        Fault(
            f"extra[{name!r}][{customer!r}]",
            f"{value!r} is no whole number from {extra.min} to {extra.max}",
            "round it, or widen the range in the template",
        )
        for customer, value in values.items()
        if type(value) is not int or not extra.min <= value <= extra.max
    ]
