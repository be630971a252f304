"""The moves are those that snapshots of every later day would show, taken one by one."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

import clm
from asking import DOCUMENTS, KEYS, THOROUGH, shop, template
from busy import TODAY, busy, windowed
from clm.analysis.horizon import walk
from clm.errors import ScaleError
from clm.features.silence import shelves
from foretold import check_every_day, retaken, table_ahead
from nasty import interesting_days, nasty
from oracle import Reading
from random_templates import Maker
from real_shops import cdnow, online_retail, told
from test_random_templates import proved


def some_day(told, dice):
    """Choose a day on which answers may change, not at the very end of the calendar."""
    return min(dice.choice(interesting_days(told)), date(9990, 1, 1))


def somebody_scores(told, day, dice):
    """Give some of the people a value of the extra column."""
    people = sorted(told.oracle().population(day), key=str)
    return {who: dice.randint(-2, 3) for who in people if dice.random() < 0.7}


def drawn(seed, told, day, features=None):
    """Take a snapshot by a random template; None where its scale cannot be fitted."""
    pool = {} if features is None else {"features": features}
    mine, document = proved(Maker(seed, told.currency, **pool).document())
    if mine is None:
        return None, None
    extra = {"nps": somebody_scores(told, day, Random(seed))} if document["extra"] else {}
    try:
        return clm.snapshot(told.ledger(), mine, as_of=day, extra=extra), document
    except ScaleError:
        return None, None


def check(snap, days):
    """Compare every day; where somebody cannot be scored, no snapshot of that day can be taken."""
    if snap is None:
        return 0
    try:
        return check_every_day(snap, days)
    except ScaleError:
        with pytest.raises(ScaleError):
            for ahead in range(1, days + 1):
                retaken(snap, ahead)
        return 0


@pytest.mark.parametrize("start", range(0, 60 * THOROUGH, 20))
def test_random_templates_over_busy_shops(start):
    """Short windows, channels, extras, scores and codes; on days within and after the events."""
    for seed in range(start, start + 20):
        dice, told = Random(seed), busy(seed)
        day = TODAY - timedelta(days=dice.choice((0, 0, 1, 5, 20)))
        snap, _ = drawn(seed, told, day, windowed(seed))
        check(snap, dice.choice((5, 45, 60)))


@pytest.mark.parametrize("start", range(0, 80 * THOROUGH, 20))
def test_templates_cut_where_somebody_passes(start):
    """Bounds are values that somebody has on one of the days, so that many move, and often."""
    moves = 0
    for seed in range(start, start + 20):
        dice, ledger = Random(seed), busy(seed).ledger()
        day, days = TODAY - timedelta(days=dice.choice((0, 0, 1, 5, 20))), dice.choice((30, 60))
        mine = cutting(dice, table_ahead(ledger, day, days), windowed(seed, 4))
        moves += mine is not None and check(clm.snapshot(ledger, mine, as_of=day), days)
    assert moves > 40


def cutting(dice, tables, features):
    """Make a template of comparisons that are true for some; each segment takes precedence."""
    when = []
    for text in features:
        feature = clm.Feature.parse(text)
        values = {each for table in tables for each in table.column(feature).tolist()}
        there = sorted(values - {-1 if feature.optional else None})
        for value in dice.sample(there, min(2, len(there))):
            kind = feature.unit == "kind"
            sign = "==" if kind else dice.choice((">=", "<", "=="))
            when.append(f"{text} {sign} {repr(feature.kinds[value]) if kind else value}")
    pairs = [f"{one} and {other}" for one, other in zip(when[::2], when[1::2], strict=False)]
    some = dice.sample([*pairs, *when], min(5, len(when)))
    head = {"schema": 1, "key": "mine", "unclassified": "rest", "currency": "EUR"}
    segments = [
        {"key": f"k{at}", "stage": "all", "takes_precedence": True, "when": text}
        for at, text in enumerate(some)
    ]
    return proved({**head, "stage": [{"key": "all"}], "segment": segments})[0]


@pytest.mark.parametrize("start", range(0, 40 * THOROUGH, 20))
def test_random_templates_over_nasty_shops(start):
    """Days centuries apart, time zones, aliases, refunds of all kinds."""
    for seed in range(start, start + 20):
        dice, told = Random(seed), nasty(seed)
        check(drawn(seed, told, some_day(told, dice))[0], dice.choice((10, 40)))


@pytest.mark.parametrize("key", KEYS)
def test_built_in_templates_over_busy_and_nasty_shops(key):
    """More than a year, day by day."""
    moves = 0
    for seed in range(6 * THOROUGH):
        dice = Random(seed)
        day = some_day(nasty(seed), dice)
        moves += check(clm.snapshot(nasty(seed).ledger(), key, as_of=day), 400)
        moves += check(clm.snapshot(busy(seed).ledger(), key, as_of=TODAY), 60)
    assert moves


@pytest.mark.parametrize("start", range(0, 24 * THOROUGH, 8))
def test_the_oracle_foretells_the_same(start):
    """It reads conditions one by one, of one customer at a time."""
    for seed in range(start, start + 8):
        told, dice = busy(seed), Random(seed)
        snap, document = drawn(seed, told, TODAY, windowed(seed))
        if snap is not None:
            extra = {name: dict(column) for name, column in snap.extra.items()}
            agree(snap, told.oracle(), document, dice.sample(range(1, 46), 15), extra)
        key = dice.choice(KEYS)
        snap = clm.snapshot(told.ledger(), key, as_of=TODAY)
        agree(snap, told.oracle(), DOCUMENTS[key], dice.sample(range(1, 200), 15), {})


def agree(snap, oracle, document, aheads, extra):
    """Compare some days with the oracle's."""
    cuts = {name: list(each) or None for name, each in snap.scale.cuts.items()}
    try:
        horizon = snap.horizon(snap.as_of + timedelta(days=200))
    except ScaleError:
        return
    keys = [each.key for each in snap.template.segments]
    for ahead in aheads:
        day = snap.as_of + timedelta(days=ahead)
        reading = Reading(oracle, document, day, cuts, extra, known=snap.as_of)
        theirs = {who: key for who, (key, _) in reading.places().items()}
        ours = [keys[place] for place in horizon.places_on(day).tolist()]
        assert (ahead, dict(zip(snap, ours, strict=True))) == (ahead, theirs)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pieces_of_the_customers_make_no_difference(monkeypatch, size):
    """Everybody moves as she does alone, whoever is in her piece."""
    for seed in range(40):
        snap, _ = drawn(seed, busy(seed), TODAY, windowed(seed))
        snap = snap or clm.snapshot(busy(seed).ledger(), "growth-accounting", as_of=TODAY)
        whole = moves_of(snap)
        with monkeypatch.context() as patch:
            patch.setattr(walk, "ROWS", size)
            patch.setattr(shelves, "ROWS", size)
            assert moves_of(snap) == whole


