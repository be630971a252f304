"""Rows of two are put together if no day and channel stands on both sides."""

from random import Random

import pytest

from clm.errors import MetricError
from clm.metrics.traffic.joining import joined
from clm.metrics.traffic.reading import TrafficColumns, read_traffic


def columns(rows, measure):
    days, ways, counts = zip(*rows, strict=True) if rows else ((), (), ())
    return read_traffic(
        TrafficColumns(
            day=[f"1970-01-0{day}" for day in days], channel=list(ways), **{measure: list(counts)}
        )
    )


@pytest.mark.parametrize("seed", range(20))
def test_what_is_joined_is_all_rows_or_an_error(seed):
    draw = Random(seed)
    keys = [(day, way) for day in range(1, 10) for way in "abc"]
    mine, theirs = (
        [(*key, draw.randrange(9)) for key in draw.sample(keys, draw.randrange(5))] for _ in "ab"
    )
    both = {row[:2] for row in mine} & {row[:2] for row in theirs}
    if both:
        with pytest.raises(MetricError) as caught:
            joined(columns(mine, "visits"), columns(theirs, "visits"))
        assert [fault.what for fault in caught.value.faults] == [
            f"both tell of 1970-01-0{day} of {way!r}" for day, way in both_in_order(theirs, both)
        ]
    else:
        found = joined(columns(mine, "visits"), columns(theirs, "visits"))
        expected = sorted(mine + theirs)
        assert found["day"].tolist() == [day - 1 for day, *_ in expected]
        assert found["visits"].tolist() == [count for *_, count in expected]


def both_in_order(rows, both):
    return [row[:2] for row in sorted(rows) if row[:2] in both]


def test_what_only_one_measures_is_zero():
    found = joined(columns([(1, "a", 5)], "visits"), columns([(2, "a", 7)], "clicks"))
    assert found["visits"].tolist() == [5, 0]
    assert found["clicks"].tolist() == [0, 7]
