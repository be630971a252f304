"""One more order, more money, and days that pass: nothing else changes."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.features.catalog import Feature
from clm.lifecycle.witnesses import changes
from clm.lifecycle.witnesses.changes import spread, with_days, with_money, with_order
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase

SEEDS = st.integers(0, 2**32)
ORDERS, MONEY = Feature.parse("orders"), Feature.parse("total('order')")
AGES = [Feature.parse(text) for text in ("recency", "tenure", "last('visit')", "first('visit')")]


def lived(dice):
    orders = tuple(
        Purchase((Line(dice.randint(0, 40), dice.randint(0, 50), dice.choice((None, "ads"))),))
        for _ in range(dice.randint(1, 4))
    )
    moments = tuple(Moment("visit", dice.randint(0, 40)) for _ in range(dice.randint(0, 3)))
    return History(orders, moments)


@examples(40)
@given(SEEDS, st.integers(1, 4))
def test_the_last_of_the_orders_is_the_one_more(seed, short):
    history = lived(Random(seed))
    made = list(with_order(history, short))
    assert made
    for change in made:
        assert change.before.value(ORDERS) == history.value(ORDERS) + short - 1
        assert change.after.value(ORDERS) == history.value(ORDERS) + short
        assert change.after.orders[:-1] == change.before.orders
        assert change.after.moments == history.moments


def test_orders_by_the_thousand_are_not_written_down():
    assert not list(with_order(History(), changes.MANY + 1))


def test_the_first_order_is_an_order_too():
    change = next(with_order(History(moments=(Moment("visit", 3),)), 1))
    assert (change.before.value(ORDERS), change.after.value(ORDERS)) == (0, 1)


@examples(40)
@given(SEEDS)
def test_more_money_is_nothing_but_money(seed):
    history = lived(Random(seed))
    made = list(with_money(history, (1, 700)))
    assert len(made) == 2 * len(history.orders)
    for change in made:
        assert change.before == history
        assert change.after.value(MONEY) - history.value(MONEY) in (1, 700)
        assert all(change.after.value(each) == history.value(each) for each in (ORDERS, *AGES))


@examples(40)
@given(SEEDS)
def test_days_make_everything_older_and_nothing_else(seed):
    history = lived(Random(seed))
    for change in with_days(history, (10, 30)):
        days = int(change.words.split()[0])
        assert change.after.value(ORDERS) == change.before.value(ORDERS) == history.value(ORDERS)
        assert change.after.value(MONEY) == history.value(MONEY)
        for each in AGES:
            before, after = change.before.value(each), change.after.value(each)
            assert after == (None if before is None else before + days)


@examples(40)
@given(SEEDS)
def test_whoever_is_spread_stays_within_her_windows(seed):
    history = lived(Random(seed))
    apart = spread(history, (10, 30))
    for window in ("days=10", "days=20, ago=10", "ago=30"):
        for kind in ("order", "visit"):
            feature = Feature.parse(f"count('{kind}', {window})")
            assert apart.value(feature) == history.value(feature)


@pytest.mark.parametrize(("number", "days"), [(1, [3]), (2, [3, 29]), (3, [3, 16, 29])])
def test_orders_of_one_day_are_set_apart(number, days):
    history = History((Purchase((Line(3, 10),)),) * number)
    assert [order.first.age for order in spread(history, (30,)).orders] == days
