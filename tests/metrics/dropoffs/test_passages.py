"""What became of every stay is what one sees who looks again and again until its days are over."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
import dropoffs_oracle as plain
from asking import examples, shop
from clm.analysis.history.runs import Runs, runs_of
from clm.metrics.dropoffs.measuring import onward_of
from clm.metrics.dropoffs.passages import OUTCOMES, passages
from clm.model.day import to_number
from histories import stages_of, told

LINE = clm.Template.from_toml(
    'schema = 1\nkey = "line"\nunclassified = "rest"\n'
    + "".join(
        f'[[stage]]\nkey = "{key}"\nnext = {following}\nwhen = "orders == {at}"\n'
        for at, (key, following) in enumerate(
            {"a": ["b"], "b": ["c"], "c": [], "d": ["b"]}.items(), 1
        )
    )
)
PLACES = ("a", "b", "c", "d", "")


@st.composite
def walks(draw):
    """Draw days, everybody's stages on them, and patience; people come when they come."""
    gaps = draw(st.lists(st.integers(1, 9), min_size=0, max_size=7))
    days = [date(2024, 1, 1) + timedelta(sum(gaps[:at])) for at in range(len(gaps) + 1)]
    people = draw(st.integers(0, 5))
    stages = [{} for _ in days]
    for who in range(people):
        for at in range(draw(st.integers(0, len(days))), len(days)):
            stages[at][who] = draw(st.sampled_from(PLACES))
    within = {key: draw(st.none() | st.integers(1, 20)) for key in PLACES[:-1]}
    return days, stages, within


def as_runs(stages):
    """Tell plain stays as the library does, in the order in which they end."""
    places = {**{key: at for at, key in enumerate(PLACES)}, None: len(PLACES)}
    rows = sorted(plain.stays(stages), key=lambda stay: (stay[3], stay[0]))
    columns = [*zip(*rows, strict=True)] or [()] * 5
    who, stage, start, stop, then = columns
    stage, then = ([places[key] for key in column] for column in (stage, then))
    return Runs(*(np.array(each, np.int64) for each in (who, stage, start, stop, then)))


def numbers(days):
    """Count days as the library does."""
    return np.array([*map(to_number, days)], np.int64)


def as_array(within):
    """Write 0 where nobody says how many days."""
    return np.array([days or 0 for days in within.values()], np.int64)


@given(walks())
@examples(300)
def test_counts_are_those_of_plain_python(story):
    """Of any walks through four stages and outside, on any days."""
    days, stages, within = story
    found = passages(numbers(days), as_runs(stages), as_array(within), onward_of(LINE))
    expected = plain.outcomes(days, stages, LINE, within)
    for place, key in enumerate(within):
        assert found.of(place) == {name: expected[key][name] for name in OUTCOMES}
    assert found.counts.sum() == sum(stay[1] != "" for stay in plain.stays(stages))


@pytest.mark.parametrize("seed", range(300, 360))
def test_nasty_shops_are_counted_as_in_plain_python(seed):
    """All templates, all kinds of periods."""
    past = told(seed)
    within = {each.key: each.stalled_after_days for each in past.template.stages}
    runs, onward = runs_of(past.snapshots), onward_of(past.template)
    found = passages(numbers(past.days), runs, as_array(within), onward)
    expected = plain.outcomes(past.days, stages_of(past), past.template, within)
    for place, key in enumerate(within):
        assert found.of(place) == {name: expected[key][name] for name in OUTCOMES}


@pytest.mark.parametrize(
    ("within", "outcome"),
    [(9, "stalled"), (10, "advance"), (11, "advance"), (14, "advance"), (15, "too_late")],
)
def test_the_last_day_of_patience_is_in_time(within, outcome):
    """Who is seen elsewhere on that day goes on; to be counted she must be watched for longer."""
    days = [("ann", "2024-02-01", 9), ("ann", "2024-02-11", 5)]
    ledger = shop(*days).with_events("visit", customer=["dee"], when=["2024-01-20"])
    past = clm.history(ledger, "five-stage", "2024-01-20", "2024-02-16", every="day")
    days = numbers(past.days)
    patience = np.array([0, within, 0, 0, 0])
    found = passages(days, runs_of(past.snapshots), patience, onward_of(past.template))
    assert found.of(1) == {name: int(name == outcome) for name in OUTCOMES}


def test_counts_are_read_only():
    """Nobody changes what was counted."""
    none = np.zeros(0, np.int64)
    found = passages(np.array([0]), Runs(*[none] * 5), np.array([3]), np.zeros((1, 3), bool))
    assert found.counts.tolist() == [[0] * 6]
    assert not found.counts.flags.writeable
