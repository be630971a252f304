"""Whoever is exhibited takes the step, by counting by hand."""

from hypothesis import given
from hypothesis import strategies as st

import customers
import walks
from asking import examples
from clm.features.catalog import Feature
from clm.lifecycle.findings.exhibits import Exhibitor
from clm.lifecycle.findings.steps import falls, rises
from clm.lifecycle.registry import templates

SEEDS = st.integers(0, 2**32)
TENURE = Feature.parse("tenure")


def rows(history):
    """A history in the form of the plain customers."""
    orders = [
        [(line.age, line.amount, line.channel, order.hour) for line in order.lines]
        for order in history.orders
    ]
    back = [
        (m.age, m.amount, m.channel, m.hour, m.of) for m in history.moments if m.kind == "refund"
    ]
    events = [
        (m.kind, m.age, m.amount, m.channel, m.hour) for m in history.moments if m.kind != "refund"
    ]
    return orders, back, events


def person(dice, words, witness):
    found = customers.Person(dice, words)
    found.rows, found.extra, found.cuts = rows(witness.history), witness.extra, witness.cuts
    return found


def shown(proof, cause, steps):
    """Steps with those who take them, as far as they are found; a few of them."""
    exhibitor = Exhibitor.of(proof.case)
    for start, end in list(walks.pairs(steps))[:4]:
        exhibit = exhibitor.find(cause, start, end)
        if exhibit is not None:
            yield start, end, exhibit.couple


@examples(40)
@given(SEEDS)
def test_time_alone_takes_the_step(seed):
    dice = walks.seeded(seed)
    words, proof = walks.anything(dice)
    if proof.grid.cells > 20_000:
        return
    for start, end, couple in shown(proof, "time", rises(proof.case)):
        before, after = (person(dice, words, each) for each in (couple.before, couple.after))
        assert before.cuts == after.cuts
        assert (walks.number(proof, before), walks.number(proof, after)) == (start, end)
        days = customers.value(after.rows, TENURE) or 0
        days -= customers.value(before.rows, TENURE) or 0
        waits = range(1, 60) if not days else (days,)
        assert any(walks.older(before.rows, each) == after.rows for each in waits)


@examples(40)
@given(SEEDS)
def test_one_more_order_takes_the_step(seed):
    dice = walks.seeded(seed)
    words, proof = walks.about_orders(dice)
    for start, end, couple in shown(proof, "order", falls(proof.case, "order")):
        before, after = (person(dice, words, each) for each in (couple.before, couple.after))
        assert before.cuts == after.cuts
        assert (walks.number(proof, before), walks.number(proof, after)) == (start, end)
        assert after.rows[0][:-1] == before.rows[0]
        assert after.rows[1:] == before.rows[1:]


@examples(40)
@given(SEEDS)
def test_more_money_takes_the_step(seed):
    dice = walks.seeded(seed)
    words, proof = walks.about_orders(dice)
    for start, end, couple in shown(proof, "money", falls(proof.case, "money")):
        before, after = (person(dice, words, each) for each in (couple.before, couple.after))
        assert before.cuts == after.cuts
        assert (walks.number(proof, before), walks.number(proof, after)) == (start, end)
        old, new = (
            [(age, amount) for lines in each.rows[0] for age, amount, *_ in lines]
            for each in (before, after)
        )
        assert [age for age, _ in old] == [age for age, _ in new]
        assert sum(amount for _, amount in new) > sum(amount for _, amount in old)


def test_what_cannot_be_is_not_found():
    """Nobody goes from having bought to never having bought."""
    proof = templates["five-stage"].proof
    bought, never = (int((proof.lookup == at).argmax()) for at in (5, 0))
    exhibitor = Exhibitor.of(proof.case)
    assert exhibitor.find("time", bought, never) is None
    assert exhibitor.find("order", bought, never) is None
