"""A preview shows who would move, and reads as a few lines however many are merged."""

import pickle

import numpy as np
import pytest

import clm
from asking import shop
from clm.errors import UnknownNameError

DAY = "2024-05-12"
ROWS = [
    ("guest-7", "2024-05-01", 9),
    ("ann", "2024-05-03", 5),
    ("bob", "2023-05-03", 7),
    ("bobby", "2024-08-01", 1),
    ("late", "2024-09-01", 1),
    ("later", "2024-09-02", 1),
]
SNAP = clm.snapshot(shop(*ROWS), "five-stage", as_of=DAY)
MAPPING = {"guest-7": "ann", "bob": "bobby", "later": "late"}
PREVIEW = SNAP.merge_preview(MAPPING)


def many(number):
    """Merge many pairs of customers."""
    rows = [(at, f"2024-05-{at % 10 + 1:02}", at % 7) for at in range(2 * number)]
    snap = clm.snapshot(shop(*rows), "exponea-14", as_of=DAY)
    return snap.merge_preview({2 * at: 2 * at + 1 for at in range(number)})


def test_it_answers_in_a_few_lines():
    """Who, with whom, from where to where; which segments change, and who was not there."""
    assert repr(PREVIEW).splitlines() == [
        "<MergePreview five-stage · as of 2024-05-12 · 6 ids of 3 customers · 2 would move>",
        "customer  with     was                          would be         orders    net",
        "ann       guest-7  new_customer + new_customer  retained              2  14.00",
        "bobby     bob      - + one_time_lapsed          one_time_lapsed       1   7.00",
        "late      later    - + -                        -                     0   0.00",
        "  people: new_customer 2 → 0 · retained 0 → 1",
        "  note: nothing had happened up to 2024-05-12 under 'bobby', 'late', 'later'",
    ]


@pytest.mark.parametrize("number", [0, 1, 6, 7, 300])
def test_it_never_takes_more_than_twelve_lines(number):
    """The rest is counted, and shown by print() and, up to a hundred rows, in a notebook."""
    preview = many(number)
    assert len(repr(preview).splitlines()) <= 12
    assert ("more customer" in repr(preview)) == (number > 6)
    assert len(str(preview).splitlines()) >= number
    assert preview._repr_html_().count("<tr>") == min(number, 100) + 1
    assert ("more customers not shown" in preview._repr_html_()) == (number > 100)
    assert max(map(len, repr(preview).splitlines())) < 140


def test_counts_before_and_after_differ_by_the_change():
    """Merged ids leave their segments, and nobody is lost besides."""
    assert PREVIEW.counts_before == SNAP.counts()
    change = {key: number for key, number in PREVIEW.change.items() if number}
    assert change == {"new_customer": -2, "retained": 1}
    assert PREVIEW.counts_after == {
        key: number + PREVIEW.change[key] for key, number in SNAP.counts().items()
    }
    assert list(PREVIEW.change) == [each.key for each in SNAP.template.segments]


def test_moves_are_of_those_who_stay():
    """Whoever was not there comes from nowhere."""
    assert PREVIEW.moves == {
        "ann": ("new_customer", "retained"),
        "bobby": ("", "one_time_lapsed"),
    }


def test_a_customer_is_shown_by_any_of_her_ids():
    """Other names are refused with the nearest, whatever they are."""
    assert PREVIEW["guest-7"] == PREVIEW["ann"]
    assert (PREVIEW["bob"].customer, PREVIEW["bob"].ids) == ("bobby", ("bobby", "bob"))
    assert (len(PREVIEW), list(PREVIEW)) == (3, ["ann", "bobby", "late"])
    with pytest.raises(UnknownNameError, match="no merged customer 'anne' → did you mean 'ann'"):
        PREVIEW["anne"]
    assert 7 not in PREVIEW
    for junk in (None, [1], ([],), {}, float("nan"), np.array(["ann"]), True, b"ann", 1.5):
        assert junk not in PREVIEW
        assert junk not in many(3)
        with pytest.raises(UnknownNameError):
            PREVIEW[junk]
    assert many(3)[np.int64(2)] == many(3)[3.0]


def test_columns_have_a_row_for_every_id():
    """Her own id first; what would be is the same in all rows of a customer."""
    columns = {name: each.tolist() for name, each in PREVIEW.columns().items()}
    assert columns == {
        "customer": ["ann", "ann", "bobby", "bobby", "late", "late"],
        "id": ["ann", "guest-7", "bobby", "bob", "late", "later"],
        "segment_before": ["new_customer"] * 2 + ["", "one_time_lapsed", "", ""],
        "stage_before": ["acquisition"] * 2 + ["", "development", "", ""],
        "orders_before": [1, 1, 0, 1, 0, 0],
        "monetary_before": [500, 900, 0, 700, 0, 0],
        "segment": ["retained"] * 2 + ["one_time_lapsed"] * 2 + ["", ""],
        "stage": ["retention"] * 2 + ["development"] * 2 + ["", ""],
        "orders": [2, 2, 1, 1, 0, 0],
        "monetary": [1400, 1400, 700, 700, 0, 0],
    }
    assert many(2).columns()["id"].dtype == np.int64
    with pytest.raises(ValueError, match="read-only"):
        PREVIEW.columns()["orders"][0] = 5


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_frames_have_nulls_where_nobody_is(backend):
    """Not where somebody is in no stage."""
    frame = PREVIEW.to_frame(backend)
    as_dict = frame.to_pydict() if backend == "pyarrow" else frame.to_dict(**lists(backend))
    assert [each if each == each else None for each in as_dict["stage_before"]] == [  # noqa: PLR0124
        *["acquisition"] * 2,
        *(None, "development", None, None),
    ]
    assert as_dict["orders_before"] == [1, 1, 0, 1, 0, 0]


def lists(backend):
    """Say how a library gives its columns as lists."""
    return {"as_series": False} if backend == "polars" else {"orient": "list"}


def test_it_is_frozen_and_pickles():
    """Its arrays are read-only."""
    again = pickle.loads(pickle.dumps(PREVIEW))
    assert str(again) == str(PREVIEW)
    for array in (PREVIEW.people, PREVIEW.ids, PREVIEW.customers, PREVIEW.whose):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]
    with pytest.raises(AttributeError):
        PREVIEW.people = PREVIEW.people
