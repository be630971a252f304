"""Other keys for stages and segments, all at once, and for the template."""

from collections.abc import Iterator, Mapping
from typing import cast

from attrs import evolve

from clm.errors import Fault, TemplateError, unknown
from clm.lifecycle.definition import Definition
from clm.lifecycle.editing.groups import (
    is_one,
    mapping_faults,
    once,
    optional_text_faults,
    with_groups,
)
from clm.lifecycle.names import identifier_faults, text_faults
from clm.lifecycle.stage import Segment, Stage


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
    faults = [*_name_faults(definition, names), *optional_text_faults(title, "title")]
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
            yield unknown("stage or segment", old, once([*stages, *segments]), where)
        yield from identifier_faults(new, where)
        for noun, keys in (("stage", stages), ("segment", segments)):
            others = [names.get(each, each) for each in keys if each != old]
            texts = {each for each in others if isinstance(each, str)}  # pyright: ignore[reportUnnecessaryIsInstance]
            if old in keys and is_one(new, texts):
                what = f"{noun} {new!r} is there already"
                yield Fault(where, what, "choose another key, or rename that one too")


def _key_faults(definition: Definition, key: str | None) -> Iterator[Fault]:
    """Ask the definition what it has against a key."""
    wrong = [*optional_text_faults(key, "key")]
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
    known = once(str(names.get(key, key)) for key in keys)
    for key, title in titles.items():
        where = f"titles[{key!r}]"
        if key not in known:
            yield unknown("stage or segment", key, known, where)
        yield from text_faults(title, where)
