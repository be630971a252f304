"""Customers merged in a ledger are the one that they would have been from the start."""

import pickle
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import clm
from as_one import as_another, some_merge
from asking import KEYS, answers, examples, places
from clm.errors import LedgerError, UnknownNameError
from clm.ledger.merging import Merge
from nasty import FEATURES, interesting_days, nasty, shops

LEDGER = clm.Ledger.from_columns(
    customer=["guest-7", "bob", "ann", "guest-3"],
    when=["2024-05-01", "2024-05-03", "2024-06-10", "2024-06-11"],
    amount=[10, 20, 30, 40],
    currency="EUR",
    aliases={"old bob": "bob"},
)
DAY = ["2024-07-01"]


def shop(customer, amount, **rest):
    """Make a ledger of orders of one day."""
    columns = {"customer": customer, "when": DAY * len(amount), "amount": amount}
    return clm.Ledger.from_columns(**columns, currency="EUR", **rest)


def everything(ledger):
    """Give all that a ledger says."""
    people = {each: ledger.customer(each) for each in ledger.customers.tolist()}
    return people, repr(ledger), repr(ledger.report()), ledger.arrivals.day.tolist()


# --- merging is having been one from the start


@pytest.mark.parametrize("start", range(0, 160, 40))
def test_merged_customers_are_those_of_the_oracle(start):
    """Every feature of everybody, and every template, in shops that were told so at once."""
    for seed in range(start, start + 40):
        told, dice = nasty(seed), Random(seed)
        mapping = some_merge(told.ledger(), dice)
        merged, one = told.ledger().merge_customers(mapping), as_another(told, mapping).oracle()
        for day in dice.sample(days := interesting_days(told), min(2, len(days))):
            features = clm.Features.of(merged, as_of=day)
            for text in FEATURES:
                asked = (seed, day, text)
                assert (asked, answers(features, text)) == (asked, one.features(text, day))


@examples(30)
@given(shops(), st.randoms(use_true_random=False))
def test_merged_ledgers_are_those_told_so_at_once(told, dice):
    """Rows, customers in their order, report, days: all of it, and every template's places."""
    mapping = some_merge(told.ledger(), dice)
    merged, once = told.ledger().merge_customers(mapping), as_another(told, mapping).ledger()
    assert everything(merged) == everything(once)
    assert merged.customers.tolist() == once.customers.tolist()
    for old, new in mapping.items():
        assert merged.customer(old) == merged.customer(new)
    day = dice.choice(interesting_days(told))
    for key in KEYS:
        assert places(clm.snapshot(merged, key, as_of=day)) == places(
            clm.snapshot(once, key, as_of=day)
        )


def told_in_two(told, at, between):
    """Tell a shop, and do something to the ledger before the call with that number."""
    ledger = None
    for number, (method, columns) in enumerate(told.calls):
        ledger = between(ledger) if number == at else ledger
        if ledger is None:
            ledger = told._orders(columns)
        elif method == "orders":
            ledger = ledger.append(told._orders(columns))
        else:
            rest = {name: column for name, column in columns.items() if name != "kind"}
            ledger = ledger.with_events(columns["kind"], **rest)
    return ledger


@examples(30)
@given(shops(), st.data())
def test_later_rows_may_name_the_old_ids(told, data):
    """Whether they are appended or come as events, merged before or afterwards."""
    assume(len(told.calls) > 1)
    at = data.draw(st.integers(1, len(told.calls) - 1))
    before = told_in_two(replace(told, calls=told.calls[:at]), None, None)
    mapping = some_merge(before, data.draw(st.randoms(use_true_random=False)))
    ledger = told_in_two(told, at, lambda ledger: ledger.merge_customers(mapping))
    assert everything(ledger) == everything(as_another(told, mapping).ledger())


@examples(30)
@given(shops(), st.randoms(use_true_random=False))
def test_ledgers_with_different_merges_meet(told, dice):
    """From either side; each brings what was merged in it."""
    batch = dice.choice([call for call in told.calls if call[0] == "orders"])
    mine, theirs = told.ledger(), replace(told, calls=(batch,)).ledger()
    mapping = some_merge(mine, dice)
    one, other = (
        {old: new for old, new in mapping.items() if old in each and new in each}
        for each in ({*mine.customers.tolist()}, {*theirs.customers.tolist()})
    )
    one = {old: new for old, new in one.items() if dice.random() < 0.5}
    sides = [mine.merge_customers(one), theirs.merge_customers(other)]
    for (left, right), (first, second) in zip(
        (sides, sides[::-1]), ((mine, theirs), (theirs, mine)), strict=True
    ):
        at_once = first.append(second).merge_customers(one | other)
        assert everything(left.append(right)) == everything(at_once)


