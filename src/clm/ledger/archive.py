"""A file of plain numpy arrays and one JSON text, read without pickle."""

import json
import zipfile
import zlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import numpy as np

from clm.errors import FormatError, file_error
from clm.ledger.column import AnyArray

_DAMAGE: Final = (
    *(AttributeError, EOFError, LookupError, RuntimeError, TypeError, ValueError),
    *(zipfile.BadZipFile, zlib.error),
)


def write_arrays(
    path: str | PathLike[str], arrays: Mapping[str, AnyArray], facts: Mapping[str, Any]
) -> None:
    """Write arrays and JSON facts beside the target first, then put the file in its place.

    Raises
    ------
    FileError
        There is no such folder, or nothing can be written there.
    """
    text = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    target = Path(path)
    beside = target.with_name(f".{target.name}.{token_hex(8)}")
    try:
        try:
            with beside.open("xb") as file:
                np.savez(file, facts=text, **dict(arrays))  # type: ignore[arg-type]
            beside.replace(target)
        finally:
            # Gone already if it took its place; left behind by whatever went wrong.
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise file_error(path, error) from error


def read_arrays(
    path: str | PathLike[str], format_name: str, version: int
) -> tuple[dict[str, AnyArray], dict[str, Any]]:
    """Read arrays and facts, refusing another format or version.

    Raises
    ------
    FormatError
        Not such a file.
    """
    where = str(path)
    with refusing_damage(path, format_name):
        with Path(path).open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        facts = dict(json.loads(arrays.pop("facts").tobytes()))
    if facts.get("format") != format_name:
        raise FormatError.of(where, f"holds a {facts.get('format')!r}", f"give a {format_name}")
    if facts.get("version") != version:
        what = f"has version {facts.get('version')}"
        raise FormatError.of(where, what, f"this clm reads version {version}")
    return arrays, facts


@contextmanager
def refusing_damage(path: str | PathLike[str], format_name: str) -> Generator[None, None, None]:
    """Turn whatever a file leads to that is damaged, or not there, into one error.

    Raises
    ------
    FileError
        It cannot be opened.
    FormatError
        Not such a file, or damaged.
    """
    try:
        yield
    except OSError as error:
        raise file_error(path, error) from error
    except _DAMAGE as error:
        what = f"is no {format_name} file, or damaged"
        raise FormatError.of(str(path), what, "save it anew") from error


def packed(name: str, ids: AnyArray) -> dict[str, AnyArray]:
    """Keep whole numbers as they are; text as UTF-8 and where each piece ends."""
    if ids.dtype.kind != "T":
        return {name: ids}
    pieces = [each.encode() for each in ids.tolist()]
    return {
        f"{name}/text": np.frombuffer(b"".join(pieces), np.uint8),
        f"{name}/ends": np.cumsum([len(each) for each in pieces], dtype=np.int64),
    }


def unpacked(name: str, arrays: Mapping[str, AnyArray]) -> AnyArray:
    """Undo `packed`."""
    if name in arrays:
        return arrays[name]
    text = arrays[f"{name}/text"].tobytes()
    ends = arrays[f"{name}/ends"].tolist()
    pieces = [text[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]
    return np.array(pieces, np.dtypes.StringDType())
