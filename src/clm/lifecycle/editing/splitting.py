"""A stage becomes several: its segments are dealt out, or divided by conditions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from attrs import evolve, field, frozen

from clm.errors import ClmError, Fault, TemplateError, unknown
from clm.lifecycle.conditions.condition import Condition, parse
from clm.lifecycle.definition import Definition
from clm.lifecycle.editing.groups import is_one, mapping_faults, titled, with_groups
from clm.lifecycle.editing.sharing import Sharing
from clm.lifecycle.meaning import holds_money
from clm.lifecycle.names import identifier_faults
from clm.lifecycle.stage import Segment, Stage

Into = Mapping[str, str | Sequence[str]]


def split(definition: Definition, stage: str, into: Into) -> Definition:
    """Make several stages of one.

    The parts stand where the stage stood and follow one another: what was next to the stage is
    next to the last, and whoever came to the stage comes to the first. A part that keeps the key
    keeps the title; the others take over everything else, and get a title from their key.

    A segment that is divided becomes one in each part in which somebody can be, with the condition
    ``(its own) and (the part's)``. It keeps its key in the part that keeps the stage's, or in the
    first; elsewhere it is ``<segment>_<part>``, or ``<part>`` if it has the key of the stage. In
    rank, later parts come just above earlier ones, and the order of all others stays.

    Parameters
    ----------
    definition : Definition
        What the template says.
    stage : str
        Key of the stage.
    into : mapping of str to str or sequence of str
        By key of the new stage a condition, or the segments that it gets whole. Conditions divide
        the segments that nobody gets whole.

    Raises
    ------
    TemplateError
        The parts do not share out the stage: customers or segments that are in none, or in two; a
        part that nobody fits; keys that are taken or none; conditions that cannot be read.

    Examples
    --------
    >>> everybody = Segment("everybody", "all", "orders >= 0")
    >>> definition = Definition(key="mine", stages=[Stage("all")], segments=[everybody])
    >>> parts = split(definition, "all", {"lead": "orders == 0", "buyer": "orders >= 1"})
    >>> [(each.key, each.stage) for each in parts.segments], parts.segments[0].when
    ([('everybody', 'lead'), ('everybody_buyer', 'buyer')], '(orders >= 0) and (orders == 0)')
    >>> [(each.title, each.next) for each in parts.stages]
    [('Lead', ('buyer',)), ('Buyer', ())]
    """
    plan = _Plan.of(definition, stage, into)
    faults = plan.faults or [*plan.sharing_faults(), *plan.key_faults()]
    if faults:
        raise TemplateError(faults)
    segments = [
        piece
        for at, old in enumerate(definition.segments)
        for piece in (plan.pieces(at) if old.stage == stage else [plan.moved(old)])
    ]
    return with_groups(definition, stages=plan.stages(), segments=segments, paths=())


@frozen(eq=False)
class _Plan:
    """Which segment goes into which parts.

    Parameters
    ----------
    definition : Definition
        What the template says.
    stage : str
        Key of the stage to split.
    texts : mapping of str to str
        The parts that are conditions.
    places : mapping of int to tuple of str
        By position of the stage's segments, the parts they go into.
    faults : list of Fault
        What is wrong with the call itself.
    sharing : Sharing or None
        Who fits which condition; none if no segment is divided.
    """

    definition: Definition
    stage: str
    into: Into
    places: Mapping[int, Sequence[str]] = field(factory=dict[int, Sequence[str]])
    faults: Sequence[Fault] = ()
    sharing: Sharing | None = None

    @classmethod
    def of(cls, definition: Definition, stage: str, into: Into) -> "_Plan":
        """Deal the segments out."""
        conditions, found = _conditions(definition, into)
        faults = [*_part_faults(definition, stage, into), *found]
        faults += _dealing_faults(definition, stage, into)
        if faults:
            return cls(definition, stage, into, faults=faults)
        own = [at for at, each in enumerate(definition.segments) if each.stage == stage]
        whole = {at: _getter(into, definition.segments[at].key) for at in own}
        divided = [at for at in own if whole[at] is None]
        places: dict[int, Sequence[str]] = {at: (part,) for at, part in whole.items() if part}
        if not conditions:
            return cls(definition, stage, into, places)
        sharing = Sharing.of(definition, divided, conditions)
        places |= {at: sharing.parts(at) for at in divided}
        return cls(definition, stage, into, places, sharing=sharing)

    def sharing_faults(self) -> Iterator[Fault]:
        """Tell of customers in no part or in two, and of parts that nobody fits."""
        if self.sharing is not None:
            yield from self.sharing.faults()

    def key_faults(self) -> Iterator[Fault]:
        """Refuse new segments whose key another has."""
        taken = {each.key: "" for each in self.definition.segments}
        taken |= {} if self.definition.unclassified is None else {self.definition.unclassified: ""}
        for at, parts in self.places.items():
            old = self.definition.segments[at]
            for part in parts:
                key = self.key(old, parts, part)
                if key != old.key and key in taken:
                    what = f"its segment would be {key!r}, which is there already"
                    yield Fault(f"into[{part!r}]", what, "call the part otherwise")
                taken[key] = part

    def key(self, old: Segment, parts: Sequence[str], part: str) -> str:
        """Name the piece of a segment that goes into a part."""
        if len(parts) == 1:
            return old.key
        if old.key == self.stage:
            return part
        keeper = self.stage if self.stage in parts else parts[0]
        return old.key if part == keeper else f"{old.key}_{part}"

    def pieces(self, at: int) -> list[Segment]:
        """Divide a segment among its parts."""
        old, parts = self.definition.segments[at], self.places[at]
        if len(parts) == 1:
            return [evolve(self.moved(old), stage=parts[0])]
        return [
            evolve(
                old,
                key=key,
                stage=part,
                when=f"({old.when}) and ({self.into[part]})",
                rank=self.rank(old.rank) + step,
                title=old.title if key == old.key else self.title(old, part),
            )
            for step, part in enumerate(parts)
            for key in [self.key(old, parts, part)]
        ]

    def title(self, old: Segment, part: str) -> str:
        """Name the piece of a segment for people, if the segment has a name."""
        if not old.title or old.key == self.stage:
            return titled(part) if old.title else ""
        return f"{old.title}, {titled(part).lower()}"

    def moved(self, old: Segment) -> Segment:
        """Make room in the ranks for the pieces of those below."""
        return evolve(old, rank=self.rank(old.rank))

    def rank(self, old: int) -> int:
        """Give the new rank of what had an old one."""
        room: dict[int, int] = {}
        for at, parts in self.places.items():
            rank = self.definition.segments[at].rank
            room[rank] = max(room.get(rank, 0), len(parts) - 1)
        return old + sum(more for rank, more in room.items() if rank < old)

    def stages(self) -> list[Stage]:
        """Put the parts where the stage stood."""
        first, *_ = keys = [*self.into]
        made: list[Stage] = []
        for stage in self.definition.stages:
            after = tuple(first if each == self.stage else each for each in stage.next)
            if stage.key != self.stage:
                made.append(evolve(stage, next=after))
                continue
            ways = [*((each,) for each in keys[1:]), after]
            made += [
                evolve(stage, key=key, title=_kept_title(stage, key), next=way)
                for key, way in zip(keys, ways, strict=True)
            ]
        return made


def _kept_title(stage: Stage, key: str) -> str:
    """Keep the title with the key."""
    return stage.title if key == stage.key else titled(key)


def _getter(into: Into, segment: str) -> str | None:
    """Find the part that gets a segment whole."""
    return next((part for part, what in into.items() if _is_list(what) and segment in what), None)


def _conditions(definition: Definition, into: Into) -> tuple[dict[str, Condition], list[Fault]]:
    """Parse the conditions of the parts, with the faults of all."""
    conditions: dict[str, Condition] = {}
    faults: list[Fault] = []
    if not isinstance(cast("object", into), Mapping):
        return conditions, faults
    for part, what in into.items():
        where = f"into[{part!r}]"
        if not isinstance(what, str):
            continue
        try:
            conditions[part] = parse(what, definition.vocabulary, where)
        except ClmError as error:
            faults.extend(error.faults)
            continue
        if definition.currency is None and holds_money(conditions[part]):
            mend = 'write currency = "EUR" in the template first'
            faults.append(Fault(where, "holds money, but the template has no currency", mend))
    return conditions, faults


def _part_faults(definition: Definition, stage: str, into: Into) -> Iterator[Fault]:
    """Check the stage, and the keys and kinds of its parts."""
    stages = [each.key for each in definition.stages]
    if not is_one(stage, stages):
        yield unknown("stage", stage, stages, "stage")
    elif all(each.stage != stage for each in definition.segments):
        yield Fault("stage", f"{stage!r} has no segments", "there is nothing to split")
    wrong = [*mapping_faults(into, "into", '{"reach": "orders == 0", "won": "orders >= 1"}')]
    yield from wrong
    if wrong:
        return
    if len(into) < 2:
        yield Fault("into", f"{len(into)} given", "name two parts or more")
    for part, what in into.items():
        yield from identifier_faults(part, f"into[{part!r}]")
        if part in stages and part != stage:
            mend = "choose another key"
            yield Fault(f"into[{part!r}]", f"stage {part!r} is there already", mend)
        yield from _kind_faults(what, f"into[{part!r}]")


def _kind_faults(what: object, where: str) -> Iterator[Fault]:
    """Refuse what is neither a condition nor a list of segments."""
    if isinstance(what, str):
        return
    if not isinstance(what, Sequence):
        mend = "give a condition, or a list of segments"
        yield Fault(where, f"{type(what).__name__} is no part", mend)
    elif not what:
        yield Fault(where, "gets no segment", "name one, or leave the part out")


def _is_list(what: object) -> bool:
    """Tell a list of segments from a condition."""
    return isinstance(what, Sequence) and not isinstance(what, str)


def _dealing_faults(definition: Definition, stage: str, into: Into) -> Iterator[Fault]:
    """Find segments that go nowhere, to two parts, or that are of another stage."""
    every = {each.key: each.stage for each in definition.segments}
    own = [key for key, of in every.items() if is_one(stage, [of])]
    if not own or not isinstance(cast("object", into), Mapping):
        return
    lists = {part: what for part, what in into.items() if _is_list(what)}
    dealt: dict[str, str] = {}
    for part, segments in lists.items():
        for at, key in enumerate(segments):
            yield from _dealt_faults(key, f"into[{part!r}][{at}]", every, stage, dealt)
            dealt.setdefault(str(key), part)
    orphans = [key for key in own if key not in dealt]
    if len(lists) == len(into):
        for key in orphans:
            yield Fault("into", f"segment {key!r} is in no part", "add it to one")
    elif not orphans:
        for part in (each for each in into if each not in lists):
            mend = "leave one to divide, or leave the part out"
            yield Fault(f"into[{part!r}]", "every segment is dealt out already", mend)


def _dealt_faults(
    key: str, where: str, every: Mapping[str, str], stage: str, dealt: Mapping[str, str]
) -> Iterator[Fault]:
    """Refuse a segment that is none, of another stage, or in a part already."""
    own = [each for each, of in every.items() if of == stage]
    if not is_one(key, every):
        yield unknown("segment", key, own, where)
    elif key not in own:
        yield Fault(where, f"{key!r} is in stage {every[key]!r}", f"{stage!r} has {', '.join(own)}")
    elif key in dealt:
        yield Fault(where, f"{key!r} is in {dealt[key]!r} already", "name it once")
