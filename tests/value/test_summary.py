"""A summary shows how its values are spread, and gives what was put in."""

import copy
import pickle
from datetime import date

import numpy as np
import pytest

from clm.errors import ColumnError
from clm.value import RfmSummary


@pytest.fixture
def summary():
    return RfmSummary.from_columns(
        unit="week",
        frequency=[2, 0, 1],
        recency=[30.43, 0, 1.71],
        T=[38.86, 38.86, 38.86],
        monetary_value=[22.35, 0, -3],
        customers=["ann", "bob", "cem"],
        as_of="1997-09-30",
        currency="USD",
    )


def test_it_gives_its_columns_and_a_frame(summary):
    columns = summary.columns()
    assert list(columns) == ["customer", "frequency", "recency", "T", "monetary_value"]
    assert columns["recency"].tolist() == [30.43, 0.0, 1.71]
    assert (summary.as_of, summary.currency, len(summary)) == (date(1997, 9, 30), "USD", 3)
    for backend in ("polars", "pandas"):
        assert summary.to_frame(backend)["customer"].to_list() == ["ann", "bob", "cem"]


def test_money_that_is_not_known_is_null_in_a_frame():
    one = RfmSummary.from_columns(unit="day", frequency=[1], recency=[1], T=[2])
    assert one.to_frame("polars")["monetary_value"].to_list() == [None]
    assert "monetary_value" not in repr(one)


def test_it_keeps_some_customers(summary):
    assert summary.only([True, False, True]).customers.tolist() == ["ann", "cem"]
    assert summary.only(summary.repeaters).frequency.tolist() == [2, 1]
    assert summary.positive.customers.tolist() == ["ann", "bob"]
    assert summary.positive.currency == "USD"
    for junk in ([True], [1, 0, 1], "abc", None, ["ann"], np.ones((3, 1), bool)):
        with pytest.raises(ColumnError):
            summary.only(junk)


def test_it_shows_how_many_customers_and_how_values_are_spread(summary):
    assert repr(summary) == (
        "<RfmSummary 3 customers · 2 repeaters · in weeks · as of 1997-09-30 · USD>\n"
        "  column          least  median   mean   most\n"
        "  frequency        0.00    1.00   1.00   2.00\n"
        "  recency          0.00    1.71  10.71  30.43\n"
        "  T               38.86   38.86  38.86  38.86\n"
        "  monetary_value  -3.00    9.68   9.68  22.35"
    )
    assert "<table>" in summary._repr_html_()
    nobody = summary.only([False] * 3)
    assert repr(nobody).endswith("USD>")
    assert "<table>" in nobody._repr_html_()


def test_nobody_can_write_to_it_nor_does_it_keep_what_was_given():
    given = np.array([1.0, 2.0])
    one = RfmSummary.from_columns(unit="day", frequency=[1, 1], recency=given, T=[5, 5])
    given[:] = 0
    assert one.recency.tolist() == [1.0, 2.0]
    for each in (one, pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        for column in (*each.columns().values(), each.repeaters):
            with pytest.raises(ValueError, match="read-only"):
                column[:] = column
    with pytest.raises(AttributeError):
        one.unit = "week"
