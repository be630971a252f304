"""Strategies of hypothesis for what authors write: features, conditions, templates."""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from clm.errors import TemplateError
from clm.features.catalog import Feature, Unit
from clm.lifecycle.definition import Definition
from clm.lifecycle.stage import Extra, Segment, Stage
from clm.lifecycle.template import Template
from clm.scoring.score import Score

_KINDS: Final = ("order", "refund", "visit", "cart")
_WINDOWS: Final = ("", "", "days=30", "ago=7", "days=2, ago=1")
_CHANNELS: Final = ("", "", "channel='email'")
_SIGNS: Final = ("<", "<=", ">", ">=", "==", "!=")
_NUMBERS: Final[Mapping[Unit, tuple[int, ...]]] = {
    "count": (1, 0, 2, 3),
    "days": (30, 0, 1, 2, 7, 31, 180, 365, 100_000),
    "money": (1000, 0, 1, -1, 2500, 3500, -1000, 10**9),
}
_EVERYBODY: Final = Segment("everybody", stage="all", when="orders >= 0")


@st.composite
def features(draw: DrawFn) -> str:
    """Draw features as they are written in conditions.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(features(), lambda text: Feature.parse(text).channel == "email")
    "count('order', channel='email')"
    """
    name = draw(st.sampled_from(("orders", "recency", "tenure", "monetary", "call", "latest")))
    window = draw(st.sampled_from(_WINDOWS))
    if name in ("orders", "monetary"):
        name = draw(st.sampled_from((name, "order_days" if name == "orders" else "average_order")))
        return f"{name}({window})" if window and name != "average_order" else name
    if name in ("recency", "tenure"):
        return draw(st.sampled_from((name, "last_gap")))
    if name == "latest":
        kinds = draw(st.lists(st.sampled_from(_KINDS), min_size=2, max_size=3, unique=True))
        return f"latest({_joined(*map(repr, kinds), window)})"
    stat = draw(st.sampled_from(("count", "last", "first", "total")))
    kind, channel = draw(st.sampled_from(_KINDS)), draw(st.sampled_from(_CHANNELS))
    return f"{stat}({_joined(repr(kind), window, channel)})"


@st.composite
def conditions(
    draw: DrawFn,
    *,
    of: Sequence[str] = (),
    scores: Mapping[str, Score] | None = None,
    codes: Mapping[str, Sequence[str]] | None = None,
    parameters: Sequence[str] = (),
    extra: Mapping[str, Extra] | None = None,
    depth: int = 2,
) -> str:
    """Draw conditions as they are written in a template.

    Parameters
    ----------
    of : sequence of str
        The features to compare; any if there are none.
    scores, codes, extra : mapping, optional
        Scores, codes and extra columns that may be compared too, as a template declares them.
    parameters : sequence of str
        Names that may stand for a number.
    depth : int
        How deep ``and``, ``or`` and ``not`` may stand in each other.

    Examples
    --------
    >>> from hypothesis import find
    >>> text = find(conditions(of=["orders"]), lambda text: " or " in text)
    >>> text.count("orders") >= 2
    True
    """
    writer = _Writer(draw, tuple(of), scores or {}, codes or {}, tuple(parameters), extra or {})
    return writer.condition(depth)


@st.composite
def templates(draw: DrawFn, *, currency: str = "EUR") -> Template:
    """Draw templates, with scores, codes, parameters and extra columns.

    Parameters
    ----------
    currency : str
        ISO 4217 code of the amounts in their conditions.

    Examples
    --------
    >>> from hypothesis import find
    >>> len(find(templates(), lambda template: len(template.segments) == 2).segments)
    2
    """
    of = draw(st.lists(features(), min_size=1, max_size=3, unique=True))
    extra = draw(st.sampled_from(({}, {"nps": Extra(min=-2, max=3)})))
    scores = draw(_scores(of, extra))
    codes = draw(st.sampled_from(({}, {"code": tuple(scores)}))) if scores else {}
    texts = conditions(of=of, scores=scores, codes=codes, parameters=["limit"], extra=extra)
    whens = draw(st.lists(texts, min_size=1, max_size=4))
    definition = Definition(
        key="drawn",
        stages=(Stage("all"),),  # type: ignore[arg-type]  # mypy cannot read the converter
        segments=[
            Segment(f"k{at}", stage="all", when=when, takes_precedence=True)
            for at, when in enumerate(whens)
        ],
        unclassified="rest",
        currency=currency,
        parameters={"limit": draw(st.sampled_from((30, 1, 2, 7, 365, None)))},
        scores=scores,
        codes=codes,
        extra=extra,
    )
    return _reachable(definition)


