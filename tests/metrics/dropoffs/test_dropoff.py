"""One drop-off says what became of the stays, and names those behind it."""

import copy
import pickle

import pytest
from attrs.exceptions import FrozenInstanceError

import clm
from clm.errors import UnknownNameError

PAST = clm.history(clm.demo.simulate(400), "five-stage", "2024-01-31", "2025-12-31")
MARKS = [
    clm.Benchmark(
        metric=maker("five-stage", "development"), value=0.5, source="invented", date="2025-01-01"
    )
    for maker in (clm.stage_advance, clm.stage_lost)
]
FOUND = clm.dropoffs(PAST, targets={"development": 0.4}, benchmarks=MARKS)
ROW = FOUND["development"]


def test_people_are_the_stalled_and_the_lost():
    """In the order of the last snapshot."""
    last = PAST.snapshots[-1]
    order = [*last.features.customers.tolist()]
    for row in FOUND.values():
        both = row.customers()
        assert both == sorted(both, key=order.index)
        assert {*both} == {*row.customers("stalled"), *row.customers("lost")}
        assert row.people == len(both) == row.stalled_people + row.lost_people


@pytest.mark.parametrize("junk", ["gone", None, ["all"]])
def test_there_are_three_kinds_of_people(junk):
    """Any other is refused."""
    with pytest.raises(UnknownNameError, match="no kind of drop-off"):
        ROW.customers(junk)


def test_a_gap_needs_a_target_and_a_value():
    """Or there is none."""
    assert ROW.gap == pytest.approx(ROW.advance.value - 0.4)
    assert FOUND["retention"].gap is None
    early = clm.history(PAST.ledger, "five-stage", "2025-11-30", "2025-12-31")
    assert clm.dropoffs(early, targets={"development": 0.4})["development"].gap is None


def test_it_shows_the_shares_and_what_stands_beside_them():
    """In a REPL and in a notebook."""
    lines = repr(ROW).splitlines()
    counted, went = ROW.counted, int(ROW.advance.numerator)
    assert lines[0].startswith(f"<Dropoff development · within 180 days · {counted} stays, ")
    assert lines[1].startswith("  went on  ")
    assert lines[1].endswith(f" · {went} / {counted}")
    assert lines[4].startswith("  went on · target 40.0 % · ")
    assert lines[5].startswith("  went on · 50.0 % by invented, 2025-01-01 · ")
    assert lines[6].startswith("  lost · 50.0 % by invented")
    assert lines[7].startswith(f"  {ROW.stalled_people} stalled and {ROW.lost_people} lost on 2025")
    assert lines[7].endswith("EUR in 2025-12-01 … 2025-12-31")
    assert "<td>target 40.0 %</td>" in ROW._repr_html_()
    silent = repr(FOUND["advocacy"]).splitlines()
    assert silent[0].startswith("<Dropoff advocacy · no patience · 0 stays, ")
    assert "undefined: nothing lies ahead of advocacy" in silent[1]


def test_of_many_benchmarks_the_first_are_shown():
    """Twelve lines at most."""
    many = clm.dropoffs(PAST, targets={"development": 0.4}, benchmarks=MARKS * 9)["development"]
    lines = repr(many).splitlines()
    assert len(lines) <= 12
    assert "… 15 more benchmarks" in lines[-2]
    assert "in 2025" not in repr(
        clm.dropoffs(clm.history(PAST.ledger, "five-stage", "2025-12-31", "2025-12-31"))[
            "retention"
        ]
    )


def test_nobody_changes_it():
    """Nor a copy, nor what comes out of a pickle."""
    with pytest.raises(FrozenInstanceError):
        ROW.target = 0.1
    for each in (ROW, copy.deepcopy(ROW), pickle.loads(pickle.dumps(ROW))):
        assert not each.stalled_rows.flags.writeable
        assert not each.lost_rows.flags.writeable
        assert each.benchmark.benchmark == MARKS[0]
        assert each.money == ROW.money
