"""Cohorts are those of plain Python, of pandas, and of published tables."""

from datetime import date
from math import prod
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import examples, shop
from calendar_told import cohorts_told, is_over, rolling_told, starts_between
from clm.analysis.cohorts.triangle import MOST
from clm.errors import SnapshotError
from nasty import days, interesting_days, nasty, shops
from real_shops import cdnow, online_retail, told
from test_laws import renamed, shuffled

MEASURES = ("customers", "orders", "revenue")
RETENTIONS = ("first_time", "recurring", "rolling")
EVERY = ("day", "week", "month", "quarter", "year")
FEW = 200


def cells(found):
    """Give sizes and counts that are not nothing, by first days."""
    starts = [each.first for each in found.periods]
    sizes = {starts[at]: size for at, size in enumerate(found.sizes.tolist()) if size}
    rows = zip(*np.nonzero(found.counts), strict=True)
    return sizes, {
        (starts[cohort], starts[cohort + offset]): int(found.counts[cohort, offset])
        for cohort, offset in rows
    }


def check(oracle, ledger, day, every, week_start):
    """Compare all measures and kinds of retention; give how many cells that were."""
    asked = {"as_of": day, "every": every, "week_start": week_start}
    looked_at = 0
    for measure in MEASURES:
        for retention in RETENTIONS:
            found = clm.cohorts(ledger, measure=measure, retention=retention, **asked)
            sizes, expected, outside = cohorts_told(
                oracle, day, every, measure, retention, week_start=week_start
            )
            starts = [each.first for each in found.periods]
            if retention == "rolling":
                expected = rolling_told(
                    oracle, day, every, measure, starts=starts, week_start=week_start
                )
            assert ((measure, retention), *cells(found)) == ((measure, retention), sizes, expected)
            assert found.outside == outside
            looked_at += prod(found.counts.shape)
    if sizes:
        assert starts == starts_between(min(sizes), day, every, week_start)
    return looked_at


def small(every, day, ledger):
    """Say whether a day and an ledger are near enough for a walk from one to the other."""
    width = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}[every]
    return (day - ledger.first_day).days / width < FEW


@pytest.mark.parametrize("seed", range(60))
def test_every_cell_is_the_oracles_in_a_shop_full_of_nastiness(seed):
    """Two days of each shop, in periods of such a length that there are not too many."""
    made, dice = nasty(seed), Random(seed)
    oracle, ledger = made.oracle(), made.ledger()
    every = [each for each in interesting_days(made) if ledger.first_day]
    for day in dice.sample(every, min(2, len(every))):
        fitting = [each for each in EVERY if day >= ledger.first_day and small(each, day, ledger)]
        if fitting:
            check(oracle, ledger, day, dice.choice(fitting), dice.choice(("monday", "sunday")))


@examples(25)
@given(st.data(), shops(), st.sampled_from(EVERY), st.sampled_from(("monday", "wednesday")))
def test_every_cell_is_the_oracles_in_shops_that_shrink(data, made, every, week_start):
    """The same, with the smallest shop in which they would differ."""
    day, ledger = data.draw(days(made)), made.ledger()
    if ledger.first_day and day >= ledger.first_day and small(every, day, ledger):
        check(made.oracle(), ledger, day, every, week_start)


def test_a_table_too_large_to_read_is_refused():
    """Two orders centuries apart, by day and by week."""
    ledger = shop(("ann", "1800-01-01", 1), ("bob", "2020-01-01", 1))
    with pytest.raises(SnapshotError, match=r"some 80,354 periods of a day, from 1800-01-01 to"):
        clm.cohorts(ledger, every="day")
    with pytest.raises(
        SnapshotError, match=r"11,480 cohorts, 11,480 periods → take longer periods"
    ):
        clm.cohorts(ledger, every="week")
    assert prod(clm.cohorts(ledger, every="month").counts.shape) <= MOST


# Published figures, and another library.


def test_cohorts_of_cdnow_are_all_of_its_customers():
    """23,570 people whose first order fell into the first quarter of 1997 (Fader and Hardie)."""
    _, ledger = told(cdnow, "USD")
    found = clm.cohorts(ledger)
    assert [each.name for each in found.cohorts] == ["1997-01", "1997-02", "1997-03"]
    assert found.sizes.sum() == 23_570
    assert len(found.periods) == 18
    assert clm.cohorts(ledger, measure="orders").counts.sum() == 69_659


