"""How soon customers order again: after their first order, and after later ones."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
from attrs import evolve, frozen

from clm._frames import Framed
from clm._show import counted, html_table, span, table, tag
from clm.analysis.attribute import attribute_faults, by_attribute
from clm.analysis.by_group import ByGroup, shown
from clm.analysis.cadence.curve import DAYS, HEAD, ReturnCurve, curve_of, written
from clm.analysis.cadence.suggestion import Suggestion, suggested
from clm.analysis.snapshot.columns import Text
from clm.analysis.snapshot.taking import ledger_faults
from clm.errors import SnapshotError, UnknownNameError
from clm.features.gaps import Waits, order_waits
from clm.features.table import Features
from clm.ledger.column import AnyArray, Ints, locked
from clm.ledger.ledger import Ledger
from clm.model.day import as_day, day_faults

_GROUPS: Final = 3
_UNKNOWN: Final = "(unknown)"
_WORDS: Final = {"first": "after the first", "later": "after a later one"}
_HEAD: Final = ("ordered again within", *(counted(day, "day") for day in DAYS))


@frozen(eq=False, repr=False, kw_only=True)
class RepurchaseCurve(Framed):
    """The share of customers that has ordered again after so many days.

    Make one with `repurchase_curve`.

    Parameters
    ----------
    as_of : date
        The last day that was watched.
    latest : bool
        Whether that is the ledger's last day because no other was named.
    first : ReturnCurve
        From everybody's first order day to her second.
    later : ReturnCurve
        From every later order day to the next one.
    parts : tuple of (str, RepurchaseCurve)
        The same by the value of an attribute, if one was named; "" is unknown.
    """

    as_of: date
    latest: bool
    first: ReturnCurve
    later: ReturnCurve
    parts: tuple[tuple[str, "RepurchaseCurve"], ...] = ()

    @property
    def customers(self) -> int:
        """How many have ordered."""
        return self.first.number

    @property
    def groups(self) -> Mapping[str, "RepurchaseCurve"]:
        """The curves by the value of the attribute; nobody's are left out."""
        return ByGroup(self.parts)

    def suggest(self, *, share: Mapping[str, float] | None = None) -> Suggestion:
        """Suggest how long the windows of a template should be.

        ``new_customer_days`` is the first day by which half of the returns after a first order have
        come, ``stalled_after_days`` the one by which 80 % of them have, ``active_days`` the one by
        which 90 % of the returns after a later order have. All are of the returns within so many
        days as at least 100 were waited for, since whoever has not come back so far may yet do so.
        There is no suggestion where fewer than 100 came back, or where the days watched are less
        than twice the suggestion; nor for ``new_customer_days`` where it is not below
        ``active_days``.

        Parameters
        ----------
        share : mapping of str to float, optional
            Other shares, by the name of the window.

        Raises
        ------
        SnapshotError
            No such window, no such share.
        """
        return suggested(self.first, self.later, share)

    def columns(self) -> dict[str, AnyArray]:
        """Give all curves as columns.

        Returns
        -------
        dict of str to (k,) array, read-only
            ``group`` (text, only where an attribute was named), ``after`` (``first`` or ``later``),
            then those of `ReturnCurve.columns`.
        """
        drawn = self._drawn()
        lines = [curve.columns() for _, curve in drawn]
        sizes = [len(curve) for _, curve in drawn]
        keys = {
            "group": np.repeat(np.array([name for name, _ in drawn], Text), sizes),
            "after": np.repeat(np.array([curve.after for _, curve in drawn], Text), sizes),
        }
        named = {name: key for name, key in keys.items() if name == "after" or self.parts}
        figures = {name: np.concatenate([each[name] for each in lines]) for name in lines[0]}
        return {name: locked(each) for name, each in {**named, **figures}.items()}

    def table(self) -> str:
        """Write the shares after some days, with how many were still waiting and intervals."""
        return table(*self._table())

    def __repr__(self) -> str:
        """The shares after some days."""
        parts = [(f"{shown(name or _UNKNOWN)}: ", each) for name, each in self.parts[:_GROUPS]]
        drawn = [("", self), *parts]
        rows = [_shares(name, each) for name, curve in drawn for each in (curve.first, curve.later)]
        more = len(self.parts) - _GROUPS
        rest = [f"… {counted(more, 'more group')}, all of them in .groups"] if more > 0 else []
        return "\n".join([self._head(), table(_HEAD, rows), *rest])

    def _repr_html_(self) -> str:
        """The shares after some days, with how many were still waiting and intervals."""
        return html_table(self._head()[1:-1], *self._table())

    def _head(self) -> str:
        """Say which day, and how many customers."""
        day = f"as of {self.as_of}" + (", the ledger's last day" if self.latest else "")
        return tag("RepurchaseCurve", day, counted(self.customers, "customer"))

    def _drawn(self) -> list[tuple[str, ReturnCurve]]:
        """List the curves of every group, or of all customers if there are no groups."""
        curves = self.parts or (("", self),)
        return [(name, each) for name, curve in curves for each in (curve.first, curve.later)]

    def _table(self) -> tuple[list[str], list[list[object]]]:
        """Write a row for every curve and day, with a head above them."""
        keys = ["group", "after"] if self.parts else ["after"]
        rows: list[list[object]] = [
            [*([shown(name or _UNKNOWN), curve.after] if self.parts else [curve.after]), *row]
            for name, curve in self._drawn()
            for row in curve.rows()
        ]
        return [*keys, *HEAD], rows


