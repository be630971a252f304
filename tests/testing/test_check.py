"""All laws on one template: everything that is broken is told at once."""

import subprocess
import sys

import pytest

import clm
from asking import KEYS
from clm.errors import LawBrokenError, MissingExtraError, TemplateError, UnknownNameError
from clm.lifecycle.fitted import FittedTemplate
from clm.testing import Checked, check_template, laws

SEGMENTS = FittedTemplate.segments


@pytest.mark.parametrize("law", laws().values(), ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_every_built_in_template_keeps_every_law(key, law):
    law.check(clm.templates[key], examples=8)


def test_the_report_says_what_was_asked():
    checked = check_template("five-stage", examples=2)
    assert {each.name for each in checked.held} | {*checked.silent} == {*laws()}
    assert checked.silent == {
        "one_more_order": "no score of orders",
        "time_alone": "no score of recency",
    }
    assert repr(checked).splitlines()[0] == (
        "<Checked five-stage · keeps 10 laws · 2 examples each>"
    )
    assert checked._repr_html_().count("<tr>") == 13


def test_the_report_keeps_nobodys_memory_and_cannot_be_changed():
    checked = Checked(clm.templates["five-stage"], 1, (), known=(mine := {"batches": "x"}))
    mine.clear()
    assert checked.known == {"batches": "x"}
    with pytest.raises(TypeError):
        checked.known["witnesses"] = "y"
    with pytest.raises(AttributeError):
        checked.examples = 7


@pytest.fixture
def misplaced(monkeypatch):
    """Everybody stands one segment further than she should."""
    monkeypatch.setattr(
        FittedTemplate,
        "segments",
        lambda self, features, extra=None: (
            (SEGMENTS(self, features, extra) + 1) % len(self.template.segments)
        ),
    )


WRONG = {"witnesses": "they moved", "plain_rules": "they moved"}


@pytest.mark.usefixtures("misplaced")
def test_all_broken_laws_are_told_at_once():
    with pytest.raises(LawBrokenError) as caught:
        check_template("five-stage", examples=10)
    assert {fault.where for fault in caught.value.faults} >= {
        "five-stage breaks witnesses",
        "five-stage breaks plain_rules",
    }


@pytest.mark.usefixtures("misplaced")
def test_known_failures_are_reported_with_their_reason():
    checked = check_template("growth-accounting", examples=10, known=WRONG)
    assert checked.known == WRONG
    assert not {*WRONG} & {each.name for each in checked.held}
    assert "known  witnesses: they moved" in repr(checked)
    with pytest.raises(LawBrokenError, match="breaks plain_rules"):
        check_template("growth-accounting", examples=3, known={"witnesses": "they moved"})


def test_a_known_failure_that_is_none_is_a_failure():
    known = WRONG | {"time_alone": "no score falls"}
    with pytest.raises(LawBrokenError) as caught:
        check_template("five-stage", examples=3, known=known)
    told = {fault.where: f"{fault.what} → {fault.mend}" for fault in caught.value.faults}
    assert told == {
        f"five-stage: known['{name}']": f"{name} holds, though it is said not to: {why}"
        " → take it off the list"
        for name, why in known.items()
    }


def test_everything_that_makes_no_sense_is_told_at_once():
    known = {"witness": "x", "batches": " ", "time_alone": None}
    with pytest.raises(TemplateError) as caught:
        check_template(7, examples=0, seed="x", known=known)
    assert [fault.where for fault in caught.value.faults] == [
        *("template", "examples", "seed", "known"),
        *("known['batches']", "known['time_alone']"),
    ]
    assert "did you mean 'witnesses'" in str(caught.value)
    for wrong in ({"examples": True}, {"examples": 1.5}, {"known": ["witnesses"]}):
        with pytest.raises(TemplateError):
            check_template("five-stage", **wrong)
    with pytest.raises(UnknownNameError, match="did you mean 'five-stage'"):
        check_template("five-stages")


def test_without_hypothesis_the_rest_works_and_the_kit_says_what_to_install(tmp_path):
    """As where only attrs and numpy are installed."""
    code = """
import sys
sys.modules["hypothesis"] = None
import clm
clm.templates["five-stage"]
dir(clm)
for _ in range(2):
    try:
        clm.testing
    except clm.errors.MissingExtraError as error:
        print(error)
"""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "hypothesis is not installed → pip install 'clm[testing]'\n" * 2
    assert issubclass(MissingExtraError, ImportError)