def test_what_the_other_ledger_merged_further_is_followed():
    """The guest became another guest here, and that one became ann there."""
    guests = shop(["g3", "g7"], [5, 5])
    ann = shop(["ann"], [5], aliases={"g7": "ann"})
    here = guests.merge_customers({"g3": "g7"})
    for both in (here.append(ann), ann.append(here)):
        assert both.customers.tolist() == ["ann"]
        assert both.customer("g3").net.minor == 1500


@examples(20)
@given(shops(), st.randoms(use_true_random=False))
def test_one_merge_after_another_is_all_of_them_at_once(told, dice):
    """Earlier merges survive later ones, in whatever steps they come."""
    ledger, stepwise, steps = told.ledger(), told.ledger(), {}
    for _ in range(4):
        mapping = some_merge(stepwise, dice)
        stepwise = stepwise.merge_customers(mapping)
        steps = {old: mapping.get(new, new) for old, new in steps.items()} | mapping
    at_once = ledger.merge_customers(steps)
    assert everything(stepwise) == everything(at_once)
    assert stepwise.contents.books.aliases == at_once.contents.books.aliases
    assert stepwise.customers.tolist() == at_once.customers.tolist()


@settings(max_examples=20)
@given(shops(), st.randoms(use_true_random=False))
def test_merged_ledgers_are_saved_pickled_and_selected(tmp_path_factory, told, dice):
    """With all ids of everybody, and a merge of nobody is none."""
    mapping = some_merge(told.ledger(), dice)
    merged = told.ledger().merge_customers(mapping)
    path = tmp_path_factory.mktemp("merged") / "ledger"
    merged.save(path)
    for again in (clm.Ledger.load(path), pickle.loads(pickle.dumps(merged))):
        assert everything(again) == everything(merged)
        assert all(again.customer(old) == merged.customer(old) for old in mapping)
    for old, new in mapping.items():
        assert everything(merged.only([old]))[0] == {new: merged.customer(new)}
        first = told.ledger().only((old, new)).merge_customers({old: new})
        assert first.customer(new) == told.ledger().merge_customers({old: new}).customer(new)
    assert everything(merged.merge_customers({})) == everything(merged)


def test_refunds_are_matched_anew():
    """A refund of the guest finds the order of the customer, and the one id is one order."""
    sold = {"when": ["2024-05-01", "2024-05-02", "2024-05-03"], "amount": [10, -10, 5]}
    apart = clm.Ledger.from_columns(
        customer=["ann", "guest", "ann"], **sold, currency="EUR", match_refunds="exact"
    )
    merged = apart.merge_customers({"guest": "ann"})
    assert (apart.report().refunds_linked, merged.report().refunds_linked) == (0, 1)
    assert clm.Features.of(merged, as_of="2024-05-01")["orders"].tolist() == [1]
    assert clm.Features.of(merged, as_of="2024-05-02")["orders"].tolist() == [0]
    assert clm.Features.of(merged, as_of="2024-05-03")["orders"].tolist() == [1]


def test_attributes_come_along():
    """Her own value goes before, then that of whoever is named first, and news go to her."""
    known = LEDGER.with_attributes(
        country={"guest-3": "FR", "guest-7": "DE"}, tier={"ann": 1, "guest-7": 2}
    )
    merged = known.merge_customers({"guest-7": "ann", "guest-3": "ann"})
    assert merged.customer("ann").attributes == {"country": "DE", "tier": 1}
    turned = known.merge_customers({"guest-3": "ann"}).merge_customers({"guest-7": "ann"})
    assert turned.customer("guest-7").attributes == {"country": "FR", "tier": 1}
    assert merged.with_attributes(tier={"guest-3": 5}).customer("ann").attributes["tier"] == 5
    assert set(merged.attributes.customers()) == {"ann"}


def test_earlier_merges_survive():
    """Whoever was merged into a guest belongs to whom the guest becomes."""
    once = LEDGER.merge_customers({"guest-3": "guest-7"})
    twice = once.merge_customers({"guest-7": "ann"})
    assert twice.customers.tolist() == ["ann", "bob"]
    assert twice.contents.books.aliases == dict.fromkeys(("guest-3", "guest-7"), "ann") | {
        "old bob": "bob"
    }
    later = twice.with_events("visit", customer=["guest-3", "old bob"], when=DAY * 2)
    assert [event.kind for event in later.customer("ann").events][-1] == "visit"
    assert len(LEDGER) == 4


def test_numbers_are_ids_like_any_other():
    """As whole floats and numpy's own, too."""
    merged = shop([7, 8, 9], [1, 2, 3]).merge_customers({np.int64(7): 9.0})
    assert (merged.customers.tolist(), merged.customer(7).net.minor) == ([9, 8], 400)


