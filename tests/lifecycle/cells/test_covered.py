"""Who is in each segment, in words."""

import re

import numpy as np
import pytest

from clm.lifecycle.cells import covered
from clm.lifecycle.cells.covered import who_in_cells
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.proving.proof import prove
from clm.lifecycle.registry import templates
from clm.scoring.score import Score

WORDS = Vocabulary(
    scores={
        "r": Score("r", of="recency", best="low"),
        "f": Score("f", of="orders"),
        "m": Score("m", of="monetary"),
    },
    codes={"rfm": ("r", "f", "m")},
)


def told(rest=None, **segments):
    rules = [Rule(key, parse(text, WORDS, key), True) for key, text in segments.items()]
    return who_in_cells(prove(rules, WORDS, rest, "EUR").case)


def test_scores_of_a_code_are_told_even_if_they_do_not_matter():
    codes = ", ".join(f"{r}{f}{m}" for r in (3, 4, 5) for f in (1, 2) for m in range(1, 6))
    assert told(it=f"rfm in ({codes})", rest="rest")["it"] == "r 3–5, f 1–2, m any"


def test_several_boxes_are_joined_by_or():
    who = told(it="orders == 1 or orders == 3", rest="rest")
    assert who == {"it": "orders 1; or orders 3", "rest": "orders 0; or orders 2; or orders ≥ 4"}


def test_the_or_within_an_axis_is_not_that_between_boxes():
    who = told(
        it="not last('visit') > 30 and count('signup') == 0 or count('signup') == 2", rest="r"
    )
    few = "last('visit') missing or ≤ 30, count('signup') 0"
    assert who["it"] == f"{few}; or count('signup') 2"


def test_the_unclassified_come_last_and_nobody_is_said():
    assert told(all="orders >= 0", rest="rest") == {"all": "everybody", "rest": "nobody"}
    assert told(all="orders >= 0") == {"all": "everybody"}


def test_money_is_told_in_major_units():
    assert told(it="monetary >= 5000", rest="rest")["it"] == "monetary ≥ 50.00"


def test_what_the_condition_looks_at_is_told_rather_than_what_follows():
    who = templates["exponea-14"].proof.who_in_cells
    assert who["new_customer"] == "orders 1, tenure ≤ 60"
    assert who["loyal_visitor"] == "orders 0, count('refund') 0, count('signup') ≥ 1"


def test_many_boxes_are_cut_short(monkeypatch):
    monkeypatch.setattr(covered, "SHOWN", 2)
    odd = " or ".join(f"orders == {2 * at + 1}" for at in range(5))
    assert told(it=odd, rest="rest")["it"] == "orders 1; or orders 3; or 3 more cells"


@pytest.mark.parametrize("key", ["rfm-11", "clm-14"])
def test_the_boxes_hold_the_cells_of_the_segment(key):
    """Read back: every cell of the table is in the boxes of its own segment, and no other's."""
    case = templates[key].proof.case
    names = [axis.name for axis in case.grid.axes]
    scored = [names.index(name) for name in "rfm"]
    for place, rule in enumerate(case.rules):
        text = who_in_cells(case)[rule.key]
        if "r " not in text or "f " not in text:
            continue
        cells = np.flatnonzero(case.lookup == place).tolist()
        levels = {tuple(case.levels(cell)[at] for at in scored) for cell in cells}
        boxes = set()
        for box in text.split("; or "):
            spans = []
            for name in "rfm":
                said = re.search(rf"\b{name} (any|(\d)(?:–(\d))?)", box)
                low, high = ("1", "5") if said[1] == "any" else (said[2], said[3] or said[2])
                spans.append(range(int(low), int(high) + 1))
            boxes |= {(r, f, m) for r in spans[0] for f in spans[1] for m in spans[2]}
        assert levels <= boxes
        others = {
            tuple(case.levels(cell)[at] for at in scored)
            for cell in np.flatnonzero(case.feasible & (case.lookup != place)).tolist()
        }
        if key == "rfm-11":
            assert not boxes & others
