"""Drop-offs are a mapping of stages, a table, and a few lines that say where people are lost."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
from attrs.exceptions import FrozenInstanceError

import clm
from clm.errors import UnknownNameError

SHOP = clm.demo.simulate(400)
PAST = clm.history(SHOP, "five-stage", "2024-01-31", "2025-12-31")
MARK = clm.Benchmark(
    metric=clm.stage_advance("five-stage", "development"),
    value=0.5,
    source="invented",
    date="2025-01-01",
)
FOUND = clm.dropoffs(PAST, targets={"retention": 0.1}, benchmarks=[MARK])


def test_it_is_a_mapping_of_stages():
    """The worst first."""
    assert [*FOUND] == [row.stage for row in FOUND.rows] == [*FOUND.keys()]
    assert {*FOUND} == {stage.key for stage in PAST.template.stages}
    assert len(FOUND) == 5
    assert FOUND["retention"] is FOUND.rows[[*FOUND].index("retention")]


@pytest.mark.parametrize("junk", ["retain", "", None, 3, ["retention"], pd.NA, np.array(["a"])])
def test_a_stage_that_is_not_there_is_refused(junk):
    """With the nearest names."""
    with pytest.raises(UnknownNameError, match="no stage"):
        FOUND[junk]


def test_columns_hold_every_number():
    """A row a stage; what is not there is -1, NaN or the least integer, and null in a frame."""
    columns = FOUND.columns()
    assert {len(each) for each in columns.values()} == {5}
    assert not any(each.flags.writeable for each in columns.values())
    for at, row in enumerate(FOUND.values()):
        one = {name: each[at] for name, each in columns.items()}
        assert one["stage"] == row.stage
        assert one["within"] == (-1 if row.within is None else row.within)
        counts = (row.advance.numerator, row.stalled.numerator, row.lost.numerator)
        assert (one["advanced"], one["stalled"], one["lost"]) == counts
        assert one["stays"] == row.counted
        assert one["begun_before"] + one["too_late"] + one["not_looked_at"] == row.censored
        assert (one["money"], one["money_last_period"]) == (row.money, row.money_last_period)
        assert np.isnan(one["gap"]) == (row.stage != "retention")
        assert np.isnan(one["benchmark_gap"]) == (row.stage != "development")
    frame = FOUND.to_frame("polars")
    assert frame["within"].null_count() == 1
    assert frame["target"].null_count() == 4
    assert frame["advance_rate"].null_count() == 1
    assert frame.columns == [*columns]
    short = clm.dropoffs(clm.history(SHOP, "five-stage", "2025-12-31", "2025-12-31"))
    assert short.to_frame("pandas")["money_last_period"].isna().all()


def test_it_says_where_people_are_lost_and_what_it_costs():
    """A line a stage, the worst first, and what deserves a second look."""
    lines = repr(FOUND).splitlines()
    assert lines[0] == (
        "<Dropoffs five-stage · 2024-01-31 … 2025-12-31 · seen every 28 to 31 days · by money>"
    )
    assert lines[1].split("  ")[0] == "stage"
    assert "to target" in lines[1]
    assert "to benchmark" in lines[1]
    assert [line.split()[0] for line in lines[2:7]] == [*FOUND]
    notes = lines[7:]
    assert len(lines) <= 12
    assert notes[0].startswith("note: nobody looked in time at ")
    assert notes[0].endswith(": take shorter periods")
    assert notes[1] == "note: no patience for advocacy: say how many days by within="
    assert notes[2] == "note: nothing lies ahead of advocacy: staying there is no failing"
    assert FOUND._repr_html_().startswith("<table><caption>Dropoffs five-stage")
    assert "to target" not in repr(clm.dropoffs(PAST))


def test_how_coarse_the_looks_are_is_told():
    """The fewest and the most days from one to the next."""
    told = {
        every: clm.dropoffs(clm.history(SHOP, "five-stage", "2025-09-30", end, every=every))
        for every, end in (("month", "2025-12-31"), ("week", "2025-12-28"), ("day", "2025-10-09"))
    }
    assert {every: found.grain for every, found in told.items()} == {
        "month": (30, 31),
        "week": (7, 7),
        "day": (1, 1),
    }
    assert "seen every 7 days" in repr(told["week"])
    assert "seen every day" in repr(told["day"])
    once = clm.dropoffs(clm.history(SHOP, "five-stage", "2025-12-31", "2025-12-31"))
    assert once.grain == (0, 0)
    assert "seen once" in repr(once)


def test_of_many_stages_the_worst_are_shown():
    """A notebook has room for all."""
    many = clm.Template.from_toml(
        'schema = 1\nkey = "many"\nunclassified = "rest"\n'
        + "".join(
            f'[[stage]]\nkey = "s{n}"\ntitle = "S"\nwhen = "orders == {n}"\n' for n in range(30)
        )
    )
    found = clm.dropoffs(clm.history(SHOP, many, "2025-01-31", "2025-03-31"), within=30)
    assert len(repr(found).splitlines()) <= 12
    assert "more stages" in repr(found)
    assert all(f"<td>s{n}</td>" in found._repr_html_() for n in range(30))


def test_nobody_changes_it():
    """Nor what comes out of a pickle."""
    with pytest.raises(FrozenInstanceError):
        FOUND.by = "people"
    for each in (copy.deepcopy(FOUND), pickle.loads(pickle.dumps(FOUND))):
        assert repr(each) == repr(FOUND)
        assert not any(column.flags.writeable for column in each.columns().values())
