"""A concrete customer for a cell: whoever doubts the proof can follow her by hand."""

from collections.abc import Mapping

from attrs import field, frozen

from clm.features.catalog import Feature
from clm.lifecycle.conditions.condition import Subject, Vocabulary
from clm.lifecycle.feasibility.levels import source
from clm.lifecycle.witnesses.history import History
from clm.lifecycle.witnesses.words import told
from clm.scoring.score import Score


@frozen(repr=False)
class Witness:
    """A customer who is in a cell.

    Parameters
    ----------
    history : History
        What she did.
    cuts : mapping of str to tuple of int
        Cut points of the scores under which she is there.
    extra : mapping of str to int
        Values of extra columns; a missing one is left out.
    vocabulary : Vocabulary
        The scores.
    subjects : tuple of Feature or str
        What the grid looks at.
    currency : str or None
        The currency of amounts, for words.
    """

    history: History
    cuts: Mapping[str, tuple[int, ...]]
    extra: Mapping[str, int]
    vocabulary: Vocabulary
    subjects: tuple[Subject, ...]
    currency: str | None = None
    _values: dict[Subject, int | None] = field(
        factory=dict[Subject, "int | None"], init=False, eq=False
    )

    def __str__(self) -> str:
        """Tell of her in one line: what she bought and did, then her scores."""
        lived = told(self.history, self.currency, with_money=self.is_about_money)
        extra = (f"{name} {value}" for name, value in sorted(self.extra.items()))
        scores = (each for each in self.subjects if each in self.vocabulary.scores)
        scored = ", ".join(f"{name} {self.value(name) or 'missing'}" for name in scores)
        return "; ".join(filter(None, (", ".join([lived, *extra]), scored)))

    def __repr__(self) -> str:
        """Her line."""
        return f"<Witness {self}>"

    def scaled(self, cuts: Mapping[str, tuple[int, ...]]) -> "Witness":
        """The same customer under cut points."""
        return Witness(
            self.history, cuts, self.extra, self.vocabulary, self.subjects, self.currency
        )

    @property
    def is_about_money(self) -> bool:
        """Whether anything that the grid looks at is an amount."""
        found = (self._behind(subject) for subject in self.subjects)
        return any(isinstance(each, Feature) and each.unit == "money" for each in found)

    def value(self, subject: Subject) -> int | None:
        """Her value of a feature, score or extra column, by plain counting, once for each."""
        try:
            return self._values[subject]
        except KeyError:
            return self._values.setdefault(subject, self._value(subject))

    def _value(self, subject: Subject) -> int | None:
        """The same, counted."""
        if isinstance(subject, Feature):
            return self.history.value(subject)
        if subject not in self.vocabulary.scores:
            return self.extra.get(subject)
        score = self.vocabulary.scores[subject]
        found = self.measured(score)
        if found is None:
            return None
        return score.rank(sum(cut < found for cut in self.cuts[subject]))

    def measured(self, score: Score) -> int | None:
        """The value that a score cuts; None for whoever is not in its population."""
        of = source(score, self.vocabulary)
        if not isinstance(of, Feature):
            return self.extra.get(of)
        return self.history.value(of) if self.history.present(of) else None

    def _behind(self, subject: Subject) -> Subject:
        """The feature or extra column behind a score; anything else stands for itself."""
        score = self.vocabulary.scores.get(subject) if isinstance(subject, str) else None
        return subject if score is None else source(score, self.vocabulary)
