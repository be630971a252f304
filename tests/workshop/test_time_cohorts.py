"""Cohorts and growth are what polars counts; the speeds are not tested."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def benchmark(monkeypatch, tmp_path):
    """Load the benchmark, whose shops are kept elsewhere."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setattr(importlib.import_module("benchmarks.shop"), "DATA", tmp_path)
    return importlib.import_module("benchmarks.time_cohorts")


@pytest.mark.parametrize("job", ["first-time", "recurring", "rolling", "revenue", "growth"])
def test_polars_counts_the_same(benchmark, job):
    """Of a synthetic shop, by month."""
    if reason := importlib.import_module("benchmarks.peers").missing("polars"):
        pytest.skip(reason)
    ledger = benchmark.loaded(20_000)
    mine = benchmark.ours(job, ledger)
    assert benchmark.same(job, mine, benchmark.theirs(job, benchmark.framed(ledger)))
    other = "revenue" if job == "first-time" else "first-time"
    wrong = benchmark.theirs(other, benchmark.framed(ledger))
    assert not benchmark.same(job, mine, wrong)


def test_the_table_can_be_made(benchmark, monkeypatch):
    """On a toy size; memory is measured in another process, which would keep its shop."""
    monkeypatch.setattr(benchmark, "peak", lambda *_: 0)
    table = str(benchmark.cohorts_and_growth(5_000, 1))
    assert all(f"| {job} |" in table for job in benchmark.JOBS)
