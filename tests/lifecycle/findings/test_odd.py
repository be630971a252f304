"""The findings of whole templates: how many, of what kind, with whom."""

from collections import Counter
from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customers
import walks
from asking import examples
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.findings import odd
from clm.lifecycle.findings.finding import KINDS
from clm.lifecycle.findings.odd import Odd
from clm.lifecycle.proving.proof import prove
from clm.lifecycle.registry import templates

SEEDS = st.integers(0, 2**32)


def cells(key):
    counted = Counter()
    for finding in templates[key].proof.findings:
        counted[finding.kind] += finding.cells
    return counted


def test_the_table_of_125_cells_has_the_known_falls_and_rise():
    counted = cells("rfm-11")
    known = {"falls by buying": 23, "falls by money": 19, "rises in silence": 1}
    assert {kind: counted[kind] for kind in known} == known


def test_new_customers_become_promising_by_waiting():
    silent = {
        each.segments: each.cells
        for each in templates["exponea-14"].proof.findings
        if each.kind == "rises in silence"
    }
    assert silent == {("new_customer", "promising"): 9, ("needs_attention", "loyal"): 1}


def test_the_resurrected_return_by_the_clock():
    findings = templates["growth-accounting"].proof.findings
    assert [(each.kind, each.segments, each.where, each.cells) for each in findings] == [
        ("rises in silence", ("resurrected", "returning"), "segment[2].when", 1)
    ]


@pytest.mark.parametrize("key", ["clm-14", "five-stage", "e-metrics"])
def test_templates_without_findings(key):
    proof = templates[key].proof
    assert proof.findings == ()
    assert proof.doubtful == 0


@pytest.mark.parametrize("key", list(templates))
def test_nothing_is_left_open_in_what_is_built_in(key):
    assert templates[key].proof.doubtful == 0


@pytest.mark.parametrize("key", list(templates))
def test_findings_name_segments_paths_and_somebody(key):
    template = templates[key]
    paths = [f"segment[{at}]" for at in range(len(template.segments))]
    for finding in template.proof.findings:
        first = template.segment(finding.segments[0])
        assert finding.kind in KINDS
        assert finding.where.startswith(paths[template.segments.index(first)])
        assert finding.cells >= 1
        assert "order" in finding.example
        assert "\n" not in str(finding)
        assert all(f"'{name}'" in finding.what for name in finding.segments)


@examples(25)
@given(SEEDS)
def test_findings_follow_the_ranks(seed):
    """Down by orders and money, up by time."""
    dice = walks.seeded(seed)
    _, proof = walks.about_orders(dice)
    rank = {rule.key: rule.rank for rule in proof.case.rules}
    for finding in proof.findings:
        before, after = (rank[key] for key in finding.segments)
        assert (after > before) == (finding.kind == "rises in silence")


def test_a_search_that_is_cut_short_says_so(monkeypatch):
    case = templates["rfm-11"].proof.case
    whole = Odd.of(case)
    monkeypatch.setattr(odd, "SEARCHES", 5)
    cut = Odd.of(case)
    assert sum(each.cells for each in cut.findings if each.kind == "falls by buying") == 5
    falls = [each for each in whole.findings if each.kind != "claim"]
    kept = [each for each in cut.findings if each.kind != "claim"]
    assert cut.doubtful == sum(each.cells for each in falls) - sum(each.cells for each in kept)


def risen(*texts):
    """Who rises in silence among segments that take precedence, of rising rank."""
    words = Vocabulary()
    rules = [
        Rule(f"s{at}", parse(text, words, "when"), True, f"segment[{at}].when", at + 1)
        for at, text in enumerate(texts)
    ]
    result = Odd.of(prove(rules, words, "rest", None).case)
    assert result.doubtful == 0
    return {each.segments: each.example for each in result.findings}


def test_a_visit_leaves_its_window_while_the_last_order_is_young():
    """Its day is chosen so that she is still in the segment on the day after."""
    found = risen(
        "recency < 10 and count('visit', days=14) >= 1",
        "recency < 10 and count('visit', days=14) == 0",
    )
    assert list(found) == [("s0", "s1")]
    assert "1 visit 13 days ago is 's0'; 1 day later" in found["s0", "s1"]


def test_an_order_leaves_its_window_or_the_last_visit_grows_old():
    text = "orders(days=30) >= 1 and last('visit') >= 40"
    assert list(risen(text, f"not ({text})")) == [("s0", "s1")]
    found = risen(f"not ({text})", text)
    assert list(found) == [("s0", "s1")]
    assert "1 visit 39 days ago is 's0'; 1 day later" in found["s0", "s1"]


@examples(60)
@given(SEEDS)
def test_whoever_rises_in_silence_by_the_next_day_is_a_finding(seed):
    """Plain customers, put through the conditions by counting by hand today and tomorrow."""
    dice = walks.seeded(seed)
    words, proof = walks.anything(dice)
    if proof.grid.cells > 5_000:
        return
    keys, ranks = [*proof.keys, "rest"], [*(rule.rank for rule in proof.case.rules), 0]
    told: set[tuple[str, ...]] | None = None
    for _ in range(25):
        person = customers.Person(dice, words)
        later = copy(person)
        later.rows = walks.older(person.rows, 1)
        (before, _), (after, _) = (walks.segment(proof, each) for each in (person, later))
        if 0 < ranks[before] < ranks[after]:
            rises = (each for each in proof.findings if each.kind == "rises in silence")
            told = {each.segments for each in rises} if told is None else told
            assert (keys[before], keys[after]) in told
