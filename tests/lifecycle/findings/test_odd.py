"""The findings of whole templates: how many, of what kind, with whom."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import walks
from asking import examples
from clm.lifecycle.findings import odd
from clm.lifecycle.findings.finding import KINDS
from clm.lifecycle.findings.odd import Odd
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
