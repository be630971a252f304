"""Finding out what a merge would change: those concerned are merged apart from all others."""

from collections.abc import Mapping

import numpy as np

from clm.analysis.identity.merge_preview import MergePreview
from clm.analysis.identity.standing import NOWHERE, Standing
from clm.errors import SnapshotError
from clm.features.table import MONETARY, ORDERS, Features, FeatureTable
from clm.ledger.aliases import Pairs, told_of
from clm.ledger.column import AnyArray, Codes, Ints
from clm.ledger.ledger import Ledger
from clm.ledger.merging import read_merge
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.model.event import CustomerId


def preview_merge(
    features: FeatureTable,
    fitted: FittedTemplate,
    places: Cells,
    extra: ExtraColumns,
    mapping: Pairs,
) -> MergePreview:
    """Find out who would stand where if some customers were one.

    What a customer is given for a template's extra columns goes before; then comes what was given
    for whoever is named first.

    Parameters
    ----------
    features : FeatureTable
        Of n people.
    fitted : FittedTemplate
        The template that they are in.
    places : (n,) uint8 or uint16
        Where they are in it.
    extra : mapping of str to mapping of customer to int
        The caller's columns.
    mapping : mapping
        Ids that are given up, to those who stay.

    Raises
    ------
    SnapshotError
        The features have no ledger.
    LedgerError, UnknownNameError
        As for `Ledger.merge_customers`.
    ScaleError
        Somebody would have a score for the first time, and it was fitted on nobody.
    """
    ledger = features.ledger
    if ledger is None:
        raise SnapshotError.of("snapshot", "has no ledger", "make it with clm.snapshot(ledger, …)")
    merge = read_merge(mapping, ledger.contents.books)
    groups = merge.groups.values()
    ids = [each for group in groups for each in group]
    before = _on_the_day(ledger.only(ids), features)
    after = _on_the_day(before.ledger.merge_customers(merge.pairs), features)
    theirs = {name: _of_some(each, ids) for name, each in extra.items()}
    given = {name: told_of(each, merge.pairs) for name, each in theirs.items()}
    sizes = [len(group) for group in groups]
    names = ledger.customers[ledger.codes_of(ids)]
    own = names[np.cumsum([0, *sizes])[:-1]]
    return MergePreview(
        template=fitted.template,
        as_of=features.as_of,
        currency=features.currency,
        people=np.bincount(places, minlength=len(fitted.template.segments)),
        customers=own,
        ids=names,
        whose=np.repeat(np.arange(len(sizes)), sizes),
        before=_standing(before, places[features.find(before.customers.tolist())], ids),
        after=_standing(after, fitted.segments(after, given), own.tolist()),
    )


def _on_the_day(ledger: Ledger, features: FeatureTable) -> Features:
    """Tell of another ledger what features tell of theirs."""
    return Features.of(ledger, as_of=features.as_of, known_on=features.known_on)


def _of_some(
    values: Mapping[CustomerId, int], customers: list[CustomerId]
) -> dict[CustomerId, int]:
    """Give the values of some customers."""
    return {each: values[each] for each in customers if each in values}


def _standing(features: Features, places: Cells, customers: list[CustomerId]) -> Standing:
    """Say where some customers stand, of whom not all need be there."""
    rows = features.find(customers)
    return Standing(
        _laid(places, rows, NOWHERE),
        _laid(features.column(ORDERS), rows, 0),
        _laid(features.column(MONETARY), rows, 0),
    )


def _laid(values: AnyArray, rows: Codes, absent: int) -> Ints:
    """Take values by row; those without one (-1) get what stands for nothing."""
    return np.append(values.astype(np.int64), absent)[rows]
