"""Every library's columns become the same ledger; the memory is not tested."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORDERS = 20_000


@pytest.fixture
def doors(monkeypatch, tmp_path):
    """Load the benchmark, whose shops are kept elsewhere."""
    pytest.importorskip("polars")
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setattr(importlib.import_module("benchmarks.shop"), "DATA", tmp_path)
    return importlib.import_module("benchmarks.time_doors")


def test_all_frames_hold_the_same_orders(doors):
    """Chunked ones in several chunks."""
    frames = {kind: doors.framed(kind, ORDERS) for kind in doors.FRAMES}
    ledgers = [doors.handed_over(frame) for frame in frames.values()]
    assert len({repr(each) for each in ledgers}) == 1
    chunked = frames[f"pyarrow, {doors.CHUNKS} chunks"]
    assert chunked["customer"].num_chunks == doors.CHUNKS


def test_what_a_ledger_keeps_is_counted(doors):
    """24 bytes an order and 8 a customer."""
    ledger = doors.handed_over(doors.framed("numpy", ORDERS))
    assert doors.kept(ledger) == 24 * ORDERS + 8 * len(ledger)


def test_the_table_is_made(doors, monkeypatch):
    """Memory is measured in processes of their own; here it is made up."""
    monkeypatch.setattr(doors, "peak", lambda *_: 3 * 2**20)
    table = str(doors.doors(ORDERS))
    assert table.count("| 3 MiB |") == len(doors.FRAMES)
