"""A source is a CSV file, Parquet or a frame; cells of a CSV file are read by what they are for."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clm.errors import ColumnError, FormatError
from clm.ledger.awaited import at_hand
from clm.sources.opened import named_columns


def test_a_source_is_told_by_what_it_is(tmp_path):
    """A path by its name, as text or not; anything else is a frame."""
    plain = {"who": ["ann"], "day": ["2024-05-01"]}
    pq.write_table(pa.table(plain), tmp_path / "a.parquet")
    (tmp_path / "a.csv").write_text("who,day\nann,2024-05-01\n")
    wanted = {"customer": "who", "when": "day", "amount": None}
    for source in (plain, tmp_path / "a.parquet", tmp_path / "a.csv", str(tmp_path / "a.csv")):
        found = named_columns(source, wanted)
        assert {name: list(map(str, at_hand(each))) for name, each in found.items()} == {
            "customer": ["ann"],
            "when": ["2024-05-01"],
        }


def test_cells_are_read_by_what_they_are_for(tmp_path):
    """Ids stay text; scores and minor units are numbers, or stay what they are."""
    path = tmp_path / "a.csv"
    path.write_text("id,score,cents\n007, 9.5,+150\n,,1.5\nNaN,nan,\n8,1e3,2\n9,-.5,3\n")
    names = {"customer": "id", "refund_of": "id", "value": "score", "amount_minor": "cents"}
    found = named_columns(path, names)
    assert found["customer"].tolist() == ["007", None, "NaN", "8", "9"]
    assert found["refund_of"].tolist() == found["customer"].tolist()
    assert found["value"] == [9.5, None, "nan", "1e3", -0.5]
    assert found["amount_minor"] == [150, "1.5", "", 2, 3]


def test_what_is_no_source_is_refused(tmp_path):
    """In its own words."""
    with pytest.raises(FormatError, match="a folder without"):
        named_columns(tmp_path, {"customer": "who"})
    with pytest.raises(ColumnError, match="neither a path nor a dataframe"):
        named_columns(5, {"customer": "who"})
