"""Rules are written with the values of parameters, and those that do not hold say why."""

from random import Random

import pytest

import clm
from asking import THOROUGH, template
from carrying import random_snapshot
from clm.analysis.explain.reasons import Reasons
from clm.lifecycle.conditions.condition import holds
from test_random_templates import proved

HEAD = """
currency = "EUR"
[parameters]
window = 30
[scores]
f = { of = "orders", cuts = [1, 2] }
n = { of = "nps", cuts = [5] }
[codes]
fn = ["f", "n"]
[extra]
nps = { min = 0, max = 10 }
"""


def of(*segments, **values):
    """Ask a template of somebody who has some values, and is missing the others."""
    made = template(*segments, head=HEAD)

    def value_of(subject):
        return values.get(subject if isinstance(subject, str) else subject.name)

    return Reasons(made, value_of, "EUR")


def why(when, **values):
    """Say why a condition does not hold."""
    reasons = of(("it", when), **values)
    (verdict,) = reasons.verdicts(1)
    assert not verdict.holds
    return verdict.why


@pytest.mark.parametrize(
    ("when", "values", "said"),
    [
        ("orders == 1", {"orders": 3}, "orders is 3, not 1"),
        ("tenure <= window", {"tenure": 31}, "tenure is 31, not <= 30"),
        ("orders != 3", {"orders": 3}, "orders is 3"),
        ("tenure <= window", {}, "tenure is missing"),
        ("monetary >= 5000", {"monetary": 1234}, "monetary is 12.34, not >= 50.00"),
        ("orders >= 1 and tenure > 9", {"orders": 1, "tenure": 5}, "tenure is 5, not > 9"),
        ("orders == 2 or orders == 5", {"orders": 3}, "orders is 3, not 2 or 5"),
        ("orders in (1, 2, 4, 5, 6)", {"orders": 3}, "orders is 3, not 1 or 2 or 4 or 5 or …"),
        ("orders > 5 or tenure > 9", {"orders": 3}, "orders is 3, not > 5 and tenure is missing"),
        ("not orders == 3", {"orders": 3}, "orders == 3 holds"),
        ("fn in (32, 22)", {"f": 2, "n": 1}, "fn is 21"),
        ("fn == 32", {"f": 2}, "fn is missing"),
        ("f == 3 or nps > 5", {"f": 2, "nps": 1}, "f is 2, not 3 and nps is 1, not > 5"),
    ],
)
def test_what_keeps_a_condition_from_holding_is_said_in_short(when, values, said):
    assert why(when, **values) == said


def test_kinds_are_named():
    made = template(("it", "latest('visit', 'cart') == 'cart'"))
    reasons = Reasons(made, lambda _: 0, "EUR")
    assert reasons.verdicts(1)[0].why == "latest('visit', 'cart') is 'visit', not 'cart'"


def test_less_than_anything_needs_a_value_and_more_than_anything_holds_for_nobody():
    head = '[parameters]\never = "unlimited"\n'
    made = template(
        ("some", "tenure <= ever and orders == 9"), ("rest_of", "orders == 8"), head=head
    )
    reasons = Reasons(made, lambda _: None, "EUR")
    assert reasons.verdicts(2)[0].why == "tenure is missing"
    none = template(("few", "orders == 2 or tenure > ever"), head=head)
    found = Reasons(none, lambda _: None, "EUR").verdicts(1)
    assert found[0].why == "orders is missing and it holds for nobody"


def test_rules_that_come_first_and_those_that_would_hold_as_well_have_a_say():
    """An earlier one that may take nobody from others has none."""
    rules = (
        ("early", "orders == 9"),
        ("new", "orders == 1 and tenure <= window"),
        ("one", "orders == 1"),
    )
    text = template(*rules[::2], head=HEAD).to_toml()
    first, rest = text.split('key = "one"')
    taking = '[[segment]]\nkey = "new"\nstage = "all"\ntakes_precedence = true\n'
    taking += f'when = "{rules[1][1]}"\n[[segment]]\nkey = "one"'
    made = clm.Template.from_toml(first.removesuffix("[[segment]]\n") + taking + rest)
    values = {"orders": 1, "tenure": 5}

    def asked(tenure):
        values["tenure"] = tenure
        return Reasons(made, lambda subject: values.get(subject.name), "EUR")

    told = [(each.segment, each.holds, each.why) for each in asked(5).verdicts(1)]
    assert told == [("one", True, "")]
    told = [(each.segment, each.holds, each.why) for each in asked(31).verdicts(2)]
    assert told == [("new", False, "tenure is 31, not <= 30")]
    assert [each.segment for each in asked(31).verdicts(3)] == ["early", "new", "one"]
    assert asked(5).rule(1) == "orders == 1 and tenure <= 30"
    assert asked(5).rule(3) == ""


def test_codes_have_their_digits_where_all_scores_are_there():
    assert of(("it", "fn == 31"), f=3, n=1).codes() == (("fn", "31"),)
    assert of(("it", "fn == 31"), f=3).codes() == ()


@pytest.mark.parametrize("seed", range(60 * THOROUGH))
def test_rules_are_told_as_they_are(seed):
    """The rule of her segment holds, all others do not or come later, and reasons have words."""
    snap = random_snapshot(seed)
    for who in snap or ():
        hers = snap.explain(who)
        rules = {rule.key: rule for rule in snap.template.proof.case.rules}
        keys = [each.key for each in snap.template.segments]
        assert (hers.segment in rules) == bool(hers.rule)
        for each in hers.verdicts:
            assert bool(each.why) != each.holds
            later = keys.index(each.segment) > keys.index(hers.segment)
            assert each.holds == later
            assert not later or rules[hers.segment].takes_precedence


def test_reasons_are_words_for_conditions_of_every_kind():
    """Of random conditions that do not hold for somebody of random values."""
    from random_templates import Maker

    for seed in range(150):
        made, _ = proved(Maker(seed, "EUR").document())
        dice = Random(seed)
        if made is None:
            continue
        drawn = {}

        def value_of(subject, drawn=drawn, dice=dice):
            few = len(subject.kinds) if getattr(subject, "unit", "") == "kind" else 3
            return drawn.setdefault(subject, dice.choice([None, *range(few)]))

        reasons = Reasons(made, value_of, "EUR")
        for rule in made.proof.case.rules:
            if not holds(rule.condition, value_of):
                assert reasons.why_not(rule.condition)
