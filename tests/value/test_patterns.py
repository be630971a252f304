"""Histories are counted as a dictionary would count them."""

from collections import Counter
from random import Random

import pytest

from clm.value import RfmSummary
from clm.value.patterns import patterns


@pytest.mark.parametrize("seed", range(10))
def test_every_history_is_there_once_with_its_people(seed):
    dice = Random(seed)
    rows = []
    for _ in range(dice.choice((0, 1, 200))):
        x, length = dice.choice((0, 1, 2)), dice.choice((4.0, 5.5, 7.0))
        rows.append((x, dice.choice((1.0, 1.5, length)) if x else 0.0, length))
    x, recency, length = zip(*rows, strict=True) if rows else ((), (), ())
    found = patterns(RfmSummary.from_columns(unit="week", frequency=x, recency=recency, T=length))
    columns = (each.tolist() for each in (found.frequency, found.recency, found.T, found.people))
    told = {tuple(history): people for *history, people in zip(*columns, strict=True)}
    assert told == Counter(rows)
    assert len(found.people) == len(told)
