"""Random templates over every feature there is, as the plain documents that TOML would give."""

import json
from random import Random

import clm
from nasty import FEATURES
from oracle import bins_of

MORE_FEATURES = (
    "orders(days=2)",
    "order_days(days=1)",
    "monetary(days=2, ago=1)",
    "last_gap",
    "average_order",
    "first('visit', days=7)",
    "last('visit', ago=2)",
    "last('cart', channel='email', ago=1, days=3)",
    "total('visit', channel='email')",
    "total('refund', channel='email')",
    "count('refund', days=2)",
    "count('order', channel='email', days=7)",
    "latest('visit', 'cart', 'signup')",
    "latest('refund', 'order')",
)
NUMBERS = {
    "money": (0, 0, 1, -1, 500, 1000, 2500, 3500, -1000, 10**9),
    "count": (0, 1, 1, 2, 3, 4),
    "days": (0, 1, 2, 3, 6, 7, 29, 30, 31, 180, 365, 100_000),
}
COUNTS_OF_ORDERS = (
    "orders",
    "orders(days=1)",
    "orders(days=2)",
    "orders(days=30)",
    "orders(ago=7)",
    "count('order')",
    "count('order', channel='email')",
    "count('order', channel='email', days=7)",
)
SILENCES = ("recency", "last('order')")
NPS = {"min": -2, "max": 3}
SIGNS = ("<", "<=", ">", ">=", "==", "!=")


class Maker:
    """Makes one template; every segment takes precedence, so that no overlap is a fault."""

    def __init__(self, seed, currency, features=FEATURES + MORE_FEATURES):
        self.dice = Random(seed)
        self.currency = currency
        self.features = self.dice.sample(features, self.dice.randint(1, min(5, len(features))))
        self.extra = {"nps": NPS} if self.dice.random() < 0.4 else {}
        self.parameters = {"limit": self.dice.choice((1, 2, 7, 30, 365, "unlimited"))}
        self.scores = dict(filter(None, (self.score(f"s{n}") for n in range(3))))
        self.codes = {}
        if self.scores and self.dice.random() < 0.5:
            size = self.dice.randint(1, len(self.scores))
            self.codes["code"] = self.dice.sample([*self.scores], size)

    def document(self):
        """Give the template."""
        segments = [
            {"key": f"k{at}", "stage": "all", "takes_precedence": True, "when": self.condition(2)}
            for at in range(self.dice.choice((1, 2, 3, 5)))
        ]
        return {
            "schema": 1,
            "key": "mine",
            "unclassified": "rest",
            "currency": self.currency,
            "parameters": self.parameters,
            "scores": self.scores,
            "codes": self.codes,
            "extra": self.extra,
            "stage": [{"key": "all"}],
            "segment": segments,
        }

    def number(self, text):
        """Choose a constant that may tell customers apart."""
        return self.dice.choice(NUMBERS[clm.Feature.parse(text).unit])

    def score(self, name):
        """Score some feature, or none."""
        ordered = [text for text in self.features if clm.Feature.parse(text).unit != "kind"]
        of = self.dice.choice([*ordered, *self.extra, None])
        if of is None:
            return None
        best = self.dice.choice(("high", "low"))
        if of in COUNTS_OF_ORDERS and self.dice.random() < 0.4:
            bins = self.dice.choice((2, 3, 4, 5, 9))
            return name, {"of": of, "bins": bins, "population": "repeaters"}
        if of in SILENCES and self.dice.random() < 0.4:
            return name, {"of": of, "cuts": "gaps", "best": "low"}
        if self.dice.random() < 0.6:
            return name, {"of": of, "bins": self.dice.choice((2, 3, 4, 5, 9)), "best": best}
        least = NPS["min"] if of in self.extra else clm.Feature.parse(of).least
        drawn = [
            self.dice.randint(*NPS.values()) if of in self.extra else self.number(of)
            for _ in range(3)
        ]
        cuts = sorted({cut for cut in drawn if least is None or cut >= least})
        return (name, {"of": of, "cuts": cuts, "best": best}) if cuts else None

    def condition(self, depth):
        """Write a condition."""
        way = self.dice.random()
        if depth == 0 or way < 0.4:
            return self.comparison()
        if way < 0.6:
            return f"not ({self.condition(depth - 1)})"
        word = self.dice.choice((" and ", " or "))
        return f"({word.join(self.condition(depth - 1) for _ in range(2))})"

    def comparison(self):
        """Write a comparison of a feature, a score, a code or an extra column."""
        which = [self.of_feature] * 3 + [self.of_score] * (2 * bool(self.scores))
        which += [self.of_code] * bool(self.codes) + [self.of_extra] * bool(self.extra)
        return self.dice.choice(which)()

    def of_feature(self):
        """Compare a feature, in one of the ways there are."""
        text, sign = self.dice.choice(self.features), self.dice.choice(SIGNS)
        feature = clm.Feature.parse(text)
        member = self.dice.choice(("in", "not in"))
        if feature.unit == "kind":
            return (
                f"{text} {member} ({', '.join(map(repr, self.dice.choices(feature.kinds, k=2)))})"
            )
        low, high = self.number(text), self.number(text)
        return self.dice.choice(
            (
                *(f"{text} {sign} {low}", f"{low} {sign} {text}", f"{text} {sign} limit"),
                *(f"{text} {member} ({low}, {high})", f"{low} <= {text} < {high}"),
            )
        )

    def of_score(self):
        """Compare a score, also with what nobody has."""
        name = self.dice.choice([*self.scores])
        return f"{name} {self.dice.choice(SIGNS)} {self.dice.randint(0, self.bins(name) + 1)}"

    def of_extra(self):
        """Compare the caller's column, also beyond its range."""
        return f"nps {self.dice.choice(SIGNS)} {self.dice.randint(-3, 4)}"

    def of_code(self):
        """Compare a code with a few cells."""
        cells = [
            "".join(str(self.dice.randint(1, self.bins(part))) for part in self.codes["code"])
            for _ in range(3)
        ]
        return f"code {self.dice.choice(('in', 'not in'))} ({', '.join(cells)})"

    def bins(self, name):
        """Count what a score can be."""
        return bins_of(self.scores[name])


def toml(document):
    """Write a document: one key a line, tables inside it in braces."""
    return "\n".join(f"{key} = {_value(value)}" for key, value in document.items())


def _value(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(each)}' for key, each in value.items())} }}"
    return str(value)
