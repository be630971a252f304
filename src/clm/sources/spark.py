"""Columns of a Spark dataframe: its query is run once, and hands over Arrow.

Instants come as such, whatever the session's time zone, and local times as they are written, in
every year there is; which is not so by way of pandas or of rows.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from clm.errors import ColumnError, FileError, FormatError, MissingExtraError

_GIVE: Final = "give a dataframe of pyspark.sql, 4.0 or newer; of pandas on Spark its to_spark()"
_START: Final = "start a session, which needs Java 17 or newer, and make the dataframe again"
_MEND: Final = "mend the query that the dataframe stands for"
_TRACEBACK: Final = "Traceback (most recent call last):"
_CAUSE: Final = "Caused by: "


def is_spark(frame: object) -> bool:
    """Tell what comes from Spark: a dataframe of a session, or of Spark Connect; or anything else.

    Examples
    --------
    >>> is_spark({"who": ["ann"]})
    False
    """
    return type(frame).__module__.partition(".")[0] == "pyspark"


def spark_names(frame: Any) -> list[str]:
    """List the columns of a Spark dataframe.

    Raises
    ------
    ColumnError
        Something else of Spark.
    FileError
        The session is gone.
    FormatError
        Spark cannot say, for what the dataframe is made from is not there.
    """
    _check(frame)
    with asking(frame):
        names: list[str] = frame.columns
        return names


def spark_table(frame: Any, names: Iterable[str]) -> Any:
    """Run the query of a Spark dataframe for some of its columns.

    Parameters
    ----------
    frame : DataFrame
        Of pyspark.sql, by a session or by Spark Connect.
    names : iterable of str
        Columns that it has.

    Returns
    -------
    Table
        Of pyarrow: timestamps as instants in UTC, those without a zone as local times.

    Raises
    ------
    ColumnError
        Something else of Spark.
    MissingExtraError
        pyarrow is not installed.
    FileError
        The session is gone, or its Java is.
    FormatError
        The query fails in Spark.
    """
    _check(frame)
    if find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "spark")
    with asking(frame):
        return frame.select(*map(quoted, names)).toArrow()


def _check(frame: object) -> None:
    """Refuse what is no dataframe, or of a Spark that hands out no Arrow."""
    kind = type(frame)
    if not hasattr(kind, "toArrow"):
        what = f"{kind.__module__}.{kind.__name__} is no dataframe that hands out Arrow"
        raise ColumnError.of("source", what, _GIVE)


@contextmanager
def asking(frame: Any) -> Generator[None, None, None]:
    """Ask Spark; say in a line why it does not answer, or cannot."""
    from pyspark.errors import PySparkException  # noqa: PLC0415  # loaded when used

    # The client of Spark Connect does without.
    py4j = import_module("py4j.protocol") if find_spec("py4j") else None
    lost = (OSError, py4j.Py4JNetworkError) if py4j else (OSError,)
    failed = (PySparkException, py4j.Py4JError) if py4j else (PySparkException,)
    if _stopped(frame):
        raise FileError.of("source", "the Spark session of the dataframe was stopped", _START)
    try:
        yield
    except lost as error:
        what = f"the Spark session of the dataframe does not answer: {_told(error)}"
        raise FileError.of("source", what, _START) from None
    except failed as error:
        what = f"Spark cannot run the query: {_told(error)}"
        raise FormatError.of("source", what, _MEND) from error


def _stopped(frame: Any) -> bool:
    """Tell whether a session was stopped, of which pyspark itself says so in many ways or none."""
    context = getattr(frame.sparkSession, "sparkContext", None)  # Spark Connect has none
    return context is not None and context._jsc is None  # noqa: SLF001  # nothing public says it


def _told(error: Exception) -> str:
    """Find the line of an error that says what happened, among those of Java and Python."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    for at, line in enumerate(lines):
        if line.endswith(_TRACEBACK):
            return next((each for each in lines[at + 1 :] if each[:1].strip()), line)[:300]
    causes = [line.removeprefix(_CAUSE) for line in lines if line.startswith(_CAUSE)]
    return (causes or lines[:1])[-1][:300]


def quoted(name: str) -> str:
    """Write a name so that Spark reads no path into its dots."""
    return f"`{name.replace('`', '``')}`"
