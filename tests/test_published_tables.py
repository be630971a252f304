"""Every figure of the page on published tables, reckoned again in plain Python.

The oracle gives scores and segments; what is counted beyond them is counted here, one customer or
one triple at a time. The lines that the page prints must say the same.
"""

import ast
import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path

import pytest

from asking import DOCUMENTS
from oracle import Reading
from real_shops import cdnow, told

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "published-tables.md").read_text(encoding="utf-8")
PUBLISHED = ROOT.parent / "shared" / "tables" / "rfm125.json"
DAY, LAST = date(1998, 3, 31), date(1998, 6, 29)
TRIPLES = ["".join(triple) for triple in product("12345", repeat=3)]
RANKS = {each["key"]: each["rank"] for each in DOCUMENTS["exponea-14"]["segment"]}


def cells(key):
    """The segment of each triple, off the template's file."""
    listed = (
        (triple, each["key"])
        for each in DOCUMENTS[key]["segment"]
        for triple in re.findall(r"\b\d{3}\b", each["when"])
    )
    found = {}
    for triple, segment in listed:
        assert triple not in found
        found[triple] = segment
    return found


A = cells("rfm-11")


def steps(axis, by):
    """Pairs of segments between which one step along an axis of the table lowers the rank."""
    pairs = defaultdict(set)
    for triple in TRIPLES:
        scores = [*map(int, triple)]
        scores[axis] += by
        if 1 <= scores[axis] <= 5:
            now, later = A[triple], A["".join(map(str, scores))]
            pairs[now, later].add(triple)
    return pairs


# --- the tables -----------------------------------------------------------------------------------


def test_both_versions_give_every_triple_one_segment_and_differ_in_three():
    b = cells("exponea-14b")
    assert set(A) == set(b) == set(TRIPLES)
    assert cells("exponea-14") == A
    differ = [(triple, A[triple], b[triple]) for triple in TRIPLES if A[triple] != b[triple]]
    assert repr(differ) in PAGE
    assert len(differ) == 3


def test_version_c_is_both_versions_at_once():
    """The published copy has 128 entries: those of A, and three of B."""
    if not PUBLISHED.exists():
        pytest.skip("the published tables are not beside this checkout")
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    a, b, c = (
        {(triple, key) for key, some in published[name]["cells"].items() for triple in some.split()}
        for name in "ABC"
    )
    assert a == {*A.items()}
    assert c == a | b
    assert len(c) == 128
    twice = Counter(triple for triple, _ in c)
    assert sorted(triple for triple, n in twice.items() if n > 1) == ["231", "241", "251"]


def test_the_page_has_the_published_ranges():
    if not PUBLISHED.exists():
        pytest.skip("the published tables are not beside this checkout")
    for each in json.loads(PUBLISHED.read_text(encoding="utf-8"))["putler"]["ranges"]:
        ends = ", ".join(map(str, (*each["r"], *each["fm_mean"])))
        assert f'"{each["segment"]}": ({ends}),' in PAGE


def ranges():
    """The triples of each range, in the order of the page."""
    block = PAGE[PAGE.index("ranges = {") :]
    rows = re.findall(r'"(\w+)": \((\d), (\d), (\d), (\d)\)', block[: block.index("}")])
    return {
        key: {t for t in TRIPLES if low <= t[0] <= high and inside(t, int(least), int(most))}
        for key, low, high, least, most in rows
    }


def inside(triple, least, most):
    return 2 * least <= int(triple[1]) + int(triple[2]) <= 2 * most


def test_ranges_overlap_in_76_triples_and_leave_four_segments_empty():
    found = ranges()
    held = Counter(triple for some in found.values() for triple in some)
    assert repr(dict(Counter(held.values()).most_common())) in PAGE
    assert sum(n > 1 for n in held.values()) == 76
    assert sum(n == 1 for n in held.values()) == 49
    taken, empty = set(), []
    for key, some in found.items():
        if some <= taken:
            empty.append(key)
        taken |= some
    told_empty = re.findall(r"^'(\w+)' is unreachable", PAGE, re.MULTILINE)
    assert empty == told_empty
    assert len(empty) == 4


def test_the_ranges_have_a_fault_for_each_pair_of_the_first_that_fits_and_a_later_one():
    """Besides, there are the four empty segments."""
    found = ranges()
    fits = ([key for key, some in found.items() if triple in some] for triple in TRIPLES)
    pairs = {(first, later) for first, *others in fits for later in others}
    unreachable = len(re.findall(r"is unreachable", PAGE))
    assert f"({len(pairs) + unreachable}, \"an overlap of 'champions' and 'loyal'" in PAGE


