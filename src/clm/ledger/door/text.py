"""Reading written moments: plain ISO text by columns, all other text once per distinct text."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np

from clm.ledger.column import AnyArray, Bools, Ints

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # arithmetic on naive times
_MICROSECOND: Final = timedelta(microseconds=1)
_SHAPE: Final = "dddd-dd-dd_dd:dd:dd.dddddd"
_LENGTHS: Final = (10, 16, 19, *range(21, len(_SHAPE) + 1))
_WIDTH: Final = len(_SHAPE) + 1
"""Letters of a row that are looked at; one more than the longest plain text has."""

Read = tuple[int, bool]


def parse_moments(values: AnyArray, date_format: str | None = None) -> tuple[Ints, Bools, Bools]:
    """Read written moments.

    Parameters
    ----------
    values : (n,) array of text, or of str objects
        ISO 8601 dates and times, or text in `date_format`.
    date_format : str or None
        A format of `datetime.strptime`.

    Returns
    -------
    moment : (n,) int64
        Microseconds since 1970.
    fixed : (n,) bool
        True for instants (an offset was written), False for local times.
    wrong : (n,) bool
        Which texts cannot be read.

    Examples
    --------
    >>> moment, fixed, wrong = parse_moments(np.array(["1970-01-02", "soon"]))
    >>> moment, wrong
    (array([86400000000,           0]), array([False,  True]))
    """
    moment, fixed = np.zeros(len(values), np.int64), np.zeros(len(values), bool)
    wrong = np.ones(len(values), bool)
    letters = _letters(values) if date_format is None else None
    if letters is not None:
        for rows, block in _by_length(letters):
            moment[rows], wrong[rows] = _read_plain(block)
    _read_each(values, np.flatnonzero(wrong), (moment, fixed, wrong), _reader(date_format))
    return moment, fixed, wrong


def microseconds(moment: datetime) -> Read:
    """Count the microseconds since 1970; the flag tells an instant from local time.

    Where the offset carries a moment out of the years 1 to 9999 it is counted all the same.
    """
    local = (moment.replace(tzinfo=None) - _EPOCH) // _MICROSECOND
    offset = moment.utcoffset()
    return (local, False) if offset is None else (local - offset // _MICROSECOND, True)


def _letters(values: AnyArray) -> AnyArray | None:
    """Lay text out as letters, the first of every row first; None where some are not ASCII."""
    if not len(values):
        return np.zeros((_WIDTH, 0), np.uint8)
    if values.dtype.kind == "U":
        wide = np.ascontiguousarray(values).view(np.uint32).reshape(len(values), -1)
        narrow = np.minimum(wide[:, :_WIDTH], 127).astype(np.uint8)
        return np.ascontiguousarray(narrow.T)
    try:
        narrow = np.ascontiguousarray(values.astype(f"S{_WIDTH}"))
    except UnicodeEncodeError:
        return None
    return np.ascontiguousarray(narrow.view(np.uint8).reshape(len(values), _WIDTH).T)


def _by_length(letters: AnyArray) -> Iterator[tuple[Ints | slice, AnyArray]]:
    """Take the rows of each length that a plain text may have."""
    lengths = np.count_nonzero(letters, axis=0)
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        if length in _LENGTHS:
            of_length = lengths == length
            rows = slice(None) if of_length.all() else np.flatnonzero(of_length)
            yield rows, letters[:length, rows]


def _read_plain(letters: AnyArray) -> tuple[Ints, Bools]:
    """Read texts of one length: microseconds, and which of them are no plain moments."""
    signs, length = _SHAPE[: len(letters)], len(letters)
    fits = np.ones(letters.shape[1], bool)
    for row, sign in zip(letters, signs, strict=True):
        if sign == "d":
            fits &= (row - ord("0")) <= 9  # bytes below "0" come round to large numbers
        elif sign == "_":
            fits &= (row == ord(" ")) | (row == ord("T"))
        else:
            fits &= row == ord(sign)
    day, is_day = _days(letters)
    moment = day * 24
    fits &= is_day
    for place, limit in ((11, 24), (14, 60), (17, 60)):
        if place < length:
            part = _number(letters, place, 2)
            fits &= part < limit
            moment += part
        moment *= 60 if place < 17 else 1_000_000
    if length > 20:
        moment += _number(letters, 20, length - 20).astype(np.int64) * 10 ** (26 - length)
    return np.where(fits, moment, 0), ~fits


def _days(letters: AnyArray) -> tuple[Ints, Bools]:
    """Count days since 1970 by a table of months; tell which are in the calendar."""
    year, month, day = (_number(letters, *at) for at in ((0, 4), (5, 2), (8, 2)))
    fits = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(fits, (year - 1970) * 12 + month - 1, 0)
    first = int(months.min(initial=0))
    table = np.arange(first, int(months.max(initial=0)) + 2).astype("datetime64[M]")
    starts = table.astype("datetime64[D]").astype(np.int32)
    months -= first
    days = starts[months].astype(np.int64) + day - 1
    return days, fits & (day <= np.diff(starts)[months])


def _number(letters: AnyArray, start: int, digits: int) -> AnyArray:
    """Read a number of so many digits; (n,) int32."""
    number = np.zeros(letters.shape[1], np.int32)
    for row in letters[start : start + digits]:
        number *= 10
        number += row
        number -= ord("0")
    return number


def _read_each(
    values: AnyArray,
    rows: Ints,
    into: tuple[Ints, Bools, Bools],
    read: Callable[[str], Read | None],
) -> None:
    """Read the rows that are left, each distinct text once."""
    texts = values[rows].tolist()
    known = {text: read(_text(text)) for text in set(texts)}
    answers = [known[text] for text in texts]
    moment, fixed, wrong = into
    moment[rows] = [answer[0] if answer else 0 for answer in answers]
    fixed[rows] = [answer[1] if answer else False for answer in answers]
    wrong[rows] = [answer is None for answer in answers]


def _text(written: str | bytes) -> str:
    """Read bytes as text."""
    return written if isinstance(written, str) else written.decode(errors="replace")


def _reader(date_format: str | None) -> Callable[[str], Read | None]:
    """Choose how one text is read."""

    def iso(text: str) -> datetime:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return datetime.combine(date.fromisoformat(text), time.min)

    def formatted(text: str) -> datetime:
        return datetime.strptime(text, str(date_format))  # noqa: DTZ007  # naive is local

    parse = iso if date_format is None else formatted

    def read(text: str) -> Read | None:
        try:
            return microseconds(parse(text.strip()))
        except (ValueError, OverflowError, re.error):
            return None

    return read
