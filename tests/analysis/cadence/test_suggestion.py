"""Windows are read off curves by rules that are written down, or not at all."""

import pickle
from random import Random

import numpy as np
import pytest

import clm
from asking import KEYS, template
from clm.analysis.cadence.curve import ReturnCurve
from clm.analysis.cadence.suggestion import ENOUGH, SHARES, Advice, Suggestion, suggested
from clm.analysis.survival import survival
from clm.errors import SnapshotError, UnknownNameError

WINDOWS = ("new_customer_days", "stalled_after_days", "active_days")


def curve(days, after="first", waiting=ENOUGH, until=1000):
    """Draw a curve of waits that ended, and of others that have not."""
    durations = np.array([*days, *[until] * waiting], np.int32)
    return ReturnCurve(after, survival(durations, np.arange(len(durations)) < len(days)))


def plainly(days, share):
    """The first day by which a share of those who came back has done so."""
    return sorted(days)[-(-len(days) * round(100 * share) // 100) - 1]


DICE = Random(1)
FIRST = [DICE.randint(1, 200) for _ in range(300)]
LATER = [DICE.randint(1, 300) for _ in range(300)]


def test_windows_are_quantiles_of_those_who_come_back():
    """Where nobody is lost from sight before, that is a plain count."""
    found = suggested(curve(FIRST), curve(LATER, "later"), None)
    assert dict(found) == {
        "new_customer_days": plainly(FIRST, 0.5),
        "stalled_after_days": plainly(FIRST, 0.8),
        "active_days": plainly(LATER, 0.9),
    }
    for name, share, order in zip(WINDOWS, (50, 80, 90), ("first", "first", "later"), strict=True):
        returns = f"{share} % of all returns within 1,000 days of a {order} order"
        assert found.why[name] == f"by then {returns} have come"


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75, 0.95])
def test_other_shares_can_be_asked_for(share):
    """Of one window; the others stay."""
    asked = suggested(curve(FIRST), curve(LATER, "later"), {"active_days": share})
    assert asked["active_days"] == plainly(LATER, share)
    assert asked["stalled_after_days"] == plainly(FIRST, 0.8)


def test_what_comes_when_too_few_are_waited_for_is_not_looked_at():
    """The curve ends on the last day with a hundred."""
    late, later = [*FIRST, *[700] * (ENOUGH - 1)], curve(LATER, "later")
    quarter = {"new_customer_days": 0.25}
    found = suggested(curve(late, waiting=0), later, quarter)
    last = sorted(late)[-ENOUGH]
    assert found["new_customer_days"] == plainly(FIRST, 0.25)
    assert found.why["new_customer_days"].startswith(
        f"by then 25 % of all returns within {last} days"
    )
    seen = suggested(curve(late, waiting=1, until=700), later, quarter)
    assert seen.why["stalled_after_days"].startswith("would be 700, and 700 days of watching")


def test_few_returns_give_no_window():
    """One less than a hundred is too few, a hundred are enough."""
    few, enough = (curve(FIRST[:number]) for number in (ENOUGH - 1, ENOUGH))
    later = curve(LATER, "later")
    assert suggested(few, later, None)["new_customer_days"] is None
    assert suggested(few, later, None).why["stalled_after_days"] == (
        "only 99 returns within 1,000 days of a first order, 100 are the least"
    )
    assert suggested(enough, later, None)["new_customer_days"] is not None


def test_few_customers_give_no_window():
    """However many of them come back."""
    few = curve(FIRST[: ENOUGH - 1], waiting=0)
    assert suggested(few, few, None).why["active_days"] == (
        "only 99 first orders, 100 are the least"
    )
    nobody = curve([], "later", waiting=0)
    assert dict(suggested(few, nobody, None)) == dict.fromkeys(WINDOWS)


@pytest.mark.parametrize(("until", "told"), [(200, True), (199, False)])
def test_a_window_is_at_most_half_of_what_was_watched(until, told):
    """Else it would be one of the days watched."""
    days = [100] * 300
    found = suggested(curve(FIRST), curve(days, "later", until=until), None)
    assert found["active_days"] == (100 if told else None)
    assert told or found.why["active_days"] == (
        "would be 100, and 199 days of watching are less than twice that"
    )


