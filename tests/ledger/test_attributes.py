"""What is known of customers besides: kept, renamed and selected with them."""

import pickle
from math import nan

import numpy as np
import pandas as pd
import pytest

from clm.errors import ColumnError
from clm.ledger.attributes import Attributes

KNOWN = Attributes({"country": {"ann": "DE", "bob": "FR"}, "age": {"ann": 30}})


def test_newer_values_replace_older_ones_of_the_same_customer():
    """All others stay."""
    newer = KNOWN.updated({"country": {"ann": "AT"}, "tier": {"cy": 1}})
    assert newer.of("ann") == {"country": "AT", "age": 30}
    assert newer.of("bob") == {"country": "FR"}
    assert (len(newer), list(newer), newer["tier"]) == (3, ["country", "age", "tier"], {"cy": 1})
    assert KNOWN.of("ann") == {"country": "DE", "age": 30}


def test_a_customer_keeps_what_was_told_of_her_own_id():
    """Of an old id only what was not known comes over."""
    told = Attributes({"country": {"guest": "FR", "ann": "DE"}, "age": {"guest": 30}})
    assert told.renamed({"guest": "ann"}).of("ann") == {"country": "DE", "age": 30}
    backwards = Attributes({"country": {"ann": "DE", "guest": "FR"}})
    assert backwards.renamed({"guest": "ann", "ann": "ann"}).of("ann") == {"country": "DE"}


@pytest.mark.parametrize(
    "nothing", [None, nan, np.float32("nan"), pd.NA, pd.NaT, np.datetime64("NaT", "D")]
)
def test_a_missing_value_tells_nothing(nothing):
    """Nor does it hide what is known under another id; where nothing else is told, it stays."""
    told = Attributes({"country": {"ann": nothing, "g1": nothing, "g2": "DE"}})
    merged = told.renamed({"g1": "ann", "g2": "ann"})
    assert merged.of("ann") == {"country": "DE"}
    assert [*told.renamed({"g1": "ann"})["country"]] == ["ann", "g2"]
    step = told.renamed({"g1": "ann"}).renamed({"g1": "ann", "g2": "ann"})
    assert step.of("ann") == {"country": "DE"}


def test_of_several_old_ids_the_first_that_knows_something_is_believed():
    """First by the aliases, however the values were told."""
    told = Attributes({"country": {"g2": "FR", "g1": "DE"}, "age": {"g2": 30}, "tier": {"bob": 1}})
    one = told.renamed({"g1": "ann", "g2": "ann", "g0": "ann"})
    assert (one.of("ann"), one.of("g1"), one.of("bob")) == (
        {"country": "DE", "age": 30},
        {},
        {"tier": 1},
    )
    assert told.renamed({"g2": "ann", "g1": "ann"}).of("ann")["country"] == "FR"


def test_some_customers_can_be_kept():
    """Names of attributes stay, if empty."""
    assert KNOWN.only({"bob"}) == Attributes({"country": {"bob": "FR"}, "age": {}})
    assert KNOWN.customers() == ["ann", "bob"]


def test_the_callers_mappings_are_copied():
    """Nobody changes what is known from outside."""
    told = {"country": {"ann": "DE"}}
    known = Attributes(told)
    told["country"]["ann"] = "FR"
    assert known.of("ann") == {"country": "DE"}
    with pytest.raises(TypeError):
        known["country"]["ann"] = "FR"
    assert pickle.loads(pickle.dumps(KNOWN)) == KNOWN


def test_values_are_told_by_customer():
    """A list does not say whose they are; all such are named."""
    with pytest.raises(ColumnError) as caught:
        Attributes({"country": ["DE"], "age": 5, "tier": {}})
    assert [fault.where for fault in caught.value.faults] == ["country", "age"]
