"""The table of a scale says in words which values a score stands for."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.scoring.score import Score
from clm.scoring.spans import lines, shown, span

UNITS = {"recency": ("days", 0), "orders": ("count", 1), "monetary": ("money", None)}


@given(
    st.sampled_from(sorted(UNITS)),
    st.lists(st.integers(1, 60), min_size=1, max_size=6).map(sorted),
    st.sampled_from(["high", "low"]),
)
def test_every_value_lies_in_the_span_of_its_score_and_in_no_other(of, cuts, best):
    """Read back from the words, in minor units."""
    unit, least = UNITS[of]
    score = Score("s", of=of, bins=len(cuts) + 1, best=best, least=least, unit=unit)
    told = lines(score, tuple(cuts), (), "JPY" if unit == "money" else None)
    assert [line[1] for line in told] == [*range(len(cuts) + 1, 0, -1)]
    spans = {line[1]: line[2] for line in told}
    for value in range(least or 0, 70):
        holding = [rank for rank, text in spans.items() if holds(text, value)]
        assert holding == [score.rank(sum(cut < value for cut in cuts))]


def holds(text, value):
    """Tell whether words like '3 to 5 days' hold a value."""
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    if text == "nobody":
        return False
    if text.startswith("up to"):
        return value <= numbers[0]
    return numbers[0] <= value and (text.endswith("and more") or value <= numbers[-1])


@pytest.mark.parametrize(
    ("score", "cuts", "currency", "words"),
    [
        (("recency", 0, "days"), (0, 1), None, ["0 days", "1 day", "2 days and more"]),
        (("recency", 0, "days"), (12, 33), None, ["0 to 12 days", "13 to 33 days"]),
        (("orders", 1, "count"), (1, 1), None, ["1 order", "nobody", "2 orders and more"]),
        (("orders(days=30)", 1, "count"), (2, 4), None, ["1 to 2 orders", "3 to 4 orders"]),
        (("order_days", 1, "count"), (1, 2), None, ["1 order day", "2 order days"]),
        (("count('visit')", 1, "count"), (1, 1500), None, ["1", "2 to 1,500", "1,501 and more"]),
        (("nps", -100, "number"), (0, 50), None, ["-100 to 0", "1 to 50", "51 and more"]),
        (("monetary", None, "money"), (1999, 1999), "EUR", ["up to 19.99 EUR", "nobody"]),
        (("monetary", None, "money"), (-100, 5), "EUR", ["up to -1.00 EUR", "-0.99 to 0.05 EUR"]),
    ],
)
def test_values_are_written_with_their_unit(score, cuts, currency, words):
    """Money in major units, one day without an s."""
    of, least, unit = score
    definition = Score("s", of=of, bins=3, least=least, unit=unit)
    assert [span(definition, cuts, below, currency) for below in range(len(words))] == words


def test_people_and_shares_stand_beside_the_values():
    """The best score first; of nobody counted there is no number, of nobody fitted no line."""
    score = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
    told = lines(score, (1, 5), (5, 0, 15), None)
    assert [line[3:] for line in told] == [(5, "25.0 %"), (0, "0.0 %"), (15, "75.0 %")]
    assert {line[3:] for line in lines(score, (1, 5), (), None)} == {("-", "-")}
    assert lines(score, (), (), None) == []


def test_money_without_a_currency_stays_in_minor_units():
    """As in a scale that was fitted on nobody."""
    money = Score("m", of="monetary", unit="money")
    assert (shown(money, 1234, None), shown(money, 1234, "EUR")) == ("1,234", "12.34")
    assert np.all([shown(money, 5, "JPY") == "5"])
