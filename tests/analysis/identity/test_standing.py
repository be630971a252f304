"""Where people stand is written out in words, and nobody is counted who is not there."""

import numpy as np
import pytest

import clm
from clm.analysis.identity.standing import Standing

TEMPLATE = clm.templates["five-stage"]
KEYS = [each.key for each in TEMPLATE.segments]
STANDING = Standing(np.array([0, -1, 8, 0]), np.array([0, 0, 2, 1]), np.array([0, 0, -5, 9]))


def test_segments_and_stages_are_named():
    """The unclassified has a key and no stage; whoever is absent has neither."""
    columns = STANDING.columns(TEMPLATE)
    assert columns["segment"].tolist() == STANDING.keys(TEMPLATE) == ["lead", "", "outside", "lead"]
    assert columns["stage"].tolist() == ["awareness", "", "", "awareness"]
    assert columns["orders"].tolist() == [0, 0, 2, 1]
    assert columns["monetary"].tolist() == [0, 0, -5, 9]


def test_people_are_counted_by_segment():
    """All of them but those who are absent."""
    assert STANDING.people(9).tolist() == [2, 0, 0, 0, 0, 0, 0, 0, 1]
    assert STANDING.absent.tolist() == [False, True, False, False]
    nobody = Standing(*(np.zeros(0, int) for _ in range(3)))
    assert nobody.people(2).tolist() == [0, 0]
    assert nobody.keys(TEMPLATE) == []


def test_nobody_can_change_it():
    """Its arrays are read-only."""
    with pytest.raises(ValueError, match="read-only"):
        STANDING.places[0] = 1
