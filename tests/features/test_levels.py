"""A level is the number of bounds that a value reaches."""

import numpy as np
import pytest

from clm.features.levels import MANY_BOUNDS, levels_of


@pytest.mark.parametrize("count", [0, 1, MANY_BOUNDS, MANY_BOUNDS + 1, 200])
@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_bounds_are_counted_one_by_one_or_searched(count, kind):
    """Whatever is missing lies below all of them."""
    bounds = tuple(range(5, 5 + 2 * count, 2))
    values = np.array([np.iinfo(kind).min, -1, 0, *range(3, 9), 4 + 2 * count, 10**6], kind)
    expected = [sum(bound <= value for bound in bounds) for value in values.tolist()]
    assert levels_of(values, bounds).tolist() == expected
