"""People and money of every segment."""

import math
from statistics import median

import numpy as np
import pytest

import clm
from asking import answers, by_customer, shop
from nasty import interesting_days, nasty

AS_OF = "2024-06-30"


@pytest.fixture
def snap():
    """Two regulars, two newcomers, one who gave all back, in three countries and none."""
    ledger = shop(
        ("ann", "2023-01-15", 100),
        ("ann", "2024-06-01", 50),
        ("bob", "2024-05-01", 30),
        ("bob", "2024-06-20", 30),
        ("cat", "2024-06-10", 20),
        ("dan", "2024-06-28", 10),
        ("eve", "2024-06-01", -5),
    ).with_attributes(country={"ann": "DE", "bob": "FR", "cat": "DE", "dan": ""}, tier={"ann": 3})
    return clm.snapshot(ledger, "five-stage", as_of=AS_OF)


def rows(summary):
    """Read a summary row by row, by its keys."""
    columns = {name: column.tolist() for name, column in summary.columns().items()}
    return {
        tuple(columns[key][at] for key in summary.keys): {
            name: column[at] for name, column in columns.items() if name not in summary.keys
        }
        for at in range(len(summary))
    }


def test_a_segment_is_summed_up(snap):
    """People, shares, median recency, lifetime net and net of the last 365 days."""
    assert rows(snap.summary())["retention", "retained"] == {
        "people": 2,
        "share": 2 / 5,
        "one_time_share": 0.0,
        "median_recency": (29 + 10) / 2,
        "monetary": 21_000,
        "monetary_share": 21_000 / 23_500,
        "monetary_365": 11_000,
    }


def test_of_nobody_there_are_no_shares(snap):
    """NaN in columns, and a real null in a frame."""
    empty = rows(snap.summary())["advocacy", "advocate"]
    assert empty["people"] == empty["monetary"] == 0
    assert math.isnan(empty["one_time_share"])
    assert math.isnan(empty["median_recency"])
    frames = [snap.summary().to_frame(backend) for backend in ("polars", "pandas", "pyarrow")]
    nulls = [
        frames[0]["median_recency"].null_count(),
        frames[1]["median_recency"].isna().sum(),
        frames[2]["median_recency"].null_count,
    ]
    assert nulls == [7, 7, 7]


def test_stages_hold_their_segments(snap):
    """In order, and "" for whoever is outside."""
    summary = snap.summary("stage")
    assert summary.columns()["stage"].tolist() == [*snap.stage_counts()]
    assert summary.people.tolist() == [*snap.stage_counts().values()]
    assert rows(summary)["acquisition",]["median_recency"] == (20 + 2) / 2
    assert rows(snap.summary("segment")).keys() == rows(snap.summary()).keys()


def test_an_attribute_splits_the_segments(snap):
    """Those of whom nothing is known, and those of whom "" is, are one group."""
    found = rows(snap.summary("country"))
    assert len(found) == len(snap.template.segments) * 3
    assert found["retention", "retained", "DE"]["people"] == 1
    assert found["retention", "retained", "FR"]["monetary"] == 6_000
    assert found["acquisition", "new_customer", ""]["people"] == 1
    assert found["", "outside", ""]["people"] == 1
    assert sum(each["people"] for each in found.values()) == 5
    assert ("retention", "retained", "3") in rows(snap.summary("tier"))


@pytest.mark.parametrize("seed", range(30))
def test_every_group_of_every_shop_is_what_its_members_say(seed):
    """Reckoned by plain Python."""
    ledger, day = nasty(seed).ledger(), interesting_days(nasty(seed))[-2]
    snap = clm.snapshot(ledger, "exponea-14", as_of=day)
    orders, recency, money, year = (
        answers(snap.features, text)
        for text in ("orders", "recency", "monetary", "monetary(days=365)")
    )
    where = by_customer(snap, "segment")
    for (_, segment), found in rows(snap.summary()).items():
        members = [each for each in where if where[each] == segment]
        ages = [recency[each] for each in members if recency[each] is not None]
        assert found["people"] == len(members)
        assert found["monetary"] == sum(money[each] for each in members)
        assert found["monetary_365"] == sum(year[each] for each in members)
        once = sum(orders[each] == 1 for each in members)
        assert not members or found["one_time_share"] == once / len(members)
        middle = median(ages) if ages else math.nan
        assert np.array_equal(found["median_recency"], middle, equal_nan=True)


def test_many_groups_are_shown_in_part_and_printed_whole(snap):
    """A REPL shows at most twelve lines."""
    summary = snap.summary("country")
    assert len(repr(summary).splitlines()) == 12
    assert repr(summary).endswith("… 17 more groups, all of them by print()")
    assert len(str(summary).splitlines()) == 1 + len(summary)
    assert repr(snap.summary("stage")) == str(snap.summary("stage"))


def test_money_is_shown_in_major_units(snap):
    """With its currency in a notebook."""
    (line,) = (each for each in str(snap.summary()).splitlines() if " retained " in each)
    assert " ".join(line.split()) == "retention retained 2 40.0 % 0.0 % 20 d 210.00 89.4 % 110.00"
    assert "money in EUR" in snap.summary()._repr_html_()


def test_a_summary_is_read_only(snap):
    """Arrays and keys."""
    assert not any(each.flags.writeable for each in snap.summary("country").columns().values())
