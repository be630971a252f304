"""The law of the horizon speaks where somebody is told too late, too early, or refused."""

from datetime import date
from random import Random

import numpy as np
import pytest

import clm
from clm.analysis.horizon import looking as room
from clm.analysis.horizon.moves import Moves
from clm.errors import LawBrokenError, ScaleError
from clm.model.event import Event
from clm.model.money import Money
from clm.testing import Case, Story
from clm.testing.foresight import silent_horizon

BOUGHT = Event(kind="order", customer="ann", when=date(2024, 5, 1), amount=Money(9, "EUR"))
CASE = Case(story=Story(events=(BOUGHT,)), day=date(2024, 5, 1))
TEMPLATE = clm.templates["growth-accounting"]
YEAR = type("Dice", (Random,), {"choice": lambda _self, options: options[-1]})(3)


def test_the_truth_is_found_true():
    silent_horizon(TEMPLATE, CASE, YEAR)
    silent_horizon(TEMPLATE, Case(story=Story(), day=date(2024, 5, 1)), YEAR)


def test_who_is_told_too_late_is_named(monkeypatch):
    """With her segment on the day, and the one that was foretold."""

    def late(*args):
        found = moves_ahead(*args)
        return Moves(found.row, found.ahead + np.int32(1), found.before, found.after)

    moves_ahead = room.moves_ahead
    monkeypatch.setattr(room, "moves_ahead", late)
    with pytest.raises(LawBrokenError, match="'ann' is in 'dormant' on .*, foretold was 'new'"):
        silent_horizon(TEMPLATE, CASE, YEAR)


def test_a_refusal_without_a_reason_is_a_fault(monkeypatch):
    """With a reason it is none: visits come into a window that had none when it was fitted."""

    def refused(*_):
        raise ScaleError.of("scale.s", "was fitted on nobody")

    later = clm.Template.from_toml("""
        schema = 1
        key = "later"
        unclassified = "rest"
        [scores]
        s = { of = "last('order', ago=3)", bins = 2, best = "low" }
        [[stage]]
        key = "scored"
        when = "s == 1"
    """)
    silent_horizon(later, CASE, YEAR)
    monkeypatch.setattr(room, "_check_scorable", refused)
    with pytest.raises(LawBrokenError, match="nobody is"):
        silent_horizon(TEMPLATE, CASE, YEAR)