# --- what is refused


@pytest.mark.parametrize(
    ("mapping", "faults"),
    [
        (
            {"guest-7": "guest-3", "guest-3": "ann"},
            ["mapping['guest-7']: 'guest-3' is itself renamed → name the customer at the end, …"],
        ),
        (
            {"ann": "bob", "bob": "ann"},
            ["mapping['ann']: 'ann' → 'bob' → 'ann' goes round in a circle → name who stays"],
        ),
        ({"ann": "ann"}, ["mapping['ann']: stands for itself → leave it out"]),
        (
            {"old bob": "ann"},
            ["mapping['old bob']: 'old bob' is an alias of 'bob' already → merge 'bob' and 'ann'"],
        ),
        (
            {"old bob": "bob"},
            ["mapping['old bob']: 'old bob' is an alias of 'bob' already → leave it out"],
        ),
        (
            {"ann": "old bob"},
            ["mapping['ann']: 'old bob' is an alias of 'bob' → write 'bob'"],
        ),
        ([("guest-7", "ann")], ["mapping: [('guest-7', 'ann')] is no mapping → write …"]),
        (None, ["mapping: None is no mapping → write …"]),
        (
            {"guest-7": ["ann"], 5: "ann", float("nan"): "ann", "bobb": "old bob"},
            [
                "mapping['guest-7']: 'guest-7' and ['ann'] are not two ids of one type → …",
                "mapping[5]: 5 and 'ann' are not two ids of one type → …",
                "mapping[nan]: nan and 'ann' are not two ids of one type → …",
                "mapping['bobb']: 'old bob' is an alias of 'bob' → write 'bob'",
                "mapping: no customer 'bobb' → did you mean 'bob'?",
            ],
        ),
    ],
    ids=repr,
)
def test_everything_that_is_wrong_is_told_at_once(mapping, faults):
    """By name, and with what would be right."""
    with pytest.raises(LedgerError) as caught:
        LEDGER.merge_customers(mapping)
    for fault, expected in zip(caught.value.faults, faults, strict=True):
        assert str(fault).startswith(expected.rstrip("…")) or str(fault) == expected
    assert everything(LEDGER)[0].keys() == {"guest-7", "bob", "ann", "guest-3"}


def test_unknown_customers_are_told_with_the_nearest():
    """On either side, of another type, and of none of them more than once."""
    with pytest.raises(UnknownNameError, match="no customer 'anne' → did you mean 'ann'") as caught:
        LEDGER.merge_customers({"guest-7": "anne", "guest-3": "anne", "bbo": "ann"})
    assert (caught.value.name, caught.value.others) == ("anne", ("bbo",))
    with pytest.raises(UnknownNameError, match="no customer 7"):
        LEDGER.merge_customers({7: 8})
    with pytest.raises(UnknownNameError):
        LEDGER.only(["bob"]).merge_customers({"guest-7": "bob"})


def test_somebody_of_whom_nothing_is_there_is_unknown():
    """An alias at the door may wait for a customer; a merge is of those who are there."""
    waiting = shop(["ann"], [1], aliases={"guest": "zoe"})
    with pytest.raises(UnknownNameError, match="no customer 'zoe'"):
        waiting.merge_customers({"ann": "zoe"})
    with pytest.raises(LedgerError, match="'guest' is an alias of 'zoe' already"):
        waiting.merge_customers({"guest": "ann"})


def test_many_faults_are_counted():
    """The first ten are told."""
    mapping = {f"guest-{at}": f"guest-{at + 1}" for at in range(30)}
    with pytest.raises(LedgerError) as caught:
        LEDGER.merge_customers(mapping)
    assert len(caught.value.faults) == 21
    assert "19 more of the same kind" in str(caught.value.faults[10])


def test_ledgers_that_contradict_each_other_do_not_meet():
    """One says that the guest is ann, the other that he is bob; or each is the other."""
    guest_is_ann = LEDGER.merge_customers({"guest-7": "ann"})
    with pytest.raises(LedgerError, match=r"aliases\['guest-7'\]: is 'ann' and 'bob'"):
        guest_is_ann.append(LEDGER.merge_customers({"guest-7": "bob"}))
    with pytest.raises(LedgerError, match="goes round in a circle"):
        guest_is_ann.append(LEDGER.merge_customers({"ann": "guest-7"}))


# --- the merge itself


def test_a_merge_knows_its_groups():
    """Everybody who stays comes first among her ids, in the order in which they are named."""
    merge = Merge({"b": "a", "d": "c", "e": "a"})
    assert merge.groups == {"a": ["a", "b", "e"], "c": ["c", "d"]}
    assert merge.added_to({"x": "b", "y": "z"}) == {"x": "a", "y": "z"} | merge.pairs
