"""Columns are read together: all their faults at once, and their rows in order."""

import pandas as pd
import pytest

from clm.errors import ClmError, ColumnError
from clm.metrics.traffic.reading import TrafficColumns, read_days, read_traffic


def test_rows_come_in_order_of_day_channel_and_campaign():
    read = read_traffic(
        TrafficColumns(
            day=["1970-01-02", "1970-01-02", "1970-01-01", "1970-01-02"],
            channel=["b", "a", "b", "a"],
            campaign=["x", "y", "x", None],
            visits=[1, 2, 3, 4],
        )
    )
    assert read["day"].tolist() == [0, 1, 1, 1]
    assert read["visits"].tolist() == [3, 4, 2, 1]
    assert read["campaign"].codes.tolist() == [1, 0, 2, 1]


def test_only_what_is_measured_is_there():
    read = read_traffic(TrafficColumns(day=["1970-01-02"], channel=["a"], clicks=[1]))
    assert [*read] == ["day", "channel", "clicks"]


def test_days_of_a_time_zone_are_days_only_at_their_midnight():
    """Which day a moment is on depends on where the shop is."""
    read_days(pd.Series(pd.to_datetime(["2024-05-01"])), None)
    aware = pd.Series(pd.to_datetime(["2024-05-01"])).dt.tz_localize("Europe/Berlin")
    with pytest.raises(ColumnError, match="'2024-04-30T22:00:00' is a moment → give the shop's"):
        read_days(aware, None)


def test_several_faults_are_one_error():
    with pytest.raises(ClmError) as caught:
        read_traffic(
            TrafficColumns(day=None, channel=None, cost=[-1, 2], cost_minor=[1], currency="XXX")
        )
    assert type(caught.value) is ColumnError
    assert {fault.where for fault in caught.value.faults} == {"day", "channel", "cost", "currency"}


def test_overlaps_are_named_beside_other_faults():
    with pytest.raises(ColumnError) as caught:
        read_traffic(TrafficColumns(day=["1970-01-02"] * 2, channel=["a"] * 2, clicks=[1, -1]))
    assert [fault.where for fault in caught.value.faults] == ["clicks[1]", "day[1]"]
