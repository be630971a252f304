"""Conversion between stages: see also test_taking, where the oracle counts it."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import clm
from clm.metrics.span import Span
from clm.metrics.stages.advance import stage_conversion, stage_conversion_rate, stage_moves

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=30)

MAY = Span.of(date(2024, 5, 1), date(2024, 5, 31))


@given(PAIRS)
def test_moves_are_counted_pair_by_pair(pairs):
    before, after = (np.array([each[at] for each in pairs], np.uint8) for at in (0, 1))
    expected = [[pairs.count((was, now)) for now in range(4)] for was in range(4)]
    assert stage_moves(before, after, 4).tolist() == expected


def test_whoever_skips_a_stage_has_gone_on():
    template = clm.templates["five-stage"]
    moves = np.zeros((1, 7, 7), np.int64)
    moves[0, 0, :] = [5, 1, 0, 2, 1, 0, 0]  # of 9 leads 4 have gone on, 3 of them past a stage
    moves[0, 3, :] = [0, 0, 1, 6, 3, 0, 0]
    moves[0, 6, :] = 9  # newcomers come from nowhere
    found = stage_conversion(template, moves, [MAY], MAY.last)
    assert found.groups == ("awareness", "acquisition", "development", "retention")
    assert found.numerator.tolist() == [[4, 0, 0, 3]]
    assert found.denominator.tolist() == [[9, 0, 0, 10]]
    assert found.metric == stage_conversion_rate(template)
    assert found.metric != stage_conversion_rate(template.with_parameters(active_days=90))


def test_a_lifecycle_that_leads_nowhere_has_none():
    text = """
schema = 1
key = "flat"
unclassified = "rest"
[[stage]]
key = "one"
[[segment]]
key = "some"
stage = "one"
when = "orders >= 1"
"""
    template = clm.Template.from_toml(text)
    found = stage_conversion(template, np.zeros((1, 3, 3), np.int64), [MAY], MAY.last)
    assert (found.groups, found.value.shape) == ((), (1, 0))