@pytest.mark.parametrize(("kind", "axis", "cells"), [("buying", 1, 23), ("money", 2, 19)])
def test_falls_are_counted_triple_by_triple(kind, axis, cells):
    falls = {
        pair: len(some) for pair, some in steps(axis, 1).items() if RANKS[pair[1]] < RANKS[pair[0]]
    }
    assert sum(falls.values()) == cells
    lines = re.findall(rf"^falls by {kind} +(\w+) → (\w+) +(\d+)$", PAGE, re.MULTILINE)
    assert {(now, later): int(n) for now, later, n in lines} == falls


def test_six_triples_of_the_highest_recency_fall_by_buying():
    falls = (some for pair, some in steps(1, 1).items() if RANKS[pair[1]] < RANKS[pair[0]])
    assert sum(triple[0] == "5" for some in falls for triple in some) == 6


def test_no_order_of_the_segments_is_without_falls():
    """The fewest falls, by building every order from the bottom: the best of each set is kept."""
    edges = Counter()
    for axis in (1, 2):
        edges.update({pair: len(some) for pair, some in steps(axis, 1).items()})
    ours = sum(n for (now, later), n in edges.items() if RANKS[later] < RANKS[now])
    segments = sorted(set(A.values()))
    fewest = {frozenset(): 0}
    for size in range(len(segments)):
        for below in [each for each in fewest if len(each) == size]:
            for above in set(segments) - below:
                falls = fewest[below] + sum(edges[above, each] for each in below)
                whole = below | {above}
                fewest[whole] = min(falls, fewest.get(whole, falls))
    best = fewest[frozenset(segments)]
    assert f"still has {best} falls, where this one has {ours}." in PAGE
    both = [(a, b) for a, b in sorted(edges) if a < b and (b, a) in edges]
    assert re.findall(r"^(\w+) ⇄ (\w+)$", PAGE, re.MULTILINE) == both


def test_one_triple_rises_when_recency_falls():
    rises = {p: some for p, some in steps(0, -1).items() if RANKS[p[1]] > RANKS[p[0]]}
    assert rises == {("needs_attention", "loyal"): {"535"}}
    assert "needs_attention → loyal 1" in PAGE


def test_nine_triples_of_one_time_buyers_are_promising():
    """With one order f is 1; as new customers they had a lower rank."""
    above = {A[t] for t in TRIPLES if t[1] == "1" and RANKS[A[t]] > RANKS["new_customer"]}
    assert above == {"promising"}
    assert sum(A[triple] == "promising" and triple[1] == "1" for triple in TRIPLES) == 9
    assert "new_customer → promising 9" in PAGE


BROKEN = {
    ("promising", "orders >= 2"): (1, "1"),
    ("promising", "m <= 2"): (2, "345"),
    ("potential_loyal", "m >= 3"): (2, "12"),
    ("loyal", "m >= 4"): (2, "123"),
    ("cant_lose", "orders >= 2"): (1, "1"),
    ("at_risk", "m >= 3"): (2, "12"),
    ("needs_attention", "f >= 3"): (1, "12"),
    ("needs_attention", "r <= 3"): (0, "45"),
}
"""The digits of a triple that break a claim; whoever bought once has f 1."""


@pytest.mark.parametrize(("key", "claim"), BROKEN)
def test_claims_are_broken_in_as_many_triples_as_the_page_says(key, claim):
    axis, digits = BROKEN[key, claim]
    count = sum(triple[axis] in digits for triple in TRIPLES if A[triple] == key)
    assert f"'{key}' should have {claim} · {count}\n" in PAGE


# --- CDNOW ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shop():
    return told(cdnow, "USD")


@pytest.fixture(scope="module")
def known(shop):
    """The table, orders and money as of the day, and who came back, by the oracle."""
    oracle, _ = shop
    features = {name: oracle.features(name, DAY) for name in ("orders", "monetary", "recency")}
    later = oracle.features("orders", LAST)
    back = {who for who, orders in features["orders"].items() if later[who] > orders}
    return Reading(oracle, DOCUMENTS["rfm-11"], DAY), features, back


def scored(cuts, value, best="high"):
    steps = bisect_left(cuts, value)
    return 5 - steps if best == "low" else 1 + steps


CONTRADICTED = {
    ("promising", "bought once"): ("orders", {1}),
    ("promising", "m from 3"): ("m", {3, 4, 5}),
    ("potential_loyal", "m to 2"): ("m", {1, 2}),
    ("cant_lose", "bought once"): ("orders", {1}),
    ("at_risk", "m to 2"): ("m", {1, 2}),
    ("needs_attention", "r from 4"): ("r", {4, 5}),
}


