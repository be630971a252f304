"""How levels move, axis by axis."""

import pytest

from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.findings.moves import moves
from clm.lifecycle.proving.proof import prove
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

WORDS = Vocabulary(
    scores={
        "r": Score("r", of="recency", bins=3, best="low"),
        "same": Score("same", of="recency", bins=4, best="low", fixed=(1, 2, 2)),
        "f": Score("f", of="orders", bins=3),
        "late": Score("late", of="orders(days=30)", bins=2, best="low"),
        "n": Score("n", of="nps", bins=2),
    },
    extra={"nps": Extra(min=0, max=10)},
)


def ways(text, cause):
    """How the one axis of a condition moves."""
    proof = prove([Rule("it", parse(text, WORDS, "when"))], WORDS, "rest", None)
    return [[move.to.tolist() for move in axis] for axis in moves(proof.case, cause)]


@pytest.mark.parametrize(
    ("text", "order", "money", "time"),
    [
        ("2 <= orders <= 3", [[[1, 2, -1]]], [], []),
        ("count('order', channel='ads') >= 2", [[[1, -1]]], [], []),
        ("order_days >= 2", [[[1, -1]]], [], []),
        ("count('visit') >= 2", [], [], []),
        ("orders(days=30) >= 2", [], [], [[[-1, 0]]]),
        ("orders(ago=30) >= 2", [], [], [[[1, -1]]]),
        ("orders(days=30, ago=30) >= 2", [], [], [[[1, -1], [-1, 0]]]),
        ("monetary >= 100", [], [[[1, -1]]], []),
        ("average_order >= 100", [], [[[-1, 2, -1]]], []),
        ("total('order', days=9) >= 100", [], [[[1, -1]]], [[[1, -1], [-1, 0]]]),
        ("total('refund') >= 100", [], [], []),
        ("recency >= 30", [], [], [[[-1, 2, -1]]]),
        ("tenure >= 30", [], [], [[[-1, 2, -1]]]),
        ("last_gap >= 30", [], [], []),
        (
            "last('cart', days=9, ago=1) >= 3",
            [],
            [],
            [[[-1, 2, -1], [-1, -1, 1], [-1, 0, 0], [1, -1, -1], [2, -1, -1]]],
        ),
        ("last('cart', days=9) >= 3", [], [], [[[-1, 2, -1], [-1, 0, 0]]]),
        (
            "last('cart', ago=1) >= 3",
            [],
            [],
            [[[-1, 2, -1], [-1, -1, 1], [1, -1, -1], [2, -1, -1]]],
        ),
        ("first('cart', days=9) >= 3", [], [], [[[-1, 2, -1], [-1, -1, 1], [-1, 0, 0]]]),
        ("first('cart', ago=1) >= 3", [], [], [[[-1, 2, -1], [1, -1, -1], [2, -1, -1]]]),
        ("latest('cart', 'visit') == 'cart'", [], [], []),
        ("latest('cart', 'visit', days=9) == 'cart'", [], [], [[[-1, 0, 0]]]),
        (
            "latest('cart', 'visit', ago=2) == 'cart'",
            [],
            [],
            [[[1, -1, -1], [2, -1, -1], [-1, -1, 1], [-1, 2, -1]]],
        ),
        ("r == 2", [], [], [[[-1, -1, 1, 2]]]),
        (
            "f == 2",
            [[[-1, 2, 3, -1], [1, -1, -1, -1], [2, -1, -1, -1], [3, -1, -1, -1]]],
            [],
            [],
        ),
        ("same == 2", [], [], [[[-1, -1, -1, 1]]]),
        ("late == 2", [], [], [[[-1, 2, -1], [-1, 0, 0]]]),
        ("n == 2", [], [], []),
        ("nps >= 2", [], [], []),
    ],
)  # fmt: skip
def test_levels_move(text, order, money, time):
    assert [ways(text, cause) for cause in ("order", "money", "time")] == [order, money, time]


def test_what_comes_into_a_window_was_there_before():
    words = Vocabulary()
    text = "orders(days=30) >= 1 and orders(days=30, ago=30) >= 1"
    case = prove([Rule("it", parse(text, words, "when"))], words, "rest", None).case
    needs = {
        (case.grid.axes[move.place].name, move.to.tolist()[0]): move.needs
        for axis in moves(case, "time")
        for move in axis
    }
    assert needs == {
        ("orders(days=30)", -1): None,
        ("orders(days=30, ago=30)", 1): 0,
        ("orders(days=30, ago=30)", -1): None,
    }
