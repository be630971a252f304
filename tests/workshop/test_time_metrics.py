"""Metrics are what polars counts; the speeds are not tested."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def benchmark(monkeypatch, tmp_path):
    """Load the benchmark, whose shops are kept elsewhere."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setattr(importlib.import_module("benchmarks.shop"), "DATA", tmp_path)
    return importlib.import_module("benchmarks.time_metrics")


def test_polars_counts_the_same_and_the_table_can_be_made(benchmark):
    """On a toy size; the table checks the sums before it times them."""
    if reason := importlib.import_module("benchmarks.peers").missing("polars streaming"):
        pytest.skip(reason)
    table = str(benchmark.metrics(20_000, 1))
    assert all(f"| {template} |" in table for template in benchmark.TEMPLATES)


def test_other_sums_would_be_noticed(benchmark):
    """Months that are off by one order do not agree."""
    if reason := importlib.import_module("benchmarks.peers").missing("polars streaming"):
        pytest.skip(reason)
    shop = importlib.import_module("benchmarks.shop").Shop.of(20_000)
    ledger = importlib.import_module("benchmarks.peers").ledger_of(shop)
    found = benchmark.measured(ledger, "exponea-14")
    theirs = benchmark.sums(benchmark.framed(ledger))
    assert benchmark.agree(found, theirs)
    assert not benchmark.agree(found, theirs.head(len(theirs) - 1))
