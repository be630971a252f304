"""All laws on one template: everything that is broken is told at once."""

import subprocess
import sys

import pytest

import clm
from asking import KEYS, template
from clm.errors import LawBrokenError, MissingExtraError, TemplateError, UnknownNameError
from clm.lifecycle.fitted import FittedTemplate
from clm.testing import Checked, check_template, laws

SEGMENTS = FittedTemplate.segments


SEGMENTS_AS_PUBLISHED = {
    "no_falls_by_buying": "the published table ranks some who bought more below",
    "no_falls_by_money": "the published table ranks some who spent more below",
    "no_rises_in_silence": "the published table ranks some who wait above",
    "claims_hold": "the published table gives cells to segments that its text does not describe",
}
KNOWN = {
    "exponea-14": SEGMENTS_AS_PUBLISHED,
    "exponea-14b": SEGMENTS_AS_PUBLISHED,
    "rfm-11": SEGMENTS_AS_PUBLISHED,
    "growth-accounting": {"no_rises_in_silence": "as published, who is new becomes retained"},
}


@pytest.mark.parametrize("key", KEYS)
def test_every_built_in_template_keeps_every_law(key):
    """But for what the published tables are known to break, and that they do break."""
    known = KNOWN.get(key, {})
    assert check_template(key, examples=8, known=known).known == known


BINS = "r = { of = 'recency', bins = 2, best = 'low' }\nf = { of = 'orders', bins = 2 }"
SCORED = ("others", "not f >= 2"), ("top", "f >= 2")
SOUND = ("r", (30,), (3, 2)), ("f", (1,), (2, 3))


def scored(*segments, scores=BINS):
    return template(*segments, head=f"[scores]\n{scores}")


def held(of, *parts):
    """Make a scale of cut points and people."""
    cuts, people = ({name: row[at] for name, *row in parts} for at in (0, 1))
    return clm.Scale(tuple(of.scores.values()), cuts, people)


def ranked(*segments):
    """Make stages whose ranks are given."""
    rows = "".join(
        f'[[stage]]\nkey = "{key}"\nrank = {rank}\nwhen = "{when}"\n{more}\n'
        for key, rank, when, more in segments
    )
    return clm.Template.from_toml(f'schema = 1\nkey = "ranked"\ncurrency = "EUR"\n{rows}')


BROKEN = {
    "directions": (scored(*SCORED, scores=BINS.replace(", best = 'low'", "")), None),
    "no_falls_by_buying": (
        ranked(("few", 2, "orders < 2", ""), ("many", 1, "orders >= 2", "")),
        None,
    ),
    "no_falls_by_money": (
        ranked(("poor", 2, "monetary < 500", ""), ("rich", 1, "not monetary < 500", "")),
        None,
    ),
    "no_rises_in_silence": (
        ranked(("late", 2, "recency > 30", ""), ("lately", 1, "not recency > 30", "")),
        None,
    ),
    "claims_hold": (
        ranked(
            ("none", 1, "orders == 0", ""), ("some", 2, "orders > 0", 'claims = ["orders >= 2"]')
        ),
        None,
    ),
    "segments_in_reach": (
        scored(
            ("others", "not f == 2"),
            ("keen", "f == 2 and orders < 5"),
            ("top", "f == 2 and orders >= 5"),
        ),
        (SOUND[0], ("f", (9,), (2, 3))),
    ),
    "no_dead_scores": (
        scored(*SCORED, scores=BINS.replace("'orders', bins = 2", "'orders', bins = 3")),
        (SOUND[0], ("f", (2, 2), (2, 0, 3))),
    ),
    "nobody_apart": (scored(*SCORED), (SOUND[0], ("f", (9,), (5, 0)))),
}
"""A template or a scale that breaks each law."""


@pytest.mark.parametrize("law", BROKEN)
def test_every_broken_template_and_scale_is_found_for_its_own_reason(law):
    of, parts = BROKEN[law]
    scale = held(of, *parts) if parts else None
    with pytest.raises(LawBrokenError) as caught:
        check_template(of, scale=scale, examples=5)
    assert {fault.where for fault in caught.value.faults} == {f"{of.key} breaks {law}"}
    assert check_template(of, scale=scale, examples=5, known={law: "on purpose"}).known


def test_a_sound_scale_breaks_nothing_and_may_come_with_its_template():
    of = scored(*SCORED)
    scale = held(of, *SOUND)
    checked = check_template(of, scale=scale, examples=5)
    assert {"segments_in_reach", "no_dead_scores", "nobody_apart"} <= {
        law.name for law in checked.held
    }
    assert check_template(of.with_scale(scale), examples=5).held == checked.held
    with pytest.raises(TemplateError, match="the template has one already"):
        check_template(of.with_scale(scale), scale=scale)
    with pytest.raises(TemplateError, match="7 is no scale"):
        check_template(of, scale=7)


def test_the_report_says_what_was_asked():
    checked = check_template("five-stage", examples=2)
    asked = {name for name, law in laws().items() if law.on_scale is None}
    assert {each.name for each in checked.held} | {*checked.silent} == asked
    assert checked.silent == {
        "one_more_order": 'no score of orders that has best = "high"',
        "time_alone": 'no score of recency that has best = "low"',
        "directions": "no score of orders, their age or their money",
    }
    assert repr(checked).splitlines()[0] == (
        f"<Checked five-stage · keeps {len(asked) - 3} laws · 2 examples each>"
    )
    assert checked._repr_html_().count("<tr>") == len(asked) + 1


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


WRONG = dict.fromkeys(("witnesses", "plain_rules", "least_change", "silent_horizon"), "they moved")


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
    known = WRONG | KNOWN["growth-accounting"]
    checked = check_template("growth-accounting", examples=60, known=known)
    assert checked.known == known
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
