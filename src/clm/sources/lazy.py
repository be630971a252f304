"""Frames that are not there yet: lazy ones are collected, streams of Arrow are read."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from inspect import getattr_static
from typing import Any, Final

from clm.errors import ColumnError, MissingExtraError
from clm.sources.spark import is_spark, spark_table

_LAZY: Final = ("duckdb", "_duckdb", "ibis", "dask", "dask_expr", "pyspark", "sqlframe")
"""Libraries of which every frame is lazy, whatever its methods."""

_TO_ARROW: Final = ("duckdb", "_duckdb", "ibis")
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
    return has(frame, "collect") or is_dataset(frame) or library_of(frame) in _LAZY


def is_dataset(frame: object) -> bool:
    """Tell a dataset of pyarrow, of which it reads but the columns asked for."""
    return has(frame, "scanner") and has(frame, "to_table")


def is_stream(frame: object) -> bool:
    """Tell whether something hands out a stream of Arrow."""
    return has(frame, "__arrow_c_stream__")


def has(frame: object, name: str) -> bool:
    """Tell whether a frame has a method or a property, and not merely a column of that name.

    Examples
    --------
    >>> import pandas as pd
    >>> has(pd.DataFrame({"collect": [1]}), "collect")
    False
    """
    return getattr_static(frame, name, None) is not None


def native(frame: Any) -> Any:
    """Take a frame out of narwhals, which hides whose it is; give any other as it is.

    Examples
    --------
    >>> import narwhals.stable.v2 as nw
    >>> import polars as pl
    >>> type(native(nw.from_native(pl.DataFrame({"who": ["ann"]})))).__module__
    'polars.dataframe.frame'
    """
    return frame.to_native() if library_of(frame) == "narwhals" else frame


def library_of(frame: object) -> str:
    """Name the library of a frame.

    Examples
    --------
    >>> import polars as pl
    >>> library_of(pl.DataFrame())
    'polars'
    """
    return type(frame).__module__.partition(".")[0]


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
    FileError, FormatError
        As in `spark_table`.

    Examples
    --------
    >>> import polars as pl
    >>> collected(pl.LazyFrame({"who": ["ann"], "age": [31]}), ["who"]).columns
    ['who']
    """
    frame = native(frame)
    if is_dataset(frame):
        return frame.to_table(columns=list(names))
    if is_spark(frame):
        return spark_table(frame, names)
    require("narwhals", "frames")
    if library_of(frame) in _TO_ARROW:
        require("pyarrow", "duckdb")
    import narwhals.stable.v2 as nw  # noqa: PLC0415  # loaded when used

    lazy: Any = nw.from_native(frame, pass_through=True)
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
