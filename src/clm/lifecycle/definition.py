"""What a template says: its names and references checked, its conditions parsed.

A definition that exists is free of faults in itself. Whether its segments fit together, so that
every customer who can exist has exactly one, is for the proof to say.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import evolve, field, fields, frozen

from clm._frozen import FrozenDict
from clm.errors import ClmError, Fault, TemplateError, unknown
from clm.features.catalog import NAMES
from clm.lifecycle import names
from clm.lifecycle.cells.rule import Claim, Rule, claimed
from clm.lifecycle.conditions.condition import Condition, Vocabulary, parse
from clm.lifecycle.conditions.tree import UNLIMITED
from clm.lifecycle.meaning import holds_money, plain
from clm.lifecycle.stage import Extra, Segment, Stage
from clm.lifecycle.texts import written_faults
from clm.model.money import DIGITS
from clm.scoring.score import Score

_KEY: Final = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")
_TABLES: Final = ("parameters", "scores", "codes", "extra")


def _ranked(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Give the segments without a rank their position."""
    return tuple(
        segment if segment.rank else evolve(segment, rank=position)
        for position, segment in enumerate(segments, start=1)
    )


@frozen(kw_only=True)
class Definition:
    """What a template's file says.

    Parameters
    ----------
    key : str
        The template's name: lower case, words joined by dashes.
    stages : tuple of Stage
        In the order in which they are shown. A stage without segments is allowed: it may be
        reached only by people whom nobody knows by name yet.
    segments : tuple of Segment
        In the order in which they are matched. A rank of 0 becomes the position, from 1.
    title, about, source : str
        Its name for people, what its readers should know, and where the model comes from.
    unclassified : str or None
        Key of the segment for whoever fits no other.
    currency : str or None
        ISO 4217 code; needed where conditions or fixed cut points hold money.
    parameters : mapping of str to int or None
        Whole numbers that conditions name; None is larger than any value.
    scores : mapping of str to Score
        By name; `of`, `least` and `unit` are put in order here.
    codes : mapping of str to tuple of str
        Names of scores whose digits are written together.
    extra : mapping of str to Extra
        Columns that the caller supplies.
    paths : tuple of str
        Where each segment stands in the file it was read from; only errors show it.

    Raises
    ------
    TemplateError
        With every fault.

    Examples
    --------
    >>> everybody = Segment("everybody", stage="all", when="orders >= 0")
    >>> Definition(key="one-group", stages=[Stage("all")], segments=[everybody]).segments[0].rank
    1
    >>> Definition(key="one-group", stages=[Stage("all")], segments=[])
    Traceback (most recent call last):
    clm.errors.TemplateError: segment: there is none → write [[segment]]
    """

    key: str
    stages: tuple[Stage, ...] = field(converter=tuple)
    segments: tuple[Segment, ...] = field(converter=_ranked)
    title: str = ""
    about: str = ""
    source: str = ""
    unclassified: str | None = None
    currency: str | None = None
    parameters: Mapping[str, int | None] = field(factory=dict[str, "int | None"], hash=False)
    scores: Mapping[str, Score] = field(factory=dict[str, Score], hash=False)
    codes: Mapping[str, tuple[str, ...]] = field(factory=dict[str, tuple[str, ...]], hash=False)
    extra: Mapping[str, Extra] = field(factory=dict[str, Extra], hash=False)
    paths: tuple[str, ...] = field(default=(), eq=False, repr=False)
    conditions: tuple[Condition, ...] = field(init=False, eq=False, repr=False)
    claims: tuple[tuple[Claim, ...], ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Put the scores in order, parse the conditions, and raise whatever is wrong."""
        for name in _TABLES:
            self._put(name, FrozenDict(getattr(self, name)))
        self._put("scores", FrozenDict(_defined(self.scores, self.extra)))
        faults = [*_key_faults(self), *self._name_faults(), *self._score_faults()]
        faults += [*_stage_faults(self.stages), *self._segment_faults()]
        faults += self._text_faults()
        conditions, found = self._parsed()
        self._put("conditions", conditions)
        claims, doubted = self._claimed()
        self._put("claims", claims)
        faults += [*found, *doubted, *self._currency_faults()]
        if faults:
            raise TemplateError(dict.fromkeys(faults))

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that conditions may use."""
        return Vocabulary(
            scores=self.scores, codes=self.codes, parameters=self.parameters, extra=self.extra
        )

    @property
    def fingerprint(self) -> str:
        """A hash of the meaning: texts, campaigns, metrics, channels and waiting times are none."""
        text = json.dumps(self._meaning(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def rules(self) -> tuple[Rule, ...]:
        """The segments as the proof takes them, in matching order."""
        return tuple(
            Rule(
                segment.key,
                condition,
                segment.takes_precedence,
                f"{self.path(at)}.when",
                segment.rank,
                claims,
            )
            for at, (segment, condition, claims) in enumerate(
                zip(self.segments, self.conditions, self.claims, strict=True)
            )
        )

    def path(self, at: int) -> str:
        """Where a segment stands in the file."""
        return self.paths[at] if at < len(self.paths) else f"segment[{at}]"

    def _put(self, name: str, value: object) -> None:
        """Settle a field while the definition is made."""
        object.__setattr__(self, name, value)

    def _meaning(self) -> dict[str, object]:
        """Lay the meaning out in plain values."""
        return {
            "stages": [(stage.key, stage.next) for stage in self.stages],
            "segments": [
                (each.key, each.stage, each.rank, each.takes_precedence, plain(condition))
                for each, condition in zip(self.segments, self.conditions, strict=True)
            ],
            "scores": {
                score.name: (score.of, score.bins, score.best, score.fixed, *score.options)
                for score in self.scores.values()
            },
            "codes": dict(self.codes),
            "parameters": dict(self.parameters),
            "extra": {name: (each.min, each.max) for name, each in self.extra.items()},
            "currency": self.currency,
            "unclassified": self.unclassified,
        }

    def _name_faults(self) -> Iterator[Fault]:
        """Check the names that conditions use, and what they stand for."""
        yield from names.name_faults(
            parameters=self.parameters, scores=self.scores, codes=self.codes, extra=self.extra
        )
        yield from names.parameter_faults(self.parameters)
        yield from names.extra_faults(self.extra)

    def _score_faults(self) -> Iterator[Fault]:
        """Check scores and codes."""
        for score in self.scores.values():
            yield from names.feature_faults(score, self.extra)
            yield from names.cut_faults(score)
            yield from names.option_faults(score, self.extra)
        yield from names.code_faults(self.codes, self.scores)

    def _segment_faults(self) -> Iterator[Fault]:
        """Check keys, stages and ranks of segments."""
        if not self.segments:
            yield Fault("segment", "there is none", "write [[segment]]")
        paths = [self.path(at) for at in range(len(self.segments))]
        yield from _repeated(paths, [segment.key for segment in self.segments])
        stages = [stage.key for stage in self.stages]
        offered = [key for key in stages if not any(names.identifier_faults(key, ""))]
        for path, segment in zip(paths, self.segments, strict=True):
            if segment.stage not in stages:
                yield unknown("stage", segment.stage, offered, f"{path}.stage")
            yield from names.whole_faults(segment.rank, f"{path}.rank", least=1)
            for at, campaign in enumerate(segment.campaigns):
                if not campaign.title.strip():
                    yield Fault(f"{path}.campaign[{at}].title", "is blank", "say what is done")

    def _text_faults(self) -> Iterator[Fault]:
        """Check that every text can be written."""
        own = {"title": self.title, "about": self.about, "source": self.source}
        segments = ((self.path(at), each) for at, each in enumerate(self.segments))
        yield from written_faults(own, self.scores.values(), self.stages, segments)

    def _parsed(self) -> tuple[tuple[Condition, ...], list[Fault]]:
        """Parse every condition, with the faults of all."""
        conditions: list[Condition] = []
        faults: list[Fault] = []
        vocabulary = self._readable()
        for at, segment in enumerate(self.segments):
            try:
                conditions.append(parse(segment.when, vocabulary, f"{self.path(at)}.when"))
            except ClmError as error:
                faults.extend(error.faults)
        return tuple(conditions), faults

    def _claimed(self) -> tuple[tuple[tuple[Claim, ...], ...], list[Fault]]:
        """Parse the claims of every segment, with the faults of all."""
        vocabulary = self._readable()
        faults: list[Fault] = []
        claims = [
            claimed(segment.claims, vocabulary, f"{self.path(at)}.claims", faults)
            for at, segment in enumerate(self.segments)
        ]
        return tuple(claims), faults

    def _readable(self) -> Vocabulary:
        """A vocabulary in which faulty names can be read, lest they call up faults everywhere."""
        parts = {part for code in self.codes.values() for part in code}
        known = {name: score for name, score in self.scores.items() if name not in parts}
        digits = {
            part: evolve(score, bins=min(score.bins, names.DIGIT))
            for part in parts
            for score in [self.scores.get(part, Score(part, of="orders"))]
        }
        parameters = {name: each for name, each in self.parameters.items() if name not in NAMES}
        codes = {
            name: each for name, each in self.codes.items() if each and {*each} <= {*self.scores}
        }
        anything = Extra(min=-names.LARGEST, max=names.LARGEST)
        return evolve(
            self.vocabulary,
            scores=known | digits,
            codes=codes,
            parameters=parameters,
            extra={**self.extra, **dict.fromkeys(self.codes.keys() - codes.keys(), anything)},
        )

    def _currency_faults(self) -> Iterator[Fault]:
        """Check that money, where there is any, has a currency."""
        if self.currency is not None and self.currency not in DIGITS:
            near = [each for each in DIGITS if each == self.currency.upper()] or DIGITS
            yield unknown("currency", self.currency, near, "currency")
        holders = [
            f"{self.path(at)}.when"
            for at, condition in enumerate(self.conditions)
            if holds_money(condition)
        ]
        holders += [
            claim.where
            for claims in self.claims
            for claim in claims
            if holds_money(claim.condition)
        ]
        holders += [
            f"scores.{score.name}.cuts"
            for score in self.scores.values()
            if score.fixed is not None and score.unit == "money"
        ]
        if holders and self.currency is None:
            what = f"missing, though {' and '.join(holders)} hold money"
            yield Fault("currency", what, 'write currency = "EUR"')

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the parts, which are checked again."""
        parts: dict[str, Any] = {
            each.name: getattr(self, each.name) for each in fields(type(self)) if each.init
        }
        return _remade, (parts | {name: dict(parts[name]) for name in _TABLES},)


def _remade(parts: Mapping[str, Any]) -> Definition:
    """Make a definition from its parts."""
    return Definition(**parts)


def _defined(scores: Mapping[str, Score], extra: Mapping[str, Extra]) -> dict[str, Score]:
    """Put the scores in order that can be."""
    return {
        name: score if any(names.feature_faults(score, extra)) else names.defined(score, extra)
        for name, score in scores.items()
    }


def _key_faults(definition: Definition) -> Iterator[Fault]:
    """Check the template's own key and that of its unclassified segment."""
    if not _KEY.fullmatch(definition.key):
        mend = "write lower-case words, joined by dashes"
        yield Fault("key", f"{definition.key!r} is no key", mend)
    rest = definition.unclassified
    if rest is not None:
        yield from names.identifier_faults(rest, "unclassified")
        for at, segment in enumerate(definition.segments):
            if segment.key == rest:
                mend = "choose another key"
                yield Fault("unclassified", f"{rest!r} is {definition.path(at)} already", mend)


def _stage_faults(stages: Sequence[Stage]) -> Iterator[Fault]:
    """Check the stages and the way from one to the next."""
    if not stages:
        yield Fault("stage", "there is none", "write [[stage]]")
    keys = [stage.key for stage in stages]
    yield from _repeated([f"stage[{at}]" for at in range(len(stages))], keys)
    for at, stage in enumerate(stages):
        for step, key in enumerate(stage.next):
            if key not in keys:
                yield unknown("stage", key, keys, f"stage[{at}].next[{step}]")
        for name in ("next", "metrics", "channels"):
            yield from names.twice_faults(getattr(stage, name), f"stage[{at}].{name}")
        if stage.stalled_after_days is not None:
            where = f"stage[{at}].stalled_after_days"
            yield from names.whole_faults(stage.stalled_after_days, where, least=1)


def _repeated(paths: Sequence[str], keys: Sequence[str]) -> Iterator[Fault]:
    """Refuse keys that are none, or that two have."""
    first: dict[str, str] = {}
    for path, key in zip(paths, keys, strict=True):
        yield from names.identifier_faults(key, f"{path}.key")
        if key in first:
            yield Fault(f"{path}.key", f"{key!r} is {first[key]} already", "choose another key")
        first.setdefault(key, path)


def parameter_value(value: Any) -> Any:
    """Turn "unlimited" into what stands for it inside; what does so already is no value."""
    if isinstance(value, str) and value == UNLIMITED:
        return None
    if isinstance(value, np.integer):
        return value.item()
    return "None" if value is None else value
