"""Laws that hold for every shop, whatever its customers do, over every feature there is.

What templates promise is in `clm.testing`, and tried in `tests/testing`.
"""

import pickle
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

import clm
from asking import KEYS, answers, by_customer, examples
from nasty import FEATURES, days, interesting_days, nasty, picked, shops, until

SOME_KEYS = ("exponea-14", "clm-14", "five-stage", "growth-accounting")


def everything(ledger, day):
    """Ask every feature, and everybody's place in some templates."""
    features = clm.Features.of(ledger, as_of=day)
    asked = {text: answers(features, text) for text in FEATURES}
    return asked | {key: segments(ledger, key, day) for key in SOME_KEYS}


def segments(ledger, key, day, **rest):
    return by_customer(clm.snapshot(ledger, key, as_of=day, **rest), "segment")


def shuffled(told, order):
    """Permute the rows of every call, and all calls but the first."""
    calls = []
    for method, columns in told.calls:
        size = len(columns["customer"])
        line = order.sample(range(size), size)
        calls.append(
            (
                method,
                {
                    name: [each[at] for at in line] if isinstance(each, list) else each
                    for name, each in columns.items()
                },
            )
        )
    return replace(told, calls=(calls[0], *reversed(calls[1:])))


def renamed(told, rename):
    """Give every customer another id."""
    calls = []
    for method, columns in told.calls:
        changed = columns | {"customer": [rename(each) for each in columns["customer"]]}
        if columns.get("aliases"):
            pairs = columns["aliases"].items()
            changed["aliases"] = {rename(old): rename(new) for old, new in pairs}
        calls.append((method, changed))
    return replace(told, calls=tuple(calls))


