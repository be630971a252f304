"""Claims that do not hold are found, each with somebody; those that hold are not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customers
import walks
from asking import examples
from clm.lifecycle.cells import grid as grids
from clm.lifecycle.cells.rule import Rule, claimed
from clm.lifecycle.conditions.condition import Vocabulary, holds, parse
from clm.lifecycle.findings import breaches as room
from clm.lifecycle.findings.breaches import breaches
from clm.lifecycle.proving.proof import prove
from clm.lifecycle.registry import templates
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score
from real_shops import TABLES

SEEDS = st.integers(0, 2**32)
WORDS = Vocabulary(
    scores={"r": Score("r", of="recency", best="low"), "f": Score("f", of="orders")},
    parameters={"ever": None, "few": 2},
    extra={"nps": Extra(min=0, max=10)},
)


def case(*segments, words=WORDS):
    """Segments of (key, condition, claims…); all take precedence."""
    faults = []
    rules = [
        Rule(
            key,
            parse(when, words, key),
            True,
            f"segment[{at}].when",
            at + 1,
            claimed(claims, words, f"segment[{at}].claims", faults),
        )
        for at, (key, when, *claims) in enumerate(segments)
    ]
    assert not faults
    return prove(rules, words, "rest", "EUR").case


def found(*segments):
    return [(each.where, each.what, each.cells) for each in breaches(case(*segments)).findings]


def table(key):
    """The cells of a segment in the published table, from its JSON."""
    path = TABLES / "rfm125.json"
    if not path.exists():
        pytest.skip("the published tables are not beside this checkout")
    cells = json.loads(path.read_text(encoding="utf-8"))["A"]["cells"][key].split()
    return [dict(zip("rfm", map(int, code), strict=True)) for code in cells]


CHECKS = {
    "r >= 3": lambda c: c["r"] >= 3,
    "r <= 2": lambda c: c["r"] <= 2,
    "r <= 3": lambda c: c["r"] <= 3,
    "f <= 3": lambda c: c["f"] <= 3,
    "f >= 3": lambda c: c["f"] >= 3,
    "f >= 4": lambda c: c["f"] >= 4,
    "m <= 2": lambda c: c["m"] <= 2,
    "m <= 3": lambda c: c["m"] <= 3,
    "m >= 3": lambda c: c["m"] >= 3,
    "m >= 4": lambda c: c["m"] >= 4,
    # one order has the lowest f under every scale, and every other f needs more than one
    "orders >= 2": lambda c: c["f"] > 1,
}


def test_the_published_table_breaks_the_claims_that_its_json_breaks():
    template = templates["rfm-11"]
    expected = {}
    for at, segment in enumerate(template.segments[:-1]):
        for number, claim in enumerate(segment.claims):
            broken = sum(not CHECKS[claim](cell) for cell in table(segment.key))
            if broken:
                expected[f"segment[{at}].claims[{number}]"] = broken
    findings = breaches(template.proof.case).findings
    assert {each.where: each.cells for each in findings} == expected
    assert expected["segment[5].claims[0]"] == 5


def test_the_former_champion_who_bought_once():
    finding = next(
        each
        for each in templates["exponea-14"].proof.findings
        if each.kind == "claim" and each.segments == ("cant_lose",)
    )
    assert finding.where == "segment[8].claims[0]"
    assert finding.cells == 5
    assert finding.example.startswith("1 order, last 61 days ago")


@pytest.mark.parametrize("key", ["clm-14", "five-stage", "e-metrics", "growth-accounting"])
def test_templates_whose_claims_hold(key):
    result = breaches(templates[key].proof.case)
    assert (result.findings, result.doubtful) == ([], 0)
    assert all(segment.claims for segment in templates[key].segments[:-1])


@examples(60)
@given(SEEDS)
def test_whoever_breaks_a_claim_is_found(seed):
    """By counting by hand: plain customers in a segment of whom its claim does not hold."""
    dice = walks.seeded(seed)
    words = customers.vocabulary(dice)
    when, claim = (customers.condition_text(dice, words, 1) for _ in range(2))
    laid = case(
        ("first", customers.condition_text(dice, words, 1)), ("it", when, claim), words=words
    )
    if laid.grid.cells > 20_000:
        return
    first, it = laid.rules
    result = breaches(laid)
    for _ in range(30):
        person = customers.Person(dice, words)
        inside = holds(it.condition, person.value) and not holds(first.condition, person.value)
        if inside and not holds(it.claims[0].condition, person.value):
            assert result.findings or result.doubtful


def test_a_claim_that_follows_from_the_condition_holds():
    assert found(("it", "orders == 1", "recency >= 0", "orders < 2", "f == 1")) == []


def test_a_claim_that_nobody_fits_says_so():
    assert found(("it", "orders >= 3", "orders < few")) == [
        ("segment[0].claims[0]", "'it' claims orders < few, but it holds of nobody there", 1)
    ]


def test_a_claim_is_judged_where_no_other_segment_comes_before():
    """The first takes whoever would break the claim of the second."""
    segments = ("once", "orders == 1"), ("buyer", "orders >= 1", "orders >= 2")
    assert found(*segments) == []
    assert found(segments[1]) == [
        ("segment[0].claims[0]", "'buyer' claims orders >= 2, but has orders 1", 1)
    ]


def test_several_claims_of_a_segment_are_judged_one_by_one():
    broken = found(("it", "orders >= 2", "f >= 2", "recency < 30", "nps >= 5"))
    assert [where for where, _, _ in broken] == [f"segment[0].claims[{at}]" for at in range(3)]


def test_what_is_missing_breaks_a_claim():
    """Comparisons with something missing are false."""
    broken = breaches(case(("it", "orders >= 1", "last('visit') >= 0"))).findings
    assert "last('visit') missing" in broken[0].what


@pytest.mark.parametrize(
    ("claim", "broken"),
    [("orders <= ever", 0), ("orders > ever", 1), ("not orders > ever", 0)],
)
def test_claims_without_limit(claim, broken):
    assert len(found(("it", "orders >= 1", claim))) == broken


def test_a_claim_that_needs_too_many_cells_is_left_open(monkeypatch):
    laid = case(("it", "orders >= 1", "orders >= 2", "tenure > 9 or recency > 9 or r > 2"))
    monkeypatch.setattr(grids, "LIMIT", 12)
    result = breaches(laid)
    assert [each.where for each in result.findings] == ["segment[0].claims[0]"]
    assert result.doubtful == 1


def test_the_search_for_somebody_ends(monkeypatch):
    laid = case(("it", "f in (1, 2, 3, 4, 5)", "f >= 5 or orders >= 100"))
    whole = breaches(laid)
    monkeypatch.setattr(room, "SEARCHES", 1)
    cut = breaches(laid)
    assert cut.findings[0].cells == 1
    assert cut.doubtful == whole.findings[0].cells + whole.doubtful - 1 > 0
