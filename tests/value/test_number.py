"""What is no number within bounds is named with the bounds."""

import math

import numpy as np
import pytest

from clm.value.number import is_number, number_faults

JUNK = (None, "3", True, np.bool_(True), 1j, [], [1.0], {}, np.array([1.0]), math.nan, 10**400)


@pytest.mark.parametrize("junk", JUNK, ids="{!r:.20}".format)
def test_what_is_no_number_is_refused(junk):
    (fault,) = number_faults("t", junk)
    assert fault.where == "t"
    assert fault.what.endswith("is no number above 0")


@pytest.mark.parametrize("number", [1, 0.5, np.int32(3), np.float32(0.25)])
def test_numbers_of_every_make_are_taken(number):
    assert is_number(number)
    assert number_faults("t", number) == ()


@pytest.mark.parametrize(
    ("number", "bounds", "good"),
    [
        (0, {}, False),
        (0, {"least": 0}, True),
        (-1, {"least": 0}, False),
        (1, {"most": 1}, True),
        (1.1, {"most": 1}, False),
        (1, {"below": 1}, False),
        (math.inf, {}, False),
    ],
)
def test_bounds_are_kept(number, bounds, good):
    assert (number_faults("t", number, **bounds) == ()) == good


def test_the_bounds_are_said():
    said = [
        str(fault)
        for bounds in ({"most": 1}, {"least": 0}, {"below": 1})
        for fault in number_faults("x", 7.5 if bounds != {"least": 0} else -1, **bounds, mend="m")
    ]
    assert said == [
        "x: 7.5 is no number above 0 and up to 1 → m",
        "x: -1 is no number from 0 → m",
        "x: 7.5 is no number above 0 and below 1 → m",
    ]
