"""A witness says in one line who she is."""

import pytest

from clm.features.catalog import Feature
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase
from clm.lifecycle.witnesses.witness import Witness
from clm.scoring.score import Score

WORDS = Vocabulary(
    scores={"r": Score("r", of="recency", best="low"), "m": Score("m", of="monetary")}
)
HISTORY = History((Purchase((Line(12, 2500),)), Purchase((Line(70, 1500),))), (Moment("visit", 3),))
BOUGHT = "2 orders, last 12 days ago, first 70 days ago"
CUTS = {"r": (30, 60, 90, 120), "m": (10, 20, 30, 40)}


@pytest.mark.parametrize(
    ("subjects", "currency", "line"),
    [
        ((Feature.parse("recency"), "r"), "EUR", f"{BOUGHT}, 1 visit 3 days ago; r 5"),
        ((Feature.parse("recency"), "nps"), None, f"{BOUGHT}, 1 visit 3 days ago, nps 9"),
        (("r", "m"), "EUR", f"{BOUGHT}, 40.00 net, 1 visit 3 days ago; r 5, m 5"),
        (("m",), None, f"{BOUGHT}, 4000 minor units net, 1 visit 3 days ago; m 5"),
        (
            (Feature.parse("average_order"),),
            "JPY",
            f"{BOUGHT}, 4000 net, 1 visit 3 days ago",
        ),
    ],
)
def test_she_is_told_in_one_line_with_money_where_it_is_looked_at(subjects, currency, line):
    """What faults say, and what the console shows."""
    extra = {"nps": 9} if "nps" in subjects else {}
    witness = Witness(HISTORY, CUTS, extra, WORDS, subjects, currency)
    assert str(witness) == line
    assert repr(witness) == f"<Witness {line}>"


def test_a_score_that_she_has_not_is_missing():
    """Scores are for whoever has an event to be scored by."""
    witness = Witness(History((), (Moment("visit", 3),)), CUTS, {}, WORDS, ("r",))
    assert str(witness) == "no order, 1 visit 3 days ago; r missing"
