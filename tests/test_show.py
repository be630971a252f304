"""What is shown in a REPL: tags, counts with plurals, spans, shares and tables."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm._show import brief, counted, first_lines, html_table, percent, span, table, tag

CELLS = st.one_of(st.integers(-(10**6), 10**6), st.text("ab é<&", max_size=5))


@pytest.mark.parametrize(
    ("noun", "two"),
    [
        ("order", "2 orders"),
        ("touch", "2 touches"),
        ("wish", "2 wishes"),
        ("box", "2 boxes"),
        ("pass", "2 passes"),
        ("feedback", "2 feedback"),
        ("reply", "2 replies"),
        ("day", "2 days"),
        ("returns", "2 returns"),
        ("refund day", "2 refund days"),
    ],
)
def test_plurals_of_kinds_are_those_of_the_language(noun, two):
    """A kind of event may have any name; its plural follows the usual rules."""
    assert counted(1, noun) == f"1 {noun}"
    assert counted(2, noun) == two


def test_a_plural_may_be_told_and_thousands_are_set_apart():
    """Zero takes the plural."""
    assert counted(0, "person", "people") == "0 people"
    assert counted(1234567, "order") == "1,234,567 orders"


def test_a_tag_leaves_empty_parts_out():
    """Nothing is shown between two dots."""
    assert tag("Ledger", "", "EUR", "") == "<Ledger EUR>"
    assert tag("Ledger") == "<Ledger >"


def test_spans_and_shares_say_when_there_is_nothing():
    """No day and no share are words, not errors."""
    assert span(date(2024, 1, 1), date(2024, 1, 2)) == "2024-01-01 … 2024-01-02"
    assert span(None, date(2024, 1, 2)) == "no day"
    assert (percent(1, 3), percent(0, 0)) == ("33.3 %", "-")


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_tables_have_a_line_a_row_and_columns_as_wide_as_their_widest_cell(rows):
    """A table of text never loses a cell."""
    lines = table(["one", "two", "three"], rows).split("\n")
    assert len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], rows, strict=True):
        assert all(f"{cell:,}" if isinstance(cell, int) else cell.strip() in line for cell in row)


@given(st.text(max_size=20))
def test_whatever_stands_in_a_notebook_table_is_escaped(text):
    """A customer cannot write HTML into somebody's notebook."""
    shown = html_table(text, [text], [[text]])
    inner = shown.replace("<table>", "").replace("</table>", "")
    for mark in ("caption", "tr", "th", "td"):
        inner = inner.replace(f"<{mark}>", "").replace(f"</{mark}>", "")
    assert "<" not in inner
    assert ">" not in inner


@pytest.mark.parametrize(("rows", "lines"), [(0, 1), (3, 4), (4, 4), (99, 4)])
def test_long_tables_show_their_first_lines(rows, lines):
    """And how many more there are, which takes one line, too."""
    shown = first_lines(["n"], [[each] for each in range(rows)], "number", 3)
    assert len(shown) == lines
    assert (shown[-1] == f"… {rows - 2} more numbers") == (rows > 3)


@given(st.text(max_size=99))
def test_names_are_brief(text):
    """Of one line, and of no more characters than there is room for."""
    shown = brief(text, 12)
    assert len(shown) <= 12
    assert len(shown.splitlines()) <= 1
