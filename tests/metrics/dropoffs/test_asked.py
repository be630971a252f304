"""What is asked of drop-offs is checked, all of it at once, whatever it is."""

import numpy as np
import pandas as pd
import pytest

import clm
from asking import shop
from clm.errors import ClmError, MetricError
from clm.metrics.dropoffs.asked import Asked

PAST = clm.history(shop(("ann", "2024-01-10", 9)), "five-stage", "2024-01-31", "2024-03-31")
PLAIN = {"within": None, "targets": None, "benchmarks": (), "by": "money"}
JUNK = [
    *(None, True, 0, -1, 1.5, 10**30, float("nan"), "", "awareness", b"x", object(), int, ...),
    *(
        [],
        ["x"],
        {},
        {1: 1},
        {None: 0.5},
        set(),
        np.array([1]),
        np.array(3),
        np.datetime64("NaT", "D"),
    ),
    *(pd.NA, pd.Series([1]), pd.DataFrame({"a": [1]}), np.timedelta64(3, "D"), lambda: None),
]


def asked(**changed):
    """Ask something of a history."""
    return Asked.of(changed.pop("history", PAST), **{**PLAIN, **changed})


def test_days_are_those_of_the_template_or_given():
    """For all stages, or for some."""
    own = {"awareness": 30, "acquisition": 30, "development": 180, "retention": 180}
    assert dict(asked().within) == own | {"advocacy": None}
    assert dict(asked(within=np.int64(90)).within) == dict.fromkeys([*own, "advocacy"], 90)
    assert dict(asked(within={"advocacy": 365}).within) == own | {"advocacy": 365}


def test_targets_are_plain_shares():
    """From nothing to all."""
    found = asked(targets={"awareness": np.float32(0.5), "retention": 1, "development": 0})
    assert dict(found.targets) == {"awareness": 0.5, "retention": 1.0, "development": 0.0}
    assert {type(share) for share in found.targets.values()} == {float}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"within": 0}, "within: 0 is no number of days → give a whole number from 1"),
        ({"within": {"retain": 9}}, "within: no stage 'retain' → did you mean 'retention'"),
        ({"within": {"": 9}}, "within: no stage ''"),
        ({"within": {"retention": "9"}}, r"within\['retention'\]: '9' is no number of days"),
        ({"targets": 0.3}, "targets: 0.3 is no mapping of stages to shares → write {'development'"),
        ({"targets": {"retian": 0.3}}, "targets: no stage 'retian' → did you mean 'retention'"),
        ({"targets": {"retention": 30}}, r"targets\['retention'\]: 30 is no share → write 0.3"),
        ({"targets": {"retention": float("nan")}}, "nan is no share"),
        ({"targets": {"advocacy": 0.3}}, "nothing lies ahead of advocacy → leave it out"),
        ({"benchmarks": "trade"}, "benchmarks: is no list → give a list of clm.Benchmark"),
        ({"benchmarks": [0.3]}, r"benchmarks\[0\]: 0.3 is no benchmark"),
        ({"by": "peple"}, "by: no order 'peple' → did you mean 'people'"),
        ({"by": "gap"}, "by: there are no gaps without targets → give targets"),
        ({"history": [1]}, r"history: \[1\] is no history → take one with clm.history"),
    ],
)
def test_each_fault_says_where_and_what_would_be_right(changed, message):
    """One at a time."""
    with pytest.raises(MetricError, match=message):
        asked(**changed)


def test_a_stage_without_patience_has_no_target():
    """Until somebody says in how many days."""
    past = clm.history(
        shop(("ann", "2024-01-10", 9)), "growth-accounting", "2024-01-31", "2024-03-31"
    )
    with pytest.raises(MetricError, match=r"say in how many days: within=\{'new': 90\}"):
        asked(history=past, targets={"new": 0.3})
    assert asked(history=past, targets={"new": 0.3}, within={"new": 30}).within["new"] == 30


@pytest.mark.parametrize("name", ["history", *PLAIN])
def test_whatever_is_handed_in_works_or_is_refused_in_words(name):
    """Nothing else is ever raised."""
    for junk in JUNK:
        for value in (junk, [junk], {"retention": junk}):
            for by in ("money", "gap"):
                told = said(**{"by": by, name: value})
                assert told is None or 0 < len(told) < 1_000


def said(**changed):
    """Ask, and give what is said against it."""
    try:
        asked(**changed)
    except ClmError as error:
        return str(error)
    return None
