"""Every step that plain customers take is found, and the figures of the published table."""

import json
from copy import copy
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customers
import walks
from asking import examples
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, holds, parse
from clm.lifecycle.findings import steps
from clm.lifecycle.findings.steps import falls, rises
from clm.lifecycle.proving.proof import prove
from clm.lifecycle.registry import templates
from real_shops import TABLES

SEEDS = st.integers(0, 2**32)
RANKS = (
    "lost cant_lose at_risk hibernating about_to_sleep recent_customer new_customer "
    "needs_attention potential_loyal promising loyal champion"
)


def neighbours(file, version, ranks, step):
    """Cells of a published table and their neighbours a step away, by rank; no line of clm."""
    path = TABLES / file
    if not path.exists():
        pytest.skip("the published tables are not beside this checkout")
    whole = json.loads(path.read_text(encoding="utf-8"))
    named = whole[version]["cells"] if version else whole
    order = ranks.split()
    rank = {code: order.index(key) for key, codes in named.items() for code in codes.split()}
    for digits in product(range(1, 6), repeat=3):
        there = tuple(a + b for a, b in zip(digits, step, strict=True))
        if all(1 <= each <= 5 for each in there):
            code, other = ("".join(map(str, each)) for each in (digits, there))
            yield code, rank[code], other, rank[other]


def codes(template, cells):
    """The codes of some cells of a grid of scores."""
    axes = [each.name for each in template.proof.grid.axes]
    levels = [dict(zip(axes, template.proof.case.levels(cell), strict=True)) for cell in cells]
    return ["".join(str(each[name]) for name in "rfm") for each in levels]


@pytest.mark.parametrize(
    ("cause", "step", "size"), [("order", (0, 1, 0), 23), ("money", (0, 0, 1), 19)]
)
def test_the_published_table_falls_where_its_json_says(cause, step, size):
    expected = {
        (code, other)
        for code, rank, other, higher in neighbours("rfm125.json", "A", RANKS, step)
        if higher < rank
    }
    assert len(expected) == size
    template = templates["rfm-11"]
    found = falls(template.proof.case, cause)
    both = zip(codes(template, found.starts), codes(template, found.ends), strict=True)
    assert set(both) == expected
    assert found.starts.size == size
    assert found.missed == 0


def test_the_published_table_rises_in_silence_where_its_json_says():
    expected = {
        (code, other)
        for code, rank, other, later in neighbours("rfm125.json", "A", RANKS, (-1, 0, 0))
        if later > rank
    }
    assert expected == {("535", "435")}
    template = templates["rfm-11"]
    found = rises(template.proof.case)
    both = zip(codes(template, found.starts), codes(template, found.ends), strict=True)
    assert set(both) == expected


@pytest.mark.parametrize("key", ["clm-14", "five-stage", "e-metrics"])
def test_templates_without_a_step(key):
    case = templates[key].proof.case
    found = [falls(case, "order"), falls(case, "money"), rises(case)]
    assert [each.starts.size + each.missed for each in found] == [0, 0, 0]


@examples(60)
@given(SEEDS)
def test_whoever_rises_in_silence_is_found(seed):
    """One day passes, one level at a time; a level may also be left for missing, or missing."""
    dice = walks.seeded(seed)
    words, proof = walks.anything(dice)
    if proof.grid.cells > 20_000:
        return
    found = None
    for _ in range(25):
        person = customers.Person(dice, words)
        later = copy(person)
        later.rows = walks.older(person.rows, 1)
        (start, _), (end, _) = (walks.segment(proof, each) for each in (person, later))
        rest = len(proof.keys)
        if rest in (start, end) or proof.case.rules[end].rank <= proof.case.rules[start].rank:
            continue
        changes = walks.moved(proof, person, later).items()
        near = (
            abs(a - b) == 1
            or (axis.optional and 0 in (a, b))
            or walks.behind(words, subject)[0].stat == "latest"
            for subject, (axis, a, b) in changes
        )
        if all(near):
            found = found or walks.pairs(rises(proof.case))
            assert (walks.number(proof, person), walks.number(proof, later)) in found


