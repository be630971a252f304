"""Behind a drop-off stand those who are stalled now, and those whose last move led out of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dropoffs_oracle as plain
from asking import THOROUGH, examples
from clm.analysis.history.runs import runs_of
from clm.metrics.dropoffs.behind import behind
from clm.metrics.dropoffs.measuring import onward_of
from clm.model.day import to_number
from histories import stages_of, told


def found_in(past, within):
    """Name who stands behind each stage, by the library."""
    last = past.snapshots[-1]
    found = behind(
        np.array([*map(to_number, past.days)], np.int64),
        runs_of(past.snapshots),
        np.array([days or 0 for days in within.values()], np.int64),
        onward_of(past.template),
        last.features.codes,
    )
    ids = last.features.customers
    return [
        [*map(set, (ids[rows].tolist() for rows in kind))] for kind in (found.stalled, found.lost)
    ]


@given(st.integers(360, 10_000), st.none() | st.integers(1, 60))
@examples(20)
def test_they_are_those_of_plain_python(seed, days):
    """With the template's patience, and with any other."""
    past = told(seed)
    within = {each.key: days or each.stalled_after_days for each in past.template.stages}
    expected = plain.behind(past.days, stages_of(past), past.template, within)
    assert found_in(past, within) == [[*kind.values()] for kind in expected]


@pytest.mark.parametrize("seed", range(360, 360 + 12 * THOROUGH))
def test_the_stalled_are_those_of_the_history(seed):
    """Where something lies ahead; each person is stalled once at most, and lost once."""
    past = told(seed)
    within = {each.key: each.stalled_after_days for each in past.template.stages}
    stalled, lost = found_in(past, within)
    columns = past.stalled().columns()
    pairs = {*zip(columns["customer"].tolist(), columns["stage"].tolist(), strict=True)}
    ahead = plain.onward(past.template)
    named = zip(within, stalled, strict=True)
    assert {(who, key) for key, some in named for who in some} == {
        (who, key) for who, key in pairs if ahead[key]
    }
    for kind in (stalled, lost):
        assert sum(map(len, kind)) == len(set().union(*kind))
