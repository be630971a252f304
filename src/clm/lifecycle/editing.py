"""Changes to what a template says: each gives another definition, or every fault at once.

The definitions that come out are those that the edited file would give; whether they fit together
is for the proof to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, cast

from attrs import evolve

from clm.errors import Fault, TemplateError, unknown
from clm.lifecycle.definition import Definition
from clm.lifecycle.names import identifier_faults
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
    faults = [*_merge_faults(definition, keys, into), *text_faults(title, "title")]
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


def renamed(
    definition: Definition,
    names: Mapping[str, str],
    *,
    key: str | None = None,
    title: str | None = None,
    titles: Mapping[str, str] | None = None,
) -> Definition:
    """Give stages and segments other keys, all at once, so that two can swap theirs.

    Parameters
    ----------
    definition : Definition
        What the template says.
    names : mapping of str to str
        New keys by old. A key that a stage and a segment share is renamed in both.
    key, title : str, optional
        Another key and title of the template.
    titles : mapping of str to str, optional
        Other titles of stages and segments, by their new keys; without it titles stay.

    Raises
    ------
    TemplateError
        Nothing has such a key; two would have the same.

    Examples
    --------
    >>> definition = Definition(
    ...     key="mine", stages=[Stage("all")], segments=[Segment("all", "all", "orders >= 0")]
    ... )
    >>> renamed(definition, {"all": "everybody"}, key="yours").segments[0].stage
    'everybody'
    """
    wanted: Mapping[str, str] = {} if titles is None else titles
    faults = [*_name_faults(definition, names), *text_faults(title, "title")]
    faults += [*_key_faults(definition, key), *_title_faults(definition, names, wanted)]
    if faults:
        raise TemplateError(faults)

    rest = definition.unclassified
    return with_groups(
        definition,
        key=definition.key if key is None else key,
        title=definition.title if title is None else title,
        unclassified=None if rest is None else names.get(rest, rest),
        stages=[_renamed_stage(each, names, wanted) for each in definition.stages],
        segments=[_renamed_segment(each, names, wanted) for each in definition.segments],
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


def text_faults(value: object, where: str) -> Iterator[Fault]:
    """Refuse what is given and is no text."""
    if value is not None and not isinstance(value, str):
        yield Fault(where, f"{type(value).__name__} is no text", "give a str")


def mapping_faults(value: object, where: str, example: str) -> Iterator[Fault]:
    """Refuse what is no mapping of texts."""
    if not isinstance(value, Mapping):
        yield Fault(where, f"{type(value).__name__} is no mapping", f"write {example}")
        return
    for key in cast("Mapping[object, object]", value):
        if not isinstance(key, str):
            yield Fault(f"{where}[{key!r:.60}]", "is no key", f"write {example}")


def _united(olds: Sequence[Stage], into: str, title: str) -> Stage:
    """Put stages together, in their order."""
    waits = [stage.stalled_after_days for stage in olds]
    keys = {stage.key for stage in olds}
    after = chain.from_iterable(stage.next for stage in olds)
    return Stage(
        key=into,
        title=title,
        goal="; ".join(_once(stage.goal for stage in olds if stage.goal)),
        stalled_after_days=None if None in waits else max(each for each in waits if each),
        next=_once(key for key in after if key not in keys),
        metrics=_once(chain.from_iterable(stage.metrics for stage in olds)),
        channels=_once(chain.from_iterable(stage.channels for stage in olds)),
    )


def _merged_next(stage: Stage, keys: Sequence[str], into: str) -> tuple[str, ...]:
    """Point to the new stage, once, wherever one of the old ones was next."""
    return _once(into if key in keys else key for key in stage.next)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    """Drop what comes again."""
    return tuple(dict.fromkeys(items))


def _merge_faults(definition: Definition, keys: Sequence[str], into: str) -> Iterator[Fault]:
    """Check the stages to merge, and the key of what they become."""
    known = [stage.key for stage in definition.stages]
    if len(keys) < 2:
        yield Fault("stages", f"{len(keys)} given", "name two or more")
    for at, key in enumerate(keys):
        if key not in known:
            yield unknown("stage", key, known, f"stages[{at}]")
        elif key in keys[:at]:
            yield Fault(f"stages[{at}]", f"{key!r} is given twice", "give it once")
    yield from identifier_faults(into, "into")
    if into in known and into not in keys:
        yield Fault("into", f"stage {into!r} is there already", "merge it too, or choose another")


def _renamed_stage(stage: Stage, names: Mapping[str, str], titles: Mapping[str, str]) -> Stage:
    """Give a stage its new key, and those next to it theirs."""
    key = names.get(stage.key, stage.key)
    after = tuple(names.get(each, each) for each in stage.next)
    return evolve(stage, key=key, title=titles.get(key, stage.title), next=after)


def _renamed_segment(
    segment: Segment, names: Mapping[str, str], titles: Mapping[str, str]
) -> Segment:
    """Give a segment its new key, and that of its stage."""
    key, stage = (names.get(each, each) for each in (segment.key, segment.stage))
    return evolve(segment, key=key, stage=stage, title=titles.get(key, segment.title))


def _name_faults(definition: Definition, names: Mapping[str, str]) -> Iterator[Fault]:
    """Check old keys, and that no two stages or segments come to share one."""
    wrong = [*mapping_faults(names, "names", '{"awareness": "reach"}')]
    yield from wrong
    if wrong:
        return
    stages = [stage.key for stage in definition.stages]
    segments = [segment.key for segment in definition.segments]
    segments += [] if definition.unclassified is None else [definition.unclassified]
    for old, new in names.items():
        where = f"names[{old!r}]"
        if old not in stages and old not in segments:
            yield unknown("stage or segment", old, _once([*stages, *segments]), where)
        yield from identifier_faults(new, where)
        for noun, keys in (("stage", stages), ("segment", segments)):
            others = [names.get(each, each) for each in keys if each != old]
            if old in keys and new in others:
                what = f"{noun} {new!r} is there already"
                yield Fault(where, what, "choose another key, or rename that one too")


def _key_faults(definition: Definition, key: str | None) -> Iterator[Fault]:
    """Ask the definition what it has against a key."""
    wrong = [*text_faults(key, "key")]
    yield from wrong
    if key is None or wrong:
        return
    try:
        evolve(definition, key=key)
    except TemplateError as error:
        yield from error.faults


def _title_faults(
    definition: Definition, names: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[Fault]:
    """Check that titles are texts of what is there."""
    wrong = [*mapping_faults(titles, "titles", '{"reach": "Reach"}')]
    yield from wrong
    if wrong or not isinstance(cast("object", names), Mapping):
        return
    keys = [
        *(stage.key for stage in definition.stages),
        *(segment.key for segment in definition.segments),
    ]
    known = _once(str(names.get(key, key)) for key in keys)
    for key, title in titles.items():
        where = f"titles[{key!r}]"
        if key not in known:
            yield unknown("stage or segment", key, known, where)
        yield from _plain_faults(title, where)


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
            yield Fault(where, f"{type(some).__name__} is no list", f"write [{some!r:.60}]")
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
    wrong = [*_plain_faults(made.title, f"{where}.title")]
    yield from (*wrong, *_plain_faults(made.channel, f"{where}.channel"))
    if not wrong and not made.title.strip():
        yield Fault(f"{where}.title", "is blank", "say what is done")


def _plain_faults(value: object, where: str) -> Iterator[Fault]:
    """Refuse what is no text, given or not."""
    if not isinstance(value, str):
        yield Fault(where, f"{type(value).__name__} is no text", "give a str")
