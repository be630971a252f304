"""Under one scale fewer segments can be reached than under some scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import KEYS, examples, shop, template
from clm.lifecycle.reach import reachable
from clm.scoring.scale import Scale
from nasty import days, shops

HEAD = """
[scores]
r = { of = "recency", bins = 2, best = "low" }
"""


def under(cut, *segments, head=HEAD):
    """Name the segments of a template that nobody can reach if r is cut there."""
    mine = template(*segments, head=head)
    (score,) = mine.scores.values()
    return mine.with_scale(Scale((score,), {score.name: (cut,)}, {score.name: (1, 1)})).unreachable


@pytest.mark.parametrize(("cut", "unreachable"), [(9, ()), (10, ("new",)), (300, ("new",))])
def test_days_rule_out_what_they_contradict(cut, unreachable):
    """r 1 is recency above the cut, and nobody is in it whose first order is not that old."""
    segments = (("new", "r == 1 and tenure <= 10"), ("old", "r == 1 and tenure > 10"))
    assert under(cut, *segments) == unreachable


@pytest.mark.parametrize(("cut", "unreachable"), [(1, ()), (2, ("once",))])
def test_counts_rule_out_what_they_contradict(cut, unreachable):
    """f 2 is more orders than the cut."""
    head = '[scores]\nf = { of = "orders", bins = 2 }'
    segments = (("once", "f == 2 and orders <= 2"), ("often", "f == 2 and orders > 2"))
    assert under(cut, *segments, head=head) == unreachable


def test_a_scale_fitted_on_nobody_leads_nowhere_by_scores():
    """Nobody has a score, but whoever needs none is reached."""
    mine = template(("good", "r == 2"), ("bad", "r == 1"), head=HEAD)
    snap = clm.snapshot(shop(), mine, as_of="2024-01-01")
    assert snap.unreachable == ("good", "bad")


def test_extra_columns_keep_to_their_range():
    """A score above the range is nobody's."""
    head = '[scores]\nn = { of = "nps", bins = 2 }\n[extra]\nnps = { min = 0, max = 10 }'
    assert under(10, ("fan", "n == 2"), ("foe", "n == 1"), head=head) == ("fan",)
    assert under(9, ("fan", "n == 2"), ("foe", "n == 1"), head=head) == ()


@pytest.mark.parametrize("key", KEYS)
@examples(6)
@given(data=st.data(), told=shops())
def test_whoever_is_somewhere_can_be_there(key, data, told):
    """Every customer of every shop stands in a segment that is called reachable."""
    snap = clm.snapshot(told.ledger(), key, as_of=data.draw(days(told)))
    taken = {name for name, people in snap.counts().items() if people}
    assert not taken & set(snap.unreachable)


def test_positions_are_those_of_the_template():
    """The unclassified segment is one of them."""
    mine = template(("good", "r == 2"), ("bad", "r == 1"), head=HEAD)
    fitted = mine.fit(clm.Features.of(shop(("ann", "2024-01-01", 1)), as_of="2024-01-01"))
    assert {0, 1, 2} <= reachable(fitted.grid, {})
