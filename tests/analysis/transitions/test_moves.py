"""Moves name who moved, why, and what she is worth."""

from datetime import date, timedelta
from random import Random

import pytest

import clm
from asking import KEYS, shop
from causes_oracle import CAUSES, pair, scale_of, stands
from clm.model.money import Money


def oracle_moves(first, later, key, days, scales):
    """Find everybody's decisive cause, one by one."""
    stand = stands(first, later, key, days, scales)
    start, end = stand[0], stand[-1]
    found = {}
    for who in start.keys() & end.keys():
        if start[who] != end[who]:
            steps = [stand[at].get(who) != stand[at + 1].get(who) for at in range(len(CAUSES))]
            last = max(at for at, moved in enumerate(steps) if moved)
            found[who] = (start[who], end[who], CAUSES[last])
    return found


@pytest.mark.parametrize("seed", range(120, 200))
def test_moves_and_their_decisive_causes_are_those_of_the_rules(seed):
    """Rises need an order that counts, slips need time."""
    dice = Random(seed)
    first, later, day, next_day = pair(seed, dice)
    key = dice.choice(KEYS)
    before = clm.snapshot(first.ledger(), key, as_of=day)
    after = clm.snapshot(later.ledger(), key, as_of=next_day)
    told = first.oracle(), later.oracle()
    scales = scale_of(before), scale_of(after)
    expected = oracle_moves(*told, key, (day, next_day), scales)
    moves = clm.transitions(before, after).moves
    assert {each.customer: (each.before, each.after, each.cause) for each in moves} == expected
    ranks = {each.key: each.rank for each in after.template.segments}
    columns = moves.columns()
    for who, how in zip(columns["customer"].tolist(), columns["direction"].tolist(), strict=True):
        was, now, cause = expected[who]
        since = told[1].feature(who, "recency", next_day)
        ordered = since is not None and next_day - timedelta(days=since) > day
        rose = cause == "behaviour" and ranks[now] > ranks[was] and ordered
        slipped = cause == "ageing" and ranks[now] < ranks[was]
        assert how == ("rose" if rose else "slipped" if slipped else "other")
    for each in moves:
        assert each.money_after.minor == told[1].feature(each.customer, "monetary", next_day)
        assert each.money_before.minor == told[0].feature(each.customer, "monetary", day)
        assert each.recency == told[1].feature(each.customer, "recency", next_day)


@pytest.fixture
def moves():
    """One rises by buying, one slips, one is new, one stays."""
    ledger = shop(
        ("ann", "2024-01-20", 9),
        ("ann", "2024-02-20", 5),
        ("bob", "2024-01-10", 7),
        ("cem", "2024-02-10", 7),
        ("dan", "2023-01-10", 7),
    )
    days = ("2024-01-31", "2024-02-29")
    return clm.transitions(*(clm.snapshot(ledger, "five-stage", as_of=day) for day in days)).moves


def test_a_move_can_be_read_as_it_is(moves):
    """In the order of the later snapshot; newcomers have not moved."""
    assert [*moves] == [
        clm.Move(
            "ann", "new_customer", "retained", "behaviour", 9, Money(9, "EUR"), Money(14, "EUR")
        ),
        clm.Move("bob", "new_customer", "one_time", "ageing", 50, Money(7, "EUR"), Money(7, "EUR")),
    ]
    assert len(moves) == 2
    assert moves.rose.tolist() == [True, False]
    assert moves.slipped.tolist() == [False, True]


def test_moves_become_a_frame(moves):
    """With real nulls where there is no last order."""
    frame = moves.to_frame("polars")
    assert frame["cause"].to_list() == ["behaviour", "ageing"]
    assert frame["recency"].to_list() == [9, 50]
    gone = shop(("ann", "2024-01-20", 9, "A"), ("ann", "2024-02-20", -9, "A"))
    days = ("2024-01-31", "2024-02-29")
    back = clm.transitions(*(clm.snapshot(gone, "five-stage", as_of=day) for day in days)).moves
    assert back.to_frame("polars")["recency"].to_list() == [None]
    assert [each.recency for each in back] == [None]


def test_moves_show_the_first_few(moves):
    """In a REPL and in a notebook; of none, that there is none."""
    assert repr(moves).splitlines()[0] == "<Moves 2 customers>"
    assert "new_customer" in repr(moves)
    assert moves._repr_html_().startswith("<table><caption>Moves 2 customers</caption>")
    many = shop(*[(f"c{n:02}", "2024-01-20", 9) for n in range(30)])
    days = ("2024-01-31", "2024-02-29")
    shown = repr(clm.transitions(*(clm.snapshot(many, "five-stage", as_of=d) for d in days)).moves)
    assert len(shown.splitlines()) <= 12
    assert shown.endswith("… 21 more moves")
    snap = clm.snapshot(many, "five-stage", as_of=date(2024, 1, 31))
    assert repr(clm.transitions(snap, snap).moves) == "<Moves 0 customers>"


def test_columns_are_read_only(moves):
    """Nobody changes what others will read."""
    assert not any(column.flags.writeable for column in moves.columns().values())


def test_long_ids_and_ids_of_many_lines_are_shown_in_brief():
    """They are whole in the moves themselves."""
    who = "\n".join("x" * 40)
    ledger = shop((who, "2024-01-10", 9))
    days = ("2024-01-31", "2024-12-31")
    moves = clm.transitions(*(clm.snapshot(ledger, "five-stage", as_of=day) for day in days)).moves
    assert len(repr(moves).splitlines()) == 3
    assert len(repr(moves).splitlines()[-1]) < 120
    assert [move.customer for move in moves] == [who]
