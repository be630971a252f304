"""A file of arrays and facts is read back the same, or refused as a whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import FileError, FormatError
from clm.ledger.archive import packed, read_arrays, refusing_damage, unpacked, write_arrays

TEXTS = st.lists(st.text(st.characters(codec="utf-8")), max_size=5)


@given(TEXTS, st.lists(st.integers(-(2**63), 2**63 - 1), max_size=5))
def test_ids_are_unpacked_as_they_were_packed(texts, numbers):
    """Text of every script, with NULs and empty, and whole numbers."""
    text = np.array(texts, np.dtypes.StringDType())
    assert unpacked("ids", packed("ids", text)).tolist() == texts
    number = np.array(numbers, np.int64)
    assert unpacked("ids", packed("ids", number)).tolist() == numbers


def test_another_format_or_version_is_named(tmp_path):
    """What the file holds, and what would be read."""
    write_arrays(tmp_path / "a", {"x": np.arange(3)}, {"format": "x", "version": 3})
    arrays, facts = read_arrays(tmp_path / "a", "x", 3)
    assert (arrays["x"].tolist(), facts["version"]) == ([0, 1, 2], 3)
    with pytest.raises(FormatError, match="holds a 'x'"):
        read_arrays(tmp_path / "a", "y", 3)
    with pytest.raises(FormatError, match="version 3 → this clm reads version 4"):
        read_arrays(tmp_path / "a", "x", 4)


def test_damage_and_absence_are_told_apart():
    """Whatever goes wrong inside is damage; what cannot be opened is not."""
    with pytest.raises(FormatError, match="f: is no x file, or damaged"), refusing_damage("f", "x"):
        raise LookupError
    with pytest.raises(FileError, match="f: permission denied"), refusing_damage("f", "x"):
        raise PermissionError(13, "Permission denied")


def test_arrays_and_ids_are_packed_without_pickle(tmp_path):
    """Whole numbers as they are, text as UTF-8 and its ends."""
    for ids in (np.array([5, -1]), np.array(["", "é", "a\0"], np.dtypes.StringDType())):
        write_arrays(tmp_path / "ids", packed("ids", ids), {"format": "x", "version": 3})
        arrays, facts = read_arrays(tmp_path / "ids", "x", 3)
        assert unpacked("ids", arrays).tolist() == ids.tolist()
        assert facts == {"format": "x", "version": 3}
