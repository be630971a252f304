"""What stands in several rows is found, with the first of them."""

from random import Random

import numpy as np
import pytest

from clm.ledger.column import NAMED
from clm.metrics.traffic.overlaps import overlap_faults, places_of, repeats


@pytest.mark.parametrize("seed", range(20))
def test_repeats_are_those_of_a_dict(seed):
    draw = Random(seed)
    size = draw.choice([0, 1, 2, 30])
    rows = [(draw.randrange(4), draw.randrange(3), draw.randrange(2)) for _ in range(size)]
    seen, expected = {}, []
    for at, row in enumerate(rows):
        if row in seen:
            expected.append((at, seen[row]))
        else:
            seen[row] = at
    columns = tuple(np.array([row[at] for row in rows], np.int32) for at in range(3))
    found, firsts = repeats(columns)
    assert list(zip(found.tolist(), firsts.tolist(), strict=True)) == expected


def test_the_first_few_are_named_and_the_others_counted():
    rows = np.arange(1, 26)
    day = np.arange(26)
    said = places_of(rows, day, (("a",), np.zeros(26, np.int32)))
    assert len(said) == NAMED
    faults = overlap_faults(rows, np.zeros(25, np.int64), said)
    assert len(faults) == NAMED + 1
    assert "15 more rows" in str(faults[-1])
    assert overlap_faults(rows[:0], rows[:0], []) == []
