"""The proof that every customer who can exist has exactly one segment.

Each segment's condition is looked up over the whole grid. A cell that somebody can be in and no
segment takes is a gap, one that several take an overlap, a segment without cells unreachable.
Every fault comes with a concrete customer.
"""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Final

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from clm._show import counted
from clm.errors import Fault
from clm.lifecycle.conditions.condition import Code, Condition, Vocabulary, leaves
from clm.lifecycle.conditions.written import written
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.grid import Bools, Grid
from clm.lifecycle.regions import Naming, Region, naming, regions
from clm.lifecycle.witnesses.seeker import Seeker
from clm.lifecycle.witnesses.witness import Witness

Codes = NDArray[np.unsignedinteger]

TRIES: Final = 16
"""Cells of a region that are searched for a customer."""

FRUITLESS: Final = 24
"""Searches without a customer after which a proof gives up."""

SHOWN: Final = 12
"""Regions of a kind that are told one by one."""


WIDTH: Final = 300
"""Characters of a condition that are shown."""


@frozen
class Rule:
    """A segment as the proof sees it.

    Parameters
    ----------
    key : str
        The segment's name.
    condition : Condition
        Who is in it.
    takes_precedence : bool
        Whether it may claim customers who also fit a later one.
    where : str
        The path of its condition, named in faults.
    """

    key: str
    condition: Condition
    takes_precedence: bool = False
    where: str = ""


@frozen(eq=False, repr=False)
class Proof:
    """What is known of a template's segments.

    Parameters
    ----------
    keys : tuple of str
        The segments in matching order.
    grid : Grid
        The levels that the conditions tell apart.
    lookup : numpy.ndarray
        (cells,) position of the segment that takes each cell; ``len(keys)`` is the unclassified,
        ``len(keys) + 1`` a cell that nobody can be in.
    feasible : numpy.ndarray
        (cells,) bool, whether somebody can be there.
    faults : tuple of Fault
        Gaps, overlaps and unreachable segments, each with a customer.
    witnesses : mapping of str to Witness
        A customer for every segment.
    undecided : int
        Cells that look like a fault but for which no customer was found.
    covers : mapping of str to int
        How many feasible cells each segment has.
    precedences : mapping of (str, str) to int
        Cells that a segment takes although a later one fits too.
    """

    keys: tuple[str, ...]
    grid: Grid
    lookup: Codes
    feasible: Bools
    faults: tuple[Fault, ...]
    witnesses: Mapping[str, Witness]
    undecided: int
    covers: Mapping[str, int]
    precedences: Mapping[tuple[str, str], int]

    def text(self) -> str:
        """The verdict, and the first faults, in one to twelve lines."""
        many = int(self.feasible.sum())
        sizes = f"{self.grid.cells:,} cells, {many:,} feasible"
        open_ = f" · {counted(self.undecided, 'cell')} undecided" if self.undecided else ""
        if not self.faults:
            verdict = "every customer has exactly one, each can be reached"
            return f"<Proof {counted(len(self.keys), 'segment')} · {sizes} · {verdict}{open_}>"
        head = f"<Proof {counted(len(self.keys), 'segment')} · {sizes}{open_} · "
        lines = [f"{head}{counted(len(self.faults), 'fault')}>", *map(str, self.faults[:10])]
        more = len(self.faults) - 10
        return "\n  ".join([*lines, f"… and {more} more"] if more > 0 else lines)

    def __repr__(self) -> str:
        """The verdict."""
        return self.text()


