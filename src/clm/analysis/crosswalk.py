"""What would change under another template: people and money by pair of segments."""

from collections.abc import Mapping
from typing import Final, cast

import numpy as np
from attrs import evolve, frozen

from clm._frames import Framed
from clm._show import counted, html_table, percent, table, tag
from clm.analysis.snapshot.columns import Text
from clm.errors import SnapshotError
from clm.features.table import MONETARY, FeatureTable
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.model.money import written
from clm.scoring.scale import Scale

_SHOWN: Final = 9
_HEAD: Final = ("segment", "would be in", "people", "share", "net", "share")


@stays_locked
@frozen(eq=False, repr=False)
class SnapshotCrosswalk(Framed):
    """People and money by the segment that holds them and the one that would.

    Make one with `Snapshot.crosswalk`.

    Parameters
    ----------
    before, after : FittedTemplate
        The snapshot's template, and the other one.
    day : str
        The day of the snapshot.
    currency : str
        ISO 4217 code of the amounts, which are minor units.
    matrix : (m, t) int64, read-only
        People by segment of the first template (rows) and of the second (columns), in the order of
        ``template.segments``.
    monetary : (m, t) int64, read-only
        Their lifetime net.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-11", "2023-03-01"]
    >>> shop = Ledger.from_columns(customer=[1, 1, 2], when=days, amount=[9, 1, 5], currency="EUR")
    >>> snapshot(shop, "five-stage", as_of="2024-05-12").crosswalk("growth-accounting")
    <Crosswalk five-stage → growth-accounting · as of 2024-05-12 · 2 customers · 100.0 % would move>
    segment          would be in  people   share    net   share
    one_time_lapsed  inactive          1  50.0 %   5.00  33.3 %
    retained         new               1  50.0 %  10.00  66.7 %
    """

    before: FittedTemplate
    after: FittedTemplate
    day: str
    currency: str
    matrix: Ints
    monetary: Ints

    @property
    def moved(self) -> float:
        """The share of people whose segment or stage would have another key; NaN of nobody."""
        people = self.matrix[self._differ()].sum()
        return float(people / self.matrix.sum()) if self.matrix.any() else float("nan")

    def columns(self) -> dict[str, AnyArray]:
        """Give the table as columns, one row for each pair of segments that somebody is in.

        Returns
        -------
        dict of str to (p,) array, read-only
            ``stage``, ``segment``, ``new_stage``, ``new_segment``, ``people``, ``share``,
            ``segment_share`` (of those in the segment now), ``monetary`` (minor units) and
            ``monetary_share``, in the order of the templates.
        """
        rows, columns = np.nonzero(self.matrix)
        old, new = self.before.template.segments, self.after.template.segments
        people, money = self.matrix[rows, columns], self.monetary[rows, columns]
        whole = self.matrix.sum(axis=1)[rows]
        named = {
            "stage": [each.stage for each in old],
            "segment": [each.key for each in old],
            "new_stage": [each.stage for each in new],
            "new_segment": [each.key for each in new],
        }
        places = (rows, rows, columns, columns)
        return {
            **{
                name: locked(np.array(keys, Text)[place])
                for (name, keys), place in zip(named.items(), places, strict=True)
            },
            "people": locked(people),
            "share": _share(people, people.sum()),
            "segment_share": _share(people, whole),
            "monetary": locked(money),
            "monetary_share": _share(money, money.sum()),
        }

    def __len__(self) -> int:
        """Count the pairs of segments that somebody is in."""
        return int(np.count_nonzero(self.matrix))

    def __str__(self) -> str:
        """The table in the order of the templates, money in major units."""
        return "\n".join([self._head(), table(_HEAD, self._rows())])

    def __repr__(self) -> str:
        """The pairs with most people."""
        rows = sorted(self._rows(), key=lambda row: -row[2])[:_SHOWN]
        more = len(self) - _SHOWN
        rest = [f"… {counted(more, 'smaller pair')}, all of them by print()"]
        return "\n".join([self._head(), table(_HEAD, rows), *(rest if more > 0 else [])])

    def _repr_html_(self) -> str:
        """The table in the order of the templates, money in major units."""
        return html_table(f"{self._head()[1:-1]} · {self.currency}", _HEAD, self._rows())

    def _head(self) -> str:
        """Say which templates and day, how many people, and how many of them would move."""
        people = int(self.matrix.sum())
        move = int(self.matrix[self._differ()].sum())
        return tag(
            "Crosswalk",
            f"{self.before.template.key} → {self.after.template.key}",
            f"as of {self.day}",
            counted(people, "customer"),
            f"{percent(move, people)} would move",
        )

    def _rows(self) -> list[tuple[str, str, int, str, str, str]]:
        """Write a row for every pair."""
        columns = {name: column.tolist() for name, column in self.columns().items()}
        everybody, everything = int(self.matrix.sum()), int(self.monetary.sum())
        names = ("segment", "new_segment", "people", "monetary")
        return [
            (
                *(old, new, people, percent(people, everybody)),
                *(written(net, self.currency), percent(net, everything)),
            )
            for old, new, people, net in zip(*(columns[name] for name in names), strict=True)
        ]

    def _differ(self) -> AnyArray:
        """Tell which pairs have another segment or stage; (m, t) bool."""
        old, new = (each.template.segments for each in (self.before, self.after))
        return np.array([[(a.key, a.stage) != (b.key, b.stage) for b in new] for a in old], bool)


