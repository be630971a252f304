"""What people did afterwards, from end to end: generated shops, CDNOW, Online Retail."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from scipy import stats

import clm
from asking import DOCUMENTS, by_customer, shop
from clm.analysis.backtest.backtest import NEWCOMERS
from clm.errors import (
    ColumnError,
    DayError,
    SnapshotError,
    TemplateError,
    UnknownNameError,
)
from oracle import Reading
from real_shops import cdnow, online_retail, told


@pytest.fixture(scope="module")
def simulated():
    return clm.demo.simulate()


@pytest.fixture(scope="module")
def after(simulated):
    return clm.backtest(simulated, "exponea-14", as_of="2025-06-30")


def rows(found):
    """Read the columns row by row, by segment."""
    columns = {name: column.tolist() for name, column in found.columns().items()}
    return {
        key: {name: column[at] for name, column in columns.items()}
        for at, key in enumerate(columns["segment"])
    }


@cache
def facts(told_by, day, days):
    """Everybody's features on the day, and afterwards, by the oracle."""
    (oracle, _), last = told(*told_by), day + timedelta(days=days)
    before = {name: oracle.features(name, day) for name in ("recency", "orders")}
    after = {name: oracle.features(f"{name}(days={days})", last) for name in ("orders", "monetary")}
    return before, after


def sums_of(where, after):
    """People, those who ordered, orders and money by segment, newcomers among them."""
    sums = {}
    for who, number in after["orders"].items():
        segment = where[who][0] if who in where else NEWCOMERS
        people, back, some, net = sums.get(segment, (0, 0, 0, 0))
        net += after["monetary"][who]
        sums[segment] = people + 1, back + bool(number), some + number, net
    return sums


def areas_of(heights, buyers, again):
    """The share of pairs in the right order, as scipy counts them."""
    areas = {}
    for name, height in heights.items():
        yes, no = ([height[who] for who in buyers if bool(again[who]) == kind] for kind in (1, 0))
        areas[name] = stats.mannwhitneyu(yes, no).statistic / len(yes) / len(no)
    return areas


@pytest.mark.parametrize("key", ["five-stage", "exponea-14", "clm-14"])
@pytest.mark.parametrize(
    ("told_by", "day"),
    [
        ((cdnow, "USD"), date(1997, 9, 30)),
        ((cdnow, "USD"), date(1998, 3, 31)),
        ((online_retail, "GBP", "Europe/London"), date(2011, 8, 31)),
        ((online_retail, "GBP", "Europe/London", "exact"), date(2011, 3, 31)),
    ],
    ids=["cdnow-1997", "cdnow-1998", "retail-august", "retail-march"],
)
def test_real_shops_are_the_oracles(told_by, day, key):
    """Sums of every segment, and the three figures."""
    oracle, ledger = told(*told_by)
    found = clm.backtest(ledger, key, as_of=day, days=90)
    before, after = facts(told_by, day, 90)
    where = Reading(oracle, DOCUMENTS[key], day).places()
    expected = sums_of(where, after)
    for segment, row in rows(found).items():
        sums = tuple(row[name] for name in ("people", "returned", "orders", "money"))
        assert (segment, sums) == (segment, expected.get(segment, (0, 0, 0, 0)))
    ranks = {each.key: each.rank for each in clm.templates[key].segments}
    heights = {
        "template": {who: ranks[segment] for who, (segment, _) in where.items()},
        "recency": {who: -(days or 0) for who, days in before["recency"].items()},
        "orders": before["orders"],
    }
    buyers = [who for who, number in before["orders"].items() if number]
    for name, area in areas_of(heights, buyers, after["orders"]).items():
        assert getattr(found.sorting, name).value == pytest.approx(area)


def same(one, other):
    """Whether two backtests say the same, but for the last bits of sums of doubles."""
    for name, column in one.columns().items():
        theirs = other.columns()[name]
        if column.dtype.kind == "f":
            np.testing.assert_allclose(theirs, column, rtol=1e-9, err_msg=name)
        else:
            assert theirs.tolist() == column.tolist()
    assert other.sorting.table() == one.sorting.table()
    assert other.notes == one.notes


def everything(when):
    """Choose all rows."""
    return np.ones(len(when), bool)


def told_again(columns, choose, **terms):
    """Make a ledger of some rows of every kind."""
    some = {}
    for kind, each in columns.items():
        rows_of = choose(each["when"])
        some[kind] = {name: column[rows_of] for name, column in each.items()}
    ledger = clm.Ledger.from_columns(**some.pop("order"), currency="EUR", **terms)
    for kind, each in some.items():
        ledger = ledger.with_events(kind, **each)
    return ledger