def moves_of(snap):
    """List all moves of two months."""
    try:
        found = snap.horizon(snap.as_of + timedelta(days=60)).moves
    except ScaleError:
        return None
    columns = (found.row, found.ahead, found.before, found.after)
    return [column.tolist() for column in columns]


@pytest.mark.parametrize("key", ["five-stage", "growth-accounting"])
def test_a_shop_of_several_pieces_moves_as_foretold(key):
    """With a last piece of three customers."""
    size, chance = 2 * walk.ROWS + 3, np.random.default_rng(3)
    who = np.concatenate([np.arange(size), chance.integers(0, size, size // 2)])
    back = chance.integers(0, 200, len(who))
    ledger = clm.Ledger.from_columns(
        customer=who,
        when=np.datetime64("2024-05-12") - np.sort(back)[::-1],
        amount_minor=np.ones(len(who), np.int64),
        currency="EUR",
    )
    snap = clm.snapshot(ledger, key, as_of="2024-05-12")
    horizon = snap.horizon()
    assert horizon.moves.row.max() >= 2 * walk.ROWS
    for ahead in (1, 2, 29, 30, 31, 60, 179, 365):
        found = horizon.places_on(snap.as_of + timedelta(days=ahead))
        assert (ahead, (found != retaken(snap, ahead)).sum()) == (ahead, 0)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("name", "day"), [("cdnow", date(1998, 3, 31)), ("online_retail", date(2011, 12, 9))]
)
def test_real_shops_move_as_foretold(name, day, key):
    """Twenty days of a year, one after the other."""
    shops = {"cdnow": (cdnow, "USD"), "online_retail": (online_retail, "GBP")}
    _, ledger = told(*shops[name])
    snap = clm.snapshot(ledger, key, as_of=day)
    horizon = snap.horizon()
    assert horizon.moving > 1000
    for ahead in sorted(Random(key).sample(range(1, 366), 20)):
        found = horizon.places_on(day + timedelta(days=ahead))
        assert (ahead, (found != retaken(snap, ahead)).sum()) == (ahead, 0)


def test_a_move_back_on_the_same_day_is_none():
    """A window lets one order go as another comes in: the count stays what it is."""
    ledger = shop(("ann", "2024-05-02", 1), ("ann", "2024-05-07", 1))
    mine = template(("one", "orders(days=5, ago=5) == 1"))
    snap = clm.snapshot(ledger, mine, as_of="2024-05-10")
    assert check_every_day(snap, 30) == 1
    assert snap.horizon().path("ann") == [(date(2024, 5, 17), "rest")]


def test_the_last_day_of_the_calendar_is_reached():
    """From the first day on which anything can be."""
    ledger = shop(("ann", "0001-01-01", 1))
    snap = clm.snapshot(ledger, template(("old", "recency >= 3652058")), as_of="0001-01-01")
    assert snap.horizon("9999-12-31").path("ann") == [(date(9999, 12, 31), "old")]
    assert snap.horizon("9999-12-30").path("ann") == []
    snap = clm.snapshot(ledger, "growth-accounting", as_of="0001-01-01")
    assert snap.horizon("9999-12-31").path("ann") == [
        (date(1, 1, 31), "dormant"),
        (date(1, 3, 2), "inactive"),
    ]
