"""Segments are named, days are dates, and better segments are listed by their rank."""

import pytest

import clm
from asking import THOROUGH, shop
from carrying import random_snapshot


@pytest.mark.parametrize("seed", range(60 * THOROUGH))
def test_every_segment_of_a_higher_rank_is_listed_once_by_rank(seed):
    snap = random_snapshot(seed)
    for who in snap or ():
        hers, own = snap.explain(who), snap[who]
        ranks = {each.key: each.rank for each in snap.template.segments}
        better = [key for key in ranks if ranks[key] > own.rank]
        assert [each.segment for each in hers.better] == sorted(better, key=ranks.get)
        stages = {each.key: each.stage for each in snap.template.segments}
        assert all(each.stage == stages[each.segment] for each in (*hers.better, *hers.next))
        assert all(snap.as_of < each.day <= hers.until for each in hers.next)
        assert all(snap.as_of <= e.first <= e.last <= hers.until for e in hers.better if e.first)


def test_the_best_have_nothing_better_to_come_to():
    snap = clm.snapshot(shop(("ann", "2024-01-01", 10)), "growth-accounting", as_of="2024-01-05")
    hers = snap.explain("ann")
    assert (hers.segment, hers.better) == ("new", ())


def test_the_first_two_moves_are_told():
    snap = clm.snapshot(shop(("ann", "2024-01-01", 10)), "growth-accounting", as_of="2024-01-05")
    told = [(str(each.day), each.segment) for each in snap.explain("ann").next]
    assert told == [("2024-01-31", "dormant"), ("2024-03-01", "inactive")]
    few = snap.explain("ann", until="2024-02-01").next
    assert [each.segment for each in few] == ["dormant"]
