"""Numbers and words in a definition."""

from typing import Literal

import numpy as np
import pytest

from clm.metrics.parameters import days_faults, value_faults


@pytest.mark.parametrize(
    "days", [0, -1, 1.0, 1.5, "30", True, None, 10**9, 10**30, np.timedelta64(3, "D")]
)
def test_what_is_no_number_of_days_is_told(days):
    (fault,) = days_faults("within", days)
    assert fault.where == "within"


def test_any_whole_number_from_one_is_fine():
    assert days_faults("within", 1) == []


@pytest.mark.parametrize("share", [0, 1.5, True, "0.4", float("nan"), None])
def test_what_is_no_share_is_told(share):
    (fault,) = value_faults("share", share, float)
    assert fault.where == "share"


@pytest.mark.parametrize(
    ("value", "kind"),
    [(0.4, float), (np.float32(0.5), float), (np.int64(3), int), ("tv", str), ("a", Literal["a"])],
)
def test_what_can_be_is_fine(value, kind):
    assert value_faults("x", value, kind) == []


@pytest.mark.parametrize(("value", "kind"), [("", str), (3, str), ("b", Literal["a"])])
def test_what_is_no_word_is_told(value, kind):
    assert [each.where for each in value_faults("x", value, kind)] == ["x"]
