"""A law is tried on cases, and told with the simplest that breaks it."""

import pickle
import subprocess
import sys

import pytest

import clm
from clm.errors import DayError, LawBrokenError, SnapshotError, TemplateError, UnknownNameError
from clm.testing import Law

FIVE = clm.templates["five-stage"]


def law(on_cases=None, **rest):
    return Law(name="mine", says="Nothing happens.", on_cases=on_cases, **rest)


def few_customers(_template, case, _dice):
    """A law that shops with two visitors break."""
    visitors = {each.customer for each in case.story.events if each.kind == "visit"}
    if len(visitors) > 1:
        raise LawBrokenError.of("", f"{len(visitors)} visitors")


def test_it_is_told_with_the_simplest_case():
    with pytest.raises(LawBrokenError) as caught:
        law(few_customers).check(FIVE)
    (fault,) = caught.value.faults
    assert fault.where == "five-stage breaks mine"
    assert fault.what.startswith("2 visitors, e.g. <Case 2024-05-01 · <Story 2 events · EUR · UTC")
    assert fault.mend == "Nothing happens."
    assert isinstance(caught.value, AssertionError)
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


def test_the_same_seed_draws_the_same_cases():
    def seen(seed):
        cases = []
        law(lambda _, case, dice: cases.append((case, dice.random()))).check(
            FIVE, examples=20, seed=seed
        )
        return cases

    assert seen(3) == seen(3)
    assert seen(3) != seen(4)
    assert len(seen(3)) == 20


def test_what_the_library_refuses_breaks_a_law():
    def refuse(*_):
        raise SnapshotError.of("customer 'ann'", "stands where nobody can")

    with pytest.raises(LawBrokenError, match="customer 'ann': stands where nobody can, e.g. <Case"):
        law(refuse).check(FIVE, examples=3)
    with pytest.raises(LawBrokenError, match="five-stage breaks mine: no day → Nothing"):
        law(on_template=lambda _: (_ for _ in ()).throw(DayError.of("", "no day"))).check(FIVE)


def test_a_mistake_in_a_law_is_no_broken_law():
    with pytest.raises(ZeroDivisionError):
        law(lambda *_: 1 / 0).check(FIVE, examples=3)


def test_a_law_may_have_nothing_to_say():
    def never(*_):
        raise LawBrokenError.of("", "asked")

    law(never, silent=lambda template: f"{template.key} is exempt").check(FIVE, examples=3)
    with pytest.raises(LawBrokenError, match="asked"):
        law(never).check(FIVE, examples=3)


def test_a_law_that_says_false_is_broken():
    with pytest.raises(LawBrokenError, match="does not hold, e.g. <Case"):
        law(lambda *_: False).check(FIVE, examples=3)
    with pytest.raises(LawBrokenError, match="breaks mine: does not hold"):
        law(on_template=lambda _: False).check(FIVE)


def test_a_key_names_a_template_and_what_makes_no_sense_is_refused():
    seen = []
    law(on_template=seen.append).check("five-stage")
    assert seen == [FIVE]
    with pytest.raises(TemplateError) as caught:
        law(few_customers).check(None, examples=0, seed="x")
    assert [fault.where for fault in caught.value.faults] == ["template", "examples", "seed"]
    with pytest.raises(UnknownNameError, match="did you mean 'five-stage'"):
        law(few_customers).check("five-stages")


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"name": " ", "on_cases": few_customers}, ["law.name"]),
        ({"name": "mine"}, ["law"]),
        ({"name": 7, "on_template": 7}, ["law.name", "law"]),
    ],
)
def test_a_law_needs_a_name_and_something_to_try(parts, where):
    with pytest.raises(TemplateError) as caught:
        Law(says="Nothing happens.", **parts)
    assert [fault.where for fault in caught.value.faults] == where


def test_a_law_of_scales_is_asked_of_fitted_templates_alone():
    seen = []
    mine = law(on_scale=seen.append)
    mine.check("rfm-11")
    scale = clm.Scale.fixed(
        {"r": [1, 2, 3, 4], "f": [1, 2, 3, 4], "m": [1, 2, 3, 4]}, currency="EUR"
    )
    fitted = clm.templates["rfm-11"].with_scale(scale)
    mine.check(fitted)
    assert seen == [fitted]


def test_nothing_is_written(tmp_path):
    """Neither hypothesis's examples nor its notes, also where a law is broken."""
    (tmp_path / "mine.py").write_text(
        "import clm\n"
        "from clm.testing import Law, laws\n"
        "template = clm.templates['five-stage']\n"
        "laws()['one_segment_each'].check(template, examples=60)\n"
        "def refuse(*_): raise clm.errors.LawBrokenError.of('', 'no')\n"
        "try: Law(name='mine', says='', on_cases=refuse).check(template)\n"
        "except clm.ClmError: print('told')\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-B", "mine.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "told\n"
    assert done.stderr == ""
    assert [each.name for each in tmp_path.iterdir()] == ["mine.py"]
