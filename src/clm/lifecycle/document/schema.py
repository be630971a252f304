"""The JSON Schema of a template's file, for editors that complete and check while one types.

It knows every key, its type and what it may hold by itself. Whether names are known, conditions
can be read and segments fit together is beyond a schema; `clm check` tells.
"""

import json
from importlib.resources import files
from typing import Any


def schema_text() -> str:
    """The schema as it stands in its file.

    Returns
    -------
    str
        A JSON Schema of draft 2020-12.

    Examples
    --------
    >>> schema_text().splitlines()[1]
    '  "$schema": "https://json-schema.org/draft/2020-12/schema",'
    """
    return (files("clm.lifecycle.document") / "template.schema.json").read_text("utf-8")


def schema() -> dict[str, Any]:
    """The schema as plain values, new ones at each call.

    Examples
    --------
    >>> sorted(schema()["$defs"]["campaign"]["properties"])
    ['channel', 'title']
    """
    read: dict[str, Any] = json.loads(schema_text())
    return read
