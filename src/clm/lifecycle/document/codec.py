"""Templates on disk: TOML in, canonical TOML out.

Reading notes every fault of a file, each with its path (tables are counted from 0, as in
``segment[3].when``), and raises them together. Writing gives one text for one definition, so
``write(read(text))`` is stable, and files that are written so can be compared line by line.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

from attrs import asdict

from clm.errors import Fault, TemplateError
from clm.lifecycle.conditions.tree import UNLIMITED
from clm.lifecycle.definition import Definition
from clm.lifecycle.document.entry import Entry
from clm.lifecycle.document.parts import parts
from clm.lifecycle.document.toml import tables
from clm.lifecycle.stage import Segment, Stage

SCHEMA: Final = 1
"""The edition of the format that is read and written."""

_STEP = re.compile(r"[.\[,]")


def read(text: str) -> Definition:
    """Read a template's definition.

    Parameters
    ----------
    text : str
        A TOML document.

    Returns
    -------
    Definition
        What the file says, names and conditions checked.

    Raises
    ------
    TemplateError
        With every fault of the file.

    Examples
    --------
    >>> definition = read('''
    ... schema = 1
    ... key = "two-groups"
    ... [[stage]]
    ... key = "visitor"
    ... when = "orders == 0"
    ... [[stage]]
    ... key = "buyer"
    ... when = "orders >= 1"
    ... ''')
    >>> [segment.key for segment in definition.segments]
    ['visitor', 'buyer']
    """
    faults: list[Fault] = []
    file = Entry(tables(text), "", faults)
    _check_schema(file)
    given = parts(file)
    file.close()
    try:
        definition = Definition(**given)
    except TemplateError as error:
        raise TemplateError(_primary(faults, error.faults)) from None
    if faults:
        raise TemplateError(_primary(faults))
    return definition


def write(definition: Definition) -> str:
    r"""Write a definition as canonical TOML.

    Parameters
    ----------
    definition : Definition
        What the file shall say.

    Returns
    -------
    str
        A TOML document that `read` turns into an equal definition.

    Examples
    --------
    >>> text = 'key = "all"\nschema = 1\nstage = [{ key = "all", when = "orders >= 0" }]'
    >>> print(write(read(text)))
    schema = 1
    key = "all"
    <BLANKLINE>
    [[stage]]
    key = "all"
    <BLANKLINE>
    [[segment]]
    key = "all"
    stage = "all"
    rank = 1
    when = "orders >= 0"
    <BLANKLINE>
    """
    blocks = [_head(definition), *_tables(definition)]
    blocks += map(_stage_block, definition.stages)
    blocks += map(_segment_block, definition.segments)
    return "\n\n".join(blocks) + "\n"


def _check_schema(file: Entry) -> None:
    """Refuse another edition at once: its keys would be judged by the wrong rules."""
    schema = file.must("schema", int, SCHEMA)
    if schema != SCHEMA:
        raise TemplateError.of(
            "schema", f"{schema} is another edition", f"this version reads schema {SCHEMA}"
        )


def _primary(faults: Sequence[Fault], found: Iterable[Fault] = ()) -> tuple[Fault, ...]:
    """Leave out what stand-ins call up: faults at or within a path that is at fault already."""
    paths = {fault.where for fault in faults}
    kept = [fault for fault in faults if not paths & set(_outer(fault.where))]
    kept += [fault for fault in found if not paths & {fault.where, *_outer(fault.where)}]
    return tuple(kept)


def _outer(path: str) -> Iterator[str]:
    """The paths that a path lies within."""
    return (path[: match.start()] for match in _STEP.finditer(path))


def _head(definition: Definition) -> str:
    """Write what stands before the first table."""
    return _lines(
        schema=SCHEMA,
        key=definition.key,
        title=definition.title,
        about=definition.about,
        source=definition.source,
        unclassified=definition.unclassified,
        currency=definition.currency,
    )


def _tables(definition: Definition) -> Iterator[str]:
    """Write parameters, scores, codes and extra columns, each where there are any."""
    if definition.parameters:
        values = {
            name: UNLIMITED if value is None else value
            for name, value in definition.parameters.items()
        }
        yield "[parameters]\n" + _lines(**values)
    if definition.scores:
        rows = (f"{name} = {score.toml}" for name, score in definition.scores.items())
        yield "\n".join(["[scores]", *rows])
    if definition.codes:
        yield "[codes]\n" + _lines(**definition.codes)
    if definition.extra:
        rows = (f"{name} = {_inline(asdict(extra))}" for name, extra in definition.extra.items())
        yield "\n".join(["[extra]", *rows])


def _stage_block(stage: Stage) -> str:
    """Write a stage."""
    return "[[stage]]\n" + _lines(**asdict(stage))


def _segment_block(segment: Segment) -> str:
    """Write a segment with its campaigns."""
    head = "[[segment]]\n" + _lines(
        key=segment.key,
        title=segment.title,
        stage=segment.stage,
        rank=segment.rank,
        when=segment.when,
        takes_precedence=segment.takes_precedence,
        who=segment.who,
        claims=segment.claims,
        goal=segment.goal,
    )
    campaigns = ("[[segment.campaign]]\n" + _lines(**asdict(each)) for each in segment.campaigns)
    return "\n".join([head, *campaigns])


def _lines(**values: object) -> str:
    """Write one key a line, leaving out what is empty, false or not given."""
    return "\n".join(
        f"{key} = {_value(value)}"
        for key, value in values.items()
        if value is not None and value is not False and value not in ("", ())
    )


def _inline(values: Mapping[str, object]) -> str:
    """Write a table in one line."""
    return "{ " + ", ".join(f"{key} = {_value(value)}" for key, value in values.items()) + " }"


def _value(value: object) -> str:
    """Write a text, number, truth or list of them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, cast("tuple[object, ...]", value))) + "]"
    return str(value)


def _quoted(text: str) -> str:
    """Write a text in quotes, over several lines if it has them."""
    lines = [json.dumps(line, ensure_ascii=False)[1:-1] for line in text.split("\n")]
    inside = "\n".join(lines).replace("\x7f", "\\u007f")
    return f'"{inside}"' if len(lines) == 1 else f'"""\n{inside}"""'