@st.composite
def _scores(draw: DrawFn, of: Sequence[str], extra: Mapping[str, Extra]) -> dict[str, Score]:
    """Draw up to two scores of features and extra columns that can be ordered."""
    ordered = [text for text in of if Feature.parse(text).unit != "kind"]
    subjects = draw(st.lists(st.sampled_from((*ordered, *extra, "orders")), max_size=2))
    scores: dict[str, Score] = {}
    for at, subject in enumerate(subjects):
        best = draw(st.sampled_from(("high", "low")))
        bins = draw(st.sampled_from((2, 3, 5)))
        scores[f"s{at}"] = Score(f"s{at}", of=subject, bins=bins, best=best)  # type: ignore[arg-type]
    return scores


def _reachable(definition: Definition) -> Template:
    """Make the template, without the segments that nobody can reach, which are refused."""
    try:
        return Template(definition)
    except TemplateError as error:
        refused = {fault.where for fault in error.faults}
        kept = [
            segment
            for at, segment in enumerate(definition.segments)
            if f"{definition.path(at)}.when" not in refused
        ]
        if len(kept) == len(definition.segments):
            raise
    return _reachable(evolve(definition, segments=kept or [_EVERYBODY]))


@frozen(eq=False)
class _Writer:
    """Writes the conditions of one template."""

    draw: DrawFn
    of: tuple[str, ...]
    scores: Mapping[str, Score]
    codes: Mapping[str, Sequence[str]]
    parameters: tuple[str, ...]
    extra: Mapping[str, Extra]

    def pick(self, *options: str) -> str:
        """Draw one of some texts, of which the first are the simplest."""
        return self.draw(st.sampled_from(options))

    def number(self, least: int, most: int) -> int:
        """Draw a whole number of a range."""
        return self.draw(st.integers(least, most))

    def condition(self, depth: int) -> str:
        """Write a condition."""
        way = self.pick("compare", "and", "or", "not") if depth else "compare"
        if way == "compare":
            return self.comparison()
        if way == "not":
            return f"not ({self.condition(depth - 1)})"
        return f"({self.condition(depth - 1)} {way} {self.condition(depth - 1)})"

    def comparison(self) -> str:
        """Write a comparison of something."""
        name = self.pick("", "", *self.scores, *self.codes, *self.extra)
        if name in self.scores:
            return f"{name} {self.pick(*_SIGNS)} {self.number(0, self.scores[name].bins + 1)}"
        if name in self.extra:
            ends = self.extra[name]
            return f"{name} {self.pick(*_SIGNS)} {self.number(ends.min - 1, ends.max + 1)}"
        return self.of_code(name) if name else self.of_feature()

    def of_code(self, name: str) -> str:
        """Write which cells a code is in."""
        tops = [self.scores[part].bins for part in self.codes[name]]
        cells = ["".join(str(self.number(1, top)) for top in tops) for _ in range(2)]
        return f"{name} {self.pick('in', 'not in')} ({', '.join(cells)})"

    def of_feature(self) -> str:
        """Write a comparison of a feature, in one of the ways there are."""
        text = self.draw(st.sampled_from(self.of) if self.of else features())
        feature = Feature.parse(text)
        if feature.unit == "kind":
            return f"{text} {self.pick('==', '!=')} {self.pick(*map(repr, feature.kinds))}"
        numbers = [str(each) for each in _NUMBERS[feature.unit]]
        first, second, sign = self.pick(*numbers), self.pick(*numbers), self.pick(*_SIGNS)
        return self.pick(
            f"{text} {sign} {first}",
            f"{first} {sign} {text}",
            f"{first} <= {text} < {second}",
            f"{text} {self.pick('in', 'not in')} ({first}, {second})",
            *(f"{text} {sign} {name}" for name in self.parameters),
        )


def _joined(*parts: str) -> str:
    """Join the arguments of a call that are there."""
    return ", ".join(filter(None, parts))
