"""Traffic sums up what was told, whatever the order of the rows, and refuses what is told twice."""

import copy
import pickle
from datetime import date, datetime
from random import Random

import numpy as np
import pandas as pd
import polars as pl
import pytest

import clm
from clm.errors import ColumnError, CurrencyError, MetricError

DAYS = ["2024-05-01", "2024-05-01", "2024-05-02", "2024-05-04"]
WAYS = ["tv", None, "tv", "ads"]
TABLE = {
    "day": DAYS,
    "channel": WAYS,
    "impressions": [10, 20, 30, 40],
    "clicks": [1, 0, 3, 4],
    "cost": ["1.50", 0, 2, 3.25],
}


def traffic(**changed):
    return clm.Traffic.from_columns(**{**TABLE, "currency": "EUR", **changed})


def test_it_says_what_there_is_in_a_line():
    assert repr(traffic()) == (
        "<Traffic 3 days × 3 channels · 100 impressions · 8 clicks · 6.75 EUR"
        " · 2024-05-01 … 2024-05-04>"
    )
    nothing = clm.Traffic.from_columns(day=[], channel=[], visits=[])
    assert repr(nothing) == "<Traffic 0 days × 0 channels · 0 visits · no day>"
    assert (nothing.first_day, nothing.last_day, len(nothing)) == (None, None, 0)
    assert nothing.by_channel("visits") == {}


def test_a_notebook_shows_the_last_rows():
    html = traffic()._repr_html_()
    assert "<th>impressions</th>" in html
    assert "<td>3.25</td>" in html
    many = clm.Traffic.from_columns(
        day=np.arange("2024-01-01", "2024-06-01", dtype="datetime64[D]"),
        channel=["<b>"] * 152,
        visits=range(152),
    )
    assert "92 earlier rows not shown" in many._repr_html_()
    assert "<b>" not in many._repr_html_()


def test_sums_are_of_days_and_channels():
    told = traffic()
    assert told.total("impressions") == 100
    assert told.total("impressions", "2024-05-02") == 70
    assert told.total("impressions", None, date(2024, 5, 1)) == 30
    assert told.total("impressions", "2024-05-02", "2024-05-03", channel="tv") == 30
    assert told.total("cost", channel="") == 0
    assert told.by_channel("cost") == {"": 0, "ads": 325, "tv": 350}
    assert told.by_channel("clicks", "2024-05-04") == {"": 0, "ads": 4, "tv": 0}


@pytest.mark.parametrize("seed", range(20))
def test_sums_are_those_of_plain_python(seed):
    draw = Random(seed)
    first = date(2024, 2, 27).toordinal()
    ways = ["", "a", "é"]
    keys = {(draw.randrange(9), draw.choice(ways), draw.choice(["", "x"])) for _ in range(40)}
    rows = [(*key, draw.randrange(5), draw.randrange(900)) for key in keys]
    draw.shuffle(rows)
    told = clm.Traffic.from_columns(
        day=[date.fromordinal(first + day) for day, *_ in rows],
        channel=[way or draw.choice([None, ""]) for _, way, *_ in rows],
        campaign=[what or None for _, _, what, *_ in rows],
        visits=[visits for *_, visits, _ in rows],
        cost_minor=[cost for *_, cost in rows],
        currency="EUR",
    )
    for _ in range(10):
        start, stop = sorted(draw.choices(range(-1, 11), k=2))
        way = draw.choice(ways)
        seen = [row for row in rows if start <= row[0] <= stop]
        days = date.fromordinal(first + start), date.fromordinal(first + stop)
        assert told.total("visits", *days) == sum(row[3] for row in seen)
        assert told.by_channel("cost", *days) == {
            name: sum(row[4] for row in seen if row[1] == name) for name in told.channels
        }
        if way in told.channels:
            assert told.total("cost", *days, channel=way) == sum(
                row[4] for row in seen if row[1] == way
            )
    columns = told.columns()
    plain = zip(*(columns[name].tolist() for name in columns), strict=True)
    assert list(plain) == [(date.fromordinal(first + day), *rest) for day, *rest in sorted(rows)]


