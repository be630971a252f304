"""A table is taken key by key; faults are noted with their paths, and reading goes on."""

import pytest

from clm.lifecycle.document.entry import Entry


def entry(**values):
    return Entry(values, "stage[1]", [])


def said(table):
    return [str(fault) for fault in table.faults]


def test_a_value_of_the_right_type_is_given_without_a_fault():
    table = entry(key="a", rank=3, next=["b", "c"])
    assert (table.text("key"), table.whole("rank"), table.each("next", str)) == ("a", 3, ("b", "c"))
    assert said(table) == []


def test_what_is_left_out_is_empty():
    table = entry()
    assert (table.text("key"), table.whole("rank"), table.each("next", str)) == ("", None, ())
    assert said(table) == []


def test_what_must_be_there_is_missed_by_path():
    table = entry()
    assert table.must("key", str, "") == ""
    assert said(table) == ['stage[1].key: missing → give text: key = "…"']


@pytest.mark.parametrize(
    ("value", "called"),
    [
        ("60", "'60' is text"),
        (60.0, "60.0 is a decimal number"),
        (True, "is true"),
        ("x" * 1000, "is text"),
        ([60], "is a list"),
        ({"days": 60}, "is a table"),
    ],
)
def test_a_value_of_another_type_is_named(value, called):
    table = entry(rank=value)
    assert table.whole("rank") is None
    assert said(table) == [f"stage[1].rank: {called} → give a whole number: rank = …"]


def test_each_item_of_a_list_has_its_own_path():
    table = entry(next=["a", 2, "b", None])
    assert table.each("next", str) == ("a", "", "b", "")
    assert [fault.where for fault in table.faults] == ["stage[1].next[1]", "stage[1].next[3]"]


def test_tables_written_as_one_are_told_the_double_brackets():
    table = entry(campaign={"title": "a"})
    assert table.tables("campaign", "segment.campaign") == ()
    assert said(table) == ["stage[1].campaign: is one table → write [[segment.campaign]]"]


def test_what_is_no_table_is_told_the_double_brackets_too():
    table = entry(campaign="a")
    assert table.tables("campaign", "segment.campaign") == ()
    assert said(table) == ["stage[1].campaign: 'a' is text → write [[segment.campaign]]"]


def test_tables_know_where_they_stand():
    table = entry(campaign=[{"title": "a"}, {"title": "b"}], scores={"r": {"of": "recency"}})
    assert [row.path for row in table.tables("campaign")] == [
        "stage[1].campaign[0]",
        "stage[1].campaign[1]",
    ]
    assert [(name, row.path) for name, row in table.rows("scores")] == [("r", "stage[1].scores.r")]


def test_a_key_that_nobody_asked_for_is_unknown_and_the_nearest_is_offered():
    table = entry(title="a", gaol="b")
    table.text("title")
    table.text("goal")
    table.close()
    assert said(table) == ["stage[1].gaol: no key 'gaol' → did you mean 'goal'?"]
