"""The text of a file as plain tables: what is no TOML is told by its line.

`tomllib` takes gigabytes for a short text whose keys have thousands of parts, so deep keys are
looked for first, outside of texts and comments.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from typing import Final, cast

from clm.errors import TemplateError

DEPTH: Final = 8
"""A key of more parts is not read; no key of a template has more than three."""

_OPAQUE = re.compile(
    r"""
      \"{3} (?: [^"\\] | \\. | "(?!"") )*+ "{3,5}+
    | '{3} (?: [^'] | '(?!'') )*+ '{3,5}+
    | " (?: [^"\\\n] | \\. )*+ "
    | ' [^'\n]*+ '
    | \# [^\n]*+
    """,
    re.DOTALL | re.VERBOSE,
)
_DEEP = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{DEPTH}}}")
_FILE = re.compile(r"[^\s=\[#][^\n=]{0,200}")
_TWICE = re.compile("twice|overwrite|mutate")
_PLACE = re.compile(r"(.*) \(at (.*)\)", re.DOTALL)


def tables(text: object) -> Mapping[str, object]:
    """Read TOML; a document that is none has a single fault, with line and column.

    Raises
    ------
    TemplateError
        The text is no TOML, or no text.

    Examples
    --------
    >>> tables('schema = 1')
    {'schema': 1}
    >>> tables("five-stage.toml")
    Traceback (most recent call last):
    clm.errors.TemplateError: 'five-stage.toml' is no TOML text → give the text of a file: ...
    """
    written = _text(text)
    try:
        return tomllib.loads(written)
    except RecursionError:
        raise TemplateError.of("", "not TOML: nested too deeply", "write flat tables") from None
    except tomllib.TOMLDecodeError as error:
        match = _PLACE.fullmatch(str(error))
        what, where = match.groups() if match else (str(error), "")
        mend = "give each key and table once" if _TWICE.search(what) else ""
        raise TemplateError.of(where, f"not TOML: {what}", mend) from None
    except ValueError:  # Python refuses to read numbers of thousands of digits
        raise TemplateError.of("", "a number is too long", "write at most 15 digits") from None


def _text(given: object) -> str:
    """Refuse what is no text, the name of a file, and keys of very many parts."""
    if isinstance(given, os.PathLike) or (isinstance(given, str) and _FILE.fullmatch(given)):
        name = str(cast("object", given))
        mend = f'give the text of a file: Path({name!r}).read_text("utf-8")'
        raise TemplateError.of("", f"{name!r} is no TOML text", mend)
    if not isinstance(given, str):
        raise TemplateError.of("", f"a {type(given).__name__} is no TOML text", "give a str")
    text = given.removeprefix("\ufeff")
    found = _DEEP.search(_OPAQUE.sub(_blank, text))
    if found is not None:
        line = found.string.count("\n", 0, found.start()) + 1
        what = f"a key of more than {DEPTH} parts"
        raise TemplateError.of(f"line {line}", what, "write flat tables")
    return text


def _blank(match: re.Match[str]) -> str:
    """A word in the place of a text or comment, on as many lines."""
    return "x" + "\n" * match[0].count("\n")
