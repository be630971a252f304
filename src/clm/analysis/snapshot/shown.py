"""How a snapshot shows itself in a REPL."""

from collections.abc import Mapping, Sequence
from typing import Final

from clm._show import html_table, percent
from clm.lifecycle.stage import Segment

_STAGES: Final = 8
_LINES: Final = 12


def shown(head: str, stages: Mapping[str, int], notes: Sequence[str]) -> str:
    """Write the people of each stage, and the notes that there is room for.

    Parameters
    ----------
    head : str
        The first line.
    stages : mapping of str to int
        People by stage; "" holds the unclassified.
    notes : sequence of str
        What deserves a second look.

    Examples
    --------
    >>> print(shown("<Snapshot>", {"reach": 3, "": 1}, ["few people"]))
    <Snapshot>
      reach         3   75.0 %
      -             1   25.0 %
      note: few people
    """
    lines = [head, *_stage_lines(stages)]
    room = _LINES - len(lines)
    if len(notes) > room:
        notes = [*notes[: room - 1], f"{len(notes) - room + 1} more in .notes"]
    return "\n".join([*lines, *(f"  note: {note}" for note in notes)])


def shown_html(
    head: str, segments: Sequence[Segment], counts: Mapping[str, int], notes: Sequence[str]
) -> str:
    """Write the people of each segment as a table.

    Parameters
    ----------
    head : str
        The first line.
    segments : sequence of Segment
        In template order.
    counts : mapping of str to int
        People by segment.
    notes : sequence of str
        What deserves a second look.

    Examples
    --------
    >>> shown_html("<Snapshot>", [Segment("lead", "reach")], {"lead": 3}, ["few people"])[:53]
    '<table><caption>Snapshot · few people</caption><tr><t'
    """
    everybody = sum(counts.values())
    rows = [
        (each.stage, each.key, counts[each.key], percent(counts[each.key], everybody))
        for each in segments
    ]
    caption = " · ".join([head[1:-1], *notes])
    return html_table(caption, ("stage", "segment", "people", "share"), rows)


def _stage_lines(stages: Mapping[str, int]) -> list[str]:
    """Say how many are in the first few stages."""
    width, everybody = max(map(len, stages), default=0), sum(stages.values())
    lines = [
        f"  {key or '-':{width}} {number:>9,} {percent(number, everybody):>8}"
        for key, number in stages.items()
    ]
    return lines if len(lines) <= _STAGES else [*lines[:_STAGES], "  …"]
