"""Histories of several kinds are put together."""

from contextlib import suppress

from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.system import systems
from clm.lifecycle.witnesses.attempt import Asked, Attempt, NoHistoryError
from clm.lifecycle.witnesses.build import build, merged
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase
from clm.lifecycle.witnesses.solution import pin

WORDS = Vocabulary()


def test_amounts_stand_on_the_events_of_their_window():
    """Whatever their sign, and by channel."""
    texts = (
        "total('touch', days=30) == -5",
        "total('touch') == 7",
        "total('touch', channel='ads') == 20",
        "count('touch', channel='ads') == 1",
    )
    grid = Grid.of([parse(text, WORDS, "when") for text in texts], WORDS)
    (system,), _ = systems(grid, WORDS)
    (pinned,) = pin(system, [(1, 1, 1, 1)])
    written = []
    for number in range(20):
        with suppress(NoHistoryError):
            written.append(build(Attempt(pinned, Asked(), number)))
    assert written
    for history in written:
        assert [history.value(axis.subject) for axis in grid.axes] == [-5, 7, 20, 1]


def test_histories_are_merged_kind_by_kind():
    """Orders and moments of all of them."""
    orders = History(orders=(Purchase((Line(3, 100),)),))
    visits = History(moments=(Moment("visit", 1),))
    both = merged([orders, visits])
    assert both.value(Feature.parse("orders")) == 1
    assert both.value(Feature.parse("count('visit')")) == 1


def test_whoever_did_nothing_made_a_contact():
    """Nobody without any event is in a population."""
    assert merged([History()]).moments == (Moment("contact", 0),)
