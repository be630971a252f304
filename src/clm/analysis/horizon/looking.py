"""Looking ahead: everybody's moves are found in what is known on a day."""

from datetime import date, timedelta
from typing import Final

from clm.analysis.horizon.horizon import Horizon
from clm.analysis.horizon.walk import moves_ahead
from clm.errors import DayError, Fault, SnapshotError
from clm.features.catalog import Feature
from clm.features.silence.course import stands_still
from clm.features.table import Features, FeatureTable
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells, subject_of
from clm.lifecycle.population import Population
from clm.model.day import as_day, day_faults

YEAR: Final = timedelta(days=365)
"""So far a horizon reaches if nobody says how far."""


def horizon_of(
    features: FeatureTable,
    fitted: FittedTemplate,
    places: Cells,
    extra: ExtraColumns,
    until: object = None,
) -> Horizon:
    """Find out who moves if nothing happens.

    Parameters
    ----------
    features : FeatureTable
        What is known of n customers on the as-of day, with the events behind it.
    fitted : FittedTemplate
        Segments and stages, with the cut points of scores.
    places : (n,) uint8 or uint16
        Position of everybody's segment on that day.
    extra : mapping of str to mapping of customer to int
        The caller's columns, which stay as they are.
    until : date, str or datetime64, optional
        The last day to look at; 365 days after the as-of day if left out.

    Raises
    ------
    SnapshotError
        The features have no events behind them.
    DayError
        `until` is no day, or none after the as-of day.
    ScaleError
        Somebody will be to score by a scale that was fitted on nobody.
    """
    if not isinstance(features, Features):
        mend = "make it with clm.snapshot(ledger, …)"
        missing = Fault("snapshot", "has no ledger", mend)
        raise SnapshotError([missing, *(() if until is None else day_faults(until, "until"))])
    last = _last(features.as_of, until)
    days = (last - features.as_of).days
    _check_scorable(features, fitted, days)
    people = Population.of(features, fitted.template.extra, extra)
    moves = moves_ahead(features, fitted.grid, places, people.extra, days)
    fitted.check_possible(moves.after, features, moves.row)
    return Horizon(features=features, fitted=fitted, places=places, until=last, moves=moves)


def _last(as_of: date, until: object) -> date:
    """Read the last day; a year ahead, or as far as the calendar goes, if there is none."""
    last = as_of + min(YEAR, date.max - as_of) if until is None else as_day(until, "until")
    if last <= as_of:
        raise DayError.of("until", f"{last} is not after {as_of}", "give a later day")
    return last


def _check_scorable(features: Features, fitted: FittedTemplate, days: int) -> None:
    """Refuse a scale that was fitted on nobody, if somebody will be to score."""
    for name, score in fitted.template.scores.items():
        subject = subject_of(score)
        if fitted.scale.cuts[name] or not isinstance(subject, Feature) or stands_still(subject):
            continue
        if features.column(subject.counted.swept(days)).any():
            fitted.scale.check_fitted(name)
