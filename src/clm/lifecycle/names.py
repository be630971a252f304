"""The names that conditions use: parameters, scores, codes and extra columns, and their faults."""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve

from clm.errors import ClmError, Fault, UnknownNameError, shown, unknown
from clm.features.catalog import NAMES, Feature
from clm.lifecycle.stage import Extra
from clm.scoring.score import GAP_SHARES, POPULATIONS, QUANTILES, Score

LARGEST: Final = 10**15 - 1
"""The largest number that a template may hold: 15 digits."""

MOST_BINS: Final = 100
DIGIT: Final = 9
"""A score in a code is one digit."""

RESERVED: Final = frozenset((*keyword.kwlist, "unlimited", "customer", "segment", "stage"))
"""Words of the language, and columns that every snapshot has."""

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_HALF = re.compile("[\ud800-\udfff]")


def identifier_faults(key: object, where: str) -> Iterator[Fault]:
    """Refuse a key that is no lower-case identifier."""
    if not isinstance(key, str) or not _IDENTIFIER.fullmatch(key):
        yield Fault(where, f"{shown(key)} is no key", "write lower-case letters, digits and _")


def text_faults(value: object, where: str) -> Iterator[Fault]:
    """Refuse what is no text, or no text that a file can hold."""
    if not isinstance(value, str):
        yield Fault(where, f"{type(value).__name__} is no text", "give a str")
        return
    halves = _HALF.search(value)
    if halves is not None:
        what = f"holds {halves[0]!a}, half of a character, which no file can hold"
        yield Fault(where, what, "write the whole character, or leave it out")


def whole_faults(value: object, where: str, least: int = -LARGEST) -> Iterator[Fault]:
    """Refuse what is no whole number from `least` on, of at most 15 digits."""
    if type(value) is not int or not least <= value <= LARGEST:
        bound = "of at most 15 digits" if least == -LARGEST else f"from {least} on"
        yield Fault(where, f"{shown(value)} is no such number", f"give a whole number {bound}")


def twice_faults(items: Iterable[str], where: str) -> Iterator[Fault]:
    """Refuse a list that is blank somewhere or says something twice."""
    seen: set[str] = set()
    for at, item in enumerate(items):
        if not item.strip():
            yield Fault(f"{where}[{at}]", "is blank", "name it or leave it out")
        elif item in seen:
            yield Fault(f"{where}[{at}]", f"{item!r} is given twice", "give it once")
        seen.add(item)


def name_faults(**tables: Iterable[str]) -> Iterator[Fault]:
    """Refuse names that cannot be written in a condition, or that mean two things.

    Parameters
    ----------
    **tables : iterable of str
        The names in each table of the file.
    """
    owners = dict.fromkeys(NAMES, "a feature") | dict.fromkeys(RESERVED, "a reserved word")
    for table, names in tables.items():
        for name in names:
            where = f"{table}.{name}"
            yield from identifier_faults(name, where)
            if name in owners:
                yield Fault(where, f"{name!r} is {owners[name]}", "choose another name")
            owners[name] = f"in [{table}] already"


def parameter_faults(parameters: Mapping[str, int | None]) -> Iterator[Fault]:
    """Refuse parameters that are neither whole numbers nor unlimited."""
    for name, value in parameters.items():
        if value is not None and any(whole_faults(value, "")):
            yield Fault(
                f"parameters.{name}",
                f"{shown(value)} is no such number",
                'give a whole number of at most 15 digits, or "unlimited"',
            )


def extra_faults(extra: Mapping[str, Extra]) -> Iterator[Fault]:
    """Refuse ranges that hold no number."""
    for name, range_ in extra.items():
        where = f"extra.{name}"
        faults = [
            *whole_faults(range_.min, f"{where}.min"),
            *whole_faults(range_.max, f"{where}.max"),
        ]
        yield from faults
        if not faults and range_.min > range_.max:
            yield Fault(
                f"{where}.min", f"{range_.min} is more than max = {range_.max}", "swap them"
            )


def defined(score: Score, extra: Mapping[str, Extra]) -> Score:
    """Put a score in order: the canonical text of its feature, its least value and its unit.

    Raises
    ------
    ClmError
        There is no such feature.
    """
    if score.of in extra:
        return evolve(score, least=extra[score.of].min, unit="number")
    feature = Feature.parse(score.of)
    return evolve(score, of=feature.name, least=feature.least, unit=feature.unit)


