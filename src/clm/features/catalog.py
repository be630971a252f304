"""The catalogue of features: what can be asked of a customer, and how it is written.

A feature is a statistic over one kind of event in a window of ages::

    orders   recency   tenure   monetary   average_order   order_days   last_gap
    orders(days=30, ago=30)     monetary(days=365)
    count('visit', days=30)     total('touch', channel='email')
    last('cart')                first('referral')
    latest('subscribe', 'cancel')

The age of an event is its distance in days from the as-of day, so ``days=30`` selects ages 0 to 29
and ``days=30, ago=30`` ages 30 to 59. ``count('order')`` and ``orders`` are one feature, so are
``last('order')`` and ``recency``, ``first('order')`` and ``tenure``.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal, Self

from attrs import evolve, frozen

from clm.errors import FeatureError, UnknownNameError

Stat = Literal["count", "total", "net", "last", "first", "average", "days", "gap", "latest"]
Unit = Literal["count", "days", "money", "kind", "number"]

LONGEST_WINDOW: Final = 3_652_058
"""Days between the first and the last day of the calendar (years 1 to 9999)."""

_PLAIN: Final[Mapping[str, tuple[Stat, tuple[str, ...]]]] = {
    "orders": ("count", ("order",)),
    "recency": ("last", ("order",)),
    "tenure": ("first", ("order",)),
    "monetary": ("net", ("order",)),
    "average_order": ("average", ("order",)),
    "order_days": ("days", ("order",)),
    "last_gap": ("gap", ("order",)),
}
_WINDOWED: Final = ("orders", "monetary", "order_days")
_CALLS: Final[Mapping[str, Stat]] = {
    "count": "count",
    "total": "total",
    "last": "last",
    "first": "first",
    "latest": "latest",
}
_UNITS: Final[Mapping[Stat, Unit]] = {
    "count": "count",
    "days": "count",
    "total": "money",
    "net": "money",
    "average": "money",
    "last": "days",
    "first": "days",
    "gap": "days",
    "latest": "kind",
}
_NEVER_MISSING: Final = ("count", "total", "net", "days")
_SHORT: Final[Mapping[tuple[Stat, tuple[str, ...]], str]] = {
    meaning: name for name, meaning in _PLAIN.items()
}

NAMES: Final = (*_PLAIN, *_CALLS)
"""Every name that may start a feature."""

_CALL = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\((.*)\)\s*)?", re.DOTALL)
_ARGUMENT = re.compile(
    r"""\s*(?:([A-Za-z_]+)\s*=\s*)?(?:'([^'"\\\n]*)'|"([^'"\\\n]*)"|([0-9]{1,15}))\s*(?:,|$)"""
)


@frozen(cache_hash=True)
class Feature:
    """A statistic of a customer over one kind of event, in a window of ages.

    Parameters
    ----------
    stat : str
        ``count``, ``total`` (sum of amounts), ``net`` (order lines less refunds), ``last`` and
        ``first`` (days since), ``average`` (net // orders), ``days`` (distinct days), ``gap``
        (days between the last two order days) or ``latest`` (which kind came last).
    kinds : tuple of str
        The kind of event; several for ``latest`` only.
    days : int or None
        Width of the window in days; None is unlimited.
    ago : int
        Age at which the window starts.
    channel : str or None
        Only events of that channel.

    Examples
    --------
    >>> Feature.parse("count('order', days=30)")
    Feature("orders(days=30)")
    >>> Feature.parse("recency").unit
    'days'
    """

    stat: Stat
    kinds: tuple[str, ...]
    days: int | None = None
    ago: int = 0
    channel: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a feature from its text.

        Raises
        ------
        UnknownNameError
            No feature has that name.
        FeatureError
            The arguments are not those of the feature.
        """
        match = _CALL.fullmatch(text)
        if match is None:
            raise FeatureError.of(text, "not a feature", "write count('visit', days=30)")
        name, inside = match.groups()
        kinds, options = ((), {}) if inside is None else _arguments(inside, text)
        return cls.build(name, kinds, options, called=inside is not None)

    @classmethod
    def build(
        cls, name: str, kinds: tuple[str, ...], options: Mapping[str, object], *, called: bool
    ) -> Self:
        """Make a feature from the parts of a call.

        Parameters
        ----------
        name : str
            ``orders``, ``count``, ….
        kinds : tuple of str
            The quoted kinds.
        options : mapping
            ``days`` (int, or None for unlimited), ``ago`` (int), ``channel`` (str).
        called : bool
            Whether brackets were written.

        Raises
        ------
        UnknownNameError
            No feature has that name.
        FeatureError
            The arguments are not those of the feature.
        """
        if name not in NAMES:
            raise UnknownNameError("feature", name, NAMES)
        _check_options(name, options)
        if name in _PLAIN:
            _check_plain(name, kinds, options)
            stat, kinds = _PLAIN[name]
        else:
            _check_call(name, kinds, called=called)
            stat = _CALLS[name]
        return cls(stat, kinds, **options)  # type: ignore[arg-type]  # checked above

    @classmethod
    def of(cls, feature: "Feature | str") -> "Feature":
        """Take a feature, or read it from its text."""
        return feature if isinstance(feature, Feature) else cls.parse(feature)

    @property
    def name(self) -> str:
        """The canonical text; ``Feature.parse(feature.name) == feature``."""
        options = [f"days={self.days}"] if self.days is not None else []
        options += [f"ago={self.ago}"] if self.ago else []
        short = _SHORT.get((self.stat, self.kinds))
        if short and self.channel is None and (not options or short in _WINDOWED):
            return short + (f"({', '.join(options)})" if options else "")
        options += [f"channel='{self.channel}'"] if self.channel is not None else []
        arguments = [f"'{kind}'" for kind in self.kinds] + options
        return f"{self.stat}({', '.join(arguments)})"

    @property
    def end(self) -> int | None:
        """Age at which the window ends, exclusive; None is never."""
        return None if self.days is None else self.ago + self.days

    @property
    def unit(self) -> Unit:
        """What one step of the value is: a count, a day, a minor unit of money, or a kind."""
        return _UNITS[self.stat]

    @property
    def optional(self) -> bool:
        """Whether the value can be missing."""
        return self.stat not in _NEVER_MISSING

    @property
    def least(self) -> int | None:
        """The smallest value among customers who have such an event; None is unbounded."""
        bounds = {"count": 1, "days": 1, "gap": 1, "last": self.ago, "first": self.ago}
        return bounds.get(self.stat)

    @property
    def counted(self) -> "Feature":
        """The number of events this looks at: a score is missing where it is 0."""
        return Feature("count", self.kinds[:1], self.days, self.ago, self.channel)

    def swept(self, days: int) -> Self:
        """The same over all that is in the window today or comes into it within so many days.

        Examples
        --------
        >>> Feature.parse("orders(days=30, ago=30)").swept(10)
        Feature("orders(days=40, ago=20)")
        """
        ago = max(self.ago - days, 0)
        return evolve(self, ago=ago, days=None if self.end is None else self.end - ago)

    def __repr__(self) -> str:
        """The canonical text, quoted."""
        return f'Feature("{self.name}")'


def _arguments(inside: str, text: str) -> tuple[tuple[str, ...], dict[str, object]]:
    """Split the inside of a call into quoted kinds and named options."""
    kinds: list[str] = []
    options: dict[str, object] = {}
    at = 0
    while at < len(inside.rstrip()):
        match = _ARGUMENT.match(inside, at)
        if match is None:
            raise FeatureError.of(
                text, f"{inside[at:].strip()!r} is no argument", "write 'kind', days=30"
            )
        option, single, double, number = match.groups()
        value = int(number) if number else single if single is not None else double
        if option is None:
            kinds.append(str(value))
        elif option in options:
            raise FeatureError.of(text, f"{option} is given twice", "give it once")
        else:
            options[option] = value
        at = match.end()
    return tuple(kinds), options


def _check_options(name: str, options: Mapping[str, object]) -> None:
    """Refuse options that no window has."""
    known = ("days", "ago", "channel")
    for option, value in options.items():
        if option not in known:
            raise UnknownNameError(f"option of {name}", option, known)
        if option == "channel":
            if not isinstance(value, str):
                what = f"channel={value!r} of {name} is no text"
                raise FeatureError.of("", what, "quote the channel")
        elif not (option == "days" and value is None):
            _check_days(name, option, value)


def _check_days(name: str, option: str, value: object) -> None:
    """Refuse what is no number of days."""
    least = 1 if option == "days" else 0
    if not isinstance(value, int) or not least <= value <= LONGEST_WINDOW:
        shown = "unlimited" if value is None else repr(value)
        raise FeatureError.of(
            "",
            f"{option}={shown} of {name} is no number of days",
            f"give a whole number from {least} to {LONGEST_WINDOW:,}",
        )


def _check_plain(name: str, kinds: tuple[str, ...], options: Mapping[str, object]) -> None:
    """Refuse arguments that a feature of orders does not take."""
    if kinds:
        raise FeatureError.of("", f"{name} takes no kind of event", f"write {name}")
    if options and name not in _WINDOWED:
        stat, (kind,) = _PLAIN[name]
        limits = any(value is not None for value in options.values())
        way = _written(stat, kind, options) if limits and stat in _CALLS else name
        raise FeatureError.of("", f"{name} takes no window", f"write {way}")
    if "channel" in options:
        mend = "leave it out"
        if name == "orders":
            mend = f"write {_written('count', 'order', options)}"
        raise FeatureError.of("", f"{name} takes no channel", mend)


def _written(stat: str, kind: str, options: Mapping[str, object]) -> str:
    """Write a call with options that may hold an unlimited window, which is left out."""
    said = [f"{option}={value!r}" for option, value in options.items() if value is not None]
    return f"{stat}({', '.join([repr(kind), *said])})"


def _check_call(name: str, kinds: tuple[str, ...], *, called: bool) -> None:
    """Refuse a call without its kinds."""
    if not called or not kinds:
        raise FeatureError.of("", f"{name} needs a kind of event", f"write {name}('visit')")
    if name == "latest":
        if len(set(kinds)) < len(kinds):
            what = "latest names a kind twice"
            raise FeatureError.of("", what, "write latest('signup', 'unsubscribe')")
    elif len(kinds) > 1:
        what = f"{name} takes one kind of event"
        raise FeatureError.of("", what, f"write {name}('{kinds[0]}')")
    if not all(kinds):
        raise FeatureError.of("", f"a kind in {name} has no name", f"write {name}('visit')")
