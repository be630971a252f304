"""How long the windows of a template should be, going by when customers order again."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from attrs import evolve, frozen

from clm._show import counted, html_table, table, tag
from clm.analysis.cadence.curve import ReturnCurve, share_faults
from clm.errors import SnapshotError, UnknownNameError, unknown
from clm.lifecycle.template import Template

SHARES: Final[Mapping[str, float]] = {
    "new_customer_days": 0.5,
    "stalled_after_days": 0.8,
    "active_days": 0.9,
}
"""The share of those who come back that has done so by then."""

ENOUGH: Final = 100
"""So many have to come back, and so many have to be waited for as long as a curve is read."""

_LONGER: Final = 2
"""Watched for less than so many times a window, it is one of the days watched, not of the shop."""

_HEAD: Final = ("window", "days", "why")


@frozen
class Advice:
    """The length of one window, or why there is none.

    Parameters
    ----------
    name : str
        Of the window.
    days : int or None
        How long.
    why : str
        What the days stand for, or what is amiss.
    """

    name: str
    days: int | None
    why: str


@frozen(repr=False, eq=False)
class Suggestion(Mapping[str, int | None]):
    """Days by the name of the window; None where the data do not say.

    Make one with `RepurchaseCurve.suggest`.

    Parameters
    ----------
    advice : tuple of Advice
        One for each window.

    Examples
    --------
    >>> none = Advice("active_days", None, "only 3 came back")
    >>> some = Suggestion((Advice("new_customer_days", 40, "half have come back"), none))
    >>> dict(some), some.why["active_days"]
    ({'new_customer_days': 40, 'active_days': None}, 'only 3 came back')
    >>> from clm.lifecycle.registry import templates
    >>> five = templates["five-stage"]
    >>> five.with_parameters(**some.parameters(five)).parameters["new_customer_days"]
    40
    """

    advice: tuple[Advice, ...]

    @property
    def why(self) -> dict[str, str]:
        """What each number of days stands for, or why there is none."""
        return {each.name: each.why for each in self.advice}

    def parameters(self, template: Template) -> dict[str, int]:
        """Give the days that a template has parameters for, as `with_parameters` takes them.

        A window is left out if the template's own other one contradicts it: somebody is new for
        fewer days than she is active.

        Raises
        ------
        SnapshotError
            No template.
        """
        if not isinstance(cast("object", template), Template):
            mend = "give a Template: clm.templates['five-stage']"
            raise SnapshotError.of("template", f"{template!r:.40} is no template", mend)
        own = template.parameters
        given = {name: days for name, days in self.items() if days is not None and name in own}
        new, active = ({**own, **given}.get(name) for name in ("new_customer_days", "active_days"))
        if isinstance(new, int) and isinstance(active, int) and new >= active:
            return {name: n for name, n in given.items() if name == "stalled_after_days"}
        return given

    def __getitem__(self, name: str) -> int | None:
        """Give the days of a window.

        Raises
        ------
        UnknownNameError
            There is no such window.
        """
        known = {each.name: each.days for each in self.advice}
        if not isinstance(cast("object", name), str) or name not in known:
            raise UnknownNameError("window", name, known)
        return known[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return (each.name for each in self.advice)

    def __len__(self) -> int:
        """Count the windows."""
        return len(self.advice)

    def __repr__(self) -> str:
        """The days and what they stand for."""
        return "\n".join([self._head(), table(_HEAD, self._rows())])

    def _repr_html_(self) -> str:
        """The days and what they stand for."""
        return html_table(self._head()[1:-1], _HEAD, self._rows())

    def _head(self) -> str:
        """Say how many windows the data tell."""
        told = sum(days is not None for days in self.values())
        return tag("Suggestion", f"{told} of {counted(len(self), 'window')}")

    def _rows(self) -> list[tuple[str, int | str, str]]:
        """Write a row for every window."""
        return [
            (each.name, "-" if each.days is None else each.days, each.why) for each in self.advice
        ]


def suggested(first: ReturnCurve, later: ReturnCurve, share: object) -> Suggestion:
    """Read the windows off two curves.

    Parameters
    ----------
    first, later : ReturnCurve
        After the first order, and after later ones.
    share : mapping of str to float, optional
        Other shares than those of `SHARES`.

    Raises
    ------
    SnapshotError
        No such window, no such share.
    """
    shares = {**SHARES, **_checked(share)}
    curves = {"new_customer_days": first, "stalled_after_days": first, "active_days": later}
    new, stalled, active = (_read(name, curves[name], shares[name]) for name in SHARES)
    if new.days is not None and active.days is not None and new.days >= active.days:
        why = f"would be {new.days}, which is not less than active_days, {active.days}"
        new = evolve(new, days=None, why=why)
    return Suggestion((new, stalled, active))


def _read(name: str, curve: ReturnCurve, share: float) -> Advice:
    """Read one window off its curve, if there is enough to go by."""
    order = f"{curve.after} order"
    horizon = curve.waits.watched(ENOUGH)
    if horizon is None:
        return Advice(name, None, f"only {counted(curve.number, order)}, {ENOUGH} are the least")
    back = int(curve.waits.events[curve.waits.days <= horizon].sum())
    within = f"within {counted(horizon, 'day')} of a {order}"
    if back < ENOUGH:
        return Advice(
            name, None, f"only {counted(back, 'return')} {within}, {ENOUGH} are the least"
        )
    days = curve.waits.quantile(share, horizon)
    if days is None or _LONGER * days > horizon:
        why = f"would be {days}, and {counted(horizon, 'day')} of watching are less than twice that"
        return Advice(name, None, why)
    return Advice(name, days, f"by then {100 * share:g} % of all returns {within} have come")


def _checked(share: object) -> dict[str, float]:
    """Refuse shares that are none, or of no window."""
    if share is None:
        return {}
    if not isinstance(share, Mapping):
        what = f"{share!r:.40} is no mapping"
        raise SnapshotError.of("share", what, 'write {"active_days": 0.95}')
    given = cast("Mapping[object, Any]", share)
    faults = [unknown("window", name, SHARES, "share") for name in given if name not in SHARES]
    for name, value in given.items():
        faults += share_faults(value, f"share[{name!r}]")
    if faults:
        raise SnapshotError(faults)
    return {str(name): float(value) for name, value in given.items()}
