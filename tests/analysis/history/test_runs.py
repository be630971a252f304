"""Runs are the stretches in which somebody stood in one stage, found person by person."""

from itertools import groupby

import numpy as np
import pytest

from clm.analysis.history.runs import runs_of, stages_of_ledger
from clm.analysis.transitions.matrix import stage_keys
from histories import stages_of, told


def plain_runs(days):
    """Find the runs of everybody on a list of {customer: stage}."""
    found = set()
    for who in {who for day in days for who in day}:
        at = 0
        for stage, stretch in groupby(day.get(who) for day in days):
            stop = at + len([*stretch])
            if stage is not None:
                then = days[stop].get(who) if stop < len(days) else None
                found.add((who, stage, at, stop, then))
            at = stop
    return found


@pytest.mark.parametrize("seed", range(160, 230))
def test_runs_are_those_of_each_person(seed):
    """From the first snapshot in a stage to the first in another, which is known too."""
    past = told(seed)
    keys, ids = stage_keys(past.template), past.ledger.customers.tolist()
    runs = runs_of(past.snapshots)
    columns = (runs.customer, runs.stage, runs.start, runs.stop, runs.then)
    found = [
        (ids[code], keys[stage], start, stop, [*keys, None][then])
        for code, stage, start, stop, then in zip(*(each.tolist() for each in columns), strict=True)
    ]
    assert len(found) == len(set(found))
    assert set(found) == plain_runs(stages_of(past))
    assert np.all(np.diff(runs.stop) >= 0)
    assert len(runs.of(runs.start == 0).customer) == sum(start == 0 for _, _, start, *_ in found)


def test_stages_are_laid_out_by_customer_code():
    """The number of stages is who is not there yet."""
    past = told(161)
    keys, ids = [*stage_keys(past.template), None], past.ledger.customers.tolist()
    for stages, expected in zip(
        map(stages_of_ledger, past.snapshots), stages_of(past), strict=True
    ):
        named = {who: keys[place] for who, place in zip(ids, stages.tolist(), strict=True)}
        assert {who: key for who, key in named.items() if key is not None} == expected
