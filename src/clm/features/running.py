"""Features of many days in one pass over the events: each day takes up where the last one ended."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
from attrs import evolve

from clm.features.catalog import Feature
from clm.features.kernel import MISSING_DAYS, Base, gather, no_records, order_base, unpacked
from clm.features.table import MONETARY, ORDERS, RECENCY, Features
from clm.ledger.column import AnyArray, Codes, Ints
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.ledger.sales.orders import Orders
from clm.model.day import to_number

_ADDED: Final = ("count", "total")
_KEPT: Final = ("last", "first")


def features_along(
    ledger: Ledger, days: Sequence[date], wanted: Iterable[Feature] = ()
) -> Iterator[Features]:
    """Give the features of one day after the other.

    Orders, recency and money are summed up in one pass over the orders; so is every wanted feature
    of all events of a kind. What looks at a window is computed for each day from the events in it.

    Parameters
    ----------
    ledger : Ledger
        All events.
    days : sequence of date
        In ascending order.
    wanted : iterable of Feature
        What will be asked for.

    Yields
    ------
    Features
        Of each day, in order.

    Examples
    --------
    >>> when = ["2024-05-01", "2024-06-11"]
    >>> shop = Ledger.from_columns(customer=[1, 1], when=when, amount=[9, 1], currency="EUR")
    >>> days = [date(2024, 5, 31), date(2024, 6, 30)]
    >>> [features["orders"].tolist() for features in features_along(shop, days)]
    [[1], [2]]
    """
    grown = {feature: _grown(ledger, feature, days) for feature in wanted if _grows(feature)}
    for day, base in zip(days, _bases(ledger, days), strict=True):
        at_hand: dict[Feature, AnyArray] = {
            ORDERS: base.orders,
            RECENCY: base.recency,
            MONETARY: base.monetary,
            **{feature: next(values) for feature, values in grown.items()},
        }
        yield Features(ledger, day, day, at_hand)


def _bases(ledger: Ledger, days: Sequence[date]) -> Iterator[Base]:
    """Sum up orders and money of one day after the other."""
    refunds = ledger.contents.kinds["refund"]
    if ledger.terms.match_refunds is not None:
        # Which refund gives which order back depends on what was known on the day.
        for number in map(to_number, days):
            yield order_base(ledger.orders_on(number), refunds, len(ledger), number, number)
        return
    orders = ledger.orders
    shaky = np.unique(orders.voids.order).astype(np.int32)
    records, done = no_records(len(ledger)), 0
    flows = (_summed(orders.late, days, len(ledger)), _summed(refunds, days, len(ledger)))
    for day in days:
        number = to_number(day)
        count = orders.rows.until(number)
        gather(records, orders.rows, slice(done, count), shaky)
        done, people = count, Features(ledger, day).reach
        left_out = int(np.searchsorted(shaky, count))
        base = unpacked(records[:people], count - left_out, number)
        late, back = (next(flow) for flow in flows)
        if base is None:
            yield order_base(orders, refunds, len(ledger), number, number)
            continue
        _count_live(base, orders, shaky[:left_out], number)
        for total, operation in ((late, np.add), (back, np.subtract)):
            if total is not None:
                operation(base.monetary, total[:people], out=base.monetary)
        yield base


def _count_live(base: Base, orders: Orders, shaky: Codes, day: int) -> None:
    """Count those of the orders that do not always count which do count on a day, in place."""
    live = shaky[~np.isin(shaky, orders.voids.on(day))]
    if not len(live):
        return
    who, when = orders.rows.customer[live], orders.rows.day[live]
    np.add.at(base.orders, who, 1)
    customers, latest = np.unique(who[::-1], return_index=True)
    since = np.int32(day) - when[::-1][latest]
    known = base.recency[customers]
    base.recency[customers] = np.where(known == MISSING_DAYS, since, np.minimum(known, since))


def _summed(rows: Rows, days: Sequence[date], customers: int) -> Iterator[Ints | None]:
    """Sum up amounts of one day after the other; nothing where there are no rows at all."""
    total = np.zeros(customers, np.int64) if len(rows) else None
    done = 0
    for day in days:
        count = rows.until(to_number(day))
        if total is not None and rows.amount is not None:
            np.add.at(total, rows.customer[done:count], rows.amount[done:count])
        done = count
        yield total


def _grows(feature: Feature) -> bool:
    """Tell whether later events only add to what was known of the earlier ones."""
    own = feature.kinds[0] != "order" and feature.days is None and not feature.ago
    return own and feature.stat in (*_ADDED, *_KEPT)


def _grown(ledger: Ledger, feature: Feature, days: Sequence[date]) -> Generator[AnyArray]:
    """Compute a feature of one day after the other from the events in between."""
    known: AnyArray | None = None
    never = not ledger.rows(feature.kinds[0])
    before = days[0] if days else None
    for day in days:
        step = (day - before).days if before is not None else 0
        before = day
        if known is None:
            known = Features(ledger, day).of_ledger(feature)
        elif step and not never:
            fresh = Features(ledger, day).of_ledger(evolve(feature, days=step))
            known = _joined(feature, known, fresh, step)
        yield known


def _joined(feature: Feature, known: AnyArray, fresh: AnyArray, step: int) -> AnyArray:
    """Put what was known some days ago and what came since together."""
    if feature.stat in _ADDED:
        added: AnyArray = known + fresh
        return added
    aged = np.where(known == MISSING_DAYS, np.int32(MISSING_DAYS), known + np.int32(step))
    first, second = (fresh, aged) if feature.stat == "last" else (aged, fresh)
    return np.where(first == MISSING_DAYS, second, first)
