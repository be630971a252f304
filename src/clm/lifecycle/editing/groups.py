"""Changes to what a template says: each gives another definition, or every fault at once.

The definitions that come out are those that the edited file would give; whether they fit together
is for the proof to say.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, cast

from attrs import evolve

from clm.errors import Fault, TemplateError, shown, unknown
from clm.lifecycle import names
from clm.lifecycle.definition import Definition
from clm.lifecycle.stage import Campaign, Segment, Stage


def titled(key: str) -> str:
    """Make a name for people of a key.

    Examples
    --------
    >>> titled("second_look")
    'Second look'
    """
    return key.replace("_", " ").capitalize()


def merged(
    definition: Definition, keys: Sequence[str], into: str, title: str | None = None
) -> Definition:
    """Make one stage of several.

    The new stage stands where the first of them stood. Its segments keep their keys, ranks and
    order; metrics, channels and next stages are united, goals written one after the other, and
    people stall after the longest of the waiting times.

    Parameters
    ----------
    definition : Definition
        What the template says.
    keys : sequence of str
        Two stages or more, in any order.
    into : str
        Key of the new stage; it may be one of them.
    title : str, optional
        Its name for people. Left out, a stage that keeps its key keeps its title.

    Raises
    ------
    TemplateError
        Unknown, repeated or too few stages; a key that another stage has.

    Examples
    --------
    >>> stages = [Stage("buy", next=("stay",)), Stage("stay", next=("buy",))]
    >>> segments = [Segment("one", "buy", "orders <= 1"), Segment("more", "stay", "orders >= 2")]
    >>> definition = Definition(key="mine", stages=stages, segments=segments)
    >>> merged(definition, ["stay", "buy"], "customer").stages
    (Stage(key='customer', title='Customer', goal='', stalled_after_days=None, next=(), ...),)
    """
    faults = [*_merge_faults(definition, keys, into), *optional_text_faults(title, "title")]
    if faults:
        raise TemplateError(faults)
    olds = [stage for stage in definition.stages if stage.key in keys]
    same = next((stage.title for stage in olds if stage.key == into), titled(into))
    one = _united(olds, into, same if title is None else title)
    kept = [stage for stage in definition.stages if stage not in olds[1:]]
    return with_groups(
        definition,
        stages=[
            one if stage is olds[0] else evolve(stage, next=_merged_next(stage, keys, into))
            for stage in kept
        ],
        segments=[
            evolve(each, stage=into) if each.stage in keys else each for each in definition.segments
        ],
    )


def with_campaigns(
    definition: Definition, campaigns: Mapping[str, Sequence[Campaign | str]]
) -> Definition:
    """Give segments other campaigns.

    Parameters
    ----------
    definition : Definition
        What the template says.
    campaigns : mapping of str to sequence of Campaign or str
        By segment, in place of those it had; a text is a campaign without a channel.

    Raises
    ------
    TemplateError
        No such segment; campaigns that are none.

    Examples
    --------
    >>> definition = Definition(
    ...     key="mine", stages=[Stage("all")], segments=[Segment("all", "all", "orders >= 0")]
    ... )
    >>> with_campaigns(definition, {"all": ["A card"]}).segments[0].campaigns
    (Campaign(title='A card', channel=''),)
    """
    faults = [*_campaign_faults(definition, campaigns)]
    if faults:
        raise TemplateError(faults)
    made = {
        key: tuple(Campaign(each) if isinstance(each, str) else each for each in some)
        for key, some in campaigns.items()
    }
    segments = [
        evolve(each, campaigns=made.get(each.key, each.campaigns)) for each in definition.segments
    ]
    return evolve(definition, segments=segments)


def joined(
    campaigns: Mapping[str, Sequence[Campaign | str]] | None,
    by_segment: Mapping[str, Sequence[Campaign | str]],
) -> Mapping[str, Sequence[Campaign | str]]:
    """Put campaigns together that were given in two ways.

    Raises
    ------
    TemplateError
        A segment is given in both.

    Examples
    --------
    >>> joined({"lead": ["A card"]}, {"champion": []})
    {'lead': ['A card'], 'champion': []}
    """
    if campaigns is None or not isinstance(cast("object", campaigns), Mapping):
        return by_segment if campaigns is None else campaigns
    twice = [key for key in by_segment if key in campaigns]
    if twice:
        raise TemplateError(
            Fault(f"campaigns[{key!r}]", "is given twice", "give it once") for key in twice
        )
    return {**campaigns, **by_segment}


def with_groups(
    definition: Definition, *, stages: Iterable[Stage], segments: Iterable[Segment], **rest: object
) -> Definition:
    """Put other stages and segments in, and whatever else is given.

    Raises
    ------
    TemplateError
        They do not make a definition.
    """
    parts: dict[str, Any] = {"stages": tuple(stages), "segments": tuple(segments), **rest}
    return evolve(definition, **parts)


def optional_text_faults(value: object, where: str) -> Iterator[Fault]:
    """Refuse what is given and is no text."""
    if value is not None:
        yield from names.text_faults(value, where)


def is_one(key: object, known: Collection[str]) -> bool:
    """Tell whether a key is a known one; what is no text may not even be comparable with them."""
    return isinstance(key, str) and key in known


def mapping_faults(value: object, where: str, example: str) -> Iterator[Fault]:
    """Refuse what is no mapping of texts."""
    if not isinstance(value, Mapping):
        yield Fault(where, f"{type(value).__name__} is no mapping", f"write {example}")
        return
    for key in cast("Mapping[object, object]", value):
        if not isinstance(key, str):
            yield Fault(f"{where}[{shown(key)}]", "is no key", f"write {example}")


def _united(olds: Sequence[Stage], into: str, title: str) -> Stage:
    """Put stages together, in their order."""
    waits = [stage.stalled_after_days for stage in olds]
    keys = {stage.key for stage in olds}
    after = chain.from_iterable(stage.next for stage in olds)
    return Stage(
        key=into,
        title=title,
        goal="; ".join(once(stage.goal for stage in olds if stage.goal)),
        stalled_after_days=None if None in waits else max(each for each in waits if each),
        next=once(key for key in after if key not in keys),
        metrics=once(chain.from_iterable(stage.metrics for stage in olds)),
        channels=once(chain.from_iterable(stage.channels for stage in olds)),
    )


def _merged_next(stage: Stage, keys: Sequence[str], into: str) -> tuple[str, ...]:
    """Point to the new stage, once, wherever one of the old ones was next."""
    return once(into if key in keys else key for key in stage.next)


def once(items: Iterable[str]) -> tuple[str, ...]:
    """Drop what comes again."""
    return tuple(dict.fromkeys(items))


def _merge_faults(definition: Definition, keys: Sequence[str], into: str) -> Iterator[Fault]:
    """Check the stages to merge, and the key of what they become."""
    known = [stage.key for stage in definition.stages]
    if len(keys) < 2:
        yield Fault("stages", f"{len(keys)} given", "name two or more")
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if not is_one(key, known):
            yield unknown("stage", key, known, f"stages[{at}]")
            continue
        if key in seen:
            yield Fault(f"stages[{at}]", f"{key!r} is given twice", "give it once")
        seen.add(key)
    yield from names.identifier_faults(into, "into")
    if is_one(into, known) and into not in seen:
        yield Fault("into", f"stage {into!r} is there already", "merge it too, or choose another")


def _campaign_faults(
    definition: Definition, campaigns: Mapping[str, Sequence[Campaign | str]]
) -> Iterator[Fault]:
    """Check segments and their campaigns."""
    wrong = [*mapping_faults(campaigns, "campaigns", '{"champion": ["A gift in the parcel"]}')]
    yield from wrong
    known = [segment.key for segment in definition.segments]
    for key, some in () if wrong else campaigns.items():
        where = f"campaigns[{key!r}]"
        if key == definition.unclassified:
            yield Fault(where, "is the unclassified segment", "only those of stages have campaigns")
        elif key not in known:
            yield unknown("segment", key, known, where)
        if isinstance(some, str) or not isinstance(cast("object", some), Sequence):
            yield Fault(where, f"{type(some).__name__} is no list", f"write [{shown(some)}]")
            continue
        for at, each in enumerate(some):
            yield from _one_campaign_faults(each, f"{where}[{at}]")


def _one_campaign_faults(campaign: object, where: str) -> Iterator[Fault]:
    """Check one campaign: a title that says something, and a channel."""
    made = Campaign(campaign) if isinstance(campaign, str) else campaign
    if not isinstance(made, Campaign):
        what = f"{type(campaign).__name__} is no campaign"
        yield Fault(where, what, "give a title, or clm.Campaign(title, channel=…)")
        return
    wrong = [*names.text_faults(made.title, f"{where}.title")]
    yield from (*wrong, *names.text_faults(made.channel, f"{where}.channel"))
    if not wrong and not made.title.strip():
        yield Fault(f"{where}.title", "is blank", "say what is done")
