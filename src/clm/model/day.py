"""Calendar days: what `as_of` may be, and days as whole numbers."""

from datetime import date, datetime, time
from typing import Final

from clm.errors import DayError, Fault

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST_DAY: Final = date.min.toordinal() - EPOCH
LAST_DAY: Final = date.max.toordinal() - EPOCH


def as_day(value: object, where: str = "as_of") -> date:
    """Read a calendar day.

    Parameters
    ----------
    value : date, str, datetime64 or datetime
        ``"2011-12-09"``, a date, a numpy day, or a datetime at midnight.
    where : str
        What an error calls the argument.

    Returns
    -------
    date

    Raises
    ------
    DayError
        Not a day, or a time of day other than midnight.

    Examples
    --------
    >>> as_day("2011-12-09")
    datetime.date(2011, 12, 9)
    """
    if isinstance(value, str):
        value = _from_text(value, where)
    elif hasattr(value, "astype") and hasattr(value, "dtype"):
        value = _from_numpy(value, where)
    if isinstance(value, datetime) and value == value:  # noqa: PLR0124  # NaT of pandas is not
        return _midnight(value, where)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise DayError.of(where, f"{value!r:.60} is no day", "write '2011-12-09'")


def day_faults(value: object, where: str = "as_of") -> tuple[Fault, ...]:
    """Name what is no calendar day, to be told together with other faults.

    Examples
    --------
    >>> print(*day_faults("tomorrow"))
    as_of: 'tomorrow' is no day → write '2011-12-09'
    """
    try:
        as_day(value, where)
    except DayError as error:
        return error.faults
    return ()


def to_number(day: date) -> int:
    """Count the days since 1970-01-01.

    Examples
    --------
    >>> to_number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - EPOCH


def from_number(number: int) -> date:
    """Turn days since 1970-01-01 into a day.

    Examples
    --------
    >>> from_number(1)
    datetime.date(1970, 1, 2)
    """
    return date.fromordinal(number + EPOCH)


def _from_numpy(value: object, where: str) -> object:
    """Take the day or moment out of a numpy scalar."""
    try:
        if getattr(value, "ndim", 0) == 0 and getattr(value.dtype, "kind", "") == "M":  # type: ignore[attr-defined]
            return value.astype("datetime64[us]").item()  # type: ignore[attr-defined]
    except OverflowError:
        raise DayError.of(
            where, f"{value!r:.60} is out of the calendar", "use years 1 to 9999"
        ) from None
    raise DayError.of(where, f"{value!r:.60} is no single day", "write '2011-12-09'")


def _from_text(text: str, where: str) -> date:
    """Read an ISO day, or an ISO moment at midnight."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise DayError.of(where, f"{text!r:.60} is no day", "write '2011-12-09'") from None


def _midnight(moment: datetime, where: str) -> date:
    """Refuse a time of day, which a lifecycle told in days cannot mean."""
    if moment.time() != time.min or moment.tzinfo is not None:
        raise DayError.of(
            where, f"{moment.isoformat()} is a moment", f"give the shop's day: '{moment.date()}'"
        )
    return moment.date()
