"""Who is there on a day."""

from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.arrivals import Arrivals

DAYS = st.lists(st.integers(-5, 5), max_size=8)


@given(DAYS | DAYS.map(sorted), st.integers(-6, 6))
def test_everybody_who_came_by_a_day_is_there(days, day):
    found = Arrivals(np.array(days, np.int32)).until(day)
    expected = [code for code, came in enumerate(days) if came <= day]
    assert np.arange(len(days))[found].tolist() == expected
    first = expected == [*range(len(expected))]
    assert isinstance(found, slice) == first


def test_days_are_read_only():
    arrivals = Arrivals(np.array([1, 2], np.int32))
    for each in (arrivals, deepcopy(arrivals)):
        with pytest.raises(ValueError, match="read-only"):
            each.day[0] = 9
