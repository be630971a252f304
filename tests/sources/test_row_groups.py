"""Columns gathered from Parquet files are those that pyarrow reads whole, whatever their groups."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm.sources import row_groups
from clm.sources.row_groups import ParquetFiles

NOW = datetime(2024, 5, 1, 12)  # noqa: DTZ001  # local time
KINDS = {
    "whole": (pa.int64(), [1, -7, 2**60]),
    "narrow": (pa.uint8(), [0, 255]),
    "float": (pa.float32(), [0.5, float("inf")]),
    "local": (pa.timestamp("us"), [NOW, NOW + timedelta(microseconds=1)]),
    "fine": (pa.timestamp("ns"), [NOW]),
    "coarse": (pa.timestamp("ms"), [NOW]),
    "aware": (pa.timestamp("us", "Europe/Berlin"), [NOW.replace(tzinfo=UTC)]),
    "text": (pa.string(), ["ann", "", "ä😀"]),
    "large": (pa.large_string(), ["ann", "bob"]),
    "coded": (pa.dictionary(pa.int8(), pa.string()), ["ann", "bob"]),
    "exact": (pa.decimal128(12, 2), [Decimal("1.50"), Decimal("-0.01")]),
    "day": (pa.date32(), [NOW.date()]),
    "flag": (pa.bool_(), [True, False]),
}
PLAIN = {"whole", "narrow", "float", "local", "fine", "coarse"}


def values_of(column):
    """Give a column as a list of Python's own values."""
    return pa.array(column).to_pylist() if isinstance(column, np.ndarray) else column.to_pylist()


@st.composite
def tables(draw):
    """Draw some files with the same columns, of which some values are missing in some groups."""
    rows = draw(st.lists(st.integers(0, 9), min_size=1, max_size=3))
    missing = draw(st.sets(st.sampled_from(sorted(KINDS))))
    seed = draw(st.randoms(use_true_random=False))
    return [
        pa.table(
            {
                name: pa.array(
                    [
                        None if name in missing and seed.random() < 0.2 else seed.choice(values)
                        for _ in range(count)
                    ],
                    kind,
                )
                for name, (kind, values) in KINDS.items()
            }
        )
        for count in rows
    ]


@given(tables(), st.integers(1, 4), st.integers(1, 6))
@settings(deadline=None)
def test_columns_are_those_of_the_whole_files(tmp_path_factory, files, group, part):
    """In order, whatever the row groups, and however many are read together."""
    folder = tmp_path_factory.mktemp("files")
    for number, table in enumerate(files):
        pq.write_table(table, folder / f"{number}.parquet", row_group_size=group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_groups, "_ROWS", part)
        read = ParquetFiles.of(map(str, sorted(folder.iterdir())))
        found = {name: read.column(name) for name in KINDS}
    whole = pa.concat_tables(files)
    assert len(read) == len(whole)
    for name, column in found.items():
        assert values_of(column) == whole[name].to_pylist()
        assert isinstance(column, np.ndarray) == (name in PLAIN and not whole[name].null_count)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pa.array([1], pa.int32()), pa.array([2], pa.int64())),
        (pa.array(["a"]), pa.array(["b"], pa.large_string())),
        (pa.array(["a"]), pa.array(["b"]).dictionary_encode()),
        (pa.array([NOW], pa.timestamp("ms")), pa.array([NOW], pa.timestamp("us"))),
        (pa.array([1]), pa.array([None], pa.int64())),
        (pa.array([1]), pa.array([None])),
        (pa.array([None, None]), pa.array(["a"])),
        (pa.array([None]), pa.array([NOW], pa.timestamp("us"))),
    ],
)
def test_what_is_kept_in_another_way_is_the_same(tmp_path, one, other):
    """Of two files either may be the first."""
    for name, column in {"a": one, "b": other, "c": one}.items():
        pq.write_table(pa.table({"x": column}), tmp_path / f"{name}.parquet")
    found = ParquetFiles.of(map(str, sorted(tmp_path.iterdir()))).column("x")
    assert values_of(found) == [*one.to_pylist(), *other.to_pylist(), *one.to_pylist()]


@pytest.mark.parametrize(
    ("kind", "values", "whole"),
    [
        (pa.int64(), [5, 2**60, -3], True),
        (pa.uint32(), [5, 2**32 - 1, 0], True),
        (pa.int8(), [5, None, -3], True),
        (pa.uint64(), [5, 2**63, 0], False),
        (pa.float64(), [5.0, 1.5, 0.0], False),
        (pa.timestamp("us"), [NOW, NOW, NOW], False),
        (pa.string(), ["a", "b", "c"], False),
    ],
)
def test_whole_numbers_come_in_pieces_too(tmp_path, kind, values, whole):
    """As int64, until one is missing."""
    table = pa.table({"x": pa.array(values, kind)})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1)
    files = ParquetFiles.of([str(tmp_path / "a.parquet")])
    assert files.whole("x") == whole
    if whole:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(row_groups, "_ROWS", 1)
            pieces = [*files.pieces("x")]
        before = values[: values.index(None)] if None in values else values
        there = [piece for piece in pieces if piece is not None]
        assert [piece.tolist() for piece in there] == [[each] for each in before]
        assert {piece.dtype for piece in there} == {np.dtype(np.int64)}
        assert len(pieces) == len(there) + (None in values)


def test_plain_columns_own_their_memory_and_are_locked(tmp_path):
    """So that a ledger may keep them as they are."""
    pq.write_table(pa.table({"x": [1, 2, 3]}), tmp_path / "a.parquet", row_group_size=2)
    found = ParquetFiles.of([str(tmp_path / "a.parquet")]).column("x")
    assert found.base is None
    assert not found.flags.writeable


def test_a_column_is_held_by_the_files_themselves(tmp_path):
    """Not by a folder's name, nor only by a later file."""
    folder = tmp_path / "month=2024-05"
    folder.mkdir()
    twice = pa.table([pa.array([1])] * 2, names=["twice", "twice"])
    pq.write_table(pa.table({"x": [1], "month": [1], "twice": [1]}), folder / "a.parquet")
    pq.write_table(twice.append_column("late", [[1]]), folder / "b.parquet")
    files = ParquetFiles.of(map(str, sorted(folder.iterdir())))
    assert [name for name in ("x", "month", "late", "no") if files.hold(name)] == ["x"]
    assert [files.most(name) for name in ("x", "twice", "late", "no")] == [1, 2, 1, 0]