def test_the_order_of_rows_changes_nothing():
    line = [2, 0, 3, 1]
    other = traffic(**{name: [column[at] for at in line] for name, column in TABLE.items()})
    mine, theirs = traffic().columns(), other.columns()
    assert all(mine[name].tolist() == theirs[name].tolist() for name in mine)
    assert repr(other) == repr(traffic())


@pytest.mark.parametrize("column", [list, np.array, pd.Series, pl.Series, tuple])
def test_columns_may_be_of_any_library(column):
    told = traffic(
        day=column(DAYS), impressions=column([10, 20, 30, 40]), channel=column(["a", "b", "a", "c"])
    )
    assert told.by_channel("impressions") == {"a": 40, "b": 20, "c": 40}


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_it_becomes_a_dataframe(backend):
    frame = traffic(campaign=["x", "y", "x", None]).to_frame(backend)
    names = list(getattr(frame, "column_names", frame.columns))
    assert names == ["day", "channel", "campaign", "impressions", "clicks", "cost"]
    assert len(frame) == 4


def test_days_and_campaigns_tell_rows_apart():
    both = clm.Traffic.from_columns(
        day=["2024-05-01"] * 3, channel=["ads"] * 3, campaign=["x", "y", None], clicks=[1, 2, 4]
    )
    assert both.total("clicks") == 7
    assert both.campaigns == ("", "x", "y")


def test_other_ways_to_write_a_day():
    for day in (datetime(2024, 5, 1), np.datetime64("2024-05-01", "D"), "2024-05-01T00:00"):  # noqa: DTZ001
        told = clm.Traffic.from_columns(day=[day], channel=["a"], visits=[1])
        assert told.first_day == date(2024, 5, 1)
    told = clm.Traffic.from_columns(
        day=["01.05.2024"], channel=["a"], visits=[1], date_format="%d.%m.%Y"
    )
    assert told.last_day == date(2024, 5, 1)


def test_what_is_not_measured_is_not_nothing():
    told = traffic()
    assert told.measures == ("impressions", "clicks", "cost")
    with pytest.raises(MetricError, match="visits were not measured → give visits="):
        told.total("visits")
    free = clm.Traffic.from_columns(day=DAYS, channel=WAYS, visits=[1, 2, 3, 4])
    with pytest.raises(MetricError, match="there is no cost"):
        free.by_channel("cost")


def test_questions_are_checked_all_at_once():
    with pytest.raises(MetricError) as caught:
        traffic().total("click", "May", 5, channel="tvs")
    assert [fault.where for fault in caught.value.faults] == ["measure", "channel", "first", "last"]
    assert "did you mean 'clicks'" in str(caught.value)
    assert "did you mean 'tv'" in str(caught.value)
    with pytest.raises(MetricError, match="2024-05-01 is before 2024-05-02"):
        traffic().total("clicks", "2024-05-02", "2024-05-01")


def test_spend_that_overlaps_is_refused():
    with pytest.raises(ColumnError) as caught:
        traffic(day=["2024-05-01"] * 4, channel=["a", "b", "a", "b"])
    assert [str(fault) for fault in caught.value.faults] == [
        "day[2]: 2024-05-01 of 'a' stands in row 0 already → give one row, or name the campaigns",
        "day[3]: 2024-05-01 of 'b' stands in row 1 already → give one row, or name the campaigns",
    ]


def test_all_faults_come_at_once():
    with pytest.raises(ColumnError) as caught:
        traffic(
            day=["2024-05-01", "soon", "2024-05-02", "2024-05-02"],
            impressions=[1, -2, 3, 4],
            clicks=[1.5, 2, None, 4],
            cost=[1, 2, -3, 4],
            visits=[1],
        )
    assert {fault.where for fault in caught.value.faults} == {
        *("day[1]", "impressions[1]", "clicks[0]", "clicks[2]", "cost[2]", "visits")
    }
    assert "cost[2]: -3 is below zero → give what was spent" in str(caught.value)


