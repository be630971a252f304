"""All ways from a file to segments count the same people; the speeds are not tested."""

import importlib
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
ORDERS = 20_000


@pytest.fixture
def benchmark(monkeypatch, tmp_path):
    """Load modules of the benchmarks, whose shops are kept elsewhere."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setattr(importlib.import_module("benchmarks.shop"), "DATA", tmp_path)
    return lambda name: importlib.import_module(f"benchmarks.{name}")


@pytest.fixture
def engines(benchmark):
    """Load the benchmark of engines, where those beside are there."""
    for engine in ("polars streaming", "duckdb"):
        if reason := benchmark("peers").missing(engine):
            pytest.skip(reason)
    return benchmark("time_engines")


@pytest.mark.usefixtures("engines")
def test_files_hold_the_shop_in_time_order(benchmark):
    """Once as one file, once as three."""
    pl = pytest.importorskip("polars")
    shop = benchmark("shop").Shop.of(2_000)
    for parts in (1, 3):
        pattern = benchmark("order_files").order_files(2_000, parts)
        assert len(list(Path(pattern).parent.iterdir())) == parts
        found = pl.read_parquet(pattern)
        assert np.array_equal(found["customer"], shop.customer)
        assert np.array_equal(found["when"], shop.when)
        assert np.array_equal(found["cents"], shop.cents)
        assert found["order"].to_list() == [*range(2_000)]


def test_the_table_is_made_when_all_ways_agree(engines, monkeypatch):
    """Memory is measured in processes of their own; here it is made up."""
    monkeypatch.setattr(engines, "peak", lambda *_: 3 * 2**20)
    table = str(engines.engines(ORDERS, 1))
    assert all(f"| {way} |" in table for way in engines.WAYS)
    assert table.count("| 3 MiB |") == len(engines.WAYS)
    assert "memory by that of polars: 1, goal ≤ 1: met" in table


def test_other_counts_would_be_noticed(engines, benchmark):
    """One customer more in one segment is enough; segments of nobody are not."""
    pattern = benchmark("order_files").order_files(ORDERS)
    found = engines.polars_by_hand(pattern)
    key = max(found, key=found.get)
    assert engines.agree({**found, "nobody": 0}, found)
    assert not engines.agree({**found, key: found[key] + 1}, found)


@pytest.mark.usefixtures("engines")
def test_everybody_is_written_with_little_memory(benchmark):
    """Under a limit that is far below the full size's."""
    pattern = benchmark("order_files").order_files(ORDERS, 3)
    measured = benchmark("time_spilling").segmented(pattern, "200MB", {"threads": "1"})
    assert measured[-1] == ORDERS // 4
    assert 0.01 < measured[-2] < 100
