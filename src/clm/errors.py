"""Every error that clm raises.

::

    ClmError
    ├── ColumnError          a column handed in cannot be read          (ValueError)
    ├── LedgerError          rows contradict each other                 (ValueError)
    ├── CurrencyError        unknown, or two that do not mix            (ValueError)
    ├── DayError             not a calendar day                         (ValueError)
    ├── FeatureError         a feature is not written as one            (ValueError)
    ├── TemplateError        a lifecycle template has faults            (ValueError)
    │   └── ConditionError   a condition is not one                     (ValueError)
    ├── ScaleError           a scale cannot be fitted or used           (ValueError)
    ├── SnapshotError        a snapshot cannot answer                   (ValueError)
    ├── MetricError          a metric or a figure is not one            (ValueError)
    ├── FitError             a model of value cannot be fitted or asked (ValueError)
    ├── ComparisonError      two things cannot be set side by side      (ValueError)
    ├── FileError            a file cannot be opened or written         (OSError)
    │   └── MissingFileError there is no such file                      (FileNotFoundError)
    ├── FormatError          a file does not hold what it should        (ValueError)
    ├── LawBrokenError       a template breaks a law of the kit         (AssertionError)
    ├── UnknownNameError     nothing has that name                      (KeyError)
    └── MissingExtraError    an optional library is not installed       (ImportError)

An error holds its `faults`: each says where, what is wrong, and what would be right. All faults of
one input come together, and nothing has been changed when an error is raised.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from typing import Final, Self

from attrs import frozen

SHOWN: Final = 20
"""So many faults or names are listed; the rest are counted."""

COMPARED: Final = 5_000
"""So many names are searched for the nearest letter by letter."""

LONG: Final = 80
"""So many characters of a value are shown."""


@frozen
class Fault:
    """One thing that is wrong.

    Parameters
    ----------
    where : str
        The path to it: a column and row, or a file and key.
    what : str
        What is wrong there.
    mend : str
        What would be right.

    Examples
    --------
    >>> str(Fault("amount[2]", "NaN is no amount", "leave the row out or give 0"))
    'amount[2]: NaN is no amount → leave the row out or give 0'
    """

    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        """One line: where, what, and the mend."""
        place = f"{self.where}: " if self.where else ""
        mend = f" → {self.mend}" if self.mend else ""
        # Tables, and half of a character, may be quoted from what was handed in.
        line = " ".join(f"{place}{self.what}{mend}".splitlines())
        return line.encode("utf-8", "backslashreplace").decode("utf-8")


class ClmError(Exception):
    """The root of all errors of clm.

    Parameters
    ----------
    faults : iterable of Fault
        Everything that is wrong, at once.

    Examples
    --------
    >>> error = ClmError.of("when[0]", "'tomorrow' is no date", "write 2011-12-09")
    >>> print(error)
    when[0]: 'tomorrow' is no date → write 2011-12-09
    >>> error.faults[0].where
    'when[0]'
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(self))

    @classmethod
    def of(cls, where: str, what: str, mend: str = "") -> Self:
        """Make an error with a single fault."""
        return cls([Fault(where, what, mend)])

    def __str__(self) -> str:
        """The fault, or a list of them."""
        if len(self.faults) == 1:
            return str(self.faults[0])
        lines = [f"{len(self.faults)} faults", *map(str, self.faults[:SHOWN])]
        if len(self.faults) > SHOWN:
            lines.append(f"… and {len(self.faults) - SHOWN} more")
        return "\n  ".join(lines)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickle by the faults, so that the fields survive."""
        return type(self), (self.faults,)


class ColumnError(ClmError, ValueError):
    """A column handed in cannot be read."""


class LedgerError(ClmError, ValueError):
    """Rows of a ledger contradict each other, or two ledgers do not fit."""


class CurrencyError(ClmError, ValueError):
    """A currency is unknown, or two of them meet."""


class DayError(ClmError, ValueError):
    """Something is not a calendar day."""


class FeatureError(ClmError, ValueError):
    """A feature is not written as one."""


class TemplateError(ClmError, ValueError):
    """A lifecycle template has faults."""


class ConditionError(TemplateError):
    """A condition is not written as one."""


class ScaleError(ClmError, ValueError):
    """A scale cannot be fitted, or does not fit what it is used on."""


class SnapshotError(ClmError, ValueError):
    """A snapshot cannot answer what it was asked."""


class MetricError(ClmError, ValueError):
    """A metric, a benchmark or what they are reckoned from is not one."""


class FitError(ClmError, ValueError):
    """A model of value cannot be fitted, or cannot answer what it was asked."""


class ComparisonError(ClmError, ValueError):
    """Two things cannot be set side by side."""


class FileError(ClmError, OSError):
    """A file cannot be opened or written."""


class MissingFileError(FileError, FileNotFoundError):
    """There is no such file or folder."""


class FormatError(ClmError, ValueError):
    """A file does not hold what it should."""


class LawBrokenError(ClmError, AssertionError):
    """A template breaks a law that `clm.testing` holds it to."""


class UnknownNameError(ClmError, KeyError):
    """Nothing has the name that was asked for.

    Parameters
    ----------
    kind : str
        What was looked for: "segment", "template", "customer", ….
    name : object
        The name that nothing has.
    known : iterable of object
        The names there are; the nearest are offered.
    *others : object
        Further names that nothing has.

    Examples
    --------
    >>> str(UnknownNameError("segment", "champoin", ["champion", "loyal"]))
    "no segment 'champoin' → did you mean 'champion'?"
    """

    def __init__(self, kind: str, name: object, known: Iterable[object], *others: object) -> None:
        self.kind, self.name, self.known, self.others = kind, name, tuple(known), others
        faults = [unknown(kind, each, self.known) for each in (name, *others[: SHOWN - 1])]
        faults += [Fault("", f"no {kind} {each!r}") for each in others[SHOWN - 1 :]]
        super().__init__(faults)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickle by the fields."""
        return type(self), (self.kind, self.name, self.known, *self.others)