@pytest.mark.parametrize(("key", "but"), CONTRADICTED)
def test_people_and_money_where_words_are_wrong(known, key, but):
    reading, features, back = known
    inside = [who for who, (segment, _) in reading.places().items() if segment == key]
    name, values = CONTRADICTED[key, but]
    column = features[name] if name in features else reading.column(ast.Name(name))
    wrong = [who for who in inside if column[who] in values]
    cents = sum(features["monetary"][who] for who in wrong)
    if key in {"cant_lose", "needs_attention"}:
        assert f"{len(wrong) / len(inside):.1%}".replace("%", " %") in PAGE
    shares = len(wrong) / len(inside), sum(who in back for who in wrong) / len(wrong)
    figures = f"{len(wrong):5,} {shares[0]:7.1%} {cents / 100:10,.2f} {shares[1]:6.1%}"
    line = rf"^{key} +'.*' +{but} +{re.escape(figures.strip())}$"
    assert re.search(line, PAGE, re.MULTILINE)


def test_how_many_of_everybody_came_back(known):
    _, features, back = known
    assert f"{len(back) / len(features['orders']):.1%} of everybody came back" in PAGE


def customers():
    """Each customer's orders in time: the day, and the sum of all so far."""
    rows = defaultdict(list)
    for who, day, amount in zip(
        *(cdnow()[key] for key in ("customer", "when", "amount")), strict=True
    ):
        rows[who].append((date.fromisoformat(day), round(100 * float(amount))))
    for orders in rows.values():
        orders.sort()
        yield [day for day, _ in orders], [*accumulate(cents for _, cents in orders)]


def told_of(steps):
    """Count days with orders, falls on them, and rises on the others."""
    falls = sum(bought and now < was for bought, was, now in steps)
    rises = sum(now > was and not bought for bought, was, now in steps)
    orders = sum(bought for bought, _, _ in steps)
    return f"{orders:5,} bought, {falls} of them fell; {rises:,} rose by doing nothing\n"


def walked(first, days, cuts):
    """Each customer's every day: whether she bought, her segment the day before, and hers now."""
    r_by_age = [scored(cuts["r"], age, "low") for age in range(1000)]
    for whens, sums in customers():
        was, before = None, 0
        for passed in range(days + 1):
            day = first + timedelta(days=passed)
            orders = bisect_right(whens, day)
            if orders != before:
                f, m = scored(cuts["f"], orders), scored(cuts["m"], sums[orders - 1])
            r = r_by_age[(day - whens[orders - 1]).days]
            now = A[f"{r}{f}{m}"], orders == 1 and (day - whens[0]).days <= 60
            if was is not None and (was != now or orders > before):
                yield orders > before, was, now
            was, before = now, orders


@pytest.mark.parametrize(("first", "days"), [(DAY, 90), (date(1997, 4, 30), 31)])
def test_who_falls_by_buying_and_who_rises_in_silence(shop, first, days):
    oracle, _ = shop
    steps = [*walked(first, days, Reading(oracle, DOCUMENTS["rfm-11"], first).cuts)]
    by_table = [(bought, RANKS[was], RANKS[now]) for bought, (was, _), (now, _) in steps]
    new_first = [
        (bought, *(RANKS["new_customer" if new else key] for key, new in (was, now)))
        for bought, was, now in steps
    ]
    assert f"rfm-11      {told_of(by_table)}" in PAGE
    assert f"exponea-14  {told_of(new_first)}" in PAGE


def test_exactly_once_without_a_bound_is_everybody_who_bought_once(known):
    _, features, _ = known
    once = [who for who, orders in features["orders"].items() if orders == 1]
    ages = sorted(features["recency"][who] for who in once)
    assert f'.counts()["new_customer"]\n{len(once)}\n' in PAGE
    assert f"{len(once):,}  {len(once) / len(features['orders']):.1%}".replace("%", " %") in PAGE
    assert f"{ages[len(ages) // 2]} days after its order in the middle case" in PAGE


def test_the_switch_moves_whom_the_oracle_moves(shop, known):
    oracle, _ = shop
    _, features, _ = known
    old, new = (Reading(oracle, DOCUMENTS[key], DAY).places() for key in ("exponea-14", "clm-14"))
    people, money = Counter(), Counter()
    for who, (now, _) in old.items():
        people[now, new[who][0]] += 1
        money[now, new[who][0]] += features["monetary"][who]
    moved = sum(n for (now, then), n in people.items() if now != then)
    assert f"{moved / len(old):.1%} of the people would be in another segment" in PAGE
    for (now, then), n in people.items():
        dollars = re.escape(f"{money[now, then] / 100:,.2f}")
        line = rf"^{now} +{then} +{n:,} +[\d.]+ % +{dollars} "
        assert re.search(line, PAGE, re.MULTILINE)
    block = PAGE[PAGE.index("<Crosswalk exponea-14") :]
    assert len(block[: block.index("```")].splitlines()) == 2 + len(people)
