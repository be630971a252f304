"""A finding is one line."""

import attrs
import pytest

import clm
from clm.lifecycle.findings.finding import Finding

FOUND = Finding("claim", "segment[0].claims[0]", "'a' claims b, but has c", 2, "1 order", ("a",))


def test_it_is_told_in_one_line():
    line = "segment[0].claims[0]: 'a' claims b, but has c (2 cells), e.g. 1 order"
    assert str(FOUND) == line
    assert repr(FOUND) == f"<Finding {line}>"


def test_it_cannot_be_changed_and_is_public():
    assert clm.Finding is Finding
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        FOUND.cells = 3
