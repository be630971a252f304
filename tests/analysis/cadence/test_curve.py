"""A curve tells the share that has ordered again, and refuses what is no day and no share."""

from math import isnan

import numpy as np
import pytest

from clm.analysis.cadence.curve import DAYS, ReturnCurve, curve_of
from clm.analysis.survival import survival
from clm.errors import SnapshotError
from clm.features.gaps import Waits

DAYS_WAITED = np.array([2, 7, 7, 7, 30, 61, 61, 400], np.int32)
ENDED = np.array([1, 1, 0, 1, 1, 0, 1, 0], bool)


@pytest.fixture
def curve():
    """Eight waits, five of which ended."""
    return ReturnCurve("first", survival(DAYS_WAITED, ENDED))


def test_shares_are_of_those_who_have_ordered_again(curve):
    """By hand: 1/8 after two days, then 2 of 7, then 1 of 4, then 1 of 3."""
    assert (curve.number, curve.returned, curve.longest) == (8, 5, 400)
    assert curve.at(0) == curve.at(1) == 0
    assert curve.at(2) == curve.at(6) == 1 / 8
    assert curve.at(7) == pytest.approx(1 - 7 / 8 * 5 / 7)
    assert curve.at(np.int64(60)) == pytest.approx(1 - 7 / 8 * 5 / 7 * 3 / 4)
    assert curve.at(400) == pytest.approx(1 - 7 / 8 * 5 / 7 * 3 / 4 * 2 / 3)
    assert isnan(curve.at(401))
    assert isnan(curve.at(10**30))
    assert [curve.at_risk_on(day) for day in (0, 2, 3, 8, 62, 10**30)] == [8, 8, 7, 4, 1, 0]


def test_intervals_are_turned_round_with_the_share(curve):
    """The low end is below the share, the high end above."""
    for day in (2, 7, 60, 400):
        found = curve.estimate(day)
        assert 0 < found.low < found.value < found.high < 1
        assert found.low == pytest.approx(1 - curve.waits.estimate(day).high)


def test_a_quantile_is_of_all_or_of_those_who_come_back_in_time(curve):
    """Half of all have not been seen to; of those within 30 days half have within 7."""
    assert curve.quantile(0.5) == 30
    assert curve.quantile(0.5, within=30) == 7
    assert curve.quantile(1, within=30) == 30
    assert curve.quantile(np.float64(0.9)) is None
    assert curve.quantile(1) is None


NO_DAYS = [-1, 1.5, "7", None, True, np.array([7]), float("nan"), [7], 7.0, np.timedelta64(7, "D")]
NO_SHARES = [0, -0.1, 1.1, "0.5", None, True, float("nan"), np.array([0.5]), np.timedelta64(1, "D")]


@pytest.mark.parametrize("days", NO_DAYS)
def test_what_is_no_number_of_days_is_refused(curve, days):
    """By every question that asks for one."""
    for ask in (curve.at, curve.estimate, curve.at_risk_on):
        with pytest.raises(SnapshotError, match="is no number of days"):
            ask(days)
    if days is not None:
        with pytest.raises(SnapshotError, match="within: .* is no number of days"):
            curve.quantile(0.5, within=days)


@pytest.mark.parametrize("share", NO_SHARES)
def test_what_is_no_share_is_refused(curve, share):
    """Together with what is no number of days."""
    with pytest.raises(SnapshotError, match="share: .* is no share"):
        curve.quantile(share)
    with pytest.raises(SnapshotError, match="2 faults"):
        curve.quantile(share, within=-1)


def test_columns_and_frame_hold_every_day(curve):
    """Read-only; there is an interval where somebody, but not everybody, has ordered again."""
    columns = curve.columns()
    assert columns["days"].tolist() == [2, 7, 30, 61, 400]
    assert columns["at_risk"].tolist() == [8, 7, 4, 3, 1]
    assert columns["returned"].tolist() == [1, 2, 1, 1, 0]
    assert columns["share"].tolist() == [curve.at(day) for day in (2, 7, 30, 61, 400)]
    assert not any(column.flags.writeable for column in columns.values())
    frame = curve.to_frame("polars")
    assert frame["share_low"].to_list() == columns["share_low"].tolist()
    gone = ReturnCurve("later", survival(np.array([3, 3]), np.ones(2, bool))).to_frame("polars")
    assert gone.row(0) == (3, 2, 2, 1.0, None, None)


def test_a_curve_shows_the_share_after_some_days(curve):
    """In a few lines, and in a notebook."""
    lines = repr(curve).splitlines()
    assert lines[0] == (
        "<ReturnCurve after the first order · 8 waits, 5 of them ended · watched for 400 days>"
    )
    assert len(lines) == 2 + len(DAYS) <= 12
    assert lines[2].split()[:3] == ["7", "7", "37.5"]
    assert lines[-1].split()[:3] == ["365", "1", "68.8"]
    assert curve._repr_html_().count("<tr>") == 1 + len(DAYS)
    assert len(curve) == 5


def test_a_curve_of_nobody_shows_nothing():
    """Dashes, and no error."""
    curve = ReturnCurve("later", survival(np.zeros(0, np.int32), np.zeros(0, bool)))
    assert (curve.number, curve.returned, curve.longest, len(curve)) == (0, 0, 0, 0)
    assert repr(curve).startswith("<ReturnCurve after a later order · 0 waits, 0 of them ended")
    assert isnan(curve.at(7))
    assert curve.quantile(0.5) is None
    assert all(len(column) == 0 for column in curve.columns().values())


def test_waits_after_later_orders_know_their_customer():
    """So three equal ones of one customer tell as much as one."""
    customer = np.repeat(np.arange(6, dtype=np.int32), 3)
    days = np.repeat(np.array([3, 5, 8, 13, 21, 34], np.int32), 3)
    waits = Waits(customer, days, np.repeat(np.array([1, 0, 1, 1, 0, 1], bool), 3))
    rows = np.arange(len(days))
    later, once = curve_of(waits, rows, "later"), curve_of(waits, rows[::3], "first")
    assert later.estimate(8).low == pytest.approx(once.estimate(8).low)
    assert curve_of(waits, rows, "first").estimate(8).low > once.estimate(8).low