def feature_faults(score: Score, extra: Mapping[str, Extra]) -> Iterator[Fault]:
    """Refuse a score of what is no feature, or of one that has no order."""
    where = f"scores.{score.name}.of"
    try:
        unit = defined(score, extra).unit
    except UnknownNameError as error:
        yield unknown(error.kind, error.name, (*error.known, *extra), where)
    except ClmError as error:
        yield from (evolve(fault, where=where) for fault in error.faults)
    else:
        if unit == "kind":
            yield Fault(where, "kinds of event have no order", "give a number to score")


def cut_faults(score: Score) -> Iterator[Fault]:
    """Refuse numbers of bins and fixed cut points that make no score."""
    where = f"scores.{score.name}"
    if not 2 <= score.bins <= MOST_BINS:
        yield Fault(f"{where}.bins", f"{score.bins} bins", f"give 2 to {MOST_BINS}")
    if score.fixed is None:
        return
    if not score.fixed:
        yield Fault(f"{where}.cuts", "no cut point", "give one or more, or leave cuts out")
    elif score.bins != len(score.fixed) + 1:
        count = len(score.fixed)
        yield Fault(
            f"{where}.bins", f"{score.bins}, but {count} cuts make {count + 1}", "leave bins out"
        )
    for at, cut in enumerate(score.fixed):
        yield from whole_faults(cut, f"{where}.cuts[{at}]")
        if at and cut <= score.fixed[at - 1]:
            yield Fault(f"{where}.cuts[{at}]", f"{cut} does not ascend", "order the cuts upwards")
        if score.least is not None and cut < score.least:
            mend = f"start at {score.least}"
            yield Fault(f"{where}.cuts[{at}]", f"{cut} lies below every {score.of}", mend)


def option_faults(score: Score, extra: Mapping[str, Extra]) -> Iterator[Fault]:
    """Refuse ways of cutting that are not made for the feature, or that exclude each other."""
    where = f"scores.{score.name}"
    if score.population not in POPULATIONS:
        yield unknown("population", score.population, POPULATIONS, f"{where}.population")
    elif score.population == "repeaters":
        if not _counts_orders(score, extra):
            mend = "score a number of orders, or leave population out"
            yield Fault(f"{where}.population", f"{score.of} knows no repeaters", mend)
        elif score.best == "low":
            yield Fault(f"{where}.best", "of repeaters many orders are best", "leave best out")
        if score.fixed is not None:
            what = "repeaters are cut by their number, here the cuts are given"
            yield Fault(f"{where}.population", what, "leave out population or cuts")
    if score.quantiles_of not in QUANTILES:
        yield unknown("cuts", score.quantiles_of, QUANTILES, f"{where}.cuts")
    elif score.quantiles_of == "gaps":
        yield from _gap_faults(score, where)


def _counts_orders(score: Score, extra: Mapping[str, Extra]) -> bool:
    """Tell whether a score is of a number of orders; a feature at fault is told elsewhere."""
    if any(feature_faults(score, extra)):
        return True
    of = None if score.of in extra else Feature.parse(score.of)
    return of is not None and of.stat == "count" and of.kinds == ("order",)


def _gap_faults(score: Score, where: str) -> Iterator[Fault]:
    """Refuse gaps between order days where no silence is scored."""
    if score.of != "recency":
        mend = 'write of = "recency", or leave cuts out'
        yield Fault(f"{where}.cuts", f"{score.of} is no silence to compare with gaps", mend)
    elif score.best != "low":
        yield Fault(f"{where}.best", "a long silence is not best", 'write best = "low"')
    bins = len(GAP_SHARES) + 1
    if score.bins != bins:
        yield Fault(f"{where}.bins", f"{score.bins}, but gaps make {bins}", "leave bins out")
    if score.fixed is not None or score.population != POPULATIONS[0]:
        what = "gaps and another way of cutting"
        yield Fault(f"{where}.cuts", what, "choose one")


def code_faults(
    codes: Mapping[str, tuple[str, ...]], scores: Mapping[str, Score]
) -> Iterator[Fault]:
    """Refuse codes of unknown scores, or of scores with more than one digit."""
    for name, parts in codes.items():
        where = f"codes.{name}"
        if not parts:
            yield Fault(where, "has no scores", f"write {name} = ['r', 'f', 'm']")
        yield from twice_faults(parts, where)
        for at, part in enumerate(parts):
            if part not in scores:
                yield unknown("score", part, scores, f"{where}[{at}]")
            elif scores[part].bins > DIGIT:
                what = f"{part!r} has {scores[part].bins} bins"
                yield Fault(f"{where}[{at}]", what, f"a code takes scores of at most {DIGIT}")
