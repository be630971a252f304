"""A snapshot: who is in which segment as of a day."""

from collections.abc import Iterator, Mapping
from datetime import date
from os import PathLike
from typing import Final, Self

import numpy as np
from attrs import field, frozen

from clm._frames import Columns, Framed, Missing
from clm._show import counted, tag
from clm.analysis.crosswalk import SnapshotCrosswalk, switched
from clm.analysis.drift.drift import Drift, drift_of
from clm.analysis.explain.explaining import explain
from clm.analysis.explain.explanation import Explanation
from clm.analysis.horizon.horizon import Horizon
from clm.analysis.horizon.looking import horizon_of
from clm.analysis.identity.merge_preview import MergePreview
from clm.analysis.identity.previewing import preview_merge
from clm.analysis.progress import Progress
from clm.analysis.snapshot.columns import columns_of, missing_of, same_rows
from clm.analysis.snapshot.notes import notes_of
from clm.analysis.snapshot.score_grid import ScoreGrid
from clm.analysis.snapshot.shown import shown, shown_html
from clm.analysis.snapshot.storage import read_snapshot, write_snapshot
from clm.analysis.snapshot.summary import Summary, summarise
from clm.analysis.stability.stability import Stability, stability_of
from clm.errors import SnapshotError, UnknownNameError
from clm.features.table import FeatureTable, row_of
from clm.ledger.aliases import Pairs
from clm.ledger.column import AnyArray, Ints, locked, stays_locked
from clm.ledger.ledger import Ledger
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.stage import Segment
from clm.lifecycle.template import Template
from clm.model.event import CustomerId
from clm.scoring.scale import Scale

