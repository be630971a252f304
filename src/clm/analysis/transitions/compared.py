"""Whether two snapshots can be set side by side."""

from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import Fault
from clm.lifecycle.template import Template


def comparison_faults(before: object, after: object) -> list[Fault]:
    """Say why two snapshots cannot be compared; nothing if they can.

    Examples
    --------
    >>> for fault in comparison_faults(None, "may"):
    ...     print(fault)
    before: NoneType is no snapshot → make one with clm.snapshot(ledger, …)
    after: str is no snapshot → make one with clm.snapshot(ledger, …)
    """
    faults = [
        Fault(
            name, f"{type(each).__name__} is no snapshot", "make one with clm.snapshot(ledger, …)"
        )
        for name, each in (("before", before), ("after", after))
        if not isinstance(each, Snapshot)
    ]
    if not isinstance(before, Snapshot) or not isinstance(after, Snapshot):
        return faults
    return [
        *_segment_faults(before.template, after.template),
        *_day_faults(before, after),
        *_currency_faults(before, after),
        *_id_faults(before, after),
    ]


def _segment_faults(before: Template, after: Template) -> list[Fault]:
    """Refuse templates whose segments differ, or differ in order."""
    old, new = ([each.key for each in template.segments] for template in (before, after))
    if old == new:
        return []
    mend = "take snapshots of one template; snapshot.crosswalk(…) compares two"
    apart = [key for key in (*old, *new) if (key in old) != (key in new)]
    if not apart:
        what = f"{before.key!r} and {after.key!r} have the same segments in another order"
        return [Fault("segments", what, mend)]
    named = ", ".join(map(repr, apart[:5])) + (", …" if len(apart) > 5 else "")
    what = f"only one of {before.key!r} and {after.key!r} has {named}"
    return [Fault("segments", what, mend)]


def _day_faults(before: Snapshot, after: Snapshot) -> list[Fault]:
    """Refuse a later day before an earlier one."""
    if before.as_of <= after.as_of:
        return []
    what = f"{before.as_of} lies after {after.as_of}"
    return [Fault("before", what, "give the earlier snapshot first")]


def _currency_faults(before: Snapshot, after: Snapshot) -> list[Fault]:
    """Refuse two currencies."""
    one, other = before.features.currency, after.features.currency
    if one == other:
        return []
    return [Fault("currency", f"{one} and {other} do not mix", "convert one of them first")]


def _id_faults(before: Snapshot, after: Snapshot) -> list[Fault]:
    """Refuse ids that are texts in the one and whole numbers in the other: nobody is in both."""
    ids = [each.features.customers for each in (before, after)]
    if not all(map(len, ids)) or ids[0].dtype.kind == ids[1].dtype.kind:
        return []
    one, other = ("whole numbers" if each.dtype.kind in "iu" else "texts" for each in ids)
    mend = "read both ledgers with ids of one type"
    return [Fault("customers", f"ids are {one} before and {other} after", mend)]
