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


def ahead(template: Template, start: str) -> tuple[str, ...]:
    """List the stages to which a move from a stage goes on, in the order of the template.

    Those that can be reached by `next` in no more steps than the way back takes: in a circle the
    next stage is ahead, and the one before is not.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> ahead(templates["five-stage"], "development")
    ('retention', 'advocacy')
    >>> ahead(templates["exponea-14"], "reactivate")
    ('grow', 'appreciate')
    """
    far = distances(template, start)
    back = {key: distances(template, key).get(start) for key in far}
    return tuple(
        stage.key
        for stage in template.stages
        if stage.key in far and stage.key != start and _no_farther(far[stage.key], back[stage.key])
    )


def _no_farther(on: int, back: int | None) -> bool:
    """Tell whether the way on is no longer than the way back."""
    return back is None or on <= back


def steps(template: Template, matrix: Ints, keys: tuple[str, ...]) -> tuple[Steps, Steps]:
    """Find moves that skipped a stage, and moves back.

    A move goes on to the stages that lie `ahead`; it skips stages if that takes more than one
    step. A move goes back if only the way back is
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
    onward = {key: ahead(template, key) for key in keys}
    skipped: dict[tuple[str, str], int] = {}
    returned: dict[tuple[str, str], int] = {}
    for here, start in enumerate(keys):
        for there, end in enumerate(keys):
            people = int(matrix[here, there])
            if not people or start == end:
                continue
            if end in onward[start]:
                if far[start][end] > 1:
                    skipped[start, end] = people
            elif start in far[end]:
                returned[start, end] = people
    return skipped, returned
