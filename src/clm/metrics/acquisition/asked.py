"""What is asked about the cost of acquisition: which days, how credited; checked."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, Self, cast

from attrs import frozen

from clm.errors import Fault, MetricError, unknown
from clm.ledger.ledger import Ledger
from clm.metrics.measuring.walk import span_faults
from clm.metrics.parameters import days_faults
from clm.metrics.span import Span, spans
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import as_day
from clm.model.period import Every, Weekday, every_faults, weekday_faults

Attribution = Literal["first_touch", "last_touch", "linear", "position_based"]
SpendFrom = Literal["both", "traffic_first", "traffic", "touches"]

ATTRIBUTIONS: Final = ("first_touch", "last_touch", "linear", "position_based")
SPEND_FROM: Final = ("both", "traffic_first", "traffic", "touches")

LEAST: Final = 1e-6
"""A margin below this is no share that anybody means."""


@frozen(kw_only=True)
class Asked:
    """How the cost of acquisition is reckoned.

    Parameters
    ----------
    span : Span
        All days.
    periods : tuple of Span
        The calendar periods that they are cut into; none if they are not.
    as_of : date
        The last day that is looked at.
    attribution : str
        Which touches of a customer are credited.
    within : int or None
        At most so many days before; None is however long.
    margin : float
        The share of net money that is left after its costs.
    spend : {"both", "traffic_first", "traffic", "touches"}
        Where the spend is told.
    currency : str
        ISO 4217 code.
    """

    span: Span
    periods: tuple[Span, ...]
    as_of: date
    attribution: Attribution
    within: int | None
    margin: float
    spend: SpendFrom
    currency: str

    @classmethod
    def of(
        cls,
        ledger: Ledger,
        start: object,
        end: object,
        *,
        traffic: Traffic | None,
        attribution: object,
        within: object,
        margin: object,
        spend: object,
        as_of: object,
        every: object,
        week_start: object,
    ) -> Self:
        """Check arguments.

        Raises
        ------
        MetricError
            All that is wrong with them.
        """
        faults: list[Fault] = [
            *span_faults(ledger, start, end, as_of, traffic),
            *_choice_faults("attribution", attribution, ATTRIBUTIONS),
            *_choice_faults("spend", spend, SPEND_FROM),
            *(() if within is None else days_faults("within", within)),
            *_margin_faults(margin),
            *(() if every is None else every_faults(every)),
            *weekday_faults(week_start, "week_start"),
        ]
        if faults:
            raise MetricError(faults)
        first, last = as_day(start), as_day(end)
        cut = spans(first, last, cast("Every", every), cast("Weekday", week_start)) if every else ()
        return cls(
            span=Span.of(first, last),
            periods=cut,
            as_of=last if as_of is None else as_day(as_of),
            attribution=cast("Attribution", attribution),
            within=cast("int | None", within),
            margin=float(cast("float", margin)),
            spend=cast("SpendFrom", spend),
            currency=ledger.currency,
        )

    @property
    def model(self) -> str:
        """How channels are credited, in words.

        Examples
        --------
        >>> may = Span.of(date(2024, 5, 1), date(2024, 5, 31))
        >>> Asked(
        ...     span=may, periods=(), as_of=may.last, attribution="last_touch", within=30,
        ...     margin=1.0, spend="both", currency="EUR",
        ... ).model
        'last touch within 30 days'
        """
        name = self.attribution.replace("_", " ")
        if self.within is None:
            return f"{name}, however long before"
        return f"{name} within {self.within} day{'' if self.within == 1 else 's'}"


def _choice_faults(where: str, value: object, choices: Iterable[str]) -> list[Fault]:
    """Name what is none of a few words."""
    known = tuple(choices)
    if isinstance(value, str) and value in known:
        return []
    return [unknown(where, value, known, where)]


def _margin_faults(margin: object) -> list[Fault]:
    """Name what is no share."""
    numeric = isinstance(margin, int | float) and not isinstance(margin, bool)
    if numeric and LEAST <= cast("float", margin) <= 1:
        return []
    mend = "give one above 0, up to 1, such as 0.4"
    return [Fault("margin", f"{margin!r:.40} is no share", mend)]