class MissingExtraError(ClmError, ImportError):
    """An optional library is not installed.

    Parameters
    ----------
    library : str
        The library that is missing.
    extra : str or None
        The extra of clm that brings it, if one does.

    Examples
    --------
    >>> str(MissingExtraError("narwhals", "frames"))
    "narwhals is not installed → pip install 'clm[frames]'"
    """

    def __init__(self, library: str, extra: str | None = None) -> None:
        self.library, self.extra = library, extra
        wanted = f"'clm[{extra}]'" if extra else library
        super().__init__([Fault("", f"{library} is not installed", f"pip install {wanted}")])

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickle by the two fields."""
        return type(self), (self.library, self.extra)


def file_error(path: object, error: OSError) -> FileError:
    """Say why a file cannot be opened or written.

    Examples
    --------
    >>> print(file_error("a.csv", FileNotFoundError(2, "No such file or directory")))
    a.csv: no such file or directory → check the path
    """
    what = (error.strerror or str(error) or type(error).__name__).lower()
    kind = MissingFileError if isinstance(error, FileNotFoundError) else FileError
    return kind.of(str(path), what, "check the path")


def unknown(kind: str, name: object, known: Iterable[object], where: str = "") -> Fault:
    """Say that nothing is named so, and which names come near.

    Examples
    --------
    >>> print(unknown("stage", "retian", ["acquire", "retain"], "segment[0].stage"))
    segment[0].stage: no stage 'retian' → did you mean 'retain'?
    """
    every = list(known)
    names = {str(each).casefold(): each for each in every}
    sought = str(name)[:LONG].casefold()
    near = get_close_matches(sought, _alike(sought, names), n=3, cutoff=0.5)
    if near:
        mend = f"did you mean {' or '.join(repr(names[each]) for each in near)}?"
    elif 0 < len(every) <= SHOWN:
        mend = f"there are {', '.join(map(str, every))}"
    else:
        mend = ""
    return Fault(where, f"no {kind} {shown(name)}", mend)


def shown(value: object) -> str:
    """Show a value as it would be written; of a long one the beginning, on one line.

    Examples
    --------
    >>> shown("champoin"), shown(range(3)), shown([1] * 100)[-6:]
    ("'champoin'", 'range(0, 3)', ', 1, …')
    """
    text = " ".join(repr(value).split())
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def _alike(sought: str, names: Iterable[str]) -> list[str]:
    """Choose names to compare: all of a few; of many those that begin or end alike."""
    some = list(names)
    if len(some) <= COMPARED:
        return some
    head, tail = sought[:2], sought[-2:]
    near = (each for each in some if each.startswith(head) or each.endswith(tail))
    return list(islice(near, COMPARED))
