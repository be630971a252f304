"""Moves between stages go on, skip a stage, or go back, by the `next` graph."""

import numpy as np

import clm
from clm.analysis.transitions.stage_graph import ahead, distances, steps


def stages(**following):
    """Make a template of stages that lead to each other, one segment each."""
    rows = "".join(
        f'[[stage]]\nkey = "{key}"\nnext = {list(after)}\nwhen = "orders == {at}"\n'
        for at, (key, after) in enumerate(following.items())
    )
    return clm.Template.from_toml(f'schema = 1\nkey = "mine"\nunclassified = "rest"\n{rows}')


def sorted_out(template, **people):
    """Sort moves written as from_to=people."""
    keys = [stage.key for stage in template.stages]
    matrix = np.zeros((len(keys), len(keys)), np.int64)
    for pair, number in people.items():
        start, end = pair.split("_")
        matrix[keys.index(start), keys.index(end)] = number
    return steps(template, matrix, tuple(keys))


def test_distance_is_the_least_number_of_steps():
    """What cannot be reached has none."""
    template = stages(a=["b"], b=["c", "d"], c=["d"], d=[])
    assert distances(template, "a") == {"a": 0, "b": 1, "c": 2, "d": 2}
    assert distances(template, "d") == {"d": 0}


def test_what_can_be_reached_lies_ahead():
    """Near or far, in the order of the template; nothing lies ahead of the last stage."""
    line = stages(a=["c"], b=["c"], c=["d"], d=[])
    assert [ahead(line, key) for key in "abcd"] == [("c", "d"), ("c", "d"), ("d",), ()]
    assert ahead(line, "") == ()


def test_in_a_circle_the_nearer_half_lies_ahead():
    """The stage before is not, though the way round leads to it."""
    circle = stages(a=["b"], b=["c"], c=["d"], d=["a"])
    assert [ahead(circle, key) for key in "abcd"] == [
        ("b", "c"),
        ("c", "d"),
        ("a", "d"),
        ("a", "b"),
    ]


def test_one_step_on_is_neither_skipped_nor_back():
    """Nor is staying."""
    assert sorted_out(stages(a=["b"], b=["c"], c=[]), a_b=3, b_b=4) == ({}, {})


def test_two_steps_on_skip_a_stage():
    """However many lie between."""
    line = stages(a=["b"], b=["c"], c=["d"], d=[])
    assert sorted_out(line, a_c=2, a_d=1) == ({("a", "c"): 2, ("a", "d"): 1}, {})


def test_against_the_arrows_is_back():
    """From anywhere that the stage leads to."""
    line = stages(a=["b"], b=["c"], c=[])
    assert sorted_out(line, c_a=2, b_a=1) == ({}, {("c", "a"): 2, ("b", "a"): 1})


def test_in_a_circle_the_shorter_way_counts():
    """Round it the long way nobody goes."""
    circle = stages(a=["b"], b=["c"], c=["d"], d=["a"])
    assert sorted_out(circle, d_a=1, a_d=2, a_c=3) == ({("a", "c"): 3}, {("a", "d"): 2})


def test_stages_that_nothing_joins_are_neither():
    """There is no way from one to the other."""
    assert sorted_out(stages(a=[], b=[]), a_b=5) == ({}, {})
