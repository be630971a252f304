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
from clm.analysis.transitions.ruler import ruler
from clm.analysis.transitions.standing import Standing
from clm.errors import ScaleError
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
        now, known = self._now(ledger), self._known(ledger)
        silent = known if now.as_of == known.as_of else Features(ledger, now.as_of, known.as_of)
        old, new = self.before.extra, self._extra()
        refitted = self._refitted(now)
        past = ((each, _carried(old, each)) for each in (known, silent))
        measure = ruler(self.before.fitted, refitted.scale, past)
        late = start
        if known is not self.before.features or measure is not self.before.fitted:
            late = self._at(known, measure, old)
        aged = late if silent is known else self._at(silent, measure, old)
        acted = aged if now is silent and new == old else self._at(now, measure, new)
        fresh = acted if refitted == measure else self._at(now, refitted, new)
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
            try:
                return old.fit(now, _carried(self._extra(), now))
            except ScaleError:  # Cut at gaps between orders, of which none are left.
                return self.before.fitted
        scale = self.after.scale
        return self.before.fitted if scale == self.before.scale else old.with_scale(scale)

    def _extra(self) -> ExtraColumns:
        """Give the new values of the old template's columns, the old ones where there are none."""
        return {**self.before.extra, **self._shared()}

    def _shared(self) -> ExtraColumns:
        """Give the columns that both templates ask for, as the later snapshot has them.

        What the old template does not know, for it declares a smaller range, is missing in it.
        """
        declared = self.before.template.extra
        return {
            name: {
                who: value
                for who, value in values.items()
                if declared[name].min <= value <= declared[name].max
            }
            for name, values in self.after.extra.items()
            if name in declared
        }


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
