"""Shares of every newcomer add up to one, and are those that plain Python gives."""

from collections import defaultdict
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from acquired import MODELS, shares
from clm.metrics.acquisition.credits import Credits
from clm.metrics.acquisition.touches import Touches


def drawn(seed):
    """Draw the channels of some newcomers, some of whom have none."""
    draw = Random(seed)
    own = [
        [draw.randrange(1, 4) for _ in range(draw.choice((0, 1, 2, 3, 7)))]
        for _ in range(draw.randrange(9))
    ]
    rest = [draw.randrange(3) for _ in own]
    who = [at for at, ways in enumerate(own) for _ in ways]
    touches = Touches(np.array(who, np.int64), np.array(sum(own, []), np.int32))  # noqa: RUF017
    return own, rest, touches


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(25))
def test_shares_are_those_of_plain_python(seed, model):
    own, rest, touches = drawn(seed)
    found = Credits.of(touches, model, np.array(rest, np.int32))
    expected = defaultdict(Fraction)
    for at, ways in enumerate(own):
        for way, share in zip(ways or [rest[at]], shares(len(ways) or 1, model), strict=True):
            expected[at, way] += share
    told = defaultdict(Fraction)
    columns = (found.newcomer, found.channel, found.above, found.below)
    for at, way, above, below in zip(*(each.tolist() for each in columns), strict=True):
        told[at, way] += Fraction(above, below)
    assert told == {key: share for key, share in expected.items() if share}
    assert found.weights.tolist() == [a / b for a, b in zip(found.above, found.below, strict=True)]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(10))
def test_sums_are_exact_and_add_up_to_whole_people(seed, model):
    own, rest, touches = drawn(seed)
    found = Credits.of(touches, model, np.array(rest, np.int32))
    draw = Random(seed)
    period = [draw.randrange(3) for _ in own]
    sums = found.sums(np.array(period, np.int64), (3, 4))
    for at in range(3):
        assert sum(sums[at]) == period.count(at)
        for way in range(4):
            expected = sum(
                share
                for who, ways in enumerate(own)
                if period[who] == at
                for each, share in zip(
                    ways or [rest[who]], shares(len(ways) or 1, model), strict=True
                )
                if each == way
            )
            assert sums[at][way] == expected


def test_forty_twenty_forty():
    touches = Touches(np.zeros(4, np.int64), np.arange(1, 5, dtype=np.int32))
    found = Credits.of(touches, "position_based", np.zeros(1, np.int32))
    assert found.weights.tolist() == [0.4, 0.1, 0.1, 0.4]
