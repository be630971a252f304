"""The ledger tells what happened: however it came in, whoever asks, and nothing else."""

import pickle
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given, settings
from hypothesis import strategies as st

import clm
from clm.errors import ColumnError, CurrencyError, LedgerError, UnknownNameError
from clm.ledger.ledger import Ledger
from clm.model.event import Order
from clm.model.money import Money
from nasty import FEATURES, interesting_days, nasty, shops

SOME = FEATURES[::4]


def rows_of(events):
    """Give events as plain rows, in an order of their own."""
    return sorted(
        (e.kind, e.day, e.amount.minor if e.amount else 0, str(e.order), e.channel or "")
        for e in events
    )


def by_oracle(shop):
    """Give the oracle's events of each customer as plain rows."""
    told = {}
    for e in shop.oracle()._events:
        told.setdefault(e.customer, []).append(
            (e.kind, e.day, e.minor, str(e.order), e.channel or "")
        )
    return {customer: sorted(rows) for customer, rows in told.items()}


def by_ledger(ledger):
    """Give all events of each customer as plain rows."""
    return {each: rows_of(ledger.customer(each)) for each in ledger.customers.tolist()}


def table(ledger, day):
    """Give some features of everybody on a day."""
    features = clm.Features.of(ledger, as_of=day)
    columns = [features[name].tolist() for name in SOME]
    return dict(zip(features.customers.tolist(), zip(*columns, strict=True), strict=True))


@given(shops())
@settings(max_examples=30)
def test_a_customer_shows_exactly_the_rows_that_are_hers(shop):
    """Kind, shop day, amount, order and channel of every row, by any of her ids."""
    ledger = shop.ledger()
    assert by_ledger(ledger) == by_oracle(shop)
    for each in ledger.customers.tolist():
        moments = [event.day for event in ledger.customer(each)]
        assert moments == sorted(moments)


def batched(shop):
    """Put all batches of orders into one."""
    names = dict.fromkeys(
        name for method, each in shop.calls if method == "orders" for name in each
    )
    lists = [
        name
        for name in names
        if name not in {"missing_customer", "aliases", "amount", "amount_minor"}
    ]
    orders = [columns for method, columns in shop.calls if method == "orders"]
    sizes = [len(columns["customer"]) for columns in orders]
    joined = {
        name: [
            item
            for columns, size in zip(orders, sizes, strict=True)
            for item in columns.get(name, [None] * size)
        ]
        for name in lists
    }
    return orders, joined


@given(shops())
@settings(max_examples=30)
def test_batches_appended_are_all_rows_at_once(shop):
    """The same customers, sums and events, whatever came in which call."""
    orders, joined = batched(shop)
    told = shop.oracle()
    if any(("amount" in columns) != ("amount" in orders[0]) for columns in orders):
        return
    name = "amount" if "amount" in orders[0] else "amount_minor"
    joined[name] = [item for columns in orders for item in columns[name]]
    rest = {key: orders[0][key] for key in ("missing_customer", "aliases") if key in orders[0]}
    events = [call for call in shop.calls if call[0] != "orders"]
    at_once = replace(shop, calls=(("orders", {**joined, **rest}), *events)).ledger()
    in_batches = shop.ledger()
    assert by_ledger(at_once) == by_ledger(in_batches)
    assert at_once.report().by_month == in_batches.report().by_month
    for day in told.days()[:3]:
        assert table(at_once, day) == table(in_batches, day)


@pytest.mark.parametrize("seed", range(25))
def test_the_order_of_rows_changes_nothing_but_the_order_of_customers(seed):
    """Arrival orders storage only, never a result."""
    shop, dice = nasty(seed), Random(seed)
    calls = []
    for method, columns in shop.calls:
        size = len(columns["customer"])
        places = dice.sample(range(size), size)
        calls.append(
            (
                method,
                {
                    k: [v[at] for at in places] if isinstance(v, list) else v
                    for k, v in columns.items()
                },
            )
        )
    shuffled = replace(shop, calls=tuple(calls)).ledger()
    ledger = shop.ledger()
    assert by_ledger(shuffled) == by_ledger(ledger)
    for day in interesting_days(shop)[::9]:
        assert table(shuffled, day) == table(ledger, day)


@pytest.mark.parametrize("seed", range(40, 60))
def test_some_customers_kept_are_those_customers(seed):
    """What happened to the others is gone, and nothing of hers is."""
    ledger = nasty(seed).ledger()
    kept = ledger.customers.tolist()[::2]
    assert by_ledger(ledger.only(kept)) == {each: by_ledger(ledger)[each] for each in kept}
    assert pickle.loads(pickle.dumps(ledger.only(kept))).customers.tolist() == kept
    if ledger.last_day:
        whole, part = table(ledger, ledger.last_day), table(ledger.only(kept), ledger.last_day)
        assert part == {each: whole[each] for each in kept}


