"""Special functions are those of plain Python, and their differences."""

import math

import numpy as np
import pytest

from clm.errors import MissingExtraError
from clm.value import special
from clm.value.special import digamma, log_gamma, need_scipy, trigamma

AT = np.array([0.01, 0.5, 1.0, 2.5, 40.0, 9_000.0])


def test_log_gamma_is_that_of_python():
    assert log_gamma(AT) == pytest.approx([math.lgamma(each) for each in AT.tolist()])


@pytest.mark.parametrize(("function", "slope"), [(log_gamma, digamma), (digamma, trigamma)])
def test_each_is_the_derivative_of_the_one_before(function, slope):
    step = 1e-5 * AT
    found = (function(AT + step) - function(AT - step)) / (2 * step)
    assert slope(AT) == pytest.approx(found, rel=1e-5)


def test_without_scipy_the_error_names_the_extra(monkeypatch):
    need_scipy()
    monkeypatch.setattr(special, "find_spec", lambda _name: None)
    with pytest.raises(
        MissingExtraError, match=r"scipy is not installed → pip install 'clm\[stats\]'"
    ):
        need_scipy()
