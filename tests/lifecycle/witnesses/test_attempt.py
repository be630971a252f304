"""An attempt chooses numbers; the same attempt always the same."""

import pytest

from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.system import systems
from clm.lifecycle.witnesses.attempt import (
    Asked,
    Attempt,
    NoHistoryError,
    added,
    at_least,
    found,
    none_where,
)
from clm.lifecycle.witnesses.solution import pin

WORDS = Vocabulary()
TEXT = "count('visit') >= 3 and count('visit', days=30, channel='ads') >= 2 and last('visit') > 5"


def attempt(number, winners=()):
    grid = Grid.of([parse(TEXT, WORDS, "when")], WORDS)
    (system,), _ = systems(grid, WORDS)
    (pinned,) = pin(system, [(1, 1, 2)])
    return Attempt(pinned, Asked(winners=winners), number)


@pytest.mark.parametrize("number", range(6))
def test_channels_add_up_to_their_kind(number):
    """Named channels, and the rest without a name."""
    whole, channels = attempt(number).by_channel("visit")
    assert added([*channels.values()], len(whole)) == whole
    assert all(each >= 0 for numbers in channels.values() for each in numbers)
    assert sum(channels["ads"]) >= 2
    assert sum(whole) >= 3


@pytest.mark.parametrize("number", range(6))
def test_the_same_attempt_makes_the_same_choices(number):
    """A proof is the same whenever it is made."""
    assert attempt(number).by_channel("visit") == attempt(number).by_channel("visit")


@pytest.mark.parametrize("number", range(6))
def test_a_day_lies_in_its_interval(number):
    """From the first age to before the next."""
    trial = attempt(number)
    ages = trial.pinned.ages
    for place in range(len(ages) - 1):
        assert ages[place] <= trial.age(place) < ages[place + 1]


def test_kinds_that_should_come_last_come_late_in_the_day():
    """The hour decides between events of one day."""
    assert attempt(0, winners=("visit",)).hour("visit") > attempt(0).hour("visit")


def test_numbers_by_the_intervals_of_money_are_all_of_them():
    """Fine intervals of ages lie in coarse ones of money."""
    trial = attempt(0)
    whole, _ = trial.by_channel("visit")
    assert sum(trial.coarse(whole)) == sum(whole)


def test_bounds_ask_for_so_many_and_for_none():
    """As (from, to, most)."""
    assert at_least([2, 0]) == [(1, 0, -2), (2, 1, 0)]
    assert none_where([2, 0]) == [(1, 2, 0)]


def test_no_solution_is_no_history():
    """The next attempt may do better."""
    with pytest.raises(NoHistoryError):
        found(None)
