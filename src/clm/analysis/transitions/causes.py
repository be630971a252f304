"""Every move split into its causes, one after the other."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from attrs import frozen

from clm._frames import Columns, Framed, Missing
from clm._show import counted, html_table, table, tag
from clm.analysis.snapshot.columns import Text
from clm.analysis.transitions.matrix import moves_between
from clm.analysis.transitions.moves import Decisive
from clm.analysis.transitions.route import CAUSES
from clm.errors import UnknownNameError
from clm.ledger.column import AnyArray, Bools, Ints, locked
from clm.model.money import written

if TYPE_CHECKING:
    from clm.analysis.transitions.transitions import Transitions

_HEAD: Final = ("cause", "moved", "decisive", "overridden", "new", "gone")
_PAIRS: Final = ("cause", "before", "after", "people", "money")


@frozen(eq=False, repr=False)
class Causes(Framed, Mapping[str, "Transitions"]):
    """The steps from one snapshot to another, by cause; each is a `Transitions` itself.

    They follow one another: the first begins where everybody stood before, each next one begins
    where the last one ended, and the last one ends where everybody stands after. That ageing is
    told before refit is a convention: either could undo what the other did.

    Parameters
    ----------
    observed : Transitions
        From the first snapshot to the second.
    steps : mapping of str to Transitions
        By cause, in order.
    """

    observed: "Transitions"
    steps: Mapping[str, "Transitions"]

    @cached_property
    def decisive(self) -> Decisive:
        """The last cause that moved each of the people, by position; -1 is none; (n,) int8."""
        last = np.full(len(self.observed.people), -1, np.int8)
        for place, step in enumerate(self.steps.values()):
            last[step.before.places != step.after.places] = place
        return locked(last)

    @cached_property
    def undone(self) -> Bools:
        """Who was moved, and moved back: now where she was before; (n,) bool, read-only."""
        same = self.observed.before.places == self.observed.after.places
        return locked(same & (self.decisive >= 0))

    def net(self) -> dict[str, Ints]:
        """Give how many people each segment won or lost by each cause.

        Returns
        -------
        dict of str to (s,) int64, read-only
            They sum up exactly to what each segment won or lost in all.
        """
        return {cause: _net(step) for cause, step in self.items()}

    def decided(self) -> dict[str, int]:
        """Count the moves that are seen by their decisive cause: the last that moved somebody."""
        rows = self.observed.moves.rows
        counts = np.bincount(self.decisive[rows] + 1, minlength=len(CAUSES) + 1)[1:].tolist()
        return dict(zip(CAUSES, counts, strict=True))

    def columns(self) -> dict[str, AnyArray]:
        """Give one table of all steps: people and money by cause and pair of segments.

        Returns
        -------
        dict of str to (p,) array, read-only
            ``cause``, ``before``, ``after`` ("" is not there), ``people``, and ``money``: their net
            up to the day on which the step ends, in minor units; of those who are gone, up to the
            day on which it begins.
        """
        parts = [_pairs(cause, step) for cause, step in self.items()]
        names = ("cause", "before", "after", "people", "money")
        return {
            name: locked(np.concatenate([part[at] for part in parts]))
            for at, name in enumerate(names)
        }

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        return {name: columns[name] == "" for name in ("before", "after")}

    def __getitem__(self, cause: str) -> "Transitions":
        """Give one step.

        Raises
        ------
        UnknownNameError
            No cause is called so.
        """
        if not isinstance(cast("object", cause), str) or cause not in CAUSES:
            raise UnknownNameError("cause", cause, CAUSES)
        return self.steps[cause]

    def __contains__(self, cause: object) -> bool:
        """Tell whether a cause is called so."""
        return isinstance(cause, str) and cause in CAUSES

    def __iter__(self) -> Iterator[str]:
        """Go through the causes in order."""
        return iter(self.steps)

    def __len__(self) -> int:
        """Count the causes."""
        return len(self.steps)

    def __str__(self) -> str:
        """The whole table, money in major units."""
        return "\n".join([self._head(), table(_PAIRS, self._pair_rows())])

    def __repr__(self) -> str:
        """How many people each cause moved, and how many of them for good."""
        return "\n".join([self._head(), table(_HEAD, self._rows())])

    def _repr_html_(self) -> str:
        """The same, and the whole table."""
        first = html_table(self._head()[1:-1], _HEAD, self._rows())
        currency = self.observed.after.features.currency
        return first + html_table(f"by cause, net in {currency}", _PAIRS, self._pair_rows())

    def _head(self) -> str:
        """Say which template and days."""
        seen = self.observed
        moved = f"{counted(len(seen.moves), 'customer')} moved"
        back = int(np.count_nonzero(self.undone))
        undone = f"{back:,} moved and back" if back else ""
        return tag("Causes", seen.template.key, seen.days_written, moved, undone)

    def _rows(self) -> list[tuple[object, ...]]:
        """Sum each cause up."""
        decided = self.decided()
        rows: list[tuple[object, ...]] = []
        for cause, step in self.items():
            moved = step.moved
            new, gone = int(step.joined.sum()), int(step.left.sum())
            rows.append((cause, moved, decided[cause], moved - decided[cause], new, gone))
        return rows

    def _pair_rows(self) -> list[tuple[object, ...]]:
        """Write the table out."""
        columns = {name: column.tolist() for name, column in self.columns().items()}
        currency = self.observed.after.features.currency
        columns["money"] = [written(each, currency) for each in columns["money"]]
        for name in ("before", "after"):
            columns[name] = [each or "-" for each in columns[name]]
        return list(zip(*columns.values(), strict=True))


def _net(step: "Transitions") -> Ints:
    """Count what every segment won or lost in a step."""
    won = step.matrix.sum(axis=0) + step.joined
    return locked(won - step.matrix.sum(axis=1) - step.left)


def _pairs(cause: str, step: "Transitions") -> tuple[AnyArray, ...]:
    """Give the pairs of places between which people moved in a step, with people and money."""
    size = step.after.absent + 1
    moved = np.flatnonzero(step.before.places != step.after.places)
    was, now = step.before.places[moved], step.after.places[moved]
    people = moves_between(was, now, size).ravel()
    money = np.zeros(len(people), np.int64)
    gone = now == step.after.absent
    net = np.where(gone, step.before.money[moved], step.after.money[moved])
    np.add.at(money, was.astype(np.intp) * size + now, net)
    pairs = np.flatnonzero(people)
    keys = np.array([*(each.key for each in step.template.segments), ""], Text)
    return (
        np.full(len(pairs), cause, Text),
        keys[pairs // size],
        keys[pairs % size],
        people[pairs],
        money[pairs],
    )