EVERY_INVOICE = """
948 362 317 367 341 376 360 336 336 374 354 474 260
421 101 119 102 138 126 110 108 131 146 155 63
380 94 73 106 102 94 97 107 98 119 35
440 84 112 96 102 78 116 105 127 39
299 68 66 63 62 71 69 78 25
"""
"""EcommerceTools 0.36 on PyPI, "Create a cohort matrix", of Online Retail."""


def test_online_retail_gives_the_cohort_matrix_that_is_published():
    """There, a cancellation is an order like any other."""
    columns = online_retail()
    every = {**columns, "amount_minor": [abs(each) for each in columns["amount_minor"]]}
    ledger = clm.Ledger.from_columns(**every, currency="GBP", timezone="Europe/London")
    found = clm.cohorts(ledger)
    for row, line in enumerate(EVERY_INVOICE.split("\n")[1:-1]):
        numbers = [int(each) for each in line.split()]
        assert found.counts[row, : len(numbers)].tolist() == numbers
        assert found.observed[row].sum() == len(numbers)


RECURRING_BY_DAY = """
1 1 1 0 0 1 1 0 0 0 0
2 2 1 0 1 2 0 0 0 0
2 1 0 1 2 0 0 0 0
1 0 0 1 0 0 0 0
0 0 0 0 0 0 0
1 1 0 0 0 0
2 0 0 0 0
0 0 0 0
0 0 0
0 0
0
"""
"""What PostHog's own tests expect of recurring retention by day."""


def test_recurring_retention_is_that_of_product_analytics():
    """One person on days 0, 1, 2, 5 and 6, another on days 1, 2, 3 and 6."""
    came = {"one": (0, 1, 2, 5, 5, 6), "two": (1, 2, 3, 6)}
    ledger = shop(
        *((who, f"2020-06-{10 + day}", 1) for who, every in came.items() for day in every)
    )
    found = clm.cohorts(ledger, every="day", retention="recurring", as_of="2020-06-20")
    for row, line in enumerate(RECURRING_BY_DAY.split("\n")[1:-1]):
        numbers = [int(each) for each in line.split()]
        if row < len(found):
            assert found.counts[row, : len(numbers)].tolist() == numbers
            assert found.sizes[row] == numbers[0]
        else:
            assert set(numbers) == {0}


def pivot(columns, measure):
    """Make the table of first-time retention by pandas."""
    table = pd.DataFrame({**columns, "month": pd.PeriodIndex(columns["when"], freq="M")})
    table["cents"] = (table["amount"].astype(float) * 100).round().astype("int64")
    table["cohort"] = table.groupby("customer")["month"].transform("min")
    table["offset"] = (table["month"] - table["cohort"]).map(lambda each: each.n)
    column, how = {
        "customers": ("customer", "nunique"),
        "orders": ("customer", "size"),
        "revenue": ("cents", "sum"),
    }[measure]
    return table.pivot_table(column, "cohort", "offset", aggfunc=how, fill_value=0)


@pytest.mark.parametrize("measure", MEASURES)
def test_pandas_gives_the_same_table_of_cdnow(measure):
    """A shop without refunds, in which each row is an order."""
    found, expected = clm.cohorts(told(cdnow, "USD")[1], measure=measure), pivot(cdnow(), measure)
    assert [each.name for each in found.cohorts] == [*expected.index.astype(str)]
    assert found.counts.tolist() == expected.to_numpy().tolist()


def test_cdnow_is_the_oracles_by_quarter():
    """23,570 people on a day in the middle of a quarter, in the ways that pandas does not tell."""
    oracle, ledger = told(cdnow, "USD")
    day = date(1998, 5, 15)
    for measure, retention in (("revenue", "recurring"), ("customers", "recurring")):
        asked = {"measure": measure, "retention": retention}
        found = clm.cohorts(ledger, every="quarter", as_of=day, **asked)
        sizes, expected, _ = cohorts_told(oracle, day, "quarter", **asked)
        assert cells(found) == (sizes, expected)


# Laws.


def numbers(found):
    """Give all that must not change."""
    return found.sizes.tolist(), found.counts.tolist(), found.outside


