"""The way from one snapshot to another, one cause after the other.

::

    before ─late data→ the later ledger on the first day ─ageing→ the same events on the second day
           ─behaviour→ all events by the second day ─refit→ new cut points ─template→ after
"""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.transitions.people import People
from clm.analysis.transitions.standing import Standing
from clm.features.table import Features
from clm.ledger.ledger import Ledger
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.model.event import CustomerId

CAUSES: Final = ("late_data", "ageing", "behaviour", "refit", "template")
"""The causes of moves, in the order in which they are told."""


@frozen(eq=False)
class Route:
    """Where everybody stands after each cause.

    Parameters
    ----------
    people : People
        Those of both snapshots.
    before, after : Snapshot
        The ends of the way.
    """

    people: People
    before: Snapshot
    after: Snapshot

    def first(self) -> Standing:
        """Where everybody stands in the first snapshot."""
        before = self.before
        absent = len(before.template.segments)
        places = self.people.at_first(before.places, absent)
        return Standing(before.as_of, before.fitted, places, before.features, self.people.place)

    def last(self) -> Standing:
        """Where everybody stands in the second one."""
        after = self.after
        places = self.people.at_last(after.places, len(after.template.segments))
        rows = self.people.rows_in_order()
        return Standing(after.as_of, after.fitted, places, after.features, rows)

    def standings(self) -> tuple[Standing, ...]:
        """Where everybody stands before the first cause and after each.

        Raises
        ------
        SnapshotError
            The second snapshot was loaded from a file and has no ledger.
        """
        ledger, start, end = self.after.ledger, self.first(), self.last()
        now = self._now(ledger)
        refitted = self._refitted(now)
        ruler = self.before.fitted if _measures(self.before.fitted) else refitted
        known = self._known(ledger)
        late = start
        if known is not self.before.features or ruler is not self.before.fitted:
            late = self._at(known, ruler, self.before.extra)
        aged, acted = late, late
        if self.after.as_of != self.before.as_of:
            silent = Features(ledger, now.as_of, known.as_of)
            aged = self._at(silent, ruler, self.before.extra)
        if now is not known:
            acted = self._at(now, ruler, self._extra())
        fresh = acted if refitted == ruler else self._at(now, refitted, self._extra())
        return start, late, aged, acted, fresh, end

    def _now(self, ledger: Ledger) -> Features:
        """Give what is known on the second day."""
        features = self.after.features
        return features if isinstance(features, Features) else Features(ledger, features.as_of)

    def _known(self, ledger: Ledger) -> Features:
        """Give what the later ledger knows of the first day."""
        mine = self.before.features
        if isinstance(mine, Features) and mine.ledger is ledger:
            return mine
        now = self._now(ledger)
        return now if now.as_of == mine.as_of else Features(ledger, mine.as_of)

    def _at(self, features: Features, fitted: FittedTemplate, extra: ExtraColumns) -> Standing:
        """Lay a template over what is known."""
        places = fitted.segments(features, _carried(extra, features))
        absent = len(fitted.template.segments)
        rows = self.people.rows_of(features)
        laid = self.people.between(features, places, absent)
        return Standing(features.as_of, fitted, laid, features, rows)

    def _refitted(self, now: Features) -> FittedTemplate:
        """Give the old template with the new cut points, or cut anew if scores differ."""
        old, new = self.before.template, self.after.template
        if old.scores != new.scores:
            return old.fit(now, _carried(self._extra(), now))
        scale = self.after.scale
        return self.before.fitted if scale == self.before.scale else old.with_scale(scale)

    def _extra(self) -> ExtraColumns:
        """Give the new values of the old template's columns, the old ones where there are none."""
        return {**self.before.extra, **self._shared()}

    def _shared(self) -> ExtraColumns:
        """Give the columns that both templates ask for, as the later snapshot has them."""
        declared = self.before.template.extra
        return {name: values for name, values in self.after.extra.items() if name in declared}


def _measures(fitted: FittedTemplate) -> bool:
    """Tell whether all scores were fitted on somebody."""
    return all(fitted.scale.cuts.values())


def _carried(extra: ExtraColumns, features: Features) -> ExtraColumns:
    """Keep the values of those who are there, by their own ids, a customer's own value first."""
    return {name: _own(values, features) for name, values in extra.items()}


def _own(values: Mapping[CustomerId, int], features: Features) -> dict[CustomerId, int]:
    """Give values by own ids."""
    given = list(values)
    rows = features.find(given)
    ids = features.customers
    found = [
        (who, ids[row : row + 1].tolist()[0])
        for who, row in zip(given, rows.tolist(), strict=True)
        if row >= 0
    ]
    merged = {own: values[who] for who, own in found if who != own}
    return merged | {own: values[who] for who, own in found if who == own}
