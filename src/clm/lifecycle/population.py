"""The people whom a template is fitted on or applied to: features and the caller's own columns."""

from collections.abc import Mapping
from typing import Self

import numpy as np
from attrs import frozen

from clm.errors import CurrencyError, Fault, ScaleError, SnapshotError
from clm.features.catalog import Feature
from clm.features.gaps import order_gaps
from clm.features.table import FeatureTable
from clm.features.windows import MISSING
from clm.ledger.column import Bools, Days, Ints
from clm.lifecycle.extras import ExtraColumns, lay_along
from clm.lifecycle.lookup import subject_of
from clm.lifecycle.stage import Extra
from clm.scoring.quantile import Values
from clm.scoring.scale import Scale, Scores
from clm.scoring.score import Score


@frozen(eq=False)
class Population:
    """Features of n people, and the columns that the caller supplies.

    Parameters
    ----------
    features : FeatureTable
        One row a customer.
    extra : mapping of str to (n,) int64
        Laid along the features; the least int64 is missing.
    """

    features: FeatureTable
    extra: Mapping[str, Ints]

    @classmethod
    def of(
        cls, features: FeatureTable, declared: Mapping[str, Extra], given: ExtraColumns | None
    ) -> Self:
        """Lay the caller's values along the features.

        Raises
        ------
        SnapshotError
            No table of features.
        ColumnError
            Values that do not fit what is declared.
        """
        if not hasattr(features, "column"):
            what = f"{type(features).__name__} is no table of features"
            raise SnapshotError.of(
                "features", what, "make one with clm.Features.of(ledger, as_of=…)"
            )
        return cls(features, lay_along(features, declared, given))

    def fit(self, scores: Mapping[str, Score]) -> Scale:
        """Find the cut points of scores.

        Raises
        ------
        ScaleError
            A score is cut by gaps between order days, and there are none, or no ledger to find them
            in.
        """
        values = {name: self._scored(score) for name, score in scores.items()}
        gaps = self._gaps(scores)
        return Scale.fit(scores.values(), values, currency=self.features.currency, gaps=gaps)

    def score(self, score: Score, scale: Scale) -> Scores:
        """Score everybody; 0 is missing."""
        present = self.present(score)
        scores = np.zeros(len(self.features), np.uint8)
        scores[present] = scale.score(score.name, self.values(score)[present])
        return scores

    def check_scorable(self, scores: Mapping[str, Score], scale: Scale) -> None:
        """Refuse a scale fitted on nobody, if there is somebody to score.

        Raises
        ------
        ScaleError
            Which score has no cut points.
        """
        for name, score in scores.items():
            if not scale.cuts[name] and self.present(score).any():
                scale.check_fitted(name)

    def check_currency(self, holder: str, currency: str | None) -> None:
        """Refuse a template or scale whose money is of another currency.

        Raises
        ------
        CurrencyError
            Both are named.
        """
        if currency is not None and currency != self.features.currency:
            raise CurrencyError.of(
                holder,
                f"is in {currency}, the orders are in {self.features.currency}",
                "convert the orders, or write the constants and fit the scale in their currency",
            )

    def values(self, score: Score) -> Values:
        """Give the values that a score cuts."""
        subject = subject_of(score)
        if isinstance(subject, Feature):
            return self.features.column(subject)
        return self.extra[subject]

    def present(self, score: Score) -> Bools:
        """Tell who has a score."""
        subject = subject_of(score)
        if isinstance(subject, Feature):
            return self.features.present(subject)
        there: Bools = self.extra[subject] != MISSING
        return there

    def _gaps(self, scores: Mapping[str, Score]) -> Days | None:
        """Find the gaps between order days, if a score is cut by them."""
        by_gaps = [name for name, score in scores.items() if score.quantiles_of == "gaps"]
        if not by_gaps:
            return None
        if self.features.ledger is None:
            what = "need the gaps between orders, and these features have no ledger"
            mend = "fit on clm.Features.of(ledger, …), or take the scale that was fitted before"
            raise ScaleError(Fault(f"scores.{name}.cuts", what, mend) for name in by_gaps)
        return order_gaps(self.features.ledger, self.features.known_on)

    def _scored(self, score: Score) -> Values:
        """Give the values of those who have a score."""
        values, present = self.values(score), self.present(score)
        return values if present.all() else values[present]
