"""Lazy frames give the columns that are asked for, and reckon no others."""

import duckdb
import narwhals as nw
import narwhals.stable.v2 as stable
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from clm.errors import ColumnError, MissingExtraError
from clm.sources import lazy
from clm.sources.lazy import collected, is_dataset, is_lazy, is_stream, streamed

DATABASE = duckdb.connect()
TABLE = pa.table({"who": ["ann", "bob"], "age": [31, 44]})


class Stream:
    """Something of another library that hands out a stream of Arrow, and no more."""

    def __arrow_c_stream__(self, requested_schema=None):
        return TABLE.__arrow_c_stream__(requested_schema)


TRAPPED = pl.LazyFrame({"who": ["ann", "bob"]}).with_columns(age=pl.col("who").cast(pl.Int64))
LAZY = {
    "polars": TRAPPED,
    "narwhals": nw.from_native(TRAPPED),
    "narwhals, stable": stable.from_native(TRAPPED),
    "duckdb": DATABASE.sql("select 'ann' as who, error('never') as age"),
    "dataset": ds.dataset(TABLE),
}


@pytest.mark.parametrize("name", LAZY)
def test_columns_that_nobody_asks_for_are_never_reckoned(name):
    """These fail where they are."""
    assert is_lazy(LAZY[name])
    (found,) = collected(LAZY[name], ["who"])["who"][:1]
    assert str(found) == "ann"
    if "polars" in name:
        with pytest.raises(Exception, match="conversion"):
            collected(LAZY[name], ["age"])


def test_frames_that_are_there_are_not_lazy():
    """Tables, dicts, series, and nothing at all."""
    for frame in (TABLE, pl.from_arrow(TABLE), TABLE.to_pandas(), {"who": []}, None, "who"):
        assert not is_lazy(frame)
    assert (is_dataset(ds.dataset(TABLE)), is_dataset(TABLE)) == (True, False)


@pytest.mark.parametrize("hidden", ["pyarrow", "none"])
def test_a_stream_is_read_by_what_is_there(monkeypatch, hidden):
    """Pyarrow, or else polars."""
    hide(monkeypatch, hidden)
    stream = Stream()
    assert is_stream(stream)
    table = streamed(stream)
    assert isinstance(table, pl.DataFrame if hidden == "pyarrow" else pa.Table)
    assert pl.from_arrow(TABLE).equals(table if hidden == "pyarrow" else pl.from_arrow(table))


@pytest.mark.parametrize(
    ("reading", "hidden", "extra"),
    [
        (lambda: collected(LAZY["polars"], ["who"]), ["narwhals"], "frames"),
        (lambda: collected(LAZY["duckdb"], ["who"]), ["pyarrow"], "duckdb"),
        (lambda: streamed(TABLE.to_reader()), ["pyarrow", "polars"], "duckdb"),
    ],
)
def test_what_is_not_installed_is_named_with_its_extra(monkeypatch, reading, hidden, extra):
    """So that the second attempt works."""
    hide(monkeypatch, *hidden)
    with pytest.raises(MissingExtraError, match=rf"{hidden[0]} is not installed.*clm\[{extra}\]"):
        reading()


def test_a_frame_that_narwhals_does_not_know_is_refused():
    """Though it says that it can be collected."""

    class Own:
        def collect(self):
            return TABLE

    with pytest.raises(ColumnError, match="Own is no lazy frame that narwhals knows"):
        collected(Own(), ["who"])


def hide(monkeypatch, *libraries):
    """Let libraries be not installed."""
    real = lazy.find_spec
    monkeypatch.setattr(lazy, "find_spec", lambda name: None if name in libraries else real(name))
