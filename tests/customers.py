"""Plain customers for the tests of the lifecycle: made at random, valued by counting by hand.

Nothing here knows the grid. A customer is three lists: orders, each a list of lines (age, amount,
channel, hour); refunds (age, amount, channel, hour, place of the order or None); events (kind,
age, amount, channel, hour).
"""

from random import Random

from attrs import evolve

from clm.features.catalog import Feature
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

KINDS = ("visit", "cart", "signup")
CHANNELS = (None, None, "ads", "mail")


def customer(dice: Random, oldest: int = 10):
    """Somebody with a handful of orders, refunds and events on few days."""
    far = dice.choice((2, oldest, oldest))
    orders = []
    for _ in range(dice.choice((0, 1, 1, 2, 3, 4))):
        size = dice.choice((1, 1, 1, 2, 3))
        orders.append(
            [
                (
                    dice.randint(0, far),
                    dice.choice((0, 1, 2, 3, 5)),
                    dice.choice(CHANNELS),
                    dice.randint(0, 2),
                )
                for _ in range(size)
            ]
        )
    refunds = []
    for _ in range(dice.choice((0, 0, 0, 1, 2, 3))):
        of = dice.choice((None, *range(len(orders))))
        whole = 0 if of is None else sum(line[1] for line in orders[of])
        amount = whole if whole and dice.random() < 0.6 else dice.randint(1, 5)
        refunds.append(
            (dice.randint(0, far), amount, dice.choice(CHANNELS), dice.randint(0, 2), of)
        )
    events = [
        (
            dice.choice(KINDS),
            dice.randint(0, far),
            dice.randint(-3, 4),
            dice.choice(CHANNELS),
            dice.randint(0, 2),
        )
        for _ in range(dice.choice((0, 1, 2, 3, 5)))
    ]
    return orders, refunds, events


def _chosen(rows, feature):
    """Rows (age, amount, channel, hour) in the window and channel of a feature."""
    end = 10**9 if feature.days is None else feature.ago + feature.days
    return [
        row
        for row in rows
        if feature.ago <= row[0] < end and (feature.channel is None or row[2] == feature.channel)
    ]


def _rows(who, kind):
    """What counts as an event of a kind."""
    orders, refunds, events = who
    if kind == "refund":
        return [row[:4] for row in refunds]
    if kind != "order":
        return [row[1:] for row in events if row[0] == kind]
    counted = []
    for place, lines in enumerate(orders):
        back = sum(row[1] for row in refunds if row[4] == place)
        if back == 0 or back < sum(line[1] for line in lines):
            counted.append(max(lines, key=lambda line: (line[0], -line[3])))
    return counted


def value(who, feature):  # noqa: PLR0911  # one for each statistic
    """The value of a feature by hand; None if missing."""
    rows = _chosen(_rows(who, feature.kinds[0]), feature)
    days = sorted({row[0] for row in rows})
    if feature.stat == "count":
        return len(rows)
    if feature.stat == "days":
        return len(days)
    if feature.stat == "last":
        return days[0] if days else None
    if feature.stat == "first":
        return days[-1] if days else None
    if feature.stat == "gap":
        return days[1] - days[0] if len(days) > 1 else None
    if feature.stat == "latest":
        came = [
            (-row[0], row[3], place)
            for place, kind in enumerate(feature.kinds)
            for row in _chosen(_rows(who, kind), feature)
        ]
        return max(came)[2] if came else None
    lines = [line for order in who[0] for line in order]
    paid = sum(line[1] for line in _chosen(lines, feature))
    back = sum(row[1] for row in _chosen(_rows(who, "refund"), feature))
    if feature.stat == "total":
        return paid if feature.kinds == ("order",) else sum(row[1] for row in rows)
    if feature.stat == "net":
        return paid - back
    return (paid - back) // len(rows) if rows else None


def in_population(who, feature):
    """Whether some event of the feature's kinds counts in its window."""
    return any(_chosen(_rows(who, kind), feature) for kind in feature.kinds)


def scored(who, score, cuts, extra):
    """The score under given cuts; None if missing."""
    if score.of in extra or score.of == "nps":
        found = extra.get(score.of)
    else:
        feature = Feature.parse(score.of)
        found = value(who, feature) if in_population(who, feature) else None
    if found is None:
        return None
    below = sum(cut < found for cut in cuts)
    return 1 + below if score.best == "high" else score.bins - below


def scale(dice: Random, words: Vocabulary):
    """Legal cuts for every score; free scores of one feature are cut on one population."""
    people = {}
    cuts = {}
    gaps = sorted(dice.randint(1, 9) for _ in range(4))
    for name, score in words.scores.items():
        if score.fixed is not None:
            cuts[name] = score.fixed
            continue
        least = -10 if score.of == "nps" else Feature.parse(score.of).least
        if score.of not in people:
            low = -4 if least is None else least
            people[score.of] = sorted(low + dice.randint(0, 9) for _ in range(dice.randint(1, 8)))
        cuts[name] = tuple(gaps if score.quantiles_of == "gaps" else cut(people[score.of], score))
    return cuts


