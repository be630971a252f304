"""A template laid along one customer gives her the segment that the table gives her."""

import pytest

import clm
from asking import THOROUGH, shop, template
from carrying import random_snapshot
from clm.analysis.explain.ruler import Ruler
from clm.features.person.gathering import person_of
from clm.model.day import to_number


def ruler_of(snap, who):
    """Lay a snapshot's template along somebody."""
    extra = {name: column[who] for name, column in snap.extra.items() if who in column}
    return Ruler.of(snap.fitted, extra)


@pytest.mark.parametrize("seed", range(120 * THOROUGH))
def test_everybody_has_the_place_that_she_has_in_the_snapshot(seed):
    """Features, scores, codes and extra columns of random templates."""
    snap = random_snapshot(seed)
    for row, who in enumerate(snap or ()):
        person = person_of(snap.ledger, int(snap.features.codes[row]))
        day = to_number(snap.as_of)
        assert ruler_of(snap, who).place_on(person, day, day) == snap.places[row]


def test_nobody_can_be_placed_where_a_score_has_no_cut_points():
    """The scale of a shop without buyers scores no buyer, whatever else is known of her."""
    visitors = shop().with_events("visit", customer=["ann"], when=["2024-01-01"])
    empty = clm.snapshot(visitors, "exponea-14", as_of="2024-01-01")
    buyers = visitors.append(shop(("ann", "2024-01-02", 10)))
    ruler, person = Ruler.of(empty.fitted, {}), person_of(buyers, 0)
    before, after = (to_number(clm.model.day.as_day(f"2024-01-0{at}")) for at in (1, 2))
    assert ruler.place_on(person, before, before) == 0
    assert ruler.place_on(person, after, after) is None


def test_a_score_that_no_condition_asks_for_matters_all_the_same():
    """A snapshot would refuse her, for the scale cannot score her."""
    head = "[scores]\nf = { of = 'orders', bins = 2 }\n[extra]\nnps = { min = 0, max = 9 }\n"
    head = head.replace("[extra]", "n = { of = 'nps', bins = 2 }\n[extra]")
    snap = clm.snapshot(
        shop().with_events("visit", customer=["ann"], when=["2024-01-01"]),
        template(("seen", "count('visit') >= 1"), head=head),
        as_of="2024-01-01",
    )
    ruler = Ruler.of(snap.fitted, {})
    day = to_number(snap.as_of)
    person = person_of(snap.ledger, 0)
    assert ruler.place_on(person, day, day) == 0
    assert Ruler.of(snap.fitted, {"nps": 3}).place_on(person, day, day) is None


def test_whatever_looks_at_orders_sees_refunds():
    """For they decide which orders count."""
    snap = clm.snapshot(shop(("ann", "2024-01-01", 10)), "growth-accounting", as_of="2024-01-01")
    assert ruler_of(snap, "ann").kinds == {"order", "refund"}
