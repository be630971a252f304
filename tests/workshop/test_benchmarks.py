"""The benchmarks run, and all engines give everybody the same segment; speeds are not tested."""

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
ENGINES = ("polars in-memory", "polars streaming", "polars eager", "duckdb", "pandas")


@pytest.fixture
def benchmark(monkeypatch, tmp_path):
    """Load modules of the benchmarks, whose shops are kept elsewhere."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setattr(importlib.import_module("benchmarks.shop"), "DATA", tmp_path)
    return lambda name: importlib.import_module(f"benchmarks.{name}")


@pytest.mark.parametrize("engine", ENGINES)
def test_other_engines_give_everybody_the_same_segment(benchmark, engine):
    peers = benchmark("peers")
    if reason := peers.missing(engine):
        pytest.skip(reason)
    shop = benchmark("shop").Shop.of(20_000)
    ledger = peers.ledger_of(shop)
    _, places = peers.PEERS["clm"].run(ledger)
    peer = peers.PEERS[engine]
    found = peer.run(peer.load(ledger))
    assert peers.same(found, places)
    assert not peers.same(found, np.roll(places, 1))


def test_polars_foretells_the_same_moves(benchmark):
    if reason := benchmark("peers").missing("polars"):
        pytest.skip(reason)
    horizons = benchmark("time_horizon")
    for key in ("exponea-14", "rfm-11", "five-stage"):
        snap = horizons.prepared(key, 20_000)
        found = horizons._in_polars(*horizons._loaded(snap, horizons._growing(snap)))
        assert horizons._same(horizons.foretold(snap), found)
        assert not horizons._same(snap.horizon("2026-03-01"), found)
    assert horizons._growing(horizons.prepared("growth-accounting", 20_000)) is None


def test_shops_are_as_skewed_as_they_say(benchmark):
    shop = benchmark("shop").Shop.of(20_000)
    each = np.bincount(shop.customer)
    assert (len(shop), len(each), each.min()) == (20_000, 5_000, 1)
    assert abs((each == 1).mean() - 0.55) < 0.03
    assert (shop.when[1:] >= shop.when[:-1]).all()
    assert shop.cents.min() >= 1


def test_refunds_name_orders_that_are_there(benchmark):
    shop = benchmark("shop").Shop.of(20_000).with_refunds()
    report = benchmark("peers").ledger_of(shop).report()
    assert report.refunds_linked == len(shop) - 20_000 > 500


def test_ids_of_every_make_stand_for_the_same_customers(benchmark):
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    shop = benchmark("shop").Shop.of(2_000)
    tables = benchmark("tables")
    for make in (*tables.SHORT, *tables.LONG):
        keys = np.array(list(shop.keys(make)))
        _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
        assert len(first) == shop.customer.max() + 1
        assert (shop.customer[first][codes] == shop.customer).all()


def test_synthetic_templates_are_as_large_as_they_say_and_sound(benchmark):
    for side in (5, 7):
        proof = benchmark("proofs").many_cells(side)
        assert not proof.faults
        assert proof.grid.cells == 6**3 * 3 * 2 * side**2


def test_clm_is_imported_and_its_templates_are_named_without_reading_one(benchmark):
    assert benchmark("proofs").listed() > 0


def test_one_command_makes_the_tables(benchmark, tmp_path):
    peers = benchmark("peers")
    if reason := peers.missing("duckdb") or peers.missing("polars streaming"):
        pytest.skip(reason)
    page = tmp_path / "results.md"
    words = ("--quick", "--tables", "whole-job", "building", "rescoring", "refunds", "proof")
    words += ("moves", "horizon", "explain", "cohorts")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", *words, "--out", page],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = page.read_text(encoding="utf-8")
    assert written.count("\n## ") == 11
    assert all(f" {engine} |" in written for engine in ENGINES)
