"""The small table of features that an engine gives, as the core takes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw
import numpy as np

from clm.errors import ColumnError, Fault, LedgerError
from clm.features.catalog import Feature
from clm.features.kernel import MISSING_DAYS
from clm.features.stored import StoredFeatures
from clm.features.windows import MISSING
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import AnyArray
from clm.model.money import LARGEST
from clm.sources.relations.people import flaws, people, strangers
from clm.sources.relations.rows import Table
from clm.sources.relations.strands import SUMS

_NAMED: Final = 20


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
    """
    columns = [_filled(each) for each in wanted]
    found = collected(people(tables, as_of, wanted).select("customer", "seen", *SUMS, *columns))
    check_sound(found)
    check_owners(tables["order"], as_of)
    book, _, _ = Codebook().encode(found["customer"].to_native())
    line = np.argsort(book.ids, kind="stable")
    seen = found["seen"].min()
    return StoredFeatures(
        as_of,
        tables["order"].currency,
        Codebook(book.ids[line]),
        {each: _numbers(found[each.name], each)[line] for each in wanted},
        seen if isinstance(seen, date | None) else seen.date(),
    )


def collected(frame: Any) -> Any:
    """Have a frame reckoned, if it is not yet."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def check_sound(found: Any) -> None:
    """Refuse rows that cannot be read, from the sums of all groups; see `reduced`."""
    nameless = found.filter(nw.col("customer").is_null())["rows"].sum()
    no_day, no_amount = (int(found[name].sum()) for name in ("no_day", "no_amount"))
    faults = flaws(int(nameless), no_day, no_amount, float(found["size"].sum()), LARGEST)
    if faults:
        raise ColumnError(faults)


def check_owners(table: Table, as_of: date) -> None:
    """Refuse orders that stand under several customers; see `reduced`."""
    if "order" not in table.names:
        return
    found = collected(strangers(table, as_of).head(_NAMED))
    mend = "give one customer an order, or merge the two before"
    faults = [
        Fault(f"order {order!r}", f"stands under customer {one!r} and under {other!r}", mend)
        for order, one, other in found.select("order", "one", "other").iter_rows()
    ]
    if faults:
        raise LedgerError(faults)


def _filled(feature: Feature) -> Any:
    """Write what is missing as the core does."""
    missing = MISSING_DAYS if feature.unit == "days" else MISSING
    return nw.col(feature.name).fill_null(missing)


def _numbers(column: Any, feature: Feature) -> AnyArray:
    """Give a feature as the core keeps it."""
    kind = np.int64 if feature.unit == "money" else np.int32
    return np.asarray(column.to_numpy()).astype(kind)
