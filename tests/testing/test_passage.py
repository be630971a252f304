"""Each law of what happens between two days breaks where something is broken on purpose."""

from random import Random

import pytest

import clm
from asking import drawn
from clm.analysis.transitions import matrix, transitions
from clm.analysis.transitions.route import Route
from clm.errors import LawBrokenError
from clm.features import running
from clm.testing import cases, laws

STANDINGS, COUNT, BASES = Route.standings, matrix.moves_between, running._bases


def forgetful(self):
    """Leave the behaviour of everybody out of the last step."""
    start, late, aged, _, fresh, end = STANDINGS(self)
    return start, late, aged, aged, fresh, end


def shifted(before, after, places):
    """Count everybody one place further."""
    return COUNT(before, (after + 1) % places, places)


def stale(ledger, days):
    """Give what was known on the first day, whatever the day."""
    first, *rest = BASES(ledger, days)
    yield first
    yield from [first] * len(rest)


BROKEN = {
    "standing_still": (transitions, "moves_between", shifted),
    "causes_compose": (Route, "standings", forgetful),
    "histories": (running, "_bases", stale),
}
"""What is replaced to break each law: the owner, its part, and what stands there instead."""


@pytest.fixture(scope="module")
def some_cases():
    return drawn(cases(clm.templates["rfm-11"]), 60)


def broken(name, some):
    """Count the cases that break a law."""
    count = 0
    for case in some:
        try:
            laws()[name].on_cases(clm.templates["rfm-11"], case, Random(3))
        except LawBrokenError:
            count += 1
    return count


@pytest.mark.parametrize("name", BROKEN)
def test_a_law_breaks_where_something_is_broken(name, some_cases, monkeypatch):
    """And nowhere else."""
    assert broken(name, some_cases) == 0
    monkeypatch.setattr(*BROKEN[name])
    assert broken(name, some_cases)
