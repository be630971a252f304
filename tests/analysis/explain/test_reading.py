"""What is read of a customer is what the snapshot's columns hold."""

import pytest

from asking import THOROUGH, by_customer
from carrying import random_snapshot
from clm.analysis.explain.reading import Reading
from clm.features.catalog import Feature
from clm.features.person.gathering import person_of
from clm.lifecycle.lookup import subject_of
from clm.model.day import to_number

LEAST = -(2**63)


def read(snap, who):
    """Read somebody of a snapshot."""
    person = person_of(snap.ledger, int(snap.ledger.codes_of([who])[0]))
    extra = {name: column[who] for name, column in snap.extra.items() if who in column}
    day = to_number(snap.as_of)
    return Reading(person, snap.fitted, extra, day, day)


@pytest.mark.parametrize("seed", range(120 * THOROUGH))
def test_values_and_scores_are_those_of_the_columns(seed):
    """Of random templates; what is missing is None."""
    snap = random_snapshot(seed)
    columns = {name: by_customer(snap, name) for name in snap.columns()} if snap else {}
    for who in snap or ():
        reading = read(snap, who)
        for each in reading.values():
            value = columns[each.name][who]
            missing = value in ("", LEAST) or (each.unit == "days" and value == -1)
            assert (seed, who, each.name, each.value) == (
                *(seed, who, each.name),
                None if missing else value,
            )
        for each in reading.scores():
            assert (each.name, each.value or 0) == (each.name, columns[each.name][who])


def test_everything_that_is_compared_or_scored_is_read_once():
    for seed in range(40):
        snap = random_snapshot(seed)
        if snap is None or not len(snap):
            continue
        reading, template = read(snap, next(iter(snap))), snap.template
        names = [each.name for each in reading.values()]
        assert len(names) == len({*names})
        compared = {axis.name for axis in template.proof.grid.axes} - {*template.scores}
        scored = {
            each.name if isinstance(each, Feature) else each
            for each in map(subject_of, template.scores.values())
        }
        assert {*names} == compared | scored
        assert [each.name for each in reading.scores()] == [*template.scores]