@examples(20)
@given(st.data(), shops(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_snapshot(data, told, order):
    """Arrival orders storage only, and snapshots are compared by customer."""
    day, key = data.draw(days(told)), data.draw(st.sampled_from(KEYS))
    changed = shuffled(told, order).ledger()
    assert clm.snapshot(changed, key, as_of=day) == clm.snapshot(told.ledger(), key, as_of=day)
    assert everything(changed, day) == everything(told.ledger(), day)


@examples(20)
@given(st.data(), shops())
def test_other_names_change_nothing_but_names(data, told):
    """Nothing depends on what a customer is called."""
    day = data.draw(days(told))

    def rename(customer):
        if customer is None:
            return None
        return f"{customer}!" if isinstance(customer, str) else 3 - 2 * customer

    was = everything(told.ledger(), day)
    now = everything(renamed(told, rename).ledger(), day)
    assert now == {
        asked: {rename(customer): each for customer, each in found.items()}
        for asked, found in was.items()
    }


@examples(20)
@given(st.data(), shops())
def test_batches_make_the_same_ledger_as_all_at_once(data, told):
    """Rows may come in parts: each order row by itself joins what is there."""
    day = data.draw(days(told))
    split = data.draw(st.integers(0, len(told.calls[0][1]["customer"])))
    first = picked(replace(told, calls=told.calls[:1]), lambda _, __, at: at < split)
    second = picked(replace(told, calls=told.calls[:1]), lambda _, __, at: at >= split)
    parts = replace(told, calls=(*first.calls, *second.calls, *told.calls[1:]))
    assert everything(parts.ledger(), day) == everything(told.ledger(), day)


@examples(25)
@given(st.data(), shops())
def test_later_events_never_change_an_earlier_snapshot(data, told):
    """What happens after a day cannot be seen on it, also where refunds are matched."""
    day = data.draw(days(told))
    before, after = until(told, day).ledger(), told.ledger()
    assert everything(after, day) == everything(before, day)
    for key in SOME_KEYS:
        assert clm.snapshot(after, key, as_of=day) == clm.snapshot(before, key, as_of=day)


@pytest.mark.parametrize("key", KEYS)
def test_a_template_is_read_back_as_it_was_written(key):
    """TOML to template to TOML is stable."""
    template = clm.templates[key]
    again = clm.Template.from_toml(template.to_toml())
    assert again == template
    assert again.fingerprint == template.fingerprint
    assert again.to_toml() == template.to_toml()


@examples(15)
@given(st.sampled_from(KEYS), st.integers(1, 400))
def test_a_template_with_other_parameters_is_read_back_too(key, number):
    """Whatever values the parameters have."""
    name = next(iter(clm.templates[key].parameters), None)
    assume(name is not None)
    try:
        template = clm.templates[key].with_parameters(**{name: number})
    except clm.errors.TemplateError:
        reject()
    assert clm.Template.from_toml(template.to_toml()) == template


@examples(20)
@given(st.data(), shops())
def test_a_saved_snapshot_is_the_snapshot(tmp_path_factory, data, told):
    """Equal to itself, made again, written and read, and read twice over."""
    day, key = data.draw(days(told)), data.draw(st.sampled_from(KEYS))
    snap = clm.snapshot(told.ledger(), key, as_of=day)
    path = tmp_path_factory.mktemp("saved") / "snap"
    snap.save(path)
    read = clm.Snapshot.load(path)
    assert snap == clm.snapshot(told.ledger(), key, as_of=day)
    assert read == snap
    assert snap == read
    assert str(read.summary()) == str(snap.summary())
    assert pickle.loads(pickle.dumps(read)) == snap


@examples(20)
@given(st.data(), shops(), st.randoms(use_true_random=False))
def test_merged_customers_have_been_one_from_the_start(data, told, chance):
    """Rows under a guest's id count as if they had come under her own."""
    day = data.draw(days(told))
    known = [
        each
        for _, columns in told.calls
        for each in columns["customer"]
        if each is not None and each not in (columns.get("aliases") or {})
    ]
    assume(known)
    whose = chance.choice(known)
    guest = "a guest" if isinstance(whose, str) else 123_456
    calls = [
        (
            method,
            columns
            | {
                "customer": [
                    guest if each == whose and chance.random() < 0.5 else each
                    for each in columns["customer"]
                ],
                "aliases": {**(columns.get("aliases") or {}), guest: whose},
            },
        )
        for method, columns in told.calls
        if method == "orders"
    ]
    one = replace(told, calls=tuple(call for call in told.calls if call[0] == "orders"))
    assert everything(replace(told, calls=tuple(calls)).ledger(), day) == everything(
        one.ledger(), day
    )


def with_order(ledger, customer, day):
    """Add one order with an id that nobody has used."""
    text = any(isinstance(each, str) for each in ledger.customers.tolist())
    return ledger.append(
        clm.Ledger.from_columns(
            customer=[customer],
            when=[day],
            amount_minor=[1000],
            order=["a new order"] if text else [987_654_321],
            currency=ledger.currency,
            timezone=ledger.terms.timezone,
            match_refunds=ledger.terms.match_refunds,
        )
    )


@examples(25)
@given(st.data(), shops())
def test_one_more_order_never_lowers_f(data, told):
    """Under a frozen scale, whenever the order is placed."""
    day = data.draw(days(told))
    ledger = told.ledger()
    before = clm.snapshot(ledger, "rfm-11", as_of=day)
    assume(before.scale.cuts["f"])
    customer = data.draw(st.sampled_from(list(before)))
    placed = data.draw(st.sampled_from([each for each in interesting_days(told) if each <= day]))
    after = clm.snapshot(with_order(ledger, customer, placed), before.fitted, as_of=day)
    was, now = by_customer(before, "f"), by_customer(after, "f")
    assert now[customer] >= was[customer]
    assert all(now[each] == was[each] for each in before if each != customer)


@examples(25)
@given(st.data(), shops(), st.integers(0, 1000))
def test_time_alone_never_raises_r(data, told, later):
    """Under a frozen scale, while nothing happens."""
    day = data.draw(days(told))
    assume(day.year < 9990)
    ledger = until(told, day).ledger()
    before = clm.snapshot(ledger, "rfm-11", as_of=day)
    after = clm.snapshot(ledger, before.fitted, as_of=day + timedelta(days=later))
    was, now = by_customer(before, "r"), by_customer(after, "r")
    assert was.keys() == now.keys()
    assert all(now[each] <= was[each] for each in was)


@pytest.mark.parametrize("key", KEYS)
def test_every_history_lands_in_a_cell_that_the_proof_calls_feasible(key):
    """A snapshot of any shop on any day raises nothing."""
    for seed in range(1000, 1050):
        ledger, every = told_once(seed)
        for day in Random(seed).sample(every, min(4, len(every))):
            snap = clm.snapshot(ledger, key, as_of=day)
            assert sum(snap.counts().values()) == len(snap)


@cache
def told_once(seed):
    """Tell a shop of a seed, and its interesting days."""
    return nasty(seed).ledger(), interesting_days(nasty(seed))