_PIECE: Final = 1 << 16


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Snapshot(Framed):
    """Who is in which segment as of a day.

    Make one with `clm.snapshot`.

    Parameters
    ----------
    features : FeatureTable
        What is known of every customer on the day.
    fitted : FittedTemplate
        Segments and stages, with the cut points of scores.
    places : (n,) uint8 or uint16, read-only
        Position of everybody's segment in the template.
    extra : mapping of str to mapping of customer to int
        The columns that the caller supplied.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> days = ["2024-05-01", "2024-05-11", "2024-03-01"]
    >>> shop = Ledger.from_columns(customer=[1, 1, 2], when=days, amount=[9, 1, 5], currency="EUR")
    >>> snap = snapshot(shop, "five-stage", as_of="2024-05-12")
    >>> snap.stage_counts()["retention"], snap[2].key
    (1, 'one_time')
    """

    features: FeatureTable
    fitted: FittedTemplate
    places: Cells = field(converter=locked)
    extra: ExtraColumns = field(factory=dict[str, Mapping[CustomerId, int]])

    @property
    def as_of(self) -> date:
        """The day, inclusive."""
        return self.features.as_of

    @property
    def template(self) -> Template:
        """The segments and stages."""
        return self.fitted.template

    @property
    def scale(self) -> Scale:
        """The cut points of the scores."""
        return self.fitted.scale

    @property
    def ledger(self) -> Ledger:
        """The events behind the snapshot.

        Raises
        ------
        SnapshotError
            The snapshot was loaded from a file and has none.
        """
        if self.features.ledger is None:
            raise SnapshotError.of(
                "snapshot", "has no ledger", "make it with clm.snapshot(ledger, …)"
            )
        return self.features.ledger

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Segments that nobody can reach under this scale."""
        return self.fitted.unreachable

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look before the figures are used."""
        return notes_of(self.features, self.fitted, self.extra)

    def counts(self) -> dict[str, int]:
        """Count the people of every segment, in template order."""
        numbers = self._numbers().tolist()
        return {each.key: numbers[place] for place, each in enumerate(self.template.segments)}

    def stage_counts(self) -> dict[str, int]:
        """Count the people of every stage, in order; "" holds the unclassified."""
        counts = {stage.key: 0 for stage in self.template.stages}
        if self.template.unclassified is not None:
            counts[""] = 0
        for segment, number in zip(self.template.segments, self.counts().values(), strict=True):
            counts[segment.stage] += number
        return counts

    def summary(self, by: str | None = None) -> Summary:
        """Sum up people and money.

        Parameters
        ----------
        by : str, optional
            ``"segment"`` if left out, ``"stage"``, or an attribute of the ledger, which splits the
            segments.

        Raises
        ------
        UnknownNameError
            The ledger has no such attribute.
        SnapshotError
            The snapshot was loaded from a file, and has no ledger to split by.
        """
        return summarise(self.features, self.fitted, self.places, by)

    def grid(self, rows: str, columns: str) -> ScoreGrid:
        """Count people by two scores.

        Parameters
        ----------
        rows, columns : str
            Names of scores: ``grid("r", "f")``.

        Raises
        ------
        UnknownNameError
            The template has no such score.
        """
        down, across = (
            self.fitted.score(name, self.features, self.extra) for name in (rows, columns)
        )
        scores = self.template.scores
        return ScoreGrid.of(scores[rows], scores[columns], down, across)

    def drift(self, scale: Scale | None = None) -> Drift:
        """Compare everybody's scores with those of the people whom a scale was fitted on.

        Parameters
        ----------
        scale : Scale, optional
            The snapshot's own if left out.

        Raises
        ------
        SnapshotError, ScaleError, CurrencyError
            There are no scores; the scale is not one of them; it is in another currency.
        """
        return drift_of(self.features, self.fitted, self.extra, scale)

    def stability(
        self, samples: int = 100, seed: int = 0, progress: Progress | None = None
    ) -> Stability:
        """Say who would keep the label if scores had been cut on other people of the same kind.

        Scores are fitted anew on bootstrap samples: as many people as have a score, drawn with
        replacement. Cut points that are given do not move.

        Parameters
        ----------
        samples : int
            How many samples.
        seed : int
            Of the random numbers; equal people and seeds give equal results.
        progress : callable, optional
            Called after every sample with the number done and the number to do.

        Raises
        ------
        SnapshotError
            No such number, seed or function; scores by gaps between orders, and no ledger.
        """
        return stability_of(
            self.features,
            self.fitted,
            self.extra,
            self.places,
            samples=samples,
            seed=seed,
            progress=progress,
        )

    def crosswalk(
        self, other: str | Template | FittedTemplate, *, extra: ExtraColumns | None = None
    ) -> SnapshotCrosswalk:
        """Say who would be where under another template; raises what `snapshot` does."""
        return switched(self.features, self.fitted, self.places, other, self.extra, extra=extra)

    def merge_preview(self, mapping: Pairs) -> MergePreview:
        """Say who would stand where if customers were one: ``{"guest-7": "ann"}``.

        Raises
        ------
        SnapshotError
            The snapshot was loaded from a file, and has no ledger.
        LedgerError, UnknownNameError
            As for `Ledger.merge_customers`.
        ScaleError
            Somebody would have a score for the first time, and it was fitted on nobody.
        """
        return preview_merge(self.features, self.fitted, self.places, self.extra, mapping)

    def explain(self, customer: CustomerId, *, until: object = None) -> Explanation:
        """Say why a customer is where she is, since when, what comes next, what would lift her.

        Parameters
        ----------
        customer : str or int
            Her id.
        until : date, str or datetime64, optional
            The last day to look ahead to; a year after the snapshot's if left out.

        Raises
        ------
        UnknownNameError
            Nobody of that id is in the snapshot; the nearest ids are offered.
        DayError
            `until` is no day, or lies before the snapshot's.
        SnapshotError
            The snapshot was loaded from a file and has no ledger; two faults at once.
        """
        return explain(self.features, self.fitted, self.extra, customer, until=until)

    def horizon(self, until: object = None) -> Horizon:
        """Say who will move, on which day and where to, if nothing happens.

        Parameters
        ----------
        until : date, str or datetime64, optional
            The last day to look at; a year ahead, 365 days, if left out.

        Raises
        ------
        SnapshotError
            The snapshot was loaded from a file, and has no ledger to look into.
        DayError
            `until` is no day, or none after the snapshot's.
        ScaleError
            Somebody will be to score by a scale that was fitted on nobody.
        """
        return horizon_of(self.features, self.fitted, self.places, self.extra, until)

    def customers(self, *segments: str) -> list[CustomerId]:
        """List the customers of some segments; of all if none is named.

        Raises
        ------
        UnknownNameError
            The template has no such segment.
        """
        for key in segments:
            self.template.segment(key)
        wanted = [not segments or each.key in segments for each in self.template.segments]
        ids: list[CustomerId] = self.features.customers[np.array(wanted)[self.places]].tolist()
        return ids

    def columns(self) -> dict[str, AnyArray]:
        """Give the whole snapshot as columns.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``customer``, ``segment``, ``stage``, ``orders``, ``recency``, ``tenure``,
            ``monetary`` (minor units), then the template's scores, features and extra columns.
            Missing is -1 for days, 0 for scores, "" for kinds, the least int64 for the rest.
        """
        return columns_of(self.features, self.fitted, self.places, self.extra)

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        return missing_of(columns, self.fitted)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the snapshot to a file, without the ledger."""
        write_snapshot(path, self.features, self.fitted, self.places, self.extra)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a snapshot that `save` wrote.

        Raises
        ------
        FileError, FormatError
            No such file, not such a one, or of another version.
        """
        features, fitted, places, extra = read_snapshot(path)
        return cls(features=features, fitted=fitted, places=places, extra=extra)

    def __getitem__(self, customer: CustomerId) -> Segment:
        """Give the segment of a customer.

        Raises
        ------
        UnknownNameError
            Nobody of that id is in the snapshot; the nearest ids are offered.
        """
        row = row_of(self.features, customer)
        if row < 0:
            raise UnknownNameError("customer", customer, self.features.customers.tolist())
        return self.template.segments[int(self.places[row])]

    def __contains__(self, customer: object) -> bool:
        """Tell whether somebody is in the snapshot."""
        return row_of(self.features, customer) >= 0

    def __iter__(self) -> Iterator[CustomerId]:
        """Go through the customers."""
        return iter(self.features.customers.tolist())

    def __len__(self) -> int:
        """Count the people."""
        return len(self.places)

    def __eq__(self, other: object) -> bool:
        """Tell whether two snapshots say the same of everybody, in whatever order."""
        if not isinstance(other, Snapshot):
            return NotImplemented
        same = (self.as_of, self.template.fingerprint, self.scale) == (
            other.as_of,
            other.template.fingerprint,
            other.scale,
        )
        return same and same_rows(self.columns(), other.columns())

    __hash__ = None  # type: ignore[assignment]  # compared by content, like an array

    def __repr__(self) -> str:
        """How many are in each stage, and what deserves a second look."""
        return shown(self._head(), self.stage_counts(), self.notes)

    def _repr_html_(self) -> str:
        """People of every segment."""
        return shown_html(self._head(), self.template.segments, self.counts(), self.notes)

    def _head(self) -> str:
        """Say which template, day, and how many."""
        return tag(
            "Snapshot",
            self.template.key,
            f"as of {self.as_of}",
            counted(len(self), "customer"),
        )

    def _numbers(self) -> Ints:
        """Count the people of every segment by position."""
        numbers = np.zeros(len(self.template.segments), np.int64)
        for start in range(0, len(self), _PIECE):
            piece = self.places[start : start + _PIECE]
            numbers += np.bincount(piece, minlength=len(numbers))
        return numbers
