"""Values that the caller supplies are laid along the people, or refused, all faults at once."""

import numpy as np
import pytest

import clm
from asking import LEAST, shop
from clm.errors import ColumnError
from clm.lifecycle.extras import kept, lay_along
from clm.lifecycle.stage import Extra

NPS = {"nps": Extra(min=-100, max=100)}


@pytest.fixture
def features():
    """Ann, who is also a guest, and Bob are there; Cat comes later."""
    ledger = shop(
        ("ann", "2024-01-01", 1),
        ("bob", "2024-02-01", 1),
        ("cat", "2024-05-01", 1),
        aliases={"guest": "ann"},
    )
    return clm.Features.of(ledger, as_of="2024-03-01")


def laid(features, given, declared=None):
    column = lay_along(features, declared or NPS, given)["nps"].tolist()
    return dict(zip(features.customers.tolist(), column, strict=True))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, {"ann": LEAST, "bob": LEAST}),
        ({}, {"ann": LEAST, "bob": LEAST}),
        ({"nps": {}}, {"ann": LEAST, "bob": LEAST}),
        ({"nps": {"bob": 60}}, {"ann": LEAST, "bob": 60}),
        ({"nps": {"bob": -100, "ann": 100}}, {"ann": 100, "bob": -100}),
        ({"nps": {"guest": 7}}, {"ann": 7, "bob": LEAST}),
        ({"nps": {"cat": 7}}, {"ann": LEAST, "bob": LEAST}),
        ({"nps": {"ann": np.int64(7)}}, {"ann": 7, "bob": LEAST}),
    ],
)
def test_values_stand_beside_their_customers(features, given, expected):
    """By any of her ids; whoever is not named has none, whoever comes later is not there."""
    assert laid(features, given) == expected


@pytest.mark.parametrize(
    "value", [101, -101, True, 5.0, 5.5, None, "5", float("nan"), np.float64(5), 10**30]
)
def test_only_whole_numbers_of_the_range_are_values(features, value):
    """With the place and the range."""
    with pytest.raises(ColumnError, match=r"extra\['nps'\]\['ann'\].*-100 to 100"):
        lay_along(features, NPS, {"nps": {"ann": value}})


@pytest.mark.parametrize("given", [[1], "nps", 5, {"nps": [5]}, {"nps": None}, {"nps": "ann"}])
def test_only_values_by_customer_are_columns(features, given):
    """The error shows how they are written."""
    with pytest.raises(ColumnError, match=r'write \{"nps"'):
        lay_along(features, NPS, given)


def test_all_faults_come_at_once(features):
    """An undeclared column, a stranger, and two values out of range."""
    given = {"nsp": {"ann": 1}, "nps": {"bbo": 5, "ann": 999, "bob": 0.5}}
    with pytest.raises(ColumnError) as caught:
        lay_along(features, NPS, given)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 4
    assert told[0] == "extra: no extra column 'nsp' → did you mean 'nps'?"
    assert "did you mean 'bob'?" in told[3]


def test_two_ids_of_one_customer_are_refused(features):
    """Which of the two values would count?"""
    with pytest.raises(ColumnError, match="'ann' is named by several ids"):
        lay_along(features, NPS, {"nps": {"guest": 1, "ann": 2}})


def test_many_strangers_are_named_without_a_search_for_each(features):
    """A thousand ids that nobody has are refused at once."""
    given = {"nps": {f"nobody {number}": 1 for number in range(1_000)}}
    with pytest.raises(ColumnError) as caught:
        lay_along(features, NPS, given)
    assert len(caught.value.faults) == 1_000


def test_what_is_kept_is_plain_and_of_the_people_who_are_there(features):
    """By the ids that they have there."""
    given = {"nps": {"guest": np.int64(7), "cat": 5}}
    found = kept(features, NPS, given)
    assert found == {"nps": {"ann": 7}}
    assert type(found["nps"]["ann"]) is int


def test_the_range_may_be_one_number(features):
    """The least and the greatest value are in it."""
    declared = {"nps": Extra(min=3, max=3)}
    assert laid(features, {"nps": {"ann": 3}}, declared) == {"ann": 3, "bob": LEAST}
