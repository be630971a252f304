"""How far a population has moved away from the one that a scale was fitted on."""

from datetime import date
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Columns, Framed, Missing
from clm._show import html_table, table, tag
from clm.analysis.drift.score_drift import ScoreDrift
from clm.analysis.snapshot.columns import Text
from clm.errors import SnapshotError, UnknownNameError
from clm.features.table import FeatureTable
from clm.features.windows import MISSING
from clm.ledger.column import AnyArray, locked
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.population import Population
from clm.scoring.scale import Scale, Scores
from clm.scoring.score import Score

_HEAD: Final = ("score", "", "values", "people", "share", "when fitted", "psi")
_NOTES: Final = 10


@frozen(repr=False)
class Drift(Framed):
    """People by score, now and when the scale was fitted.

    Make one with `Snapshot.drift`.

    Parameters
    ----------
    template : str
        Key of the template.
    as_of : date
        The day of the people who are scored.
    scale : Scale
        By which they are scored.
    scores : tuple of ScoreDrift
        The comparison of each score.

    Examples
    --------
    >>> f = Score("f", of="orders", bins=3, least=1, unit="count")
    >>> scale = Scale((f,), {"f": (1, 2)}, {"f": (50, 30, 20)})
    >>> drift = Drift("mine", date(2024, 5, 31), scale, [ScoreDrift(f, (80, 15, 5), (50, 30, 20))])
    >>> drift
    <Drift mine · as of 2024-05-31 · PSI f 0.45>
      note: f 1 has 80.0 % of the people (50.0 % when fitted)
      note: f has drifted: index 0.453, above 0.25
    >>> print(drift.table())
    score                values  people   share  when fitted    psi
    f      3  3 orders and more       5   5.0 %       20.0 %  0.208
    f      2           2 orders      15  15.0 %       30.0 %  0.104
    f      1            1 order      80  80.0 %       50.0 %  0.141
    """

    template: str
    as_of: date
    scale: Scale
    scores: tuple[ScoreDrift, ...] = field(converter=tuple[ScoreDrift, ...])

    @property
    def psi(self) -> dict[str, float]:
        """The population stability index of every score that can be compared.

        The sum over its values of ``(a - e) * ln(a / e)``, where a and e are the shares of people
        now and when the scale was fitted. A value that nobody has on one side counts as half a
        person there; one that nobody has on either side adds nothing.
        """
        return {each.score.name: each.psi for each in self.scores if each.comparable}

    @property
    def notes(self) -> tuple[str, ...]:
        """Values that many people have, scores that have drifted or cannot be compared."""
        return tuple(note for each in self.scores for note in each.notes())

    def table(self) -> str:
        """Write people and shares of every score, the best first."""
        return table(_HEAD, self._rows())

    def columns(self) -> dict[str, AnyArray]:
        """Give the comparison as columns, a row for every value of every score.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``score`` (text), ``value`` (from 1), ``people``, ``share``, ``people_fitted``,
            ``share_fitted``, ``psi`` (what the value adds). Of nobody, shares are NaN; where nobody
            was counted, people are the least int64 and the rest NaN.
        """
        parts = [_columns(each) for each in self.scores]
        return {
            name: locked(np.concatenate([part[name] for part in parts]))
            for name in (parts[0] if parts else ())
        }

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        people = columns["people_fitted"] == MISSING
        return {**super()._missing(columns), "people_fitted": people}

    def __getitem__(self, name: str) -> ScoreDrift:
        """Give the comparison of a score.

        Raises
        ------
        UnknownNameError
            The template has no such score.
        """
        known = {each.score.name: each for each in self.scores}
        if name not in known:
            raise UnknownNameError("score", name, known)
        return known[name]

    def __repr__(self) -> str:
        """The index of every score, and what deserves a second look."""
        indices = " · ".join(f"{name} {each:.2f}" for name, each in self.psi.items())
        psi = f"PSI {indices}" if indices else "nothing to compare with"
        head, notes = tag("Drift", self.template, f"as of {self.as_of}", psi), [*self.notes]
        if len(notes) > _NOTES:
            notes = [*notes[:_NOTES], f"{len(notes) - _NOTES} more in .notes"]
        return "\n".join([head, *(f"  note: {note}" for note in notes)])

    def _repr_html_(self) -> str:
        """The table, with the notes above it."""
        caption = " · ".join([f"Drift {self.template} as of {self.as_of}", *self.notes])
        return html_table(caption, _HEAD, self._rows())

    def _rows(self) -> list[tuple[object, ...]]:
        """Give a row for every value of every score."""
        cuts, currency = self.scale.cuts, self.scale.currency
        return [row for each in self.scores for row in each.rows(cuts[each.score.name], currency)]


def drift_of(
    features: FeatureTable, fitted: FittedTemplate, extra: ExtraColumns, scale: Scale | None
) -> Drift:
    """Score people, and compare them with those whom a scale was fitted on.

    Parameters
    ----------
    features : FeatureTable
        Of the people.
    fitted : FittedTemplate
        Whose scores, and whose scale if no other is given.
    extra : mapping of str to mapping of customer to int
        The caller's columns.
    scale : Scale or None
        Another scale of the same scores.

    Raises
    ------
    SnapshotError
        The template has no scores.
    ScaleError
        The scale is not one of the template's scores, or was fitted on nobody.
    CurrencyError
        The scale is in another currency.
    """
    template = fitted.template
    if not template.scores:
        what = "has no scores, so there is nothing that could drift"
        mend = "take a template with scores, such as 'rfm-11'"
        raise SnapshotError.of(f"template {template.key!r}", what, mend)
    ruler = fitted.scale if scale is None else template.with_scale(scale).scale
    people = Population.of(features, template.extra, extra)
    people.check_currency("scale", ruler.currency)
    people.check_scorable(template.scores, ruler)
    found = [
        ScoreDrift(score, _counted(score, people.score(score, ruler)), _ranked(score, ruler))
        for score in template.scores.values()
    ]
    return Drift(template.key, features.as_of, ruler, found)


def _counted(score: Score, scores: Scores) -> tuple[int, ...]:
    """Count the people with each value of a score."""
    return tuple(np.bincount(scores, minlength=score.bins + 1)[1:].tolist())


def _ranked(score: Score, scale: Scale) -> tuple[int, ...]:
    """Give the people whom a scale was fitted on by their values; nobody is nothing."""
    people = scale.people[score.name]
    if not sum(people):
        return ()
    return people if score.best == "high" else people[::-1]


def _columns(drift: ScoreDrift) -> dict[str, AnyArray]:
    """Lay the comparison of one score out."""
    bins, nan = drift.score.bins, float("nan")
    now = np.array(drift.people, np.int64)
    then = np.array(drift.fitted or [MISSING] * bins, np.int64)
    return {
        "score": np.array([drift.score.name] * bins, Text),
        "value": np.arange(1, bins + 1),
        "people": now,
        "share": now / (sum(drift.people) or nan),
        "people_fitted": then,
        "share_fitted": then / (sum(drift.fitted) or nan),
        "psi": np.array(drift.parts or [nan] * bins),
    }