def switched(
    features: FeatureTable,
    fitted: FittedTemplate,
    places: Cells,
    other: str | Template | FittedTemplate,
    own: ExtraColumns,
    *,
    extra: ExtraColumns | None = None,
) -> SnapshotCrosswalk:
    """Find where everybody would be under another template.

    Scores that both define alike keep the cut points that everybody was measured with; the others
    are fitted on the same people.

    Parameters
    ----------
    features : FeatureTable
        Of n people.
    fitted : FittedTemplate
        The template that they are in.
    places : (n,) uint8 or uint16
        Where they are in it.
    other : str, Template or FittedTemplate
        The other template; one that is fitted already keeps all its cut points.
    own, extra : mapping of str to mapping of customer to int
        The columns of the first template, and further ones of the other.

    Raises
    ------
    UnknownNameError
        No template has that key.
    SnapshotError
        What is no template; features that the other needs and a loaded snapshot does not have.
    ColumnError, CurrencyError, ScaleError
        As for `snapshot`.
    """
    chosen = templates[other] if isinstance(other, str) else other
    if not isinstance(cast("object", chosen), Template | FittedTemplate):
        mend = "give a key such as 'five-stage', a Template or a FittedTemplate"
        raise SnapshotError.of("other", f"{other!r:.40} is no template", mend)
    given = _given(chosen.template if isinstance(chosen, FittedTemplate) else chosen, own, extra)
    after = (
        chosen if isinstance(chosen, FittedTemplate) else _fitted(chosen, features, fitted, given)
    )
    shape = len(fitted.template.segments), len(after.template.segments)
    pair = places.astype(np.int64) * shape[1] + after.segments(features, given)
    money = np.zeros(shape[0] * shape[1], np.int64)
    np.add.at(money, pair, features.column(MONETARY))
    people = np.bincount(pair, minlength=len(money)).astype(np.int64)
    return SnapshotCrosswalk(
        fitted,
        after,
        features.as_of.isoformat(),
        features.currency,
        locked(people.reshape(shape)),
        locked(money.reshape(shape)),
    )


def _given(template: Template, own: ExtraColumns, extra: ExtraColumns | None) -> ExtraColumns:
    """Give the columns at hand that a template asks for, and those of the call."""
    if extra is not None and not isinstance(cast("object", extra), Mapping):
        return extra  # refused where columns are read
    known = {name: column for name, column in own.items() if name in template.extra}
    return known if extra is None else {**known, **extra}


def _fitted(
    chosen: Template, features: FeatureTable, mine: FittedTemplate, extra: ExtraColumns
) -> FittedTemplate:
    """Fit a template, keeping the cut points of scores that are defined alike."""
    return chosen.with_scale(_kept(chosen.fit(features, extra), mine))


def _kept(fresh: FittedTemplate, mine: FittedTemplate) -> Scale:
    """Put cut points of one scale into another, by feature, where all its scores are alike."""
    ours, theirs = mine.template.extra, fresh.template.extra
    alike = {
        score.name: twin.name
        for score in fresh.scale.scores
        for twin in mine.scale.scores
        if evolve(score, name=twin.name) == twin and ours.get(twin.of) == theirs.get(twin.of)
    }
    apart = {score.of for score in fresh.scale.scores if score.name not in alike}
    keep = [score for score in fresh.scale.scores if score.of not in apart]
    by_gaps = any(score.quantiles_of == "gaps" for score in keep)
    cuts, people = mine.scale.cuts, mine.scale.people
    return evolve(
        fresh.scale,
        cuts={**fresh.scale.cuts, **{score.name: cuts[alike[score.name]] for score in keep}},
        people={**fresh.scale.people, **{score.name: people[alike[score.name]] for score in keep}},
        gaps=mine.scale.gaps if by_gaps else fresh.scale.gaps,
    )


def _share(part: Ints, whole: Ints) -> Floats:
    """Divide by the whole; NaN where it is nothing."""
    share = np.full(len(part), np.nan)
    np.divide(part, whole, out=share, where=whole != 0)
    return locked(share)
