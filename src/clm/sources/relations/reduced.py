"""The small table of features that an engine gives, as the core takes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from clm.features.catalog import Feature
from clm.features.kernel import MISSING_DAYS
from clm.features.stored import StoredFeatures
from clm.features.windows import MISSING
from clm.ledger.coding.codebook import Codebook
from clm.ledger.coding.id_columns import read_ids
from clm.ledger.coding.table import DENSE
from clm.ledger.column import AnyArray, Ints, as_array, looked_up
from clm.sources.relations.checks import check, collected
from clm.sources.relations.parts import check_reducible
from clm.sources.relations.people import people
from clm.sources.relations.rows import Table


def reduced(tables: Mapping[str, Table], as_of: date, wanted: Sequence[Feature]) -> StoredFeatures:
    """Reduce tables in their library, and take what comes back.

    Parameters
    ----------
    tables : mapping of str to Table
        By kind of event.
    as_of : date
        The day, inclusive.
    wanted : sequence of Feature
        What the table shall hold.

    Returns
    -------
    StoredFeatures
        In the order of ids.

    Raises
    ------
    FeatureError
        Features that cannot be reduced, by name.
    ColumnError
        Rows without a customer, a day or an amount, counted.
    LedgerError
        Orders that stand under several customers.
    FileError, FormatError
        The library cannot run the query; a Spark session was stopped.
    """
    check_reducible(wanted)
    columns, orders = [_filled(each) for each in wanted], tables["order"]
    with orders.library.asking(orders.relation):
        first_day = check(tables, as_of)
        found = collected(people(tables, as_of, wanted).select("customer", *columns))
    ids = _ids(found["customer"])
    line = _line(ids)
    numbers = {each: looked_up(_numbers(found[each.name], each), line) for each in wanted}
    return StoredFeatures(as_of, orders.currency, Codebook(ids[line]), numbers, first_day)


def _filled(feature: Feature) -> Any:
    """Write what is missing as the core does."""
    missing = MISSING_DAYS if feature.unit == "days" else MISSING
    return nw.col(feature.name).fill_null(missing)


def _ids(column: Any) -> AnyArray:
    """Give the ids, of which grouping left each but once, and none missing."""
    keys = read_ids(column.to_native(), "customer").keys
    return keys.ids(np.arange(len(keys)))


def _line(ids: AnyArray) -> Ints:
    """Tell where the ids are, in their order; of a small range of whole numbers by a table."""
    if ids.dtype.kind == "T":
        return np.argsort(ids, kind="stable")  # numpy's quicksort may crash on text in order
    low, high = (int(ids.min()), int(ids.max())) if len(ids) else (0, 0)
    if high - low >= DENSE * len(ids):
        return np.argsort(ids)
    places = np.full(high - low + 1, -1, np.int64)
    places[ids - low] = np.arange(len(ids))
    return places[places >= 0]


def _numbers(column: Any, feature: Feature) -> AnyArray:
    """Give a feature as the core keeps it."""
    kind = np.int64 if feature.unit == "money" else np.int32
    return as_array(column.to_native(), feature.name).astype(kind)
