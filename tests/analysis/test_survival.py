"""How long things last: against exact fractions, a published trial, scipy, and a jackknife."""

from fractions import Fraction
from math import isnan, log1p
from random import Random
from warnings import catch_warnings

import numpy as np
import pytest
from scipy import stats

from clm.analysis.survival import survival

SEEDS = range(60)

# Weeks of remission under 6-mercaptopurine (Freireich and others 1963), and its product-limit
# estimate as textbooks print it (Kalbfleisch and Prentice 1980).
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def drawn(seed):
    """Draw durations with many ties, whether they ended, and whose they are."""
    dice = Random(seed)
    size, longest = dice.choice((1, 2, 5, 40, 200)), dice.choice((0, 3, 30, 400))
    durations = [dice.randint(0, longest) for _ in range(size)]
    likely = dice.choice((0, 0.3, 0.7, 1))
    ended = [dice.random() < likely for _ in range(size)]
    whose = [dice.randrange(dice.choice((1, 3, size))) for _ in range(size)]
    return durations, ended, whose


def plainly(durations, ended):
    """Multiply up what is left, exactly: rows of day, at risk, ended, share."""
    left, rows = Fraction(1), []
    for day in sorted(set(durations)):
        at_risk = sum(each >= day for each in durations)
        events = sum(each == day and end for each, end in zip(durations, ended, strict=True))
        left *= 1 - Fraction(events, at_risk)
        rows.append((day, at_risk, events, left))
    return rows


def curve_of(durations, ended, whose=None):
    arrays = np.array(durations, np.int32), np.array(ended, bool)
    return survival(*arrays, None if whose is None else np.array(whose, np.int32))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_day_is_the_exact_product(seed):
    """Counts to the unit, shares to the last digits, whoever they belong to."""
    durations, ended, whose = drawn(seed)
    rows = plainly(durations, ended)
    for curve in (curve_of(durations, ended), curve_of(durations, ended, whose)):
        counts = zip(
            curve.days.tolist(), curve.at_risk.tolist(), curve.events.tolist(), strict=True
        )
        assert [*counts] == [row[:3] for row in rows]
        assert curve.share.tolist() == pytest.approx([float(row[3]) for row in rows], abs=1e-13)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_between_two_is_read_from_the_one_before(seed):
    """Before the first nobody has ended; after the last nothing is known, unless all have."""
    durations, ended, _ = drawn(seed)
    curve, rows = curve_of(durations, ended), plainly(durations, ended)
    for day in range(max(durations) + 3):
        before = [row[3] for row in rows if row[0] <= day]
        left = before[-1] if before else Fraction(1)
        assert curve.at_risk_on(day) == sum(each >= day for each in durations)
        if day > max(durations) and left > 0:
            assert isnan(curve.at(day))
        else:
            assert curve.at(day) == pytest.approx(float(left), abs=1e-13)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("share", [Fraction(1, 10), Fraction(1, 2), Fraction(2, 3), Fraction(1)])
