"""What every fitted model tells of its parameters: how well they are known, in words and a file."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from math import exp, isfinite, sqrt
from statistics import NormalDist
from typing import Any, ClassVar, Final, Self

import numpy as np
from attrs import asdict, field, fields, frozen

from clm._frozen import FrozenDict
from clm._show import html_table, table, tag
from clm.errors import Fault, FitError, FormatError
from clm.ledger.column import Floats, locked
from clm.model.day import as_day
from clm.value.maximising import Maximum
from clm.value.number import number_faults

_FORMAT: Final = "clm value model"
_VERSION: Final = 1
_HEAD: Final = ("parameter", "value", "std. error", "95 % from", "to")
_HARDLY: Final = 1.0
"""A standard error as large as the parameter: it may be half or twice what it is."""


def _rows(matrix: Iterable[Iterable[float]]) -> tuple[tuple[float, ...], ...]:
    """Keep a matrix as rows of floats."""
    return tuple(tuple(float(each) for each in row) for row in matrix)


@frozen(kw_only=True)
class Estimation:
    """What a fit was made of, and how well it knows the parameters.

    Parameters
    ----------
    log_likelihood : float
        At the maximum.
    customers : int
        Fitted on so many.
    as_of : date or None
        The last day of what they did.
    covariance : tuple of tuple of float
        Of the logarithms of the parameters: the inverse of the observed information.
    """

    log_likelihood: float
    customers: int
    as_of: date | None
    covariance: tuple[tuple[float, ...], ...] = field(converter=_rows)

    @classmethod
    def of(cls, found: Maximum, customers: int, as_of: date | None) -> Self:
        """Take the value and the covariance of a maximum."""
        return cls(
            log_likelihood=found.value,
            customers=customers,
            as_of=as_of,
            covariance=found.covariance.tolist(),
        )

    @property
    def errors(self) -> tuple[float, ...]:
        """Standard errors of the logarithms of the parameters."""
        return tuple(sqrt(row[place]) for place, row in enumerate(self.covariance))


@frozen(repr=False, kw_only=True)
class Estimated:
    """A model whose parameters are above 0, and may have been estimated.

    Parameters
    ----------
    estimation : Estimation or None
        How they were; None if they were given by hand.
    """

    KEY: ClassVar[str]
    PARAMETERS: ClassVar[tuple[str, ...]]

    estimation: Estimation | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse parameters that no model can have."""
        faults = [
            fault for name in self.PARAMETERS for fault in number_faults(name, getattr(self, name))
        ]
        faults += [*self._faults(), *_estimation_faults(self.estimation, len(self.PARAMETERS))]
        if faults:
            raise FitError(faults)

    @property
    def parameters(self) -> Mapping[str, float]:
        """The parameters by name."""
        return FrozenDict({name: getattr(self, name) for name in self.PARAMETERS})

    @property
    def log_likelihood(self) -> float:
        """The log-likelihood at the maximum; NaN if the parameters were given by hand."""
        return self.estimation.log_likelihood if self.estimation else float("nan")

    @property
    def standard_errors(self) -> Mapping[str, float]:
        """Standard errors of the parameters, by the delta method; NaN if given by hand."""
        errors = self._log_errors()
        return FrozenDict({name: getattr(self, name) * each for name, each in errors.items()})

    @property
    def covariance(self) -> Floats:
        """Covariance of the parameters, by the delta method; (k, k) float64, read-only.

        Raises
        ------
        FitError
            The parameters were given by hand.
        """
        if self.estimation is None:
            raise FitError.of("covariance", "the parameters were given by hand", "fit the model")
        point = np.array([*self.parameters.values()])
        return locked(np.array(self.estimation.covariance) * np.outer(point, point))

    def intervals(self, level: float = 0.95) -> Mapping[str, tuple[float, float]]:
        """Give confidence intervals of the parameters, which never reach below 0.

        They are normal intervals of the logarithms; NaN if the parameters were given by hand.

        Parameters
        ----------
        level : float
            Between 0 and 1.

        Raises
        ------
        FitError
            No such level.
        """
        faults = number_faults("level", level, below=1)
        if faults:
            raise FitError(faults)
        z = NormalDist().inv_cdf((1 + level) / 2)
        arms = {name: exp(min(z * each, 700.0)) for name, each in self._log_errors().items()}
        return FrozenDict(
            {
                name: (getattr(self, name) / arm, getattr(self, name) * arm)
                for name, arm in arms.items()
            }
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look."""
        vague = [name for name, each in self._log_errors().items() if each > _HARDLY]
        return (f"hardly known: {', '.join(vague)}",) if vague else ()

    def to_json(self) -> str:
        """Write the model as JSON."""
        fit = None if self.estimation is None else asdict(self.estimation)
        if fit is not None and fit["as_of"] is not None:
            fit["as_of"] = fit["as_of"].isoformat()
        facts = {"format": _FORMAT, "version": _VERSION, "model": self.KEY}
        return json.dumps({**facts, **self._facts(), "estimation": fit}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a model that `to_json` wrote.

        Raises
        ------
        FormatError
            Not such a text, of another model, or of another version.
        """
        facts = _read(text, cls.KEY)
        names = [each.name for each in fields(cls) if each.name != "estimation"]
        try:
            fit = facts["estimation"]
            told = None if fit is None else _estimation(fit)
            return cls(estimation=told, **{name: facts[name] for name in names})
        except FitError as error:
            raise FormatError(error.faults) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FormatError.of("model", "is no JSON of a model", "save it anew") from error

    def __repr__(self) -> str:
        """The parameters with their standard errors."""
        lines = [
            *table(_HEAD, self._lines()).splitlines(),
            *(f"note: {each}" for each in self.notes),
        ]
        return "\n".join([self._head(), *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        """The parameters with their standard errors."""
        caption = " · ".join([self._head()[1:-1], *self.notes])
        return html_table(caption, _HEAD, self._lines())

    def _facts(self) -> dict[str, Any]:
        """Give the fields by name, but the estimation."""
        return {
            each.name: getattr(self, each.name)
            for each in fields(type(self))
            if each.name != "estimation"
        }

    def _faults(self) -> Iterable[Fault]:
        """Name what else is wrong with the fields."""
        return ()

    def _terms(self) -> Iterable[str]:
        """Say in which terms the model is told."""
        return ()

    def _head(self) -> str:
        """Say what was fitted, and on whom."""
        if self.estimation is None:
            return tag(type(self).__name__, *self._terms(), "given by hand")
        fit = self.estimation
        some = f"{fit.customers:,} customers"
        day = f"as of {fit.as_of}" if fit.as_of else ""
        level = f"log-likelihood {fit.log_likelihood:,.1f}"
        return tag(type(self).__name__, some, *self._terms(), day, level)

    def _lines(self) -> list[list[str]]:
        """Write a line a parameter."""
        errors, ends = self.standard_errors, self.intervals()
        return [
            [name, *(_written(each) for each in (value, errors[name], *ends[name]))]
            for name, value in self.parameters.items()
        ]

    def _log_errors(self) -> dict[str, float]:
        """Give the standard errors of the logarithms by name."""
        unknown = [float("nan")] * len(self.PARAMETERS)
        errors = unknown if self.estimation is None else self.estimation.errors
        return dict(zip(self.PARAMETERS, errors, strict=True))


def _written(number: float) -> str:
    """Write a number to four digits."""
    return f"{number:.4g}" if isfinite(number) else "-"


def _read(text: str, key: str) -> dict[str, Any]:
    """Read the facts of a model, refusing another format, version or model."""
    try:
        facts = json.loads(text)
        found = (facts["format"], facts["version"])
        model = facts["model"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormatError.of("model", "is no JSON of a model", "save it anew") from error
    if found != (_FORMAT, _VERSION):
        what = f"has format {found[0]!r:.40}, version {found[1]!r:.40}"
        raise FormatError.of("model", what, f"this clm reads {_FORMAT!r}, version {_VERSION}")
    if model != key:
        raise FormatError.of("model", f"is {model!r:.40}", f"read it by the class of {model!r:.40}")
    return dict(facts)


def _estimation(facts: Mapping[str, Any]) -> Estimation:
    """Read how parameters were estimated."""
    return Estimation(
        log_likelihood=float(facts["log_likelihood"]),
        customers=int(facts["customers"]),
        as_of=None if facts["as_of"] is None else as_day(facts["as_of"]),
        covariance=facts["covariance"],
    )


def _estimation_faults(fit: object, size: int) -> list[Fault]:
    """Name what is no estimation, and one of another number of parameters."""
    if fit is None:
        return []
    if not isinstance(fit, Estimation):
        return [Fault("estimation", f"{type(fit).__name__} is none", "leave it out")]
    rows = fit.covariance
    square = len(rows) == size and all(len(row) == size for row in rows)
    if not square or not all(row[place] >= 0 for place, row in enumerate(rows)):
        what = f"is no covariance of {size} parameters"
        return [Fault("estimation.covariance", what, "take that of the fit")]
    return []