def prove(
    rules: Sequence[Rule], vocabulary: Vocabulary, unclassified: str | None, currency: str | None
) -> Proof:
    """Prove that segments share out all customers who can exist.

    Parameters
    ----------
    rules : sequence of Rule
        The segments in matching order.
    vocabulary : Vocabulary
        The names in their conditions.
    unclassified : str or None
        The segment of whoever is left; None if nobody may be.
    currency : str or None
        The currency of amounts, for words.

    Returns
    -------
    Proof
        With all faults; none is raised.

    Raises
    ------
    TemplateError
        The grid has too many cells.

    Examples
    --------
    >>> from clm.lifecycle.conditions.condition import parse
    >>> words = Vocabulary()
    >>> texts = {"lead": "orders == 0", "customer": "orders >= 1"}
    >>> rules = [Rule(key, parse(text, words, key)) for key, text in texts.items()]
    >>> prove(rules, words, None, None)
    <Proof 2 segments · 2 cells, 2 feasible · every customer has exactly one, each can be reached>
    >>> print(prove(rules[1:], words, None, None).faults[0].what)
    a gap: orders 0 fits no segment, e.g. no order, 1 contact today
    """
    grid = Grid.of((rule.condition for rule in rules), vocabulary)
    possible = feasible(grid, vocabulary)
    match = _match(rules, grid, possible)
    court = _Court(rules, grid, vocabulary, possible, match, currency)
    court.judge(unclassified)
    lookup = match.lookup
    if unclassified is None:
        lookup[lookup == len(rules)] = len(rules) + 1
    lookup.setflags(write=False)
    possible.setflags(write=False)
    return Proof(
        tuple(rule.key for rule in rules),
        grid,
        lookup,
        possible,
        tuple(court.faults),
        court.witnesses,
        court.undecided,
        court.covers,
        {(rules[a].key, rules[b].key): cells.size for (a, b), cells in match.yielded.items()},
    )


@frozen(eq=False)
class _Match:
    """Who takes each cell, and who else would."""

    lookup: Codes
    clashes: dict[tuple[int, int], NDArray[np.intp]]
    yielded: dict[tuple[int, int], NDArray[np.intp]]


def _match(rules: Sequence[Rule], grid: Grid, possible: Bools) -> _Match:
    """Give every feasible cell to the first segment that fits."""
    nobody = len(rules)
    kind = np.uint8 if nobody <= 250 else np.uint16
    lookup: Codes = np.where(possible, nobody, nobody + 1).astype(kind)
    found = _Match(lookup, {}, {})
    for later, rule in enumerate(rules):
        fits = grid.where(rule.condition).reshape(-1) & possible
        contested = np.flatnonzero(fits & (lookup < nobody))
        for earlier in map(int, np.unique(lookup[contested])):
            cells = contested[lookup[contested] == earlier]
            pairs = found.yielded if rules[earlier].takes_precedence else found.clashes
            pairs[earlier, later] = cells
        lookup[fits & (lookup == nobody)] = later
    return found


