"""Customers by an attribute: everybody has a value, the unknown one among them."""

from math import nan

import pytest

import clm
from asking import shop
from clm.analysis.attribute import attribute_faults, attribute_of, by_attribute
from clm.errors import SnapshotError, UnknownNameError

ROWS = (("ann", "2024-01-01", 1), ("bob", "2024-01-02", 1), ("cem", "2024-01-03", 1))


def features(as_of="2024-01-31", **attributes):
    return clm.Features.of(shop(*ROWS).with_attributes(**attributes), as_of=as_of)


def test_values_are_sorted_and_the_unknown_one_is_first():
    """Whoever has none is there too."""
    values, place = by_attribute(features(country={"cem": "DE", "ann": "AT"}), "country")
    assert values.tolist() == ["", "AT", "DE"]
    assert place.tolist() == [1, 0, 2]


def test_those_who_are_not_there_yet_are_left_out():
    """Their values are not."""
    values, place = by_attribute(features("2024-01-01", country={"cem": "DE"}), "country")
    assert values.tolist() == ["", "DE"]
    assert place.tolist() == [0]


def test_values_are_told_as_text():
    """Numbers too; nothing is not known."""
    values, place = by_attribute(features(age={"ann": 7, "bob": None, "cem": nan}), "age")
    assert values.tolist() == ["", "7"]
    assert place.tolist() == [1, 0, 0]


def test_customers_of_the_ledger_are_told_by_their_codes():
    """Whether they are there yet or not."""
    ledger = shop(*ROWS).with_attributes(country={"cem": "DE", "ann": "AT"})
    values, place = attribute_of(ledger, "country")
    named = dict(zip(ledger.customers.tolist(), values[place].tolist(), strict=True))
    assert named == {"ann": "AT", "bob": "", "cem": "DE"}


@pytest.mark.parametrize("name", ["contry", ["country"], None, 5, {}])
def test_what_is_no_attribute_is_refused(name):
    """With the nearest, and with other names that might have been meant."""
    with pytest.raises(UnknownNameError, match="country|segment"):
        by_attribute(features(country={"ann": "DE"}), name, ["segment"])


def test_without_a_ledger_there_are_no_attributes(tmp_path):
    """The error says where they are."""
    snap = clm.snapshot(shop(*ROWS), "five-stage", as_of="2024-01-31")
    snap.save(tmp_path / "snap.clm")
    with pytest.raises(SnapshotError, match="has no ledger"):
        by_attribute(clm.Snapshot.load(tmp_path / "snap.clm").features, "country")


@pytest.mark.parametrize("name", ["contry", ["country"], 5, {}])
def test_a_fault_says_what_there_is_or_how_to_add_some(name):
    """To be told together with others."""
    ledger = shop(*ROWS)
    assert "the ledger has none → add some" in str(*attribute_faults(ledger, name))
    told = ledger.with_attributes(country={"ann": "AT"})
    assert "country" in str(*attribute_faults(told, name))
    assert attribute_faults(told, "country") == attribute_faults("no ledger", name) == []
