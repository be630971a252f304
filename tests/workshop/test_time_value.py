"""Models of value say what lifetimes says; the speeds are not tested."""

import importlib
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]

pytest.importorskip("lifetimes")


@pytest.fixture
def benchmark(monkeypatch, tmp_path):
    """Load the benchmark, whose shops are kept elsewhere."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setattr(importlib.import_module("benchmarks.shop"), "DATA", tmp_path)
    return importlib.import_module("benchmarks.time_value")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("fit", ["fit BG/NBD", "fit MBG/NBD", "fit Gamma-Gamma"])
def test_lifetimes_finds_the_same_parameters(benchmark, fit):
    """Of CDNOW; as near as it stops to the maximum."""
    mine, theirs = benchmark.fits(benchmark.cdnow())[fit]
    found, other = mine(), theirs()
    assert dict(other.params_) == pytest.approx(dict(found.parameters), rel=2e-3)
    errors = dict(other.standard_errors_)
    assert errors == pytest.approx(dict(found.standard_errors), rel=5e-3)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("answer", ["P(alive)", "purchases in a year"])
def test_lifetimes_says_the_same_of_a_synthetic_shop(benchmark, answer):
    """Under the same parameters."""
    mine, theirs = benchmark.answers(benchmark.many(2_000))[answer]
    assert np.asarray(theirs()) == pytest.approx(mine(), rel=1e-6)