LEDGER = Ledger.from_columns(
    customer=["ann", "bob", "guest"],
    when=["2024-05-01", "2024-05-03", "2024-06-10"],
    amount=["12.00", "30.50", "-12.00"],
    order=["A", "B", "A"],
    currency="EUR",
    aliases={"guest": "ann"},
)
DAY = ["2024-05-02"]


def test_a_ledger_reads_as_a_line():
    """Lines of one order are one order, and kinds have their plurals."""
    parts = "2 orders · 1 refund · 2 touches · 2 customers · EUR · 2024-05-01 … 2024-06-10"
    held = LEDGER.with_events("touch", customer=["ann", "bob"], when=DAY * 2)
    assert repr(held) == f"<Ledger {parts}>"
    assert parts in held._repr_html_()
    empty = Ledger.from_columns(customer=[], when=[], amount=[], currency="EUR")
    assert repr(empty) == "<Ledger 0 orders · 0 customers · EUR · no day>"
    assert (empty.first_day, empty.last_day, len(empty)) == (None, None, 0)
    assert (LEDGER.first_day, LEDGER.last_day) == (date(2024, 5, 1), date(2024, 6, 10))


def test_a_negative_row_is_the_refund_that_events_tell():
    """Both ways of telling it give the same ledger."""
    sold = Ledger.from_columns(customer=["ann"], when=DAY, amount=[5], order=["A"], currency="EUR")
    back = Ledger.from_columns(customer=["ann"], when=DAY, amount=[-5], order=["A"], currency="EUR")
    told = sold.with_events("refund", customer=["ann"], when=DAY, amount=[5], refund_of=["A"])
    assert sold.append(back).customer("ann") == told.customer("ann")
    assert repr(told.report()) == repr(sold.append(back).report())


@pytest.mark.parametrize("amount", [[0], [-5], ["0.00"], None, [None]])
def test_a_refund_gives_something_back(amount):
    """A positive amount, and there must be one."""
    with pytest.raises((LedgerError, ColumnError), match="amount"):
        LEDGER.with_events("refund", customer=["ann"], when=DAY, amount=amount, refund_of=["A"])


def test_a_refund_is_the_same_customers_as_its_order():
    """An order of another customer is refused; an unknown one waits."""
    refund = {"when": DAY, "amount": [1], "refund_of": ["A"]}
    with pytest.raises(LedgerError, match="refund of order 'A'"):
        LEDGER.with_events("refund", customer=["bob"], **refund)
    LEDGER.with_events("refund", customer=["guest"], **refund)
    waiting = LEDGER.with_events("refund", customer=["bob"], when=DAY, amount=[1], refund_of=["Z"])
    late = {"when": DAY, "amount": [1], "order": ["Z"], "currency": "EUR"}
    assert (
        waiting.append(Ledger.from_columns(customer=["bob"], **late)).report().refunds_unlinked == 0
    )
    with pytest.raises(LedgerError):
        waiting.append(Ledger.from_columns(customer=["ann"], **late))


def test_orders_are_no_events():
    """They come in by append."""
    with pytest.raises(LedgerError, match="append"):
        LEDGER.with_events("order", customer=["ann"], when=DAY, amount=[1])


def test_orders_as_objects_are_orders_as_columns():
    """Ids, channels, refunds and datetimes."""
    euros = [Money(5, "EUR"), Money("-1.50", "EUR")]
    orders = [
        Order(customer="ann", when=date(2024, 5, 2), amount=euros[0], id="A", channel="ads"),
        Order(customer="bob", when=date(2024, 5, 2), amount=euros[1]),
    ]
    columns = {
        "customer": ["ann", "bob"],
        "when": DAY * 2,
        "amount": [5, -1.5],
        "order": ["A", None],
    }
    same = Ledger.from_columns(**columns, channel=["ads", None], currency="EUR")
    made = Ledger.from_orders(iter(orders))
    assert by_ledger(made) == by_ledger(same)
    assert len(Ledger.from_orders([], currency="EUR")) == 0
    with pytest.raises(CurrencyError):
        Ledger.from_orders(
            [*orders, Order(customer="c", when=date(2024, 5, 2), amount=Money(1, "USD"))]
        )
    with pytest.raises(ColumnError, match=r"orders\[0\]"):
        Ledger.from_orders([5])


def test_repeats_across_batches_are_dropped_or_refused():
    """The same row sent twice is one row; another row under its name is an error."""
    row = {"customer": ["ann"], "when": DAY, "amount": [5], "row_id": ["r"], "currency": "EUR"}
    first = Ledger.from_columns(**row)
    assert first.append(first).report().dropped["repeated_row"] == 1
    with pytest.raises(LedgerError, match="row_id"):
        first.append(Ledger.from_columns(**{**row, "amount": [6]}))


