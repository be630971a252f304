"""Campaigns, stages, segments and extra columns: plain frozen nouns."""

import pickle

import pytest
from attrs.exceptions import FrozenInstanceError

from clm.lifecycle.stage import Campaign, Extra, Segment, Stage

NOUNS = [
    Campaign("Bundles", channel="email"),
    Stage("retain", title="Retain", next=("grow",), metrics=("second_order_rate",)),
    Segment("lost", "reactivate", when="orders == 1", campaigns=(Campaign("Newsletter"),)),
    Extra(min=-100, max=100),
]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: type(noun).__name__)
def test_a_noun_is_a_value(noun):
    assert pickle.loads(pickle.dumps(noun)) == noun
    assert hash(pickle.loads(pickle.dumps(noun))) == hash(noun)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: type(noun).__name__)
def test_a_noun_cannot_be_changed(noun):
    with pytest.raises(FrozenInstanceError):
        noun.title = "another"


def test_what_is_not_said_is_empty():
    segment = Segment("lost", "reactivate")
    assert (segment.when, segment.rank, segment.takes_precedence) == ("", 0, False)
    assert (segment.title, segment.who, segment.goal, segment.campaigns) == ("", "", "", ())