def cut(people, score):
    """Cut points of one score on its population."""
    if score.population == "repeaters":
        more = [each for each in people if each >= 2]
        return [1, *(quantiles(more, score.bins - 1) if more else [1] * (score.bins - 2))]
    return quantiles(people, score.bins)


def quantiles(ordered, bins):
    """The values that k of so many parts do not exceed."""
    return [ordered[-(-len(ordered) * k // bins) - 1] for k in range(1, bins)]


def feature_text(dice: Random, latest: float = 0.15):
    """A random feature, as it is written."""
    window = dice.choice(
        ("", "", "days=3", "days=6", "days=1", "ago=3", "days=3, ago=3", "days=4, ago=1")
    )
    if dice.random() < 0.45:
        name = dice.choice(
            ("orders", "recency", "tenure", "monetary", "average_order", "order_days", "last_gap")
        )
        if name in ("orders", "monetary", "order_days") and window and dice.random() < 0.5:
            return f"{name}({window})"
        return name
    if dice.random() < latest:
        kinds = dice.sample(("visit", "cart", "order", "refund"), dice.choice((2, 2, 3)))
        quoted = ", ".join(f"'{kind}'" for kind in kinds)
        return f"latest({', '.join(filter(None, (quoted, window)))})"
    stat = dice.choice(("count", "count", "total", "last", "first"))
    kind = dice.choice(("visit", "visit", "order", "refund", "cart"))
    channel = dice.choice(("", "", "channel='ads'", "channel='mail'"))
    return f"{stat}({', '.join(filter(None, (repr(kind), window, channel)))})"


def comparison(dice: Random, words: Vocabulary):
    """A random comparison, as it is written."""
    subject = dice.choice((*words.scores, *words.extra, "", "", "", ""))
    if subject in words.scores:
        top = words.scores[subject].bins
        return f"{subject} {dice.choice(('>=', '==', '<', '!='))} {dice.randint(1, top)}"
    if subject:
        return f"{subject} {dice.choice(('>=', '==', '<'))} {dice.randint(-11, 11)}"
    text = feature_text(dice)
    feature = Feature.parse(text)
    if feature.stat == "latest":
        return f"{text} {dice.choice(('==', '!='))} '{dice.choice(feature.kinds)}'"
    low, high = {"count": (0, 3), "days": (1, 3), "gap": (1, 5)}.get(feature.stat, (0, 8))
    if feature.unit == "money":
        low, high = -4, 6
    return f"{text} {dice.choice(('>=', '==', '<', '<=', '>', '!='))} {dice.randint(low, high)}"


def vocabulary(dice: Random):
    """Random scores, free and fixed, some of an extra column."""
    scores = {}
    for place in range(dice.choice((0, 0, 1, 2))):
        of = dice.choice(("recency", "orders", "monetary", "nps", feature_text(dice, latest=0)))
        least = Feature.parse(of).least if of != "nps" else -10
        name, bins = f"s{place}", dice.choice((2, 3, 4))
        fixed = None
        if dice.random() < 0.3:
            low = -4 if least is None else least
            fixed = tuple(sorted(dice.randint(low, low + 7) for _ in range(bins - 1)))
        score = Score(name, of=of, bins=bins, best=dice.choice(("low", "high")), fixed=fixed)
        scores[name] = cut_otherwise(score) if dice.random() < 0.4 else score
    return Vocabulary(scores=scores, extra={"nps": Extra(min=-10, max=10)})


def cut_otherwise(score: Score):
    """The score cut among repeaters or by gaps, where that is possible."""
    feature = None if score.of == "nps" else Feature.parse(score.of)
    if score.fixed is not None or feature is None:
        return score
    if feature.name == "recency":
        return evolve(score, bins=5, best="low", quantiles_of="gaps")
    if (feature.stat, feature.kinds) == ("count", ("order",)):
        return evolve(score, best="high", population="repeaters")
    return score


def condition_text(dice: Random, words: Vocabulary, parts: int):
    """A random condition of some comparisons."""
    text = comparison(dice, words)
    for _ in range(parts - 1):
        nested = (
            f"not ({comparison(dice, words)})" if dice.random() < 0.2 else comparison(dice, words)
        )
        text = f"({text}) {dice.choice(('and', 'or'))} {nested}"
    return text


class Person:
    """A random customer with a random scale and random extra columns."""

    def __init__(self, dice: Random, words: Vocabulary):
        self.words = words
        self.rows = customer(dice)
        self.cuts = scale(dice, words)
        self.extra = {"nps": dice.randint(-10, 10)} if dice.random() < 0.7 else {}

    def value(self, subject):
        """The value of a feature, score or extra column."""
        if isinstance(subject, Feature):
            return value(self.rows, subject)
        if subject in self.words.scores:
            return scored(self.rows, self.words.scores[subject], self.cuts[subject], self.extra)
        return self.extra.get(subject)

    def cell(self, grid):
        """Her level along every axis of a grid."""
        return tuple(axis.level(self.value(axis.subject)) for axis in grid.axes)
