"""The table as people read it."""

import pytest

import clm
from asking import shop
from clm.analysis.backtest.followed import follow
from clm.analysis.backtest.outcome_table import HEAD, rows
from clm.analysis.backtest.outcomes import Outcomes


def table_of(ledger, currency="EUR"):
    snap = clm.snapshot(ledger, "growth-accounting", as_of="2024-02-29")
    keys = [each.key for each in snap.template.segments]
    found = Outcomes.of(follow(snap, ledger, 31), len(keys))
    return {str(row[0]): dict(enumerate(row)) for row in rows([*keys, "later"], found, currency)}


@pytest.fixture
def lines():
    """Ann and bob are new, ann buys again and dan comes; eve's return takes more than she pays."""
    return table_of(
        shop(
            ("eve", "2023-06-01", 90),
            ("ann", "2024-02-10", 10),
            ("bob", "2024-02-20", 10),
            ("ann", "2024-03-10", 12.5),
            ("ann", "2024-03-11", 7.5),
            ("dan", "2024-03-12", 40),
            ("eve", "2024-03-13", -10),
            ("dan", "2024-03-31", 1),
        )
    )


def test_every_row_has_every_column(lines):
    assert all(len(row) == len(HEAD) for row in lines.values())
    assert [*lines][-3:] == ["(all there)", "later", "(all)"]


def test_shares_are_in_per_cent_and_money_in_major_units(lines):
    new = lines["new"]
    assert [new[at] for at in (1, 2, 3, 7, 8, 9, 11)] == [
        *(2, 1, "50.0 %", 2, "20.00", "10.00", "39.2 %")
    ]
    assert new[4] == "9.5 … 90.5"


def test_newcomers_and_returns_have_their_part_of_the_whole(lines):
    assert [lines["later"][at] for at in (1, 2, 7, 8, 11)] == [1, 1, 2, "41.00", "80.4 %"]
    assert [lines["inactive"][at] for at in (1, 2, 7, 8, 11)] == [1, 0, 0, "-10.00", "-19.6 %"]


def test_all_who_were_there_have_a_share_and_all_together_have_none(lines):
    """For newcomers are those who came, and most of them came to order."""
    there, total = lines["(all there)"], lines["(all)"]
    assert [there[at] for at in (1, 2, 3, 4, 7, 8, 9, 11)] == [
        *(3, 1, "33.3 %", "6.1 … 79.2", 2, "10.00", "3.33", "19.6 %")
    ]
    assert [total[at] for at in (1, 2, 3, 7, 8, 9, 11)] == [
        *(4, 2, "-", 4, "51.00", "12.75", "100.0 %")
    ]


def test_what_cannot_be_told_is_a_dash(lines):
    dormant = lines["dormant"]
    assert [dormant[at] for at in (1, 3, 4, 5, 6, 9, 10, 12)] == [0, *["-"] * 7]
    assert lines["later"][5] == "-"


def test_a_period_that_only_gave_back_has_no_shares():
    lines = table_of(shop(("ann", "2024-02-10", 10), ("ann", "2024-03-31", -5)))
    assert (lines["new"][8], lines["new"][11], lines["(all)"][11]) == ("-5.00", "-", "-")


def test_shares_just_below_nothing_are_written_as_nothing():
    """Never -0.0 %."""
    shop_ = clm.demo.simulate(400)
    written = [str(cell) for row in table_of(shop_).values() for cell in row.values()]
    assert not [cell for cell in written if "-0.0" in cell]