@pytest.mark.parametrize("match_refunds", [None, "exact"])
@pytest.mark.parametrize("key", ["exponea-14", "e-metrics"])
def test_what_comes_after_the_last_day_is_not_seen(key, match_refunds):
    """Neither orders, nor refunds of orders that were watched, nor new customers."""
    columns, last = clm.demo.shop_columns(600), np.datetime64("2025-08-29")
    whole, cut = (
        told_again(columns, choose, match_refunds=match_refunds)
        for choose in (
            everything,
            lambda when: when.astype("datetime64[D]") <= last,
        )
    )
    assert whole.last_day > cut.last_day == last.item()
    same(*(clm.backtest(each, key, as_of="2025-06-30", days=60) for each in (whole, cut)))


def test_the_order_of_rows_changes_nothing():
    columns, dice = clm.demo.shop_columns(400), np.random.default_rng(4)
    straight = told_again(columns, everything)
    mixed = told_again(columns, lambda when: dice.permutation(len(when)))
    same(*(clm.backtest(each, "clm-14", "2025-06-30") for each in (straight, mixed)))


def test_watching_longer_loses_nobody(simulated):
    """Whoever ordered within 30 days did so within 60, unless she gave it back by then."""
    short, long = (clm.backtest(simulated, "five-stage", "2025-06-30", days) for days in (30, 60))
    assert short.people == long.people
    given_back = clm.Features.of(simulated, as_of="2025-08-29")["count('refund', days=60)"]
    lost = sum(max(short.returned[key] - long.returned[key], 0) for key in short.people)
    assert lost <= (given_back > 0).sum()
    assert sum(long.returned.values()) > sum(short.returned.values())


def test_segments_are_those_of_the_snapshot(simulated, after):
    snap = clm.snapshot(simulated, "exponea-14", as_of="2025-06-30")
    assert after.snapshot == snap
    assert after.people == snap.counts()
    assert (after.as_of, after.last_day, after.days) == (snap.as_of, date(2025, 9, 28), 90)


def test_a_scale_of_another_day_and_a_fitted_template_are_taken(simulated):
    early = clm.snapshot(simulated, "rfm-11", as_of="2025-01-31")
    by_scale = clm.backtest(simulated, "rfm-11", "2025-06-30", scale=early.scale)
    by_template = clm.backtest(simulated, early.fitted, "2025-06-30")
    assert by_scale.table() == by_template.table()
    assert by_scale.snapshot.scale == early.scale


def test_extra_columns_are_taken():
    template = clm.Template.from_toml(
        'schema = 1\nkey = "mine"\nunclassified = "rest"\nextra = { nps = { min = 0, max = 10 } }\n'
        '[[stage]]\nkey = "all"\n[[segment]]\nkey = "glad"\nstage = "all"\nwhen = "nps >= 8"\n'
    )
    ledger = shop(("ann", "2024-01-01", 1), ("bob", "2024-01-01", 1), ("ann", "2024-01-05", 1))
    found = clm.backtest(ledger, template, "2024-01-01", 4, extra={"nps": {"ann": 9}})
    assert found.returned == {"glad": 1, "rest": 0}


def test_segments_better_and_worse_than_their_recency_are_named(after):
    found = rows(after)
    better = [key for key, row in found.items() if row["beyond_recency_low"] > 0]
    worse = [key for key, row in found.items() if row["beyond_recency_high"] < 0]
    assert (list(after.better), list(after.worse)) == (better, worse)
    assert "champion" in after.better


def test_a_rank_that_people_contradict_is_noted():
    """The template puts those who bought long ago on top."""
    upside_down = clm.Template.from_toml(
        'schema = 1\nkey = "mine"\nunclassified = "none"\n[[stage]]\nkey = "all"\n'
        '[[segment]]\nkey = "fresh"\nstage = "all"\nwhen = "recency <= 90"\n'
        '[[segment]]\nkey = "gone"\nstage = "all"\nwhen = "recency > 90"\n'
    )
    _, ledger = told(cdnow, "USD")
    found = clm.backtest(ledger, upside_down, as_of="1998-03-31")
    before, after = facts((cdnow, "USD"), date(1998, 3, 31), 90)
    back = {kind: [0, 0] for kind in (True, False)}
    for who, days in before["recency"].items():
        back[days <= 90][0] += bool(after["orders"][who])
        back[days <= 90][1] += 1
    fresh, gone = (f"{100 * yes / people:.1f} %" for yes, people in back.values())
    assert found.sorting.verdict == "worse than recency alone"
    assert found.notes[0] == (
        f"gone (rank 2, {gone}) ordered again less often than fresh (rank 1, {fresh})"
    )


def test_few_people_are_noted():
    ledger = shop(("ann", "2024-01-01", 1), ("bob", "2024-01-01", 1), ("ann", "2024-01-05", 1))
    notes = clm.backtest(ledger, "five-stage", "2024-01-01", 4).notes
    assert "only 1 of 2 buyers ordered again: intervals are rough" in notes


