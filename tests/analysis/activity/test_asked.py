"""What is asked about time is checked, and all that is wrong is told at once."""

from datetime import date

import numpy as np
import pytest

from asking import shop
from clm.analysis.activity.asked import Asked, choice_faults, happening_faults
from clm.errors import Fault, SnapshotError

LEDGER = shop(("ann", "2024-01-10", 10), ("bob", "2024-03-05", 20))


def asked(ledger=LEDGER, **other):
    """Ask for months, or something else."""
    wish = {"every": "month", "week_start": "monday", "as_of": None, "complete_from": None}
    return Asked.of(ledger, **wish | other)


def test_the_day_is_the_ledgers_last_one_if_left_out():
    """Else the day that was given, in any form."""
    assert asked().as_of == date(2024, 3, 5)
    assert asked(as_of=np.datetime64("2024-02-01")).as_of == date(2024, 2, 1)
    assert asked(as_of="2030-01-01").as_of == date(2030, 1, 1)
    assert asked(complete_from="2024-02-01").complete_from == date(2024, 2, 1)


def test_a_calendar_starts_in_the_period_of_a_day():
    """Or is empty if there is none."""
    names = [each.name for each in asked(as_of="2024-03-05").calendar(19_732).periods]
    assert names == ["2024-01", "2024-02", "2024-03"]
    assert len(asked().calendar(None)) == 0


def test_faults_of_others_come_along():
    """In one error."""
    with pytest.raises(SnapshotError) as caught:
        asked(every="x", as_of="2023-01-01", further=[Fault("kind", "is wrong")])
    assert [each.where for each in caught.value.faults] == ["kind", "every", "as_of"]


def test_what_is_no_ledger_is_named_by_its_type():
    """And a ledger without events is no good either."""
    assert [str(each) for each in happening_faults("orders.csv")] == [
        "ledger: str is no ledger → make one with clm.Ledger.from_columns or clm.read_orders"
    ]
    assert [each.what for each in happening_faults(shop())] == ["has no events"]
    assert happening_faults(LEDGER) == []


@pytest.mark.parametrize("junk", [None, 1, ["a"], np.array(["a"]), np.array(["a", "b"]), "A"])
def test_what_is_none_of_a_few_words_is_a_fault(junk):
    """Whatever it is."""
    assert len(choice_faults("letter", junk, "ab")) == 1
    assert choice_faults("letter", "a", "ab") == []
