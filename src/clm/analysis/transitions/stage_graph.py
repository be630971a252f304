"""Steps along the `next` graph of a template: which moves skip a stage, and which go back."""

from collections import deque
from collections.abc import Mapping

from clm.ledger.column import Ints
from clm.lifecycle.template import Template

Steps = Mapping[tuple[str, str], int]
"""People by the stage they left and the one they came to."""


def distances(template: Template, start: str) -> dict[str, int]:
    """Count the steps along `next` from a stage to every stage that can be reached.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> distances(templates["five-stage"], "development")
    {'development': 0, 'retention': 1, 'advocacy': 2}
    """
    follow = {stage.key: stage.next for stage in template.stages}
    far, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for there in follow.get(here, ()):
            if there not in far:
                far[there] = far[here] + 1
                waiting.append(there)
    return far


def steps(template: Template, matrix: Ints, keys: tuple[str, ...]) -> tuple[Steps, Steps]:
    """Find moves that skipped a stage, and moves back.

    A move goes on if the stage can be reached by `next`, in no more steps than the way back takes;
    it skips stages if that takes more than one step. A move goes back if only the way back is
    there, or if it is the shorter one.

    Parameters
    ----------
    template : Template
        Whose stages they are.
    matrix : (s, s) int64
        People by stage before (rows) and after (columns).
    keys : tuple of str
        The stages, in order.

    Returns
    -------
    skipped, returned : mapping of (from, to) to int
    """
    far = {key: distances(template, key) for key in keys}
    skipped: dict[tuple[str, str], int] = {}
    returned: dict[tuple[str, str], int] = {}
    for here, start in enumerate(keys):
        for there, end in enumerate(keys):
            people = int(matrix[here, there])
            on, back = far[start].get(end), far[end].get(start)
            if not people or start == end:
                continue
            if on is not None and (back is None or on <= back):
                if on > 1:
                    skipped[start, end] = people
            elif back is not None:
                returned[start, end] = people
    return skipped, returned
