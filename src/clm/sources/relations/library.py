"""What differs between the libraries that hold tables: how to get in, local days, and back."""

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import narwhals.stable.v2 as nw
from attrs import frozen
from narwhals.exceptions import NarwhalsError

from clm.errors import ColumnError, FormatError, MissingExtraError
from clm.sources.lazy import has
from clm.sources.spark import asking, quoted

_EMPTY: Final = {
    "customer": "string",
    "when": "date32",
    "amount": "int64",
    "amount_minor": "int64",
    "order": "string",
}
"""Types of Arrow for columns without a value."""

_LETTER: Final = ' COLLATE "binary"'
_WHOLE: Final = ("customer", "order", "amount_minor")
_FIRST: Final = date(1970, 1, 1)
_MICROSECONDS_A_DAY: Final = 86_400_000_000


@frozen
class Library:
    """One library, as far as engines need to know it.

    Parameters
    ----------
    name : str
        As users call it.
    enter : callable
        Makes a narwhals frame of some columns of a native table.
    with_day : callable
        Adds a column ``day`` beside ``when``, int32 since 1970-01-01: of instants in a time zone,
        or of dates and local times, where the zone is None.
    together : callable
        Puts the rows of a customer together before they are grouped, where that spares a shuffle.
    leave : callable
        Gives a narwhals frame back as the library's own.
    meets : callable
        Tells whether two native tables can be put together.
    asking : callable
        A context in which a native table is asked for rows, and failures are told in words.
    """

    name: str
    enter: Callable[[Any, Mapping[str, str]], Any]
    with_day: Callable[[Any, str | None], Any]
    together: Callable[[Any], Any] = lambda frame: frame
    leave: Callable[[Any], Any] = lambda frame: frame.to_native()
    meets: Callable[[Any, Any], bool] = lambda _, __: True
    asking: Callable[[Any], AbstractContextManager[Any]] = nullcontext


def library_of(relation: object) -> Library:
    """Recognise the library of a table.

    Raises
    ------
    ColumnError
        No table, or of a library that is not known here.
    MissingExtraError
        pandas without pyarrow.

    Examples
    --------
    >>> import polars as pl
    >>> library_of(pl.LazyFrame({"who": ["ann"]})).name
    'polars'
    """
    root = type(relation).__module__.partition(".")[0].lstrip("_")
    if root not in _LIBRARIES:
        what = f"{type(relation).__module__}.{type(relation).__name__} is no table for an engine"
        known = ", ".join(each.name for each in _LIBRARIES.values())
        mend = f"give one of {known}, or load it: clm.read_orders(…)"
        raise ColumnError.of("relation", what, mend)
    if has(relation, "read_all"):
        what = f"{type(relation).__name__} can be read once only"
        raise ColumnError.of("relation", what, "give what read_all() returns")
    if root == "pandas" and find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "duckdb")
    return _LIBRARIES[root]


def _selected(table: Any, names: Mapping[str, str]) -> Any:
    """Take some columns by new names."""
    frame: Any = nw.from_native(table)
    return frame.select(**{new: nw.col(old) for new, old in names.items()})


def _of_arrow_like(table: Any, names: Mapping[str, str]) -> Any:
    """Take columns of a table, a batch or a dataset of pyarrow."""
    pa = import_module("pyarrow")
    columns = list(dict.fromkeys(names.values()))
    if hasattr(table, "to_table"):
        table = table.to_table(columns=columns)
    elif not isinstance(table, pa.Table):
        table = pa.table(table)
    return nw.from_native(pa.table({new: _plain(table[old]) for new, old in names.items()}))


def _of_duckdb(table: Any, names: Mapping[str, str]) -> Any:
    """Take columns of DuckDB; text is compared to the letter, whatever the collation."""
    import duckdb  # noqa: PLC0415  # loaded when used

    kinds = dict(zip(table.columns, map(str, table.types), strict=True))
    columns = [
        duckdb.SQLExpression(_quoted(old) + _LETTER * (kinds[old] == "VARCHAR")).alias(new)
        for new, old in names.items()
    ]
    return nw.from_native(table.select(*columns))


