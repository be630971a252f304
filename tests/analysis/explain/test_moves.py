"""What was, what will be and what may be, in words and as plain values."""

from datetime import date

import pytest

from clm.analysis.explain.moves import LeastChange, Move, Since

TODAY = date(2024, 5, 1)


def least(orders=1, amount=3410, first=TODAY, last=date(2024, 5, 12), **rest):
    """Make a least change."""
    step = {"segment": "promising", "stage": "grow", "currency": "EUR"}
    return LeastChange(**step, orders=orders, amount=amount, first=first, last=last, **rest)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (least(), "one order of 34.10 by 2024-05-12"),
        (least(open_ended=True), "one order of 34.10 on any day"),
        (least(first=date(2024, 5, 3)), "one order of 34.10 between 2024-05-03 and 2024-05-12"),
        (least(first=date(2024, 5, 12)), "one order of 34.10 on 2024-05-12"),
        (least(first=date(2024, 5, 3), open_ended=True), "one order of 34.10 from 2024-05-03 on"),
        (least(2, 6820), "2 orders of 68.20 in all, by 2024-05-12"),
        (least(1200, 0), "1,200 orders of 0.00 in all, by 2024-05-12"),
        (LeastChange(segment="champion", stage="grow", currency="EUR"), "no order can"),
    ],
)
def test_a_least_change_is_said_with_its_money_and_days(change, said):
    assert change.said(TODAY) == said
    assert change.reachable == (said != "no order can")


def test_a_least_change_is_plain_values():
    assert least(open_ended=True).to_dict() == {
        "segment": "promising",
        "stage": "grow",
        "reachable": True,
        "orders": 1,
        "amount_minor": 3410,
        "first_day": "2024-05-01",
        "last_day": "2024-05-12",
        "open_ended": True,
    }
    none = LeastChange(segment="champion", stage="grow", currency="EUR").to_dict()
    assert [none[name] for name in ("orders", "first_day", "last_day")] == [0, None, None]


@pytest.mark.parametrize(
    ("before", "new", "causes", "said"),
    [
        ("lost", False, ("ageing",), "2024-05-01, by ageing; lost before"),
        ("lost", False, ("order", "visit"), "2024-05-01, by an order and a visit; lost before"),
        (None, True, ("signup",), "2024-05-01, her first day, by a signup"),
        (None, False, ("order line",), "2024-05-01, by an order line"),
    ],
)
def test_the_beginning_of_a_stay_is_said_with_its_cause(before, new, causes, said):
    since = Since(day=TODAY, before=before, new=new, causes=causes)
    assert str(since) == said
    assert since.to_dict() == {
        "day": "2024-05-01",
        "before": before,
        "new": new,
        "causes": [*causes],
    }


def test_a_move_is_a_day_and_a_segment_if_anybody_can_tell():
    assert str(Move(day=TODAY, segment="lost", stage="reactivate")) == "2024-05-01 lost"
    nowhere = Move(day=TODAY, segment=None, stage=None)
    assert str(nowhere) == "2024-05-01 nobody can tell"
    assert nowhere.to_dict() == {"day": "2024-05-01", "segment": None, "stage": None}
