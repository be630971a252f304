"""Whom an explanation is asked of, and how far it shall look ahead."""

from datetime import date
from typing import Any, Final

import numpy as np

from clm.errors import ClmError, DayError, Fault, SnapshotError, UnknownNameError, unknown
from clm.features.person.gathering import person_of
from clm.features.person.person import Person
from clm.features.table import FeatureTable
from clm.ledger.ledger import Ledger
from clm.model.day import LAST_DAY, as_day, day_faults, to_number
from clm.model.event import CustomerId

AHEAD: Final = 365
"""So many days are looked ahead to, if nothing else is said."""


def ledger_of(features: FeatureTable) -> Ledger:
    """Give the ledger behind some features.

    Raises
    ------
    SnapshotError
        There is none.
    """
    if features.ledger is None:
        what, mend = "has no ledger to explain anybody from", "make it with clm.snapshot(ledger, …)"
        raise SnapshotError.of("snapshot", what, mend)
    return features.ledger


def asked(
    features: FeatureTable, customer: CustomerId, until: object
) -> tuple[CustomerId, Person, int]:
    """Read what is asked: somebody of whom something is known, and a day.

    Parameters
    ----------
    features : FeatureTable
        Of everybody.
    customer : str or int
        Any of her ids.
    until : date, str, datetime64 or None
        The last day to look ahead to; None is a year after the day of the features.

    Returns
    -------
    own : str or int
        Her own id.
    person : Person
        All that happened to her, later events included.
    stop : int
        The last day to look ahead to, since 1970-01-01.

    Raises
    ------
    SnapshotError, UnknownNameError, DayError
        There is no ledger, no such customer, no such day; several of them together.
    """
    stop, faults = _last_day(until, features.as_of)
    found = _found(features, customer)
    if found is None or faults:
        raise _refusal(features, customer, faults, known=found is not None)
    return *found, stop


def _last_day(until: object, as_of: date) -> tuple[int, tuple[Fault, ...]]:
    """Read the last day to look ahead to."""
    start = to_number(as_of)
    if until is None:
        return min(start + AHEAD, LAST_DAY), ()
    if faults := day_faults(until, "until"):
        return start, faults
    stop = to_number(as_day(until, "until"))
    early = Fault("until", f"{until} lies before {as_of}", "give that day or a later one")
    return stop, (early,) if stop < start else ()


def _found(features: FeatureTable, customer: object) -> tuple[CustomerId, Person] | None:
    """Find somebody of whom something is known: her own id, and what happened to her."""
    ledger = ledger_of(features)
    if isinstance(customer, bool) or not isinstance(customer, str | int | np.integer):
        return None
    code = int(ledger.codes_of([customer])[0])  # type: ignore[list-item]
    person = person_of(ledger, code) if code >= 0 else Person({})
    if person.first_day is None or person.first_day > to_number(features.known_on):
        return None
    own: CustomerId = ledger.customers[code : code + 1].tolist()[0]
    return own, person


def _refusal(
    features: FeatureTable, customer: Any, faults: tuple[Fault, ...], *, known: bool
) -> ClmError:
    """Say all that is wrong with what was asked."""
    if known:
        return DayError(faults)
    ids = features.customers.tolist()
    if not faults:
        return UnknownNameError("customer", customer, ids)
    return SnapshotError([unknown("customer", customer, ids), *faults])
