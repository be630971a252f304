"""Units of time: days and weeks, and nothing else."""

import pytest

from clm.value.unit import DAYS, UNITS, unit_faults, years


def test_a_week_has_seven_days():
    assert (UNITS, dict(DAYS)) == (("day", "week"), {"day": 1, "week": 7})
    assert years(52.178571428571, "week") == pytest.approx(1)


@pytest.mark.parametrize("junk", [None, "weeks", "W", 7, [], {}, "month"])
def test_what_is_no_unit_is_named(junk):
    (fault,) = unit_faults(junk, "unit")
    assert fault.where == "unit"
    assert unit_faults("day") == unit_faults("week") == ()