def repurchase_curve(
    ledger: Ledger, as_of: object = None, *, by: str | None = None
) -> RepurchaseCurve:
    """Estimate the share of customers that orders again within so many days.

    Days are counted from one order day to the next: several orders of one day are one occasion,
    and an order that was given back in full by the last day is none. Whoever has not ordered again
    by the last day may still do so, and counts for as long as she was watched (Kaplan and Meier
    1958); leaving her out would make customers look quicker than they are, and counting her as
    lost slower.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    as_of : date, str or datetime64, optional
        The last day that is watched, inclusive; the ledger's last day if left out. Of days after
        that one it is taken that nothing happened.
    by : str, optional
        An attribute of the ledger that groups customers.

    Returns
    -------
    RepurchaseCurve

    Raises
    ------
    SnapshotError
        Something else than a ledger; nobody had ordered by the day; several faults at once.
    DayError
        `as_of` is no day.
    UnknownNameError
        The ledger has no such attribute.

    Notes
    -----
    After later orders every order day counts once, so customers who order often have more to say:
    the curve is of orders, not of customers. Its intervals know that orders of one customer are
    alike (Ying and Wei 1994).

    Examples
    --------
    >>> from clm import demo
    >>> curve = repurchase_curve(demo.simulate(300))
    >>> curve
    <RepurchaseCurve as of 2025-12-31, the ledger's last day · 193 customers>
    ordered again within  7 days  30 days  60 days  90 days  180 days  365 days
    after the first        8.3 %   40.9 %   54.3 %   60.0 %    65.4 %    68.3 %
    after a later one     22.8 %   52.4 %   66.8 %   75.3 %    82.6 %    85.6 %
    >>> print(curve.first.estimate(30))
    0.409 (0.343 … 0.482)
    """
    _check(ledger, as_of, by)
    last = ledger.last_day if as_of is None else as_day(as_of)
    if last is None:
        raise SnapshotError.of("ledger", "has no events", "add orders first")
    waits = order_waits(ledger, last)
    if not len(waits.days):
        orders = ledger.orders.rows
        mend = f"its orders are of {span(*orders.days)}" if len(orders) else "add orders first"
        raise SnapshotError.of("ledger", f"has no order that counts as of {last}", mend)
    whole = _curve(waits, np.arange(len(waits.days)), last, latest=as_of is None)
    if by is None:
        return whole
    groups = _grouped(Features.of(ledger, as_of=last), waits, by)
    parts = tuple((name, _curve(waits, rows, last, latest=whole.latest)) for name, rows in groups)
    return evolve(whole, parts=parts)


def _check(ledger: object, as_of: object, by: object) -> None:
    """Refuse what is no ledger, no day, no attribute; more than one fault at once."""
    no_attribute = [] if by is None else attribute_faults(ledger, by)
    no_day = [] if as_of is None else [*day_faults(as_of)]
    faults = [*ledger_faults(ledger), *no_attribute, *no_day]
    if no_attribute and faults == no_attribute and isinstance(ledger, Ledger):
        raise UnknownNameError("attribute", by, ledger.attributes)
    if faults != no_day:  # which is refused as everywhere
        raise SnapshotError(faults)


def _curve(waits: Waits, rows: Ints, as_of: date, *, latest: bool) -> RepurchaseCurve:
    """Draw the curves of some waits."""
    first = waits.first[rows]
    return RepurchaseCurve(
        as_of=as_of,
        latest=latest,
        first=curve_of(waits, rows[first], "first"),
        later=curve_of(waits, rows[~first], "later"),
    )


def _grouped(features: Features, waits: Waits, by: str) -> Iterator[tuple[str, Ints]]:
    """Give the waits of every value of an attribute that somebody who waits has."""
    values, place = by_attribute(features, by)
    group = place[features.rows_of(waits.customer)]
    line = np.argsort(group, kind="stable")
    start = np.searchsorted(group[line], np.arange(len(values) + 1))
    for name, (begin, end) in zip(values.tolist(), pairwise(start.tolist()), strict=True):
        if begin < end:
            yield name, line[begin:end]


def _shares(group: str, curve: ReturnCurve) -> list[str]:
    """Write the shares after some days in a row."""
    return [f"{group}{_WORDS[curve.after]}", *(written(curve.estimate(day))[0] for day in DAYS)]
