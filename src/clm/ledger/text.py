"""Reading written moments: ISO text by columns, other formats once per distinct text."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import numpy as np

from clm.errors import Fault
from clm.ledger.column import AnyArray, Bools, Ints, faults_at

MEND: Final = "write ISO dates such as '2011-12-09 08:26', or give date_format="
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # arithmetic on naive times
_PLAIN: Final = ("dddd-dd-dd", "dddd-dd-dd_dd:dd", "dddd-dd-dd_dd:dd:dd")
_FRACTION: Final = range(21, 27)

Read = tuple[int, bool]


def parse_moments(
    values: AnyArray, name: str, date_format: str | None = None, rows: Ints | None = None
) -> tuple[Ints, Bools, list[Fault]]:
    """Read written moments.

    Parameters
    ----------
    values : (n,) array of text
        ISO 8601 dates and times, or text in `date_format`.
    name : str
        What an error calls the column.
    date_format : str or None
        A format of `datetime.strptime`.
    rows : (n,) int64 or None
        Row numbers for errors; the positions if left out.

    Returns
    -------
    moment : (n,) int64
        Microseconds since 1970.
    fixed : (n,) bool
        True for instants (an offset was written), False for local times.
    faults : list of Fault
        One for each text that cannot be read.
    """
    moment, fixed = np.zeros(len(values), np.int64), np.zeros(len(values), bool)
    texts = values if values.dtype.kind == "T" else values.astype(np.dtypes.StringDType())
    left = np.ones(len(values), bool)
    if date_format is None:
        left = _read_plain(texts, moment)
    wrong = _read_each(texts, left, moment, fixed, _reader(date_format))
    mend = MEND if date_format is None else f"write it as {date_format!r}"
    numbers = np.arange(len(values)) if rows is None else rows
    return moment, fixed, _named(wrong, texts, numbers, name, mend)


def _read_plain(texts: AnyArray, moment: Ints) -> Bools:
    """Read the rows of the plain ISO shapes into `moment`; give those that are left."""
    left = np.ones(len(texts), bool)
    lengths = np.strings.str_len(texts)
    for length in np.flatnonzero(np.bincount(lengths, minlength=1)).tolist():
        shape = _shape(length)
        if shape is not None:
            rows = np.flatnonzero(lengths == length)
            left[rows] = ~_read_shape(texts[rows], shape, moment, rows)
    return left


def _shape(length: int) -> str | None:
    """Give the plain ISO shape of that length."""
    if length in _FRACTION:
        return _PLAIN[-1] + "." + "d" * (length - 20)
    return next((shape for shape in _PLAIN if len(shape) == length), None)


def _read_shape(texts: AnyArray, shape: str, moment: Ints, rows: Ints) -> Bools:
    """Read texts of one length that have the shape; tell which were read."""
    try:
        letters = texts.astype(f"S{len(shape)}")
    except UnicodeEncodeError:
        return np.zeros(len(texts), bool)
    fits = _fits(letters.view(np.uint8).reshape(len(texts), -1), shape)
    try:
        read = letters[fits].astype("datetime64[us]")
    except ValueError:
        return np.zeros(len(texts), bool)
    moment[rows[fits]] = read.view(np.int64)
    return fits


def _fits(letters: AnyArray, shape: str) -> Bools:
    """Tell which rows have digits and signs where the shape has them, and no year 0."""
    fits = np.ones(len(letters), bool)
    for place, sign in enumerate(shape):
        column = letters[:, place]
        if sign == "d":
            fits &= (column >= ord("0")) & (column <= ord("9"))
        elif sign == "_":
            fits &= (column == ord(" ")) | (column == ord("T"))
        else:
            fits &= column == ord(sign)
    year: Bools = (letters[:, :4] != ord("0")).any(axis=1)
    return fits & year


def _read_each(
    texts: AnyArray, left: Bools, moment: Ints, fixed: Bools, read: Callable[[str], Read | None]
) -> Bools:
    """Read the rows that are left, each distinct text once; tell which cannot be read."""
    wrong = np.zeros(len(texts), bool)
    if left.any():
        rows = np.flatnonzero(left)
        distinct, which = np.unique(texts[rows], return_inverse=True)
        answers = [read(text) for text in distinct.tolist()]
        wrong[rows] = np.array([answer is None for answer in answers])[which]
        moment[rows] = np.array([answer[0] if answer else 0 for answer in answers])[which]
        fixed[rows] = np.array([answer[1] if answer else False for answer in answers])[which]
    return wrong


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
            return _counted(parse(text.strip()))
        except (ValueError, OverflowError):
            return None

    return read


def _counted(moment: datetime) -> Read:
    """Count the microseconds; the flag tells an instant from local time."""
    if moment.tzinfo is None:
        return (moment - _EPOCH) // timedelta(microseconds=1), False
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    return (naive - _EPOCH) // timedelta(microseconds=1), True


def _named(wrong: Bools, texts: AnyArray, rows: Ints, name: str, mend: str) -> list[Fault]:
    """Make faults of the rows that cannot be read, by their row numbers."""
    if len(rows) and int(rows[-1]) == len(texts) - 1:
        return faults_at(wrong, texts, name, "{} is no date", mend)
    return [
        Fault(f"{name}[{row}]", f"{text!r} is no date", mend)
        for row, text in zip(rows[wrong].tolist(), texts[wrong].tolist(), strict=True)
    ]