def test_nobody_has_bought_yet():
    """Visitors only: shares, but nothing to sort."""
    ledger = shop(("ann", "2024-01-09", 1)).with_events(
        "visit", customer=["ann"], when=["2024-01-01"]
    )
    found = clm.backtest(ledger, "five-stage", "2024-01-01", 8)
    assert found.returned["lead"] == 1
    assert found.sorting.people == 0
    assert "nothing to sort" in repr(found)


def test_a_backtest_shows_itself_in_twelve_lines(after):
    lines = repr(after).splitlines()
    assert lines[0].startswith("<Backtest exponea-14 · as of 2025-06-30 · 90 days after · 1,")
    assert len(lines) <= 12
    assert any(line.startswith("  recency alone  0.") for line in lines)


@pytest.mark.parametrize("key", sorted(DOCUMENTS))
@pytest.mark.parametrize("days", [1, 7, 180])
def test_every_template_is_shown_in_twelve_lines(simulated, key, days):
    found = clm.backtest(simulated, key, "2025-06-30", days)
    assert len(repr(found).splitlines()) <= 12
    lines = found.table().splitlines()
    assert len(lines) == 1 + len(found) + 3
    assert found._repr_html_().count("<tr>") == len(lines)


def test_the_table_goes_into_frames(after):
    for backend in ("polars", "pandas", "pyarrow"):
        frame = after.to_frame(backend)
        assert list(frame.columns if backend != "pyarrow" else frame.column_names) == [
            *after.columns()
        ]
    frame = after.to_frame("polars")
    assert frame["return_share"].null_count() == sum(not each for each in after.outcomes.people)


def test_a_backtest_is_read_only(after):
    assert not any(each.flags.writeable for each in after.columns().values())
    with pytest.raises(AttributeError):
        after.days = 3


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(SnapshotError) as refused:
        clm.backtest("orders.csv", 14, as_of="2024-01-01", days=0)
    assert [fault.where for fault in refused.value.faults] == ["ledger", "template", "days"]


@pytest.mark.parametrize(
    ("asked", "wheres"),
    [
        ({"days": 0}, ["template", "days"]),
        ({"days": 10**6}, ["template", "days"]),
        ({"as_of": "1999-01-01"}, ["template", "as_of"]),
        ({"as_of": "bad"}, ["template", "as_of"]),
        ({"as_of": "bad", "days": "many"}, ["template", "days", "as_of"]),
        ({"ledger": None}, ["ledger", "template"]),
        ({"ledger": None, "days": -1}, ["ledger", "template", "days"]),
    ],
)
def test_a_name_that_no_template_has_hides_nothing_and_is_hidden_by_nothing(
    simulated, asked, wheres
):
    whole = {"ledger": simulated, "as_of": "2025-06-30", "days": 90, **asked}
    with pytest.raises(SnapshotError, match="did you mean 'five-stage'") as refused:
        clm.backtest(template="five-stages", **whole)
    assert [fault.where for fault in refused.value.faults] == wheres
    with pytest.raises(UnknownNameError):
        clm.backtest(simulated, "five-stages", as_of="2025-06-30")


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (DayError, {"as_of": "tomorrow"}),
        (DayError, {"as_of": None}),
        (UnknownNameError, {"template": "exponea14"}),
        (SnapshotError, {"as_of": "2025-12-31"}),
        (SnapshotError, {"as_of": "2020-01-01"}),
        (SnapshotError, {"days": 10**30}),
        (SnapshotError, {"days": 90.0}),
        (ColumnError, {"extra": {"nps": {}}}),
        (TemplateError, {"template": clm.templates["rfm-11"].with_scale, "scale": 3}),
    ],
)
def test_what_cannot_be_is_refused(simulated, error, arguments):
    asked = {"template": "five-stage", "as_of": "2025-06-30", **arguments}
    if callable(asked["template"]):
        snap = clm.snapshot(simulated, "rfm-11", as_of="2025-01-31")
        other = clm.snapshot(simulated, "rfm-11", as_of="2025-03-31")
        asked |= {"template": snap.fitted, "scale": other.scale}
    with pytest.raises(error):
        clm.backtest(simulated, **asked)


def test_who_returned_can_be_found_in_the_snapshot(after):
    """Counts of a segment are those of its people."""
    where = by_customer(after.snapshot, "segment")
    assert sum(after.people.values()) == len(where)
    assert all(after.returned[key] <= number for key, number in after.people.items())


def test_faults_of_several_arguments_are_told_together():
    with pytest.raises(SnapshotError) as refused:
        clm.backtest(None, "five-stage", as_of="bad", days=0)
    assert [each.where for each in refused.value.faults] == ["ledger", "days", "as_of"]
