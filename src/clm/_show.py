"""One hand for everything that is shown in a REPL or a notebook."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Final

Row = Sequence[object]

_UNCOUNTED: Final = ("feedback", "traffic")
_HISSING: Final = ("ss", "x", "z", "ch", "sh")


def tag(kind: str, *parts: str) -> str:
    """Write an object in one line.

    Examples
    --------
    >>> tag("Ledger", "12 orders", "EUR")
    '<Ledger 12 orders · EUR>'
    """
    return f"<{kind} {' · '.join(part for part in parts if part)}>"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Say how many there are.

    Examples
    --------
    >>> counted(1, "order"), counted(18536, "order"), counted(2, "person", "people")
    ('1 order', '18,536 orders', '2 people')
    >>> counted(2, "touch"), counted(2, "feedback"), counted(2, "reply")
    ('2 touches', '2 feedback', '2 replies')
    """
    return f"{number:,} {noun if number == 1 else plural or _plural(noun)}"


def _plural(noun: str) -> str:
    """Give the plural of a regular noun; what is not counted, or ends in s, stays as it is."""
    if noun.endswith(_HISSING):
        return f"{noun}es"
    if noun.endswith((*_UNCOUNTED, "s")):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def span(first: date | None, last: date | None) -> str:
    """Write a span of days.

    Examples
    --------
    >>> span(date(2010, 12, 1), date(2011, 12, 9)), span(None, None)
    ('2010-12-01 … 2011-12-09', 'no day')
    """
    return f"{first} … {last}" if first and last else "no day"


def percent(part: float, whole: float) -> str:
    """Write a share; of nothing there is none.

    Examples
    --------
    >>> percent(1, 8), percent(0, 0)
    ('12.5 %', '-')
    """
    return f"{100 * part / whole:.1f} %" if whole else "-"


def table(head: Row, rows: Iterable[Row]) -> str:
    """Lay out a table in text: words to the left, numbers to the right.

    Examples
    --------
    >>> print(table(["segment", "people"], [["loyal", 12], ["lost", 1203]]))
    segment  people
    loyal        12
    lost      1,203
    """
    body = [list(row) for row in rows]
    cells = [[_cell(each) for each in row] for row in [list(head), *body]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [_is_number(column) for column in zip(*body, strict=True)] or [False] * len(widths)
    lines = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, right, strict=True)
        )
        for line in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def first_lines(head: Row, rows: Sequence[Row], noun: str, most: int = 10) -> list[str]:
    """Lay out a table of so many rows; of more all but the last ones, and how many are left out.

    Examples
    --------
    >>> first_lines(["stage"], [["one"], ["two"], ["three"]], "stage", 2)
    ['stage', 'one', '… 2 more stages']
    """
    if len(rows) <= most:
        return table(head, rows).splitlines()
    rest = counted(len(rows) - most + 1, f"more {noun}")
    return [*table(head, rows[: most - 1]).splitlines(), f"… {rest}"]


def first_rows(head: str, names: Row, rows: Sequence[Row], whole: int) -> str:
    """Write the head of a list, its first rows, and how many more its `table` has.

    Examples
    --------
    >>> print(first_rows("<List 3 people>", ["who"], [["ann"], ["bob"]], 3))
    <List 3 people>
    who
    ann
    bob
    … 1 more, all of them in .table()
    """
    more = whole - len(rows)
    rest = [f"… {more:,} more, all of them in .table()"] if more > 0 else []
    return "\n".join([head, *([table(names, rows)] if rows else []), *rest])


def brief(value: object, most: int = 40) -> str:
    r"""Write a name on one line; of a long one the beginning.

    Examples
    --------
    >>> brief("ann\nlee"), brief(7), brief("x" * 99, 9)
    ('ann lee', '7', 'xxxxxxxx…')
    """
    text = " ".join(str(value).splitlines())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def html_table(caption: str, head: Row, rows: Iterable[Row]) -> str:
    """Lay out a table for a notebook.

    Examples
    --------
    >>> html_table("Two", ["a"], [[1]])
    '<table><caption>Two</caption><tr><th>a</th></tr><tr><td>1</td></tr></table>'
    """
    lines = [_html_row("th", head), *(_html_row("td", row) for row in rows)]
    return f"<table><caption>{escape(caption)}</caption>{''.join(lines)}</table>"


def _html_row(kind: str, row: Row) -> str:
    """Write one row of cells."""
    cells = "".join(f"<{kind}>{escape(_cell(each))}</{kind}>" for each in row)
    return f"<tr>{cells}</tr>"


def _cell(value: object) -> str:
    """Write one cell."""
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _is_number(column: Sequence[object]) -> bool:
    """Tell whether a column reads best flush right."""
    return all(isinstance(each, int | float) or str(each)[:1] in "+-0123456789" for each in column)
