"""How a snapshot shows itself: twelve lines at most."""

import pytest

from clm.analysis.snapshot.shown import shown


@pytest.mark.parametrize("stages", [0, 1, 8, 9, 30])
@pytest.mark.parametrize("notes", [0, 1, 3, 20])
def test_twelve_lines_at_most_and_nothing_is_hidden_silently(stages, notes):
    """What finds no room is counted."""
    people = {f"stage{at}": at for at in range(stages)}
    lines = shown("<head>", people, [f"note {at}" for at in range(notes)]).splitlines()
    assert len(lines) <= 12
    assert lines[0] == "<head>"
    told = [line for line in lines if line.startswith("  note: ")]
    left_out = [int(line.split()[1]) for line in told if line.endswith("more in .notes")]
    assert len(told) - len(left_out) + sum(left_out) == notes
    assert len([line for line in lines if line.startswith("  stage")]) == min(stages, 8)
    assert ("  …" in lines) == (stages > 8)
