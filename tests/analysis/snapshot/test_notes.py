"""Notes say what deserves a second look before the figures are used."""

import pytest

import clm
from asking import shop, template
from clm.analysis.snapshot.notes import longest_window


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("orders == 1", 0),
        ("recency <= 180", 181),
        ("tenure < 30", 30),
        ("count('visit', days=30, ago=60) >= 1", 90),
        ("orders(ago=7) >= 1", 7),
        ("orders(days=10) >= 1 and last('visit') > 99", 100),
        ("last_gap <= 5", 6),
        ("monetary(days=365) == 0 and orders >= 1000", 365),
    ],
)
def test_the_longest_window_is_the_oldest_age_that_is_looked_at(when, days):
    """In days: ages 0 to 180 are 181."""
    assert longest_window(template(("some", when), head='currency = "EUR"')) == days


@pytest.mark.parametrize(("as_of", "noted"), [("2024-02-28", True), ("2024-02-29", False)])
def test_a_history_shorter_than_twice_the_longest_window_is_noted(as_of, noted):
    """60 days, the first and the last included, are twice 30."""
    mine = template(("new", "tenure < 30"))
    snap = clm.snapshot(shop(("ann", "2024-01-01", 1)), mine, as_of=as_of)
    assert any("a new customer may be an old one" in note for note in snap.notes) is noted


def test_the_ends_of_the_calendar_are_no_obstacle():
    """Twice the longest window may lie beyond the year 9999."""
    ledger = shop(("ann", "9999-12-30", 1))
    (note,) = clm.snapshot(ledger, "five-stage", as_of="9999-12-31").notes
    assert note.startswith("2 days of history, less than twice the longest window (181 days)")
    ages = template(("old", "recency > 3652000"))
    assert clm.snapshot(shop(("ann", "0001-01-01", 1)), ages, as_of="9999-12-31").notes


def test_segments_that_nobody_can_reach_come_before_the_scale():
    """They are the more surprising."""
    head = '[scores]\nr = { of = "recency", bins = 2, best = "low" }'
    mine = template(("new", "r == 1 and tenure <= 10"), head=head)
    ledger = shop(("ann", "2024-01-01", 1), ("bob", "2024-03-01", 1), ("cat", "2024-03-02", 1))
    snap = clm.snapshot(ledger, mine, as_of="2024-04-01")
    assert snap.notes == (
        "nobody can reach new under this scale",
        "r fitted on 3 people, fewer than 500",
    )


def test_a_loaded_snapshot_says_what_the_saved_one_said(tmp_path):
    """The first day is kept, although the ledger is not."""
    snap = clm.snapshot(shop(("ann", "2024-01-01", 1)), "five-stage", as_of="2024-01-02")
    snap.save(tmp_path / "snap")
    assert len(snap.notes) == 1
    assert clm.Snapshot.load(tmp_path / "snap").notes == snap.notes


NPS = "[extra]\nnps = { min = -100, max = 100 }"
SCORED = f'{NPS}\n[scores]\nn = {{ of = "nps", cuts = [0, 50] }}'
NOBODY = "nobody has a value of extra 'nps', which segments depend on"


@pytest.mark.parametrize(
    ("when", "head", "extra", "noted"),
    [
        ("nps >= 50", NPS, None, True),
        ("nps >= 50", NPS, {"nps": {}}, True),
        ("nps >= 50", NPS, {"nps": {"ann": -100}}, False),
        ("n == 3", SCORED, None, True),
        ("n == 3", SCORED, {"nps": {"ann": 0}}, False),
        ("orders >= 2", NPS, None, False),
    ],
)
def test_a_column_that_nobody_supplies_is_noted_where_segments_need_it(
    when, head, extra, noted, tmp_path
):
    """Silence would look like an answer: everybody is where missing leads."""
    ledger = shop(("ann", "2024-01-01", 1), ("ann", "2024-03-01", 1))
    mine = template(("some", when), head=head)
    snap = clm.snapshot(ledger, mine, as_of="2024-02-01", extra=extra)
    assert (NOBODY in snap.notes) is noted
    snap.save(tmp_path / "snap")
    assert clm.Snapshot.load(tmp_path / "snap").notes == snap.notes
    after = clm.backtest(ledger, mine, as_of="2024-02-01", days=20, extra=extra)
    assert (NOBODY in after.notes) is noted
