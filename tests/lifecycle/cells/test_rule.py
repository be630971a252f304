"""Claims are read with all their faults, and codes are found where they are compared."""

from clm.lifecycle.cells.rule import Rule, claimed, coded
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.scoring.score import Score

WORDS = Vocabulary(
    scores={"r": Score("r", of="recency"), "f": Score("f", of="orders")},
    codes={"rf": ("r", "f"), "fr": ("f", "r")},
)


def read(texts):
    faults = []
    claims = claimed(texts, WORDS, "segment[0].claims", faults)
    return [each.text for each in claims], [str(each) for each in faults]


def test_claims_keep_their_text_and_their_path():
    claims = claimed(("orders >= 2", "r == 5"), WORDS, "segment[4].claims", [])
    assert [(each.text, each.where) for each in claims] == [
        ("orders >= 2", "segment[4].claims[0]"),
        ("r == 5", "segment[4].claims[1]"),
    ]
    assert claims[0].condition == parse("orders>=2", WORDS, "when")


def test_every_fault_is_noted_and_the_others_are_read():
    texts, faults = read(["orders >= 2.5", "r == 5", "ordres >= 2", "r == 5", 7, ""])
    assert texts == ["r == 5"]
    assert [each.split(":")[0].split(",")[0] for each in faults] == [
        f"segment[0].claims[{at}]" for at in (0, 2, 3, 4, 5)
    ]
    assert "write >= 3" in faults[0]
    assert "did you mean 'orders'" in faults[1]
    assert "given twice" in faults[2]
    assert "7 is no text" in faults[3]


def test_one_text_is_no_list():
    assert read("orders >= 2") == (
        [],
        ["segment[0].claims: 'orders >= 2' is no list → give a list of conditions"],
    )


def test_codes_are_found_where_they_are_compared():
    rule = Rule("it", parse("orders >= 1 and (fr == 11 or r >= 2)", WORDS, "when"))
    assert coded([rule], WORDS) == ["fr"]
    assert coded([Rule("it", parse("r >= 2", WORDS, "when"))], WORDS) == []