@examples(15)
@given(shops(), st.randoms(use_true_random=False), st.sampled_from(RETENTIONS))
def test_neither_order_of_rows_nor_names_of_customers_matter(made, order, retention):
    """Whatever is counted."""
    ledger = made.ledger()
    if not ledger.first_day or not small("year", ledger.last_day, ledger):
        return

    def rename(customer):
        if customer is None:
            return None
        return f"{customer}!" if isinstance(customer, str) else 3 - 2 * customer

    others = shuffled(made, order).ledger(), renamed(made, rename).ledger()
    for measure in MEASURES:
        asked = {"measure": measure, "retention": retention, "every": "year"}
        for other in others:
            assert numbers(clm.cohorts(other, **asked)) == numbers(clm.cohorts(ledger, **asked))


@pytest.mark.parametrize("retention", RETENTIONS)
def test_first_cells_are_the_sizes_and_rates_fall_only_where_they_must(retention):
    """Everybody orders in her own period; rolling retention never rises."""
    found = clm.cohorts(clm.demo.simulate(400), retention=retention, as_of="2025-10-15")
    assert found.counts[:, 0].tolist() == found.sizes.tolist()
    assert (found.counts[~found.observed] == 0).all()
    assert np.isnan(found.rates[~found.observed]).all()
    if retention == "rolling":
        assert (np.diff(found.counts, axis=1) <= 0).all()


@pytest.mark.parametrize("seed", range(20))
def test_money_in_cells_and_outside_is_all_the_money(seed):
    """To the cent, whatever was given back to whom."""
    ledger = nasty(seed).ledger()
    if ledger.first_day and small("year", ledger.last_day, ledger):
        found = clm.cohorts(ledger, every="year", measure="revenue")
        net = clm.Features.of(ledger, as_of=ledger.last_day)["monetary"]
        assert found.counts.sum() + found.outside == net.sum()


# What is counted.


def test_an_order_given_back_in_full_puts_nobody_into_a_cohort():
    """As known on the day: until the refund it did."""
    ledger = shop(
        ("ann", "2024-01-10", 10, "A"),
        ("ann", "2024-03-05", 20, "B"),
        ("ann", "2024-03-20", -10, "A"),
    )
    before = clm.cohorts(ledger, as_of="2024-03-19")
    after = clm.cohorts(ledger, as_of="2024-03-20")
    assert (before.cohorts[0].name, before.sizes.tolist()) == ("2024-01", [1])
    assert (after.cohorts[0].name, after.sizes.tolist()) == ("2024-03", [1])
    money = clm.cohorts(ledger, measure="revenue")
    assert (money.counts.tolist(), money.outside) == ([[1000]], 1000)
    assert money.notes[-1] == "10.00 EUR are of nobody's cohort, or from before it"


def test_gaps_are_rows_of_zeros_and_the_last_row_has_people():
    """Nobody came in February, and nobody in April and May."""
    ledger = shop(("ann", "2024-01-10", 10), ("bob", "2024-03-05", 20), ("ann", "2024-05-31", 5))
    found = clm.cohorts(ledger)
    assert [each.name for each in found.cohorts] == ["2024-01", "2024-02", "2024-03"]
    assert found.counts.tolist() == [[1, 0, 0, 0, 1], [0] * 5, [1, 0, 0, 0, 0]]
    assert np.isnan(found.rates[1]).all()
    assert found.rates[0].tolist() == [1, 0, 0, 0, 1]


def test_periods_that_are_not_over_are_marked_and_kept():
    """On the last day of May all is complete; a day earlier May is not."""
    ledger = shop(("ann", "2024-04-10", 10), ("bob", "2024-05-05", 20), ("ann", "2024-05-30", 5))
    may = clm.cohorts(ledger, as_of="2024-05-31")
    assert (may.complete == may.observed).all()
    early = clm.cohorts(ledger)
    assert early.as_of == date(2024, 5, 30)
    assert early.counts.tolist() == may.counts.tolist()
    assert early.complete.tolist() == [[True, False], [False, False]]
    assert early.notes == ("* the month 2024-05 goes on until 2024-05-31",)


@pytest.mark.parametrize("every", EVERY)
def test_completeness_is_what_a_walk_says(every):
    """Every kind of period, on every day of a month."""
    ledger = shop(("ann", "2024-02-27", 1))
    for day in (date(2024, 3, at) for at in range(1, 32)):
        found = clm.cohorts(ledger, every=every, as_of=day, week_start="thursday")
        over = is_over(found.periods[-1].first, day, every, "thursday")
        assert bool(found.complete[0, -1]) is over
        assert found.complete[0, :-1].all()


