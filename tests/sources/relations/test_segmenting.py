"""Segments that stay in the engine are those of the kernel, bit for bit."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import clm
from clm.errors import ClmError, CurrencyError, FeatureError, ScaleError, SnapshotError
from engines import LIBRARIES, Told, by_customer, plain, real_table, soon
from nasty import FEATURES
from random_templates import Maker
from test_random_templates import proved

REDUCED = tuple(
    each.name
    for each in map(clm.Feature.parse, FEATURES)
    if each.stat not in ("gap", "latest") and each.channel is None
)
KINDS = {
    "polars": pl.DataFrame,
    "polars, lazy": pl.LazyFrame,
    "pyarrow": pa.Table,
    "pandas": pd.DataFrame,
    "duckdb": duckdb.DuckDBPyRelation,
}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("seed", range(4))
def test_everybody_stands_where_the_kernel_puts_them(seed, library):
    """By every built-in template; the same by a snapshot of the engine, cut points included."""
    told = Told(seed)
    ledger = told.ledger()
    if ledger.last_day is None:
        pytest.skip("a shop without rows")
    day = soon(ledger.last_day, seed)
    source = told.engine(LIBRARIES[library])
    for key in clm.templates:
        expected = clm.snapshot(ledger, key, as_of=day)
        found = clm.sources.segment_in_engine(source, key, day)
        assert isinstance(found, KINDS[library])
        assert by_customer(plain(found)) == by_customer(plain(expected.to_frame("pyarrow")))
        mine = clm.snapshot(source, key, as_of=day)
        assert mine == expected
        assert mine.scale.people == expected.scale.people
        assert mine.summary().columns().keys() == expected.summary().columns().keys()


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("shop", ["cdnow", "online retail"])
def test_real_shops(shop, library):
    """CDNOW by dates; Online Retail by order ids and moments, cancellations included."""
    table, names, day = real_table(shop)
    ledger = clm.read_orders(table, **names)
    source = clm.sources.engine(LIBRARIES[library](table), **names)
    for key in ("rfm-11", "clm-14", "growth-accounting"):
        expected = clm.snapshot(ledger, key, as_of=day)
        found = clm.sources.segment_in_engine(source, key, day)
        assert by_customer(plain(found)) == by_customer(plain(expected.to_frame("pyarrow")))
        assert clm.snapshot(source, key, as_of=day) == expected


@pytest.mark.parametrize("seed", range(40))
def test_random_templates(seed):
    """Every kind of condition and score over what is reduced; or the same refusal."""
    told, library = Told(seed % 7), ("polars, lazy", "duckdb", "pyarrow")[seed % 3]
    ledger = told.ledger()
    template, _ = proved(Maker(seed, ledger.currency, REDUCED).document())
    if template is None:
        pytest.skip("nobody can reach any of the segments")
    source = told.engine(LIBRARIES[library])
    day = ledger.last_day
    try:
        expected = clm.snapshot(ledger, template, as_of=day)
    except ClmError as error:
        with pytest.raises(type(error)):
            clm.sources.segment_in_engine(source, template, day)
        return
    if any(each.quantiles_of == "gaps" for each in template.scores.values()):
        with pytest.raises(ScaleError, match="gaps between orders, which an engine"):
            clm.sources.segment_in_engine(source, template, day)
    else:
        found = clm.sources.segment_in_engine(source, template, day)
        assert by_customer(plain(found)) == by_customer(plain(expected.to_frame("pyarrow")))
    # With the ledger's scale an engine needs no gaps.
    given = clm.sources.segment_in_engine(source, template, day, scale=expected.scale)
    assert by_customer(plain(given)) == by_customer(plain(expected.to_frame("pyarrow")))


SALES = pl.DataFrame(
    {
        "who": ["ann", "ann", "bob"],
        "at": ["2024-05-01", "2024-05-09", "2023-01-05"],
        "paid": [19.9, 5.0, 7.5],
    }
).with_columns(pl.col("at").str.to_date())
NAMES = {"customer": "who", "when": "at", "amount": "paid", "currency": "EUR"}


def test_another_days_scale_is_kept():
    """As with clm.snapshot."""
    ledger = clm.read_orders(SALES, **NAMES)
    before = clm.snapshot(ledger, "rfm-11", as_of="2024-05-01").scale
    expected = clm.snapshot(ledger, "rfm-11", as_of="2024-06-30", scale=before)
    source = clm.sources.engine(SALES, **NAMES)
    for template, scale in (("rfm-11", before), (expected.fitted, None)):
        found = clm.sources.segment_in_engine(source, template, "2024-06-30", scale)
        assert by_customer(plain(found)) == by_customer(plain(expected.to_frame("pyarrow")))


def test_a_scale_of_nobody_scores_nobody():
    """As with clm.snapshot."""
    ledger = clm.read_orders(SALES, **NAMES)
    nobody = clm.snapshot(ledger, "rfm-11", as_of="2020-01-01").scale
    source = clm.sources.engine(SALES, **NAMES)
    with pytest.raises(ScaleError, match="was fitted on nobody"):
        clm.sources.segment_in_engine(source, "rfm-11", "2024-06-30", nobody)
    found = clm.sources.segment_in_engine(source, "rfm-11", "2020-01-01", nobody)
    assert plain(found)["customer"] == []


def test_what_an_engine_cannot_do_is_refused_by_name():
    """All at once, before anything is reckoned."""
    source = clm.sources.engine(SALES, **NAMES)
    text = (
        'schema = 1\nkey = "mine"\nunclassified = "rest"\n[[stage]]\nkey = "a"\n'
        """when = "last_gap > 3 or latest('order', 'visit') == 'visit'"\n"""
    )
    template = clm.Template.from_toml(text)
    for ask in (
        lambda: clm.sources.segment_in_engine(source, template, "2024-05-12"),
        lambda: clm.snapshot(source, template, as_of="2024-05-12"),
    ):
        with pytest.raises(FeatureError) as caught:
            ask()
        assert [each.where for each in caught.value.faults] == [
            "last_gap",
            "latest('order', 'visit')",
        ]
        assert "clm.read_orders" in str(caught.value)


def test_what_is_no_engine_and_no_template():
    """Both, and the day, at once."""
    with pytest.raises(SnapshotError) as caught:
        clm.sources.segment_in_engine(SALES, 5, "tomorrow")
    assert [each.where for each in caught.value.faults] == ["template", "source", "as_of"]


def test_two_currencies_do_not_mix():
    """Of the template, or of the scale."""
    source = clm.sources.engine(SALES, **NAMES)
    dollars = clm.read_orders(SALES, **{**NAMES, "currency": "USD"})
    scale = clm.snapshot(dollars, "rfm-11", as_of="2024-05-12").scale
    with pytest.raises(CurrencyError, match="scale: is in USD, the orders are in EUR"):
        clm.sources.segment_in_engine(source, "rfm-11", "2024-05-12", scale)


def test_what_needs_a_ledger_says_so():
    """A snapshot of an engine has no events."""
    snap = clm.snapshot(clm.sources.engine(SALES, **NAMES), "rfm-11", as_of="2024-05-12")
    for ask in (lambda: snap.ledger, lambda: snap.explain("ann"), snap.horizon):
        with pytest.raises(SnapshotError, match="ledger"):
            ask()