def test_money_needs_a_currency_and_nothing_else_does():
    with pytest.raises(ColumnError, match="currency: is missing"):
        clm.Traffic.from_columns(day=DAYS, channel=WAYS, cost=[1, 2, 3, 4])
    with pytest.raises(CurrencyError, match="no currency 'EURO'"):
        traffic(currency="EURO")
    with pytest.raises(ColumnError, match="give one of them"):
        traffic(cost_minor=[1, 2, 3, 4])
    with pytest.raises(CurrencyError):
        traffic(currency=["EUR"])
    assert clm.Traffic.from_columns(day=DAYS, channel=WAYS, visits=[1] * 4).currency == ""
    yen = traffic(cost=[1, 2, 3, 4], currency="JPY")
    assert yen.total("cost") == 10
    assert "10 JPY" in repr(yen)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"day": ["2024-05-01 08:00", *DAYS[1:]]}, "day[0]"),
        ({"day": "2024-05-01"}, "day"),
        ({"channel": 5}, "channel"),
        ({"channel": [1.5, 2, 3, 4]}, "channel[0]"),
        ({"date_format": 5}, "date_format"),
        ({"cost": ["1.505", 0, 0, 0]}, "cost[0]"),
        ({"clicks": [2**53, 0, 0, 0]}, "clicks[0]"),
        ({"clicks": [2**52, 2**52, 0, 0]}, "clicks"),
        ({"cost": None, "cost_minor": [2**52, 2**52, 0, 0]}, "cost_minor"),
    ],
)
def test_what_cannot_be_read_is_named(changed, where):
    with pytest.raises(ColumnError) as caught:
        traffic(**changed)
    assert where in {fault.where for fault in caught.value.faults}


def test_something_has_to_be_measured():
    with pytest.raises(ColumnError, match="nothing is measured"):
        clm.Traffic.from_columns(day=DAYS, channel=WAYS)


def test_batches_are_the_same_as_all_at_once():
    whole = traffic()
    for cut in range(5):
        first, second = (
            traffic(**{name: column[part] for name, column in TABLE.items()})
            for part in (slice(cut), slice(cut, None))
        )
        for joined in (first.append(second), second.append(first)):
            assert repr(joined) == repr(whole)
            for name, column in whole.columns().items():
                assert joined.columns()[name].tolist() == column.tolist()


def test_what_one_side_does_not_measure_is_nothing_there():
    visits = clm.Traffic.from_columns(day=["2024-05-09"], channel=["direct"], visits=[7])
    both = traffic().append(visits)
    assert both.measures == ("impressions", "clicks", "visits", "cost")
    assert (both.total("visits"), both.total("cost"), both.currency) == (7, 675, "EUR")
    assert both.by_channel("visits") == {"": 0, "ads": 0, "direct": 7, "tv": 0}


def test_batches_that_overlap_are_refused():
    with pytest.raises(MetricError) as caught:
        traffic().append(traffic())
    assert str(caught.value.faults[0]) == (
        "append: both tell of 2024-05-01 of '' → leave it out of one of them"
    )
    assert len(caught.value.faults) == 4
    named = clm.Traffic.from_columns(
        day=["2024-05-01"] * 2, channel=["tv"] * 2, campaign=["x", "y"], clicks=[1, 2]
    )
    for pair in ((traffic(), named), (named, traffic())):
        with pytest.raises(MetricError, match="both tell of 2024-05-01 of 'tv'"):
            pair[0].append(pair[1])
    other = clm.Traffic.from_columns(
        day=["2024-05-01"] * 2, channel=["tv"] * 2, campaign=["z", None], clicks=[1, 2]
    )
    assert named.append(other).total("clicks") == 6


def test_what_does_not_fit_is_not_appended():
    with pytest.raises(MetricError, match="is no traffic"):
        traffic().append([])
    with pytest.raises(CurrencyError, match="EUR and USD do not mix"):
        traffic().append(traffic(currency="USD"))
    large = {"day": ["2024-05-01"], "visits": [2**52]}
    with pytest.raises(MetricError, match="visits: adds up to"):
        clm.Traffic.from_columns(**large, channel=["a"]).append(
            clm.Traffic.from_columns(**large, channel=["b"])
        )


def test_nobody_can_write_to_it():
    given = np.array([10, 20, 30, 40])
    told = traffic(impressions=given)
    given[:] = 0
    assert told.total("impressions") == 100
    for each in (told, pickle.loads(pickle.dumps(told)), copy.deepcopy(told)):
        arrays = [each.day, each.channel, each.impressions, each.cost, *each.columns().values()]
        assert not any(array.flags.writeable for array in arrays)
        assert repr(each) == repr(told)
    with pytest.raises(AttributeError):
        told.currency = "USD"