def _quoted(name: str) -> str:
    """Write a name so that it is nothing but one."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _of_spark(table: Any, names: Mapping[str, str]) -> Any:
    """Take columns of Spark, which would read a path into the dots of a name."""
    from pyspark.sql import functions as f  # noqa: PLC0415  # loaded when used

    columns = [f.col(quoted(old)).alias(new) for new, old in names.items()]
    return nw.from_native(table.select(*columns))


def _one_connection(table: Any, other: Any) -> bool:
    """Tell whether two relations are of one connection."""
    import duckdb  # noqa: PLC0415  # loaded when used

    try:
        table.limit(0).project("1").union(other.limit(0).project("1"))
    except duckdb.Error:
        return False
    return True


def _of_pandas(table: Any, names: Mapping[str, str]) -> Any:
    """Take columns of pandas into Arrow, which tells what is missing from what is no number."""
    pa = import_module("pyarrow")
    columns: dict[str, Any] = {}
    for new, old in names.items():
        if new == "when":
            _check_zones(table[old], old)
        try:
            column = pa.array(table[old], from_pandas=True)
            columns[new] = _told(column, new)
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as error:
            what = f"{old!r} holds values of several kinds: {str(error).splitlines()[0]:.120}"
            raise ColumnError.of(new, what, "make them of one kind") from error
    return nw.from_native(pa.table(columns))


def _told(column: Any, name: str) -> Any:
    """Mend what pandas cannot say: the type of no values, and whole numbers with gaps."""
    pa, column = import_module("pyarrow"), _plain(column)
    if pa.types.is_null(column.type):
        return column.cast(_EMPTY[name])
    if name in _WHOLE and pa.types.is_floating(column.type):
        try:
            return column.cast(pa.int64())
        except pa.ArrowInvalid:
            return column
    return column


def _check_zones(column: Any, name: str) -> None:
    """Refuse moments with and without a zone in one column, of which Arrow would make one kind."""
    if column.dtype != object:
        return
    zoned = {each.tzinfo is None for each in column if isinstance(each, datetime)}
    if len(zoned) > 1:
        what = f"{name!r} holds moments with a time zone and without"
        raise ColumnError.of("when", what, "give all of them one, or none")


def _plain(column: Any) -> Any:
    """Take values out of a dictionary, and out of views, which Arrow cannot group by."""
    pa = import_module("pyarrow")
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(pa.large_string()) if pa.types.is_string_view(column.type) else column


def _to_pandas(frame: Any) -> Any:
    """Give Arrow as pandas, whole numbers with room for missing ones."""
    pa, pd = import_module("pyarrow"), import_module("pandas")
    return frame.to_native().to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)


def _day_by_narwhals(frame: Any, timezone: str | None) -> Any:
    """Let the library convert zones, and number dates as it stores them."""
    when = nw.col("when")
    if timezone is not None:
        when = when.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    return frame.with_columns(day=when.cast(nw.Date()).cast(nw.Int32()))


def _day_in_duckdb(frame: Any, timezone: str | None) -> Any:
    """Say it in DuckDB's words: a connection has one zone, the shop may have another."""
    import duckdb  # noqa: PLC0415  # loaded when used

    when: Any = duckdb.ColumnExpression("when")
    if timezone is not None:
        zone = duckdb.ConstantExpression(timezone)
        when = duckdb.FunctionExpression("timezone", zone, when)
    days = when.cast("DATE") - duckdb.ConstantExpression(_FIRST)
    relation = frame.to_native()
    number = days.cast("INTEGER").alias("day")
    return nw.from_native(relation.select(duckdb.StarExpression(), number))


def _day_in_spark(frame: Any, timezone: str | None) -> Any:
    """Say it in Spark's words, by way of microseconds, whatever the session's zone is."""
    from pyspark.sql import functions as f  # noqa: PLC0415  # loaded when used

    table = frame.to_native()
    if timezone is None:
        return nw.from_native(table.withColumn("day", f.unix_date(f.col("when").cast("date"))))
    local = f.unix_micros(f.from_utc_timestamp("when", timezone))
    # Of microseconds before 1685 a double would lose some, and Spark divides in doubles.
    midnight = local - f.pmod(local, f.lit(_MICROSECONDS_A_DAY))
    days = (midnight / _MICROSECONDS_A_DAY).cast("int")
    return nw.from_native(table.withColumn("day", days))


@contextmanager
def _asking_duckdb(_: Any) -> Generator[None]:
    """Ask DuckDB; say in a line why it cannot answer."""
    import duckdb  # noqa: PLC0415  # loaded when used

    try:
        yield
    except duckdb.Error as error:
        raise _refused("DuckDB", error) from error


@contextmanager
def _asking_polars(_: Any) -> Generator[None]:
    """Ask polars; likewise."""
    polars = import_module("polars")
    try:
        yield
    except (polars.exceptions.PolarsError, NarwhalsError) as error:
        raise _refused("polars", error) from error


def _refused(library: str, error: Exception) -> FormatError:
    """Say what a library said, in a line."""
    lines = str(error).splitlines() or [type(error).__name__]
    what = f"{library} cannot run the query: {lines[0]:.200}"
    return FormatError.of("relation", what, "mend what the table is made of")


def _shuffled_once(frame: Any) -> Any:
    """Send the rows of a customer to one partition, where orders and then people are grouped."""
    return nw.from_native(frame.to_native().repartition("customer"))


_LIBRARIES: Final[Mapping[str, Library]] = {
    "polars": Library("polars", _selected, _day_by_narwhals, asking=_asking_polars),
    "duckdb": Library(
        "DuckDB", _of_duckdb, _day_in_duckdb, meets=_one_connection, asking=_asking_duckdb
    ),
    "pyspark": Library("PySpark", _of_spark, _day_in_spark, together=_shuffled_once, asking=asking),
    "pyarrow": Library("pyarrow", _of_arrow_like, _day_by_narwhals),
    "pandas": Library("pandas", _of_pandas, _day_by_narwhals, leave=_to_pandas),
}
