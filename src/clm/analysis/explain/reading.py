"""What a template reads of one customer on a day: features, extra columns and scores."""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from clm.analysis.explain.standing import ScoreStanding, Standing
from clm.features.catalog import Feature
from clm.features.person.person import Person
from clm.lifecycle.conditions.condition import Subject
from clm.lifecycle.fitted import FittedTemplate
from clm.scoring.score import Score


@frozen(eq=False)
class Reading:
    """One customer's values of whatever a template compares.

    Parameters
    ----------
    person : Person
        All that happened to her.
    fitted : FittedTemplate
        Whose conditions and scores.
    extra : mapping of str to int
        Her values of the caller's columns.
    day, known : int
        The day, and the last day whose events are seen.
    """

    person: Person
    fitted: FittedTemplate
    extra: Mapping[str, int]
    day: int
    known: int
    _read: dict[Subject, int | None] = field(init=False, factory=dict[Subject, int | None])

    def __call__(self, subject: Subject) -> int | None:
        """Give the value of a feature, a score or an extra column; None is missing."""
        if subject not in self._read:
            self._read[subject] = self._value(subject)
        return self._read[subject]

    def values(self) -> Iterator[Standing]:
        """Give what conditions and scores look at, in the order in which they do."""
        raw = {axis.subject: axis for axis in self.fitted.grid.axes}
        for subject in self._subjects():
            axis = raw.get(subject)
            # The lowest bound of what can be missing tells that from all values.
            bounds = () if axis is None else axis.bounds[axis.optional :]
            yield Standing.of(subject, self(subject), bounds)

    def scores(self) -> Iterator[ScoreStanding]:
        """Give the scores."""
        for name, score in self.fitted.template.scores.items():
            yield ScoreStanding.at(score, self.fitted.scale.cuts[name], self._scored(score))

    def _subjects(self) -> list[Subject]:
        """List features and extra columns, each once."""
        template = self.fitted.template
        compared = (axis.subject for axis in template.proof.grid.axes)
        plain = [each for each in compared if each not in template.scores]
        return [*dict.fromkeys([*plain, *map(self._source, template.scores.values())])]

    def _source(self, score: Score) -> Subject:
        """Give what a score cuts."""
        return self.fitted.template.proof.case.vocabulary.sources[score.of]

    def _value(self, subject: Subject) -> int | None:
        """Find a value."""
        if isinstance(subject, Feature):
            return self.person.value(subject, self.day, self.known)
        if subject not in self.fitted.template.scores:
            return self.extra.get(subject)
        score = self.fitted.template.scores[subject]
        return ScoreStanding.at(score, self.fitted.scale.cuts[subject], self._scored(score)).value

    def _scored(self, score: Score) -> int | None:
        """Give the value that a score cuts; None of somebody who has no score."""
        source = self._source(score)
        if isinstance(source, Feature) and source.unit != "days" and not self(source.counted):
            return None
        return self(source)