@pytest.mark.parametrize("cause", ["order", "money"])
@examples(60)
@given(seed=SEEDS)
def test_whoever_falls_by_an_order_or_by_money_is_found(cause, seed):
    """All else the same: only numbers of orders, or only sums, have changed, by one level."""
    dice = walks.seeded(seed)
    words, proof = walks.about_orders(dice)
    found = None
    for _ in range(40):
        person = customers.Person(dice, words)
        orders, refunds, events = person.rows
        if not orders:
            continue
        more = copy(person)
        at = dice.randrange(len(orders))
        (age, amount, channel, hour), *others = orders[at]
        if cause == "order":
            bought = [*orders, [(dice.choice((age, age + 1)), 0, dice.choice((None, "ads")), 0)]]
        else:
            bought = [*orders]
            bought[at] = [(age, amount + dice.randint(1, 3), channel, hour), *others]
        more.rows = (bought, refunds, events)
        (start, ranks), (end, _) = (walks.segment(proof, each) for each in (person, more))
        if not ranks or end == len(proof.keys):
            continue
        still = holds(proof.case.rules[start].condition, more.value)
        if proof.case.rules[end].rank >= (ranks[0] if still else min(ranks)):
            continue
        stats = {"order": ("count", "days"), "money": ("net", "average", "total")}[cause]
        meant = [
            (walks.behind(words, subject), a, b)
            for subject, (_, a, b) in walks.moved(proof, person, more).items()
        ]
        # Money by which an order counts again, given back in full before, is an order as well.
        anew = any(of.stat == "average" and 0 in (a, b) for (of, _), a, b in meant)
        if anew and cause == "money":
            continue
        if all(of.stat in stats and b - a == (-1 if low else 1) for (of, low), a, b in meant):
            found = found or walks.pairs(falls(proof.case, cause))
            assert (walks.number(proof, person), walks.number(proof, more)) in found


@examples(40)
@given(SEEDS)
def test_every_step_changes_the_rank(seed):
    dice = walks.seeded(seed)
    _, proof = walks.about_orders(dice)
    rank = [*(rule.rank for rule in proof.case.rules), 0, 0]
    for found, sign in (
        (falls(proof.case, "order"), -1),
        (falls(proof.case, "money"), -1),
        (rises(proof.case), 1),
    ):
        for start, end in walks.pairs(found):
            a, b = (rank[int(proof.lookup[cell])] for cell in (start, end))
            assert proof.feasible[start]
            assert proof.feasible[end]
            assert a > 0
            assert (b - a) * sign > 0


def test_what_is_not_looked_at_is_counted(monkeypatch):
    case = templates["rfm-11"].proof.case
    monkeypatch.setattr(steps, "LOOKS", 10)
    cut = falls(case, "order")
    assert cut.starts.size + cut.missed == 23
    assert cut.missed > 0


def test_ways_that_are_left_out_leave_cells_open(monkeypatch):
    case = templates["growth-accounting"].proof.case
    assert rises(case).starts.size == 1
    monkeypatch.setattr(steps, "WAYS", 0)
    cut = rises(case)
    assert cut.starts.size == 0
    assert cut.missed >= 1


def by_orders(*segments):
    """Steps down by an order between segments of (key, condition, rank), by their keys."""
    words = Vocabulary()
    rules = [Rule(key, parse(text, words, key), True, key, rank) for key, text, rank in segments]
    proof = prove(rules, words, "rest", None)
    found = falls(proof.case, "order")
    return {tuple(proof.keys[proof.lookup[cell]] for cell in pair) for pair in walks.pairs(found)}


def test_whom_precedence_lifts_falls_back_without_falling():
    """Her one order made her new; with two she is what she would have been all the time."""
    new = ("new", "orders == 1", 3)
    assert by_orders(new, ("all", "orders >= 1", 1)) == set()
    assert by_orders(new, ("all", "orders >= 2", 1)) == {("new", "all")}


def test_whoever_still_fits_her_segment_falls_all_the_same():
    """Another segment, which comes first, takes her from it."""
    often = ("often", "orders >= 5", 2)
    assert by_orders(often, ("vip", "orders >= 2", 3), ("all", "orders >= 1", 1)) == {
        ("vip", "often")
    }