def test_cohorts_from_before_all_is_known_are_doubtful():
    """Those whose period starts before the day."""
    ledger = shop(("ann", "2024-01-10", 10), ("bob", "2024-02-05", 20), ("cem", "2024-03-30", 5))
    assert not clm.cohorts(ledger).doubtful.any()
    for day, doubtful in (("2024-02-01", [1, 0, 0]), ("2024-02-02", [1, 1, 0])):
        found = clm.cohorts(ledger, complete_from=day)
        assert found.doubtful.tolist() == [*map(bool, doubtful)]
        assert found.counts.tolist() == clm.cohorts(ledger).counts.tolist()


def test_nobody_who_ordered_is_no_error():
    """A shop that has only visits, or only orders that were given back, has no cohorts yet."""
    visits = shop().with_events("visit", customer=["ann"], when=["2024-01-10"])
    given_back = shop(("ann", "2024-01-10", 10, "A"), ("ann", "2024-01-20", -10, "A"))
    for ledger in (visits, given_back):
        for measure in MEASURES:
            found = clm.cohorts(ledger, measure=measure)
            assert (found.counts.shape, len(found), found.cohorts) == ((0, 0), 0, ())
            assert found.rates.shape == found.observed.shape == (0, 0)
            assert len(found.columns()["cohort"]) == 0
            assert "nobody has ordered" in repr(found)
            assert found.table()
            assert "nobody has ordered" in found._repr_html_()
            assert len(found.to_frame()) == 0


# Bad input.


@pytest.fixture(scope="module")
def ledger():
    """Two customers, one of them with a country."""
    told_of = shop(("ann", "2024-01-10", 10), ("bob", "2024-03-05", 20))
    return told_of.with_attributes(country={"ann": "DE"}, channel={"bob": "ads"})


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"every": "months"}, "every: no period 'months' → did you mean 'month'?"),
        ({"measure": "revenu"}, "measure: no measure 'revenu' → did you mean 'revenue'?"),
        (
            {"retention": "first-time"},
            "retention: no retention 'first-time' → did you mean 'first_time'",
        ),
        ({"by": "contry"}, "by: no attribute 'contry' → did you mean 'country'?"),
        ({"week_start": "Mon"}, "week_start: no day of the week 'Mon' → did you mean 'monday'"),
        ({"as_of": "tomorrow"}, "as_of: 'tomorrow' is no day"),
        (
            {"as_of": "2024-01-09"},
            "as_of: nobody is there on 2024-01-09 → give a day from 2024-01-10 on",
        ),
        ({"complete_from": "2024-02-30"}, "complete_from: '2024-02-30' is no day"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(ledger, asked, said):
    """One thing at a time."""
    with pytest.raises(SnapshotError) as caught:
        clm.cohorts(ledger, **asked)
    assert str(caught.value).startswith(said)


JUNK = (
    5,
    float("nan"),
    ["month"],
    {"a": 1},
    np.array(["month"]),
    np.array(["month", "week"]),
    np.array([]),
    np.datetime64("NaT", "D"),
    b"month",
    object(),
    True,
)


@pytest.mark.parametrize("name", ["every", "measure", "retention", "by", "as_of", "week_start"])
@pytest.mark.parametrize("junk", JUNK, ids=lambda each: repr(each)[:20])
def test_junk_is_refused_whatever_it_is(ledger, name, junk):
    """Also what cannot be hashed or compared."""
    with pytest.raises(SnapshotError, match=f"^{name}: "):
        clm.cohorts(ledger, **{name: junk})


def test_all_that_is_wrong_is_said_at_once():
    """Also that there is no ledger."""
    with pytest.raises(SnapshotError) as caught:
        clm.cohorts(
            None,
            every=1,
            measure=2,
            retention=3,
            by=4,
            as_of=5,
            week_start=6,
            complete_from=7,
        )
    where = [each.where for each in caught.value.faults]
    assert sorted(where) == sorted(
        ["ledger", "every", "measure", "retention", "by", "as_of", "week_start", "complete_from"]
    )


def test_a_ledger_without_events_has_no_day_to_look_at():
    """With or without a day."""
    for day in (None, "2024-01-01"):
        with pytest.raises(SnapshotError, match="ledger: has no events → add orders first"):
            clm.cohorts(shop(), as_of=day)


def test_attributes_are_wanting_where_there_are_none():
    """The error says how to add some."""
    with pytest.raises(SnapshotError, match="the ledger has none → add some with ledger.with_attr"):
        clm.cohorts(shop(("ann", "2024-01-10", 10)), by="country")