def test_somebody_is_new_for_fewer_days_than_active():
    """Or there is no suggestion for the first."""
    found = suggested(curve([90] * 200), curve([80] * 200, "later"), None)
    assert (found["new_customer_days"], found["active_days"]) == (None, 80)
    assert found.why["new_customer_days"] == ("would be 90, which is not less than active_days, 80")
    equal = suggested(curve([80] * 200), curve([80] * 200, "later"), None)
    assert equal["new_customer_days"] is None


@pytest.mark.parametrize("key", KEYS)
def test_every_template_takes_what_is_suggested(key):
    """Of many pairs of curves, whatever they lack."""
    dice, chosen = Random(key), clm.templates[key]
    for _ in range(20):
        first, later = (
            curve(
                [dice.randint(1, dice.choice((3, 50, 500))) for _ in range(dice.choice((9, 300)))]
            )
            for _ in range(2)
        )
        found = suggested(first, later, None)
        parameters = found.parameters(chosen)
        changed = chosen.with_parameters(**parameters).parameters
        assert dict(changed) == {**chosen.parameters, **parameters}
        assert all(found[name] == days for name, days in parameters.items())


def test_a_template_keeps_what_its_other_window_contradicts():
    """One suggestion alone may not fit what the template says of the other."""
    five = clm.templates["five-stage"]
    long = Suggestion((Advice("new_customer_days", 180, ""), Advice("active_days", None, "")))
    short = Suggestion((Advice("new_customer_days", None, ""), Advice("active_days", 30, "")))
    both = Suggestion((Advice("new_customer_days", 180, ""), Advice("active_days", 400, "")))
    assert long.parameters(five) == short.parameters(five) == {}
    assert both.parameters(five) == {"new_customer_days": 180, "active_days": 400}
    unlimited = clm.templates["exponea-14"].with_parameters(new_customer_days="unlimited")
    assert short.parameters(unlimited) == {}
    assert long.parameters(unlimited) == {"new_customer_days": 180}


def test_a_template_of_ones_own_gets_all_that_it_has_parameters_for():
    """The days after which somebody is stalled are one, if it says so."""
    mine = template(
        ("quiet", "recency > stalled_after_days"), head="[parameters]\nstalled_after_days = 9"
    )
    found = suggested(curve(FIRST), curve(LATER, "later"), None)
    assert found.parameters(mine) == {"stalled_after_days": found["stalled_after_days"]}


@pytest.mark.parametrize("other", ["five-stage", None, 5, [1]])
def test_what_is_no_template_is_refused(other):
    """A key is none."""
    with pytest.raises(SnapshotError, match="is no template"):
        suggested(curve(FIRST), curve(LATER), None).parameters(other)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.9, "is no mapping"),
        ("active_days", "is no mapping"),
        ({"active_day": 0.9}, "did you mean 'active_days'"),
        ({"active_days": 0}, "is no share"),
        ({"active_days": "0.9"}, "is no share"),
        ({"active_days": np.array([1, 2])}, "is no share"),
        ({5: 2, "active_days": 2}, "3 faults"),
    ],
)
def test_shares_that_are_none_are_refused_all_at_once(share, said):
    """With the name of the window."""
    with pytest.raises(SnapshotError, match=said):
        suggested(curve(FIRST), curve(LATER), share)


def test_a_suggestion_is_a_mapping_that_says_why():
    """Frozen; an unknown window is told with the nearest."""
    found = suggested(curve(FIRST), curve(LATER[:9], "later"), None)
    assert [*found] == [*SHARES] == [*WINDOWS]
    assert len(found) == 3
    assert {**found} == dict(found) == found
    assert found != suggested(curve(FIRST), curve(LATER, "later"), None)
    assert "active_days" in found
    assert "active" not in found
    assert [] not in found
    with pytest.raises(UnknownNameError, match="did you mean 'active_days'"):
        found["active_day"]
    with pytest.raises(AttributeError):
        found.advice = ()
    assert pickle.loads(pickle.dumps(found)) == found
    lines = repr(found).splitlines()
    assert lines[0] == "<Suggestion 2 of 3 windows>"
    assert lines[-1].split()[:2] == ["active_days", "-"]
    assert found._repr_html_().startswith("<table><caption>Suggestion 2 of 3 windows")