@define
class _Court:
    """Collects the faults of a match, each with a customer."""

    rules: Sequence[Rule]
    grid: Grid
    vocabulary: Vocabulary
    possible: Bools
    match: _Match
    currency: str | None
    faults: list[Fault] = field(factory=list[Fault])
    witnesses: dict[str, Witness] = field(factory=dict[str, Witness])
    covers: dict[str, int] = field(factory=dict[str, int])
    undecided: int = 0
    fruitless: int = 0
    seeker: Seeker = field(init=False)
    naming: Naming = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Prepare the search and the words."""
        parts = {
            leaf.parts
            for rule in self.rules
            for leaf in leaves(rule.condition)
            if isinstance(leaf, Code)
        }
        used = [name for name, of in self.vocabulary.codes.items() if of in parts]
        self.seeker = Seeker.of(self.grid, self.vocabulary, self.currency)
        self.naming = naming(self.grid, self.vocabulary.codes, used, self.currency)

    def judge(self, unclassified: str | None) -> None:
        """Look for every kind of fault."""
        if unclassified is None:
            self.gaps()
        for (earlier, later), cells in self.match.clashes.items():
            self.overlap(self.rules[earlier], self.rules[later], cells)
        lookup = self.match.lookup
        own = [np.flatnonzero(lookup == place) for place in range(len(self.rules))]
        self.seeker.prepare([self.levels(int(cells[0])) for cells in own if cells.size])
        for rule, cells in zip(self.rules, own, strict=True):
            self.reach(rule, cells)

    def seek(self, cells: NDArray[np.intp]) -> Witness | None:
        """A customer in one of some cells; those without are undecided."""
        if self.fruitless < FRUITLESS:
            picks = np.unique(np.linspace(0, cells.size - 1, min(TRIES, cells.size)).astype(int))
            for cell in cells[picks].tolist():
                found = self.seeker.find(self.levels(cell))
                if found is not None:
                    return found
                self.fruitless += 1
        self.undecided += cells.size
        return None

    def levels(self, cell: int) -> tuple[int, ...]:
        """The levels of a numbered cell."""
        return tuple(int(level) for level in np.unravel_index(cell, self.grid.shape))

    def told(self, cells: Bools) -> Iterator[tuple[Region, Witness]]:
        """Regions of some cells, each with a customer in it."""
        for region in regions(cells, ~self.possible, self.naming):
            witness = self.seek(region.cells)
            if witness is not None:
                yield region, witness

    def gaps(self) -> None:
        """Note the cells that no segment takes."""
        open_ = self.match.lookup == len(self.rules)
        left = int(open_.sum())
        for number, (region, witness) in enumerate(self.told(open_)):
            if number == SHOWN:
                self.faults.append(Fault("segment", f"{left:,} more cells fit no segment"))
                return
            left -= region.cells.size
            near = self.nearest(int(region.cells[0]))
            said = f"a gap: {region.words or 'whoever'} fits no segment"
            self.faults.append(
                Fault(
                    self.rules[near].where,
                    f"{said}, e.g. {witness}",
                    f"widen '{self.rules[near].key}' or add a segment, or name an unclassified",
                )
            )

    def nearest(self, cell: int) -> int:
        """The segment that has the nearest cell."""
        levels = self.levels(cell)
        away = np.zeros((1,) * len(levels), np.int16)
        for place, level in enumerate(levels):
            shape = [1] * len(levels)
            shape[place] = -1
            steps = np.abs(np.arange(self.grid.shape[place], dtype=np.int16) - level)
            away = away + steps.reshape(shape)
        taken = self.match.lookup < len(self.rules)
        if not taken.any():
            return 0
        flat = np.where(taken, away.reshape(-1), np.iinfo(np.int16).max)
        return int(self.match.lookup[int(flat.argmin())])

    def overlap(self, earlier: Rule, later: Rule, cells: NDArray[np.intp]) -> None:
        """Note the cells that two segments take."""
        both = np.zeros(self.grid.cells, bool)
        both[cells] = True
        found = [each for each, _ in zip(self.told(both), range(SHOWN), strict=False)]
        if not found:
            return
        said = "; ".join(dict.fromkeys(region.words or "everybody" for region, _ in found))
        example = found[0][1]
        self.faults.append(
            Fault(
                later.where,
                f"an overlap of '{earlier.key}' and '{later.key}': {said}, e.g. {example}",
                f"give them to one, or let '{earlier.key}' take precedence",
            )
        )

    def reach(self, rule: Rule, own: NDArray[np.intp]) -> None:
        """Find a customer for a segment, or note that there is none."""
        self.covers[rule.key] = own.size
        if own.size:
            witness = self.seek(own)
            if witness is not None:
                self.witnesses[rule.key] = witness
            return
        self.faults.append(Fault(rule.where, *self.unreachable(rule)))

    def unreachable(self, rule: Rule) -> tuple[str, str]:
        """Say why nobody is in a segment, and what would mend it."""
        fits = np.flatnonzero(self.grid.where(rule.condition).reshape(-1) & self.possible)
        if not fits.size:
            text = shorten(written(rule.condition, self.vocabulary.codes), WIDTH, placeholder=" …")
            return f"'{rule.key}' is unreachable: nobody fits {text}", "mend or drop it"
        first = self.rules[int(self.match.lookup[fits[0]])].key
        witness = self.seek(fits)
        example = f", e.g. {witness}" if witness else ""
        what = f"'{rule.key}' is unreachable: whoever fits is in '{first}' before{example}"
        return what, f"move '{rule.key}' before '{first}', or narrow '{first}'"
