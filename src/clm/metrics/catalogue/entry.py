"""An entry of the catalogue: a definition, and what measures it."""

from collections.abc import Callable
from typing import Final

from attrs import frozen

from clm.features.catalog import Feature
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Tally

PERIOD: Final = "the period"
KNOWN: Final = "as known on the period's last day"


@frozen
class Entry:
    """A metric, and how it is measured.

    Parameters
    ----------
    metric : Metric
        The definition.
    measure : callable
        Tallies one period.
    needs : tuple of str
        Kinds of event without which there is nothing to tell.
    wants : tuple of Feature
        Features of both ends of a period that it looks at, besides orders, recency and money.
    of_ledger : bool
        Whether the ledger tells it, so that nothing is known before its first day and after its
        last.
    """

    metric: Metric
    measure: Callable[[Seen], Tally]
    needs: tuple[str, ...] = ()
    wants: tuple[Feature, ...] = ()
    of_ledger: bool = True

    def lacking(self, seen: Seen) -> str:
        """Say what is not there, so that the metric would be a zero that means nothing."""
        first, last = seen.ledger.first_day, seen.ledger.last_day
        if self.of_ledger and last is not None and seen.span.first > last:
            return f"nothing is known after {last}"
        if self.of_ledger and first is not None and seen.span.last < first:
            return f"nothing is known before {first}"
        absent = [each for each in self.needs if not seen.ever(each)]
        return f"no event of kind {absent[0]!r} up to {seen.span.last}" if absent else ""


def censored(what: str) -> str:
    """Say what becomes of those who were not watched for long enough.

    Examples
    --------
    >>> censored("30 days from the first order")
    'left out, and counted, if not watched for 30 days from the first order by the as-of day'
    """
    return f"left out, and counted, if not watched for {what} by the as-of day"
