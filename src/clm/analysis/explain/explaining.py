"""Explaining where one customer is: her values, her past and her future under a fitted template."""

from collections.abc import Iterator

from clm.analysis.explain.asked import asked, ledger_of
from clm.analysis.explain.explanation import Explanation
from clm.analysis.explain.outlook import Outlook
from clm.analysis.explain.reading import Reading
from clm.analysis.explain.reasons import Reasons
from clm.analysis.explain.ruler import Ruler
from clm.features.person.turning import Silence
from clm.features.table import FeatureTable
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.model.day import from_number, to_number
from clm.model.event import CustomerId


def explain(
    features: FeatureTable,
    fitted: FittedTemplate,
    extra: ExtraColumns,
    customer: CustomerId,
    *,
    until: object = None,
) -> Explanation:
    """Explain where one customer is.

    Parameters
    ----------
    features : FeatureTable
        What is known of everybody, with the ledger behind it.
    fitted : FittedTemplate
        Segments and stages, with the cut points of scores.
    extra : mapping of str to mapping of customer to int
        The columns that the caller supplied, by the ids that customers have in the ledger.
    customer : str or int
        Any of her ids.
    until : date, str or datetime64, optional
        The last day to look ahead to; a year after the day of the features if left out.

    Raises
    ------
    SnapshotError
        The features have no ledger; nobody of that id and no such day, at once.
    UnknownNameError
        Nobody of that id is among them; the nearest are offered.
    DayError
        `until` is no day, or lies before that of the features.
    """
    terms = ledger_of(features).terms
    own, person, stop = asked(features, customer, until)
    hers = {name: column[own] for name, column in extra.items() if own in column}
    silence = Silence(to_number(features.as_of), stop, to_number(features.known_on))
    template, segments = fitted.template, fitted.template.segments
    reading = Reading(person, fitted, hers, silence.start, silence.known)
    reasons = Reasons(template, reading, terms.currency)
    outlook = Outlook(person, Ruler.of(fitted, hers), segments, silence)
    place = outlook.place
    return Explanation(
        customer=own,
        as_of=features.as_of,
        until=from_number(stop),
        template=template.key,
        currency=terms.currency,
        segment=segments[place].key,
        stage=segments[place].stage,
        values=tuple(reading.values()),
        scores=tuple(reading.scores()),
        code_digits=reasons.codes(),
        rule=reasons.rule(place),
        verdicts=reasons.verdicts(place),
        since=outlook.since(),
        next=tuple(outlook.moves()),
        better=tuple(outlook.better(terms.zone, terms.currency)),
        notes=tuple(_notes(fitted)),
    )


def _notes(fitted: FittedTemplate) -> Iterator[str]:
    """Say what cannot be told."""
    bare = [name for name in fitted.template.scores if not fitted.scale.cuts[name]]
    if bare:
        yield f"no score {' or '.join(bare)} can be reached: the scale was fitted on nobody"
