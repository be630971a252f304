"""A metric: the exact definition that a figure carries."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, cast, get_args

from attrs import field, frozen

from clm._frozen import FrozenDict
from clm._show import html_table, tag
from clm.errors import Fault, MetricError, shown, unknown

Unit = Literal["share", "ratio", "multiple", "count", "money", "days", "orders", "score"]
"""``share`` of people or things, 0 to 1; ``ratio`` of two sums, written in percent, and
``multiple``, written as it is; ``money`` in minor units."""

UNITS: Final[tuple[str, ...]] = get_args(Unit)

MoneyBasis = Literal["", "net", "gross", "margin", "cost"]
"""Order lines less refunds; order lines alone; a share of net; what was spent; "" is no money."""

MONEY: Final[tuple[str, ...]] = get_args(MoneyBasis)

Scope = Literal["shop", "stage"]
"""Whether a stage is measured by its own people or, as a passage between stages, by the shop's."""

SCOPES: Final[tuple[str, ...]] = get_args(Scope)

Parameter = int | float | str

MEANING: Final = ("numerator", "denominator", "population", "window", "censoring", "money", "unit")
"""The parts of a definition in which two metrics of one name can differ."""


_NEEDED: Final = ("key", "numerator", "population", "window")
_TEXTS: Final = (*_NEEDED, "title", "denominator", "censoring", "source")


def _frozen(parameters: Mapping[str, Parameter]) -> FrozenDict[str, Parameter]:
    """Keep parameters so that nobody changes them; leave all else for the faults."""
    if not isinstance(parameters, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        return parameters
    return FrozenDict(parameters)


def _none() -> FrozenDict[str, Parameter]:
    """Give no parameters."""
    return FrozenDict({})


@frozen(kw_only=True, repr=False)
class Metric:
    """What is counted, of whom, and when.

    Two metrics are equal if they mean the same, whatever else they are called. Most come from the
    catalogue, `clm.metric`; a shop's own metrics are made like any other value.

    Parameters
    ----------
    key : str
        Its name in data: ``second_order_rate``.
    title : str
        Its name for people.
    unit : {"share", "ratio", "multiple", "count", "money", "days", "orders", "score"}
        What its value is; money is told in minor units.
    numerator : str
        What is counted or summed up.
    denominator : str
        What it is divided by; "" where it is not.
    population : str
        Whose doings are looked at.
    window : str
        Which days are looked at.
    censoring : str
        What becomes of those who were not watched long enough; "" where that cannot be.
    money : {"", "net", "gross", "margin", "cost"}
        Which money is meant.
    per_period : bool
        Whether a longer period makes it another figure: of these a month's and a year's do not
        compare.
    scope : {"shop", "stage"}
        Whether a stage's figure is of the people who stood in it when the period began, or of the
        whole shop.
    parameters : mapping of str to int, float or str
        The numbers in the definition.
    also_called : tuple of str
        Other names that people use for it.
    source : str
        Where the definition is from.

    Raises
    ------
    MetricError
        A part that every definition has is empty, or is no text; no such unit, money or scope.

    Examples
    --------
    >>> visits = Metric(
    ...     key="visits", title="Visits", unit="count", numerator="visits",
    ...     population="everybody with an id", window="the period",
    ... )
    >>> visits
    <Metric visits · visits · the period>
    """

    key: str
    title: str = field(eq=False)
    unit: Unit
    numerator: str
    denominator: str = ""
    population: str
    window: str
    censoring: str = ""
    money: MoneyBasis = ""
    per_period: bool = field(default=True, eq=False)
    scope: Scope = field(default="shop", eq=False)
    parameters: FrozenDict[str, Parameter] = field(factory=_none, converter=_frozen, eq=False)
    also_called: tuple[str, ...] = field(default=(), eq=False)
    source: str = field(default="", eq=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what defines nothing."""
        faults = [
            *_text_faults(self),
            *_choice_faults("money", self.money, MONEY),
            *_choice_faults("scope", self.scope, SCOPES),
        ]
        if not isinstance(self.per_period, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
            what = f"{shown(self.per_period)} is neither True nor False"
            faults.append(Fault("per_period", what, "write True, or leave it out"))
        if not isinstance(self.parameters, FrozenDict):  # pyright: ignore[reportUnnecessaryIsInstance]
            what = f"{shown(self.parameters)} holds nothing by name"
            faults.append(Fault("parameters", what, "write {'within': 30}"))
        if not isinstance(self.unit, str) or self.unit not in UNITS:  # pyright: ignore[reportUnnecessaryIsInstance]
            faults.append(unknown("unit", self.unit, UNITS, "unit"))
        elif self.unit in ("share", "ratio", "multiple") and not str(self.denominator).strip():
            faults.append(Fault("denominator", "is empty", f"say what the {self.unit} is of"))
        if faults:
            raise MetricError(faults)

    @property
    def formula(self) -> str:
        """What is divided by what."""
        return f"{self.numerator} / {self.denominator}" if self.denominator else self.numerator

    def differences(self, other: "Metric") -> tuple[str, ...]:
        """Say, part by part, what another metric means otherwise; nothing if it means the same."""
        parts = ((name, getattr(self, name), getattr(other, name)) for name in ("key", *MEANING))
        return tuple(
            f"{name}: {mine or 'none'} ≠ {theirs or 'none'}"
            for name, mine, theirs in parts
            if mine != theirs
        )

    def __repr__(self) -> str:
        """Its name, formula and window, in a line."""
        return tag("Metric", self.key, self.formula, self.window)

    def _repr_html_(self) -> str:
        """The whole definition as a table."""
        parts = [(name, getattr(self, name)) for name in MEANING]
        known = [("also called", ", ".join(self.also_called)), ("source", self.source)]
        rows = [(name, text) for name, text in (*parts, *known) if text]
        return html_table(f"{self.title} ({self.key})", ("part", "definition"), rows)


def _text_faults(metric: Metric) -> Iterator[Fault]:
    """Name parts that are no text, and those that must not be empty and are."""
    for name in _TEXTS:
        text = getattr(metric, name)
        if not isinstance(text, str):
            yield Fault(name, f"{shown(text)} is no text", "say in words what is meant")
        elif name in _NEEDED and not text.strip():
            yield Fault(name, "is empty", "say in words what is meant")
    names = cast("object", metric.also_called)
    told = isinstance(names, tuple) and all(
        isinstance(each, str) for each in cast("tuple[object, ...]", names)
    )
    if not told:
        yield Fault(
            "also_called", f"{shown(metric.also_called)} is no tuple of names", "write ('AOV',)"
        )


def _choice_faults(name: str, value: object, known: tuple[str, ...]) -> list[Fault]:
    """Name what is none of a few words."""
    if isinstance(value, str) and value in known:
        return []
    return [unknown(name, value, [each for each in known if each], name)]
