"""Customers of a proof can be told to the library."""

from datetime import date

import pytest

import clm
from asking import KEYS, template
from clm.testing.told import SHE, case_of

DAY = date(2024, 5, 1)


@pytest.mark.parametrize("key", KEYS)
def test_the_library_counts_what_the_proof_wrote_down(key):
    """Feature by feature, by the plain counting of the witness itself."""
    of = clm.templates[key]
    for witness in of.proof.witnesses.values():
        case = case_of(witness, of, DAY)
        features = clm.Features.of(case.story.ledger(), as_of=DAY)
        for text in ("orders", "monetary", "order_days", "count('refund')", "count('visit')"):
            found = features.column(text).tolist()
            assert found == [witness.history.value(clm.Feature.parse(text))]
        assert list(case.snapshot(of)) == [SHE]


def test_money_is_in_the_templates_currency():
    of = template(("rich", "monetary >= 100000"), head='currency = "JPY"')
    case = case_of(of.proof.witnesses["rich"], of, DAY)
    assert case.story.ledger().currency == "JPY"
    assert case.snapshot(of)[SHE].key == "rich"


def test_extra_columns_and_scores_come_along():
    head = "[extra]\nnps = { min = -5, max = 5 }\n[scores]\n"
    head += 's = { of = "nps", bins = 3 }\nunused = { of = "orders", bins = 4 }'
    of = template(("top", "s == 3 and nps > 1"), ("other", "s <= 2"), head=head)
    for key, witness in of.proof.witnesses.items():
        case = case_of(witness, of, DAY)
        assert case.snapshot(of)[SHE].key == key
        assert len(case.scale.cuts["unused"]) == 3


@pytest.mark.parametrize("when", ["tenure > 739500", "orders(days=5, ago=3000000) >= 1"])
def test_a_day_is_chosen_that_ages_fit_before(when):
    of = template(("old", when))
    case = case_of(of.proof.witnesses["old"], of, DAY)
    assert case.day > DAY
    assert case.snapshot(of)[SHE].key == "old"
