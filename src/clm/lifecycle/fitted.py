"""A template whose scores have their cut points: ready to say where anybody stands."""

from typing import TYPE_CHECKING, cast

import numpy as np
from attrs import Factory, field, frozen

from clm.errors import ScaleError, SnapshotError, UnknownNameError
from clm.features.table import FeatureTable
from clm.ledger.column import AnyArray
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.feasibility.interleaving import contradictions
from clm.lifecycle.lookup import Cells, FittedGrid
from clm.lifecycle.population import Population
from clm.lifecycle.reach import reachable
from clm.scoring.legal import misfits
from clm.scoring.scale import Scale, Scores

if TYPE_CHECKING:
    from clm.lifecycle.template import Template


def _laid(fitted: "FittedTemplate") -> FittedGrid:
    """Lay a template's grid over raw values, if the scale is of its scores."""
    scores, proof = fitted.template.scores, fitted.template.proof
    if not isinstance(cast("object", fitted.scale), Scale):
        what = f"{type(fitted.scale).__name__} is no scale"
        raise ScaleError.of("scale", what, "give the scale of a snapshot, or Scale.from_json(…)")
    faults = misfits(scores, fitted.scale.scores, fitted.scale.cuts)
    if not faults:
        words = fitted.template.definition.vocabulary
        faults = contradictions(proof.grid, words, fitted.scale.cuts)
    if faults:
        raise ScaleError(faults)
    return FittedGrid.of(proof.grid, proof.lookup, scores, fitted.scale)


@frozen(repr=False)
class FittedTemplate:
    """A template with the cut points of its scores: ready to say where anybody stands.

    Parameters
    ----------
    template : Template
        Segments and stages.
    scale : Scale
        Cut points of the scores.

    Raises
    ------
    ScaleError
        The scale is not one of the template's scores.
    """

    template: "Template"
    scale: Scale
    grid: FittedGrid = field(init=False, eq=False, default=Factory(_laid, takes_self=True))

    def segments(self, features: FeatureTable, extra: ExtraColumns | None = None) -> Cells:
        """Find everybody's segment.

        Parameters
        ----------
        features : FeatureTable
            Of n people.
        extra : mapping of str to mapping of customer to int, optional
            The columns that the template asks the caller for.

        Returns
        -------
        (n,) uint8 or uint16
            Positions in ``template.segments``.

        Raises
        ------
        CurrencyError
            Template, scale and population are not in one currency.
        ScaleError
            The scale was fitted on nobody, and somebody is to be scored.
        SnapshotError
            Somebody stands where the proof says that nobody can.
        """
        return self.segments_of(Population.of(features, self.template.extra, extra))

    def segments_of(self, people: Population) -> Cells:
        """Find the segment of everybody of a population; as `segments`, for many scales of one.

        Returns
        -------
        (n,) uint8 or uint16
            Positions in ``template.segments``.

        Raises
        ------
        CurrencyError, ScaleError, SnapshotError
            As in `segments`; no population.
        """
        if not isinstance(cast("object", people), Population):
            what = f"{type(people).__name__} is no population"
            raise SnapshotError.of("people", what, "ask segments(features, extra)")
        people.check_currency(f"template {self.template.key!r}", self.template.currency)
        people.check_currency("scale", self.scale.currency)
        people.check_scorable(self.template.scores, self.scale)
        found = self.grid.segments(people.features, people.extra)
        self.check_possible(found, people.features)
        return found

    def score(self, name: str, features: FeatureTable, extra: ExtraColumns | None = None) -> Scores:
        """Score everybody.

        Returns
        -------
        (n,) uint8
            From 1 (worst) to the number of bins (best); 0 is missing.

        Raises
        ------
        UnknownNameError
            The template has no such score.
        """
        if name not in self.template.scores:
            raise UnknownNameError("score", name, self.template.scores)
        people = Population.of(features, self.template.extra, extra)
        return people.score(self.template.scores[name], self.scale)

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Segments that nobody can reach under this scale."""
        reached = reachable(self.grid, self.template.extra)
        return tuple(
            each.key for place, each in enumerate(self.template.segments) if place not in reached
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the template and the scale."""
        return type(self), (self.template, self.scale)

    def __repr__(self) -> str:
        """Name the template and the cut points."""
        return f"<Fitted {self.template.key} · {self.scale!r}>"

    def check_possible(
        self, found: Cells, features: FeatureTable, rows: AnyArray | None = None
    ) -> None:
        """Refuse people in cells that the proof ruled out.

        Parameters
        ----------
        found : (k,) uint8 or uint16
            Positions of segments.
        features : FeatureTable
            Of n people.
        rows : (k,) integer array, optional
            Whose segments they are; everybody's if left out.

        Raises
        ------
        SnapshotError
            Somebody stands where the proof says that nobody can.
        """
        impossible = len(self.template.definition.segments) + 1
        at = np.flatnonzero(found == impossible)[:1]
        if len(at):
            who = features.customers[at if rows is None else rows[at]].tolist()[0]
            raise SnapshotError.of(
                f"customer {who!r}",
                f"stands in a cell of {self.template.key!r} that its proof calls impossible",
                "this is a fault of clm: please report it",
            )