def test_ids_are_of_one_type_and_never_changed():
    """Whole floats are numbers; text is not stripped, folded or cut."""
    made = {"when": DAY, "amount": [1], "currency": "EUR"}
    floats = Ledger.from_columns(customer=np.array([7.0]), **made)
    assert (floats.customers.tolist(), 7 in floats, "7" in floats) == ([7], True, False)
    spaced = Ledger.from_columns(customer=[" ann "], **made)
    assert (" ann " in spaced, "ann" in spaced) == (True, False)
    for wrong in ([1.5], [True], [b"ann"], [["ann"]]):
        with pytest.raises(ColumnError, match="customer"):
            Ledger.from_columns(customer=wrong, **made)
    with pytest.raises(ColumnError, match="customer"):
        floats.append(spaced)


@pytest.mark.parametrize("who", ["anne", 5, None, [1], 1.0, float("nan"), True])
def test_nobody_is_named_by_the_nearest(who):
    """Whatever is asked for, the answer is an error of ours."""
    assert who not in LEDGER
    with pytest.raises(UnknownNameError):
        LEDGER.customer(who)
    with pytest.raises(UnknownNameError, match="did you mean 'ann'"):
        LEDGER.only(["ann", "anne"])


def test_several_customers_are_no_single_value():
    """A name would fall into letters."""
    for wrong in ("ann", 5, None):
        with pytest.raises(ColumnError, match="customers"):
            LEDGER.only(wrong)
    assert LEDGER.only(iter(["guest"])).customers.tolist() == ["ann"]
    assert len(LEDGER.only([])) == 0


def test_attributes_are_known_by_any_id_and_travel_with_the_customer():
    """Through aliases, batches and selections; all unknown customers are named."""
    known = LEDGER.with_attributes(country={"guest": "DE", "bob": "FR"}, self={"ann": 1})
    assert known.customer("ann").attributes == {"country": "DE", "self": 1}
    assert known.only(["bob"]).customer("bob").attributes == {"country": "FR"}
    guest = {"customer": ["guest"], "when": DAY, "amount": [1], "currency": "EUR"}
    before = Ledger.from_columns(**guest).with_attributes(country={"guest": "AT"})
    assert before.append(LEDGER).customer("ann").attributes == {"country": "AT"}
    with pytest.raises(UnknownNameError) as caught:
        LEDGER.with_attributes(country={"anne": "DE"}, tier={"bop": 1})
    assert len(caught.value.faults) == 2
    with pytest.raises(ColumnError, match="country"):
        LEDGER.with_attributes(country=["DE"])


def test_ledgers_on_other_terms_do_not_meet():
    """Currency, time zone, matching, and what is no ledger."""
    row = {"customer": ["ann"], "when": DAY, "amount": [1]}
    for terms, error in (
        ({"currency": "USD"}, CurrencyError),
        ({"currency": "EUR", "timezone": "Europe/Berlin"}, LedgerError),
        ({"currency": "EUR", "match_refunds": "exact"}, LedgerError),
    ):
        with pytest.raises(error):
            LEDGER.append(Ledger.from_columns(**row, **terms))
    with pytest.raises(LedgerError, match="no ledger"):
        LEDGER.append("ledger")


def test_a_failed_call_changes_nothing():
    """The ledger before it says the same afterwards."""
    before = repr(LEDGER.report()), by_ledger(LEDGER), LEDGER.customers.tolist()
    bad = {"customer": ["new", None], "when": ["soon", "2024-05-01"], "amount": [1, None]}
    for kind in ("visit", "refund"):
        with pytest.raises(ColumnError):
            LEDGER.with_events(kind, **bad)
    assert (repr(LEDGER.report()), by_ledger(LEDGER), LEDGER.customers.tolist()) == before


@given(st.integers(0, 2))
def test_the_callers_arrays_are_never_kept(at):
    """Writing into them afterwards changes nothing, and the ledger's own are read-only."""
    columns = {
        "customer": np.array([3, 1, 2]),
        "when": np.array(["2024-05-01"] * 3, "datetime64[us]"),
        "amount_minor": np.array([1, 2, 3]),
        "order": np.array([7, 8, 9]),
    }
    ledger = Ledger.from_columns(**columns, currency="EUR")
    before = by_ledger(ledger)
    for column in columns.values():
        column[at] = column[0] if column.dtype.kind == "i" else np.datetime64("1999-01-01")
    assert by_ledger(ledger) == before
    arrays = [ledger.customers, ledger.arrivals.day, *ledger.rows("order").columns().values()]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(FrozenInstanceError):
        ledger.terms = None
