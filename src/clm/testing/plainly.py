"""Somebody's segment by reading the conditions one after the other: no grid, no table."""

from clm.analysis.snapshot.snapshot import Snapshot
from clm.features.catalog import Feature
from clm.features.windows import MISSING
from clm.lifecycle.conditions.condition import Subject, holds
from clm.lifecycle.lookup import subject_of
from clm.scoring.score import Score


def plain_segment(snap: Snapshot, row: int) -> str | None:
    """Find the segment of one customer by the template's own words.

    Parameters
    ----------
    snap : Snapshot
        Its features, its scale and its template are used, its segments are not.
    row : int
        Of the customer.

    Returns
    -------
    str or None
        The key of the first segment whose condition holds, else the unclassified one.
    """
    person = _Person(snap, row)
    says = snap.template.definition
    for segment, condition in zip(says.segments, says.conditions, strict=True):
        if holds(condition, person.value):
            return segment.key
    return says.unclassified


def plain_cell(snap: Snapshot, row: int) -> tuple[int, ...]:
    """Find the cell of the template's grid that one customer is in, a level for each axis."""
    person = _Person(snap, row)
    axes = snap.template.proof.grid.axes
    return tuple(axis.level(person.value(axis.subject)) for axis in axes)


class _Person:
    """One customer's values."""

    def __init__(self, snap: Snapshot, row: int) -> None:
        self.snap, self.row = snap, row
        self.id = list(snap)[row]

    def value(self, subject: Subject) -> int | None:
        """Give a feature, score or extra column; None is missing."""
        scores = self.snap.template.scores
        if isinstance(subject, Feature):
            return self.feature(subject)
        return self.score(scores[subject]) if subject in scores else self.given(subject)

    def feature(self, feature: Feature) -> int | None:
        """Read a feature."""
        found = int(self.snap.features.column(feature)[self.row])
        if not feature.optional:
            return found
        missing = -1 if feature.unit in {"days", "kind"} else MISSING
        return None if found == missing else found

    def score(self, score: Score) -> int | None:
        """Count the cut points below a value."""
        of = subject_of(score)
        if not isinstance(of, Feature):
            found = self.given(of)
        else:
            found = self.feature(of) if self.feature(of.counted) else None
        if found is None:
            return None
        return score.rank(sum(cut < found for cut in self.snap.scale.cuts[score.name]))

    def given(self, name: str) -> int | None:
        """Read a column of the caller."""
        return self.snap.extra.get(name, {}).get(self.id)
