"""Frames that are not there yet: lazy ones are collected, streams of Arrow are read."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from clm.errors import ColumnError, MissingExtraError

_LAZY: Final = ("duckdb", "_duckdb", "ibis", "dask", "dask_expr", "pyspark", "sqlframe")
"""Libraries of which every frame is lazy, whatever its methods."""

_TO_ARROW: Final = ("duckdb", "_duckdb", "ibis", "pyspark")
"""Those that collect into a table of pyarrow."""


def is_lazy(frame: object) -> bool:
    """Tell whether a frame has still to be reckoned.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"who": ["ann"]})
    >>> is_lazy(frame), is_lazy(frame.lazy())
    (False, True)
    """
    return hasattr(frame, "collect") or is_dataset(frame) or _library(frame) in _LAZY


def is_dataset(frame: object) -> bool:
    """Tell a dataset of pyarrow, of which it reads but the columns asked for."""
    return hasattr(frame, "scanner") and hasattr(frame, "to_table")


def is_stream(frame: object) -> bool:
    """Tell whether something hands out a stream of Arrow."""
    return hasattr(frame, "__arrow_c_stream__")


def collected(frame: Any, names: Iterable[str]) -> Any:
    """Reckon some columns of a lazy frame, and no others.

    Parameters
    ----------
    frame : LazyFrame, relation, DataFrame or Dataset
        Of a library that narwhals knows, or of pyarrow.
    names : iterable of str
        Columns that it has.

    Returns
    -------
    DataFrame or Table
        What the library collects into: of polars its own, of DuckDB and Spark a pyarrow table.

    Raises
    ------
    ColumnError
        Narwhals knows no such frame.
    MissingExtraError
        narwhals, or the library that it collects into, is not installed.

    Examples
    --------
    >>> import polars as pl
    >>> collected(pl.LazyFrame({"who": ["ann"], "age": [31]}), ["who"]).columns
    ['who']
    """
    if is_dataset(frame):
        return frame.to_table(columns=list(names))
    require("narwhals", "frames")
    if _library(frame) in _TO_ARROW:
        require("pyarrow", "duckdb")
    import narwhals.stable.v2 as nw  # noqa: PLC0415  # loaded when used

    native = frame.to_native() if hasattr(frame, "to_native") else frame
    lazy: Any = nw.from_native(native, pass_through=True)
    if not isinstance(lazy, nw.LazyFrame):
        what = f"{type(frame).__name__} is no lazy frame that narwhals knows"
        raise ColumnError.of("source", what, "give what it collects into")
    return lazy.select(list(names)).collect().to_native()


def streamed(frame: Any) -> Any:
    """Read a stream of Arrow into a table of pyarrow, or else a dataframe of polars.

    Raises
    ------
    MissingExtraError
        Neither of them is installed.

    Examples
    --------
    >>> import pyarrow as pa
    >>> streamed(pa.table({"who": ["ann"]}).to_reader()).column_names
    ['who']
    """
    if find_spec("pyarrow"):
        return import_module("pyarrow").table(frame)
    if find_spec("polars"):
        import polars as pl  # noqa: PLC0415  # loaded when used

        return pl.DataFrame(frame)
    raise MissingExtraError("pyarrow", "duckdb")


def require(library: str, extra: str) -> None:
    """Refuse to go on without a library.

    Parameters
    ----------
    library : str
        What is imported.
    extra : str
        The extra of clm that installs it.

    Raises
    ------
    MissingExtraError
        It is not installed.

    Examples
    --------
    >>> require("narwhals", "frames")
    """
    if find_spec(library) is None:
        raise MissingExtraError(library, extra)


def _library(frame: object) -> str:
    """Name the library of a frame."""
    return type(frame).__module__.partition(".")[0]
