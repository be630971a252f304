"""Whichever door a shop comes in by, it is the shop that its plain columns tell."""

from dataclasses import replace

import pytest

import clm
from doors import FILES, FRAMES
from nasty import nasty

SETTINGS = ("missing_customer", "aliases", "kind")
TABLE = ("orders", "recency", "monetary")


def told(ledger):
    """Give all that a ledger says, whatever the order of its customers."""
    people = sorted(ledger.customers.tolist())
    return repr(ledger), repr(ledger.report()), [ledger.customer(each) for each in people]


def placed(ledger):
    """Give everybody's place and figures on the last day."""
    if ledger.last_day is None or not len(ledger.orders):
        return None
    columns = clm.snapshot(ledger, "rfm-11", as_of=ledger.last_day).columns()
    return sorted(
        zip(*(columns[name].tolist() for name in ("customer", "segment", *TABLE)), strict=True)
    )


def through(shop, make):
    """Tell a shop by frames or paths instead of columns."""
    ledger = None
    for method, columns in shop.calls:
        plain = {name: each for name, each in columns.items() if name not in SETTINGS}
        rest = {name: columns[name] for name in SETTINGS if name in columns}
        names = {name: name for name in plain}
        if method == "events":
            ledger = clm.read_events(ledger, rest.pop("kind"), make(plain), **names, **rest)
            continue
        rest |= {"match_refunds": shop.match_refunds}
        read = clm.read_orders(
            make(plain), **names, **rest, currency=shop.currency, timezone=shop.timezone
        )
        ledger = read if ledger is None else ledger.append(read)
    return ledger


def in_text(shop):
    """Write all ids of a shop as text, as a CSV file does."""

    def text(each):
        return None if each is None else str(each)

    calls = []
    for method, columns in shop.calls:
        ids = {
            name: [text(each) for each in columns[name]]
            for name in ("customer", "order", "refund_of")
            if name in columns
        }
        aliases = columns.get("aliases")
        if aliases:
            ids["aliases"] = {str(old): str(new) for old, new in aliases.items()}
        calls.append((method, {**columns, **ids}))
    return replace(shop, calls=tuple(calls))


@pytest.mark.parametrize("seed", range(24))
def test_a_shop_in_frames_is_the_shop_in_columns(seed):
    """Customers, orders, days, amounts, report and snapshot."""
    shop = nasty(seed)
    ledger = shop.ledger()
    expected = told(ledger), placed(ledger)
    for door, make in FRAMES.items():
        found = through(shop, make)
        assert (door, told(found), placed(found)) == (door, *expected)


@pytest.mark.parametrize("door", FILES)
@pytest.mark.parametrize("seed", range(12))
def test_a_shop_in_files_is_the_shop_in_columns(door, seed, tmp_path):
    """Each call of it is a file; a CSV file knows no ids but text."""
    shop = in_text(nasty(seed)) if door == "csv" else nasty(seed)

    def written(columns):
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        folder.mkdir()
        return FILES[door](columns, folder)

    expected, found = shop.ledger(), through(shop, written)
    assert told(found) == told(expected)
    assert placed(found) == placed(expected)
