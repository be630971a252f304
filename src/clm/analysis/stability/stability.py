"""How far labels depend on who happened to be there when scores were cut."""

from datetime import date
from math import isnan
from typing import Final, cast

import numpy as np
from attrs import frozen

from clm._frames import Framed
from clm._show import counted, html_table, percent, table, tag
from clm.analysis.backtest.intervals import ratio
from clm.analysis.progress import Progress, progress_faults
from clm.analysis.snapshot.columns import Text
from clm.analysis.stability.cut_intervals import CutIntervals
from clm.analysis.stability.pool import Pool
from clm.analysis.stability.samples import Samples, in_the_worst
from clm.errors import Fault, SnapshotError
from clm.features.table import FeatureTable
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.population import Population

_HEAD: Final = ("segment", "people", "keep it", "at worst", "instead", "share")
_NAMES: Final = ("segment", "people", "share", "worst", "instead", "instead_share")
_LEAST_SURE: Final = 3
_SCORES: Final = 4
_NOTED: Final = 3


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Stability(Framed):
    """Who would keep the label if scores had been cut on other people of the same kind.

    Make one with `Snapshot.stability`.

    Parameters
    ----------
    as_of : date
        The day of the people.
    fitted : FittedTemplate
        Whose labels; its scores are cut on all the people of the day.
    own : bool
        Whether the snapshot's scores were cut so, too.
    people : (m,) int64
        How many have each label.
    size : int
        How many have a score that is fitted, and may be in a sample.
    samples : Samples
        What became of every sample.
    """

    as_of: date
    fitted: FittedTemplate
    own: bool
    people: Ints
    size: int
    samples: Samples

    @property
    def share(self) -> float:
        """The share of people who keep their label, all samples taken together; NaN of nobody."""
        return float(self._shares(everybody=True)[0][0])

    @property
    def worst(self) -> float:
        """The share who keep it in the worst twentieth of the samples; NaN of nobody."""
        return float(self._shares(everybody=True)[1][0])

    @property
    def matrix(self) -> Ints:
        """People by label (rows) and by that of a sample (columns), all samples added up.

        Returns
        -------
        (m, m) int64, read-only
            In the order of ``template.segments``.
        """
        return self.samples.matrix

    @property
    def cuts(self) -> CutIntervals:
        """Every cut point, and where it lies in 95 of 100 samples."""
        return CutIntervals(self.fitted.scale, self.samples.cuts)

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: few people, samples left out, labels that cannot move."""
        failed, number = self.samples.failed, len(self.samples.kept)
        out = (
            f"{failed} of {number + failed} samples had nobody to cut a score on, and are left out"
        )
        other = (
            "the snapshot's scores were cut on other people; labels here are by those of the day"
        )
        return (
            *((self._unmoved(),) if not self.samples.cuts else self.fitted.scale.notes),
            *((out,) if failed else ()),
            *((other,) if not self.own else ()),
        )

    def columns(self) -> dict[str, AnyArray]:
        """Give the table as columns, a row for every segment.

        Returns
        -------
        dict of str to (m,) array, read-only
            ``segment``, ``stage`` (text), ``people``, ``share`` (who keep the label, all samples
            taken together), ``worst`` (the same of the worst twentieth of the samples),
            ``instead`` (the label they get most often otherwise, or ""), ``instead_share``. Shares
            of nobody are NaN.
        """
        share, worst = self._shares(everybody=False)
        moved = self.matrix - np.diag(np.diagonal(self.matrix))
        most, times = moved.argmax(axis=1), moved.max(axis=1)
        segments = self.fitted.template.segments
        keys = np.array([each.key for each in segments], Text)
        columns: dict[str, AnyArray] = {
            "segment": keys,
            "stage": np.array([each.stage for each in segments], Text),
            "people": self.people,
            "share": share,
            "worst": worst,
            "instead": np.where(times > 0, keys[most], np.array("", Text)),
            "instead_share": ratio(times, self.people * len(self.samples.kept)),
        }
        return {name: locked(column) for name, column in columns.items()}

    def table(self) -> str:
        """Write the table."""
        return table(_HEAD, self._rows())

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.samples.kept)

    def __repr__(self) -> str:
        """How many keep their label, whose are least sure, and where cut points lie."""
        lines = [self._head(), f"  keep their label  {_percent(self.share, self.worst)}"]
        lines += [f"  least sure        {self._least_sure()}"] if self.samples.cuts else []
        lines += [
            f"  {name}  {self.cuts.in_words(name)}" for name in [*self.samples.cuts][:_SCORES]
        ]
        more = len(self.samples.cuts) - _SCORES
        lines += [f"  … {counted(more, 'more score')} in .cuts"] if more > 0 else []
        notes = self.notes
        if len(notes) > _NOTED:
            notes = (*notes[: _NOTED - 1], f"{len(notes) - _NOTED + 1} more in .notes")
        return "\n".join([*lines, *(f"  note: {note}" for note in notes)])

    def _repr_html_(self) -> str:
        """The table, with the notes above it."""
        said = [self._head()[1:-1], f"{_percent(self.share, self.worst)} keep their label"]
        return html_table(" · ".join([*said, *self.notes]), _HEAD, self._rows())

    def _head(self) -> str:
        """Say which template and day, how many samples, and of whom."""
        drawn = f"{counted(len(self), 'sample')} of {counted(self.size, 'customer')}"
        return tag(
            "Stability",
            self.fitted.template.key,
            f"as of {self.as_of}",
            drawn if self.samples.cuts else "nothing to fit",
        )

    def _least_sure(self) -> str:
        """Name the segments whose people keep it least often."""
        columns = self.columns()
        line = np.argsort(columns["share"], kind="stable")[:_LEAST_SURE]
        share, keys = columns["share"][line].tolist(), columns["segment"][line].tolist()
        some = [
            f"{key} {percent(each, 1)}" for key, each in zip(keys, share, strict=True) if each < 1
        ]
        return ", ".join(some) or "nobody moves"

    def _unmoved(self) -> str:
        """Say why nothing is fitted."""
        scores = self.fitted.scale.scores
        if any(each.fixed is None for each in scores):
            return "nobody has a score that could be cut"
        lacks = "all cut points are given" if scores else "there are no scores"
        return f"{lacks}, so nobody's label depends on who else is there"

    def _shares(self, *, everybody: bool) -> tuple[Floats, Floats]:
        """Give the share who keep the label, by segment or of all: together, and at worst."""
        kept, people = self.samples.kept, self.people
        if everybody:
            kept, people = kept.sum(axis=1, keepdims=True), people.sum(keepdims=True)
        worst, number = in_the_worst(kept)
        return ratio(kept.sum(axis=0), people * len(kept)), ratio(worst, people * number)

    def _rows(self) -> list[tuple[object, ...]]:
        """Write a row for every segment, and one for all."""
        columns = self.columns()
        lines = zip(*(columns[name].tolist() for name in _NAMES), strict=True)
        rows: list[tuple[object, ...]] = [
            (
                key,
                people,
                _share(share),
                _share(worst),
                *((instead, _share(part)) if instead else ("-", "-")),
            )
            for key, people, share, worst, instead, part in lines
        ]
        whole = int(self.people.sum())
        return [*rows, ("(all)", whole, _share(self.share), _share(self.worst), "-", "-")]


def stability_of(
    features: FeatureTable,
    fitted: FittedTemplate,
    extra: ExtraColumns,
    places: Cells,
    *,
    samples: int,
    seed: int,
    progress: Progress | None,
) -> Stability:
    """Fit scores on samples of the people, and see who keeps the label.

    Parameters
    ----------
    features : FeatureTable
        Of the people.
    fitted : FittedTemplate
        Whose scores and labels.
    extra : mapping of str to mapping of customer to int
        The caller's columns.
    places : (n,) uint8 or uint16
        Everybody's label.
    samples, seed, progress
        As in `Snapshot.stability`.

    Raises
    ------
    SnapshotError
        No such number of samples, seed or progress; no sample that scores could be cut on; gaps
        between orders are needed, and there is no ledger.
    """
    faults = [*_number_faults("samples", samples, 1), *_number_faults("seed", seed, 0)]
    faults += progress_faults(progress)
    if faults:
        raise SnapshotError(faults)
    people = Population.of(features, fitted.template.extra, extra)
    pool, size = Pool.of(people, fitted.scale.scores), len(fitted.template.segments)
    base = _fitted(pool, fitted)
    own = base is fitted
    places = places if own else base.segments_of(people)
    numbers = np.bincount(places, minlength=size)
    drawn = (
        Samples.drawn(
            pool, people, base, places=places, number=samples, seed=seed, progress=progress
        )
        if pool.size
        else Samples.unmoved(numbers)
    )
    if not len(drawn.kept):
        what = f"none of {counted(samples, 'sample')} had anybody to cut a score on"
        raise SnapshotError.of("samples", what, "draw more, or take a later day")
    return Stability(
        as_of=features.as_of,
        fitted=base,
        own=own,
        people=locked(numbers),
        size=pool.size,
        samples=drawn,
    )


def _fitted(pool: Pool, fitted: FittedTemplate) -> FittedTemplate:
    """Cut the scores on all the people; what is cut so already stays as it is."""
    if not pool.size:
        return fitted
    scale = pool.fit(np.arange(pool.size))
    if scale is None:
        what = "nobody ordered on two days, so there are no gaps to cut at"
        raise SnapshotError.of("snapshot", what, "take a later day")
    same = dict(scale.cuts) == dict(fitted.scale.cuts)
    return fitted if same else FittedTemplate(fitted.template, scale)


def _number_faults(name: str, number: object, least: int) -> list[Fault]:
    """Name what is no whole number, or too small a one."""
    whole = isinstance(number, int | np.integer) and not isinstance(number, bool | np.timedelta64)
    if whole and cast("int", number) >= least:
        return []
    return [Fault(name, f"{number!r:.40} is no such number", f"give a whole number from {least}")]


def _percent(share: float, worst: float) -> str:
    """Write a share, and what it is at worst."""
    return f"{_share(share)}, at worst {_share(worst)}"


def _share(share: float) -> str:
    """Write a share; NaN is none."""
    return "-" if isnan(share) else percent(share, 1)
