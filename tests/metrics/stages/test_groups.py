"""Tracked groups, period by period."""

import numpy as np
import pytest

import clm
from lively import lively

FOUND = clm.stage_metrics(lively(6).ledger(), "five-stage", "2024-01-01", "2024-04-30")


def test_columns_hold_every_period_and_group():
    columns = FOUND.tracked.columns()
    assert {len(each) for each in columns.values()} == {16}
    assert columns["people"].reshape(4, 4).tolist() == FOUND.tracked.people[1:].tolist()
    change = np.diff(FOUND.tracked.people, axis=0)
    assert columns["change"].reshape(4, 4).tolist() == change.tolist()
    assert FOUND.tracked.groups == ("leads", "customers", "retained", "advocates")
    assert len(FOUND.tracked) == 4
    assert FOUND.tracked.to_frame("polars").shape == (16, 6)


def test_they_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        FOUND.tracked.people[0, 0] = 1


def test_they_show_themselves():
    lines = repr(FOUND.tracked).splitlines()
    assert lines[0] == "<TrackedGroups 2023-12-31 … 2024-04-30>"
    assert len(lines) == 7
    assert "<th>advocates</th>" in FOUND.tracked._repr_html_()
    assert FOUND.tracked.line() in repr(FOUND)