def test_a_quantile_is_the_first_day_that_reaches_it_exactly(seed, share):
    """Of all, and of those only who end within some days; rounding moves no day."""
    durations, ended, _ = drawn(seed)
    curve, rows = curve_of(durations, ended), plainly(durations, ended)
    for within in (None, max(durations) // 2, max(durations), max(durations) + 5):
        whole = Fraction(1)
        if within is not None:
            before = [row[3] for row in rows if row[0] <= within]
            whole = 1 - (before[-1] if before else Fraction(1))
            if within > max(durations) and whole < 1:
                assert curve.quantile(float(share), within) is None
                continue
        days = [row[0] for row in rows if row[2] and whole and 1 - row[3] >= share * whole]
        assert curve.quantile(float(share), within) == (days[0] if days else None)
    assert curve.median == curve.quantile(0.5)


def test_the_remissions_of_a_famous_trial_are_as_published():
    """To the three decimals in print."""
    curve = curve_of(WEEKS, RELAPSED)
    assert {day: round(curve.at(day), 3) for day in PUBLISHED} == PUBLISHED
    assert curve.median == 23
    assert curve.at_risk_on(10) == 15


@pytest.mark.parametrize("seed", [*SEEDS, "trial"])
def test_intervals_are_those_of_scipy(seed):
    """Its exponential Greenwood; where nothing varied, there is none here."""
    durations, ended, _ = (WEEKS, RELAPSED, None) if seed == "trial" else drawn(seed)
    curve = curve_of(durations, ended)
    sample = stats.CensoredData.right_censored(durations, np.logical_not(ended))
    with np.errstate(all="ignore"), catch_warnings(action="ignore"):
        interval = stats.ecdf(sample).sf.confidence_interval(0.95, method="log-log")
    inside = (curve.share > 0) & (curve.share < 1)
    assert np.isnan(curve.low[~inside]).all()
    assert np.isnan(curve.high[~inside]).all()
    assert curve.low[inside] == pytest.approx(interval.low.probabilities[inside], abs=1e-9)
    assert curve.high[inside] == pytest.approx(interval.high.probabilities[inside], abs=1e-9)


def log_share(durations, ended, weights, day):
    """The logarithm of the share on a day, where everybody counts so much."""
    told = [*zip(durations, ended, weights, strict=True)]
    total = 0.0
    for at in sorted({each for each in durations if each <= day}):
        at_risk = sum(weight for each, _, weight in told if each >= at)
        events = sum(weight for each, end, weight in told if each == at and end)
        total += log1p(-events / at_risk)
    return total


def jackknifed(durations, ended, whose, day, step=1e-5):
    """Give every customer a little more weight, and add up the squares of what that moves."""
    total = 0.0
    for who in set(whose):
        up, down = ([1 + sign * step * (each == who) for each in whose] for sign in (1, -1))
        moved = log_share(durations, ended, up, day) - log_share(durations, ended, down, day)
        total += (moved / (2 * step)) ** 2
    return total


@pytest.mark.parametrize("seed", range(30))
def test_durations_of_one_customer_are_counted_as_hers(seed):
    """The interval is that of a jackknife over customers."""
    dice = Random(seed)
    size = dice.randint(20, 60)
    durations = [dice.randint(0, 12) for _ in range(size)]
    ended = [dice.random() < 0.6 for _ in range(size)]
    whose = [dice.randrange(size // dice.randint(1, 5)) for _ in range(size)]
    curve = curve_of(durations, ended, whose)
    for row, day in enumerate(curve.days.tolist()):
        share = float(curve.share[row])
        if 0 < share < 1:
            arm = 1.959963984540054 * jackknifed(durations, ended, whose, day) ** 0.5
            arm /= abs(np.log(share))
            assert curve.low[row] == pytest.approx(share ** np.exp(arm), abs=1e-6)
            assert curve.high[row] == pytest.approx(share ** np.exp(-arm), abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_one_duration_each_it_is_greenwoods(seed):
    """Whatever the codes of the customers."""
    durations, ended, _ = drawn(seed)
    alone = curve_of(durations, ended)
    named = curve_of(durations, ended, Random(seed).sample(range(2**31), len(durations)))
    assert named.low == pytest.approx(alone.low, abs=1e-9, nan_ok=True)
    assert named.high == pytest.approx(alone.high, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_saying_everything_three_times_tells_no_more(seed):
    """Copies of one customer's durations narrow no interval, if they are known to be hers."""
    durations, ended, _ = drawn(seed)
    once = curve_of(durations, ended)
    thrice = curve_of(durations * 3, ended * 3, [*range(len(durations))] * 3)
    assert thrice.share == pytest.approx(once.share, abs=1e-12)
    assert thrice.low == pytest.approx(once.low, abs=1e-9, nan_ok=True)
    assert thrice.high == pytest.approx(once.high, abs=1e-9, nan_ok=True)


def test_one_customer_alone_has_no_interval():
    """She is not known to vary, and rounding is no variance."""
    for seed in SEEDS:
        durations, ended, _ = drawn(seed)
        curve = curve_of(durations, ended, [7] * len(durations))
        assert np.isnan(curve.low).all()
        assert np.isnan(curve.high).all()


def test_nobody_gives_a_curve_without_days():
    """Of which nothing is known."""
    curve = curve_of([], [])
    assert len(curve.days) == 0
    assert isnan(curve.at(0))
    assert curve.median is curve.watched(1) is None
    assert curve.at_risk_on(3) == 0


def test_how_long_enough_were_watched():
    """The last day on which at least so many were."""
    curve = curve_of(WEEKS, RELAPSED)
    for people in range(1, 25):
        days = [day for day in WEEKS if sum(each >= day for each in WEEKS) >= people]
        assert curve.watched(people) == max(days, default=None)


def test_nobody_can_write_to_a_curve():
    """Not by chance either."""
    curve = curve_of(WEEKS, RELAPSED)
    for name in ("days", "at_risk", "events", "share", "low", "high"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(curve, name)[0] = 0
