"""One case that a law is tried on: a shop, a day, and what the template needs besides."""

from collections.abc import Mapping
from datetime import date

from attrs import evolve, field, frozen

from clm._show import tag
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.snapshot.taking import snapshot
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template
from clm.model.event import CustomerId
from clm.scoring.scale import Scale
from clm.testing.story import Story


@frozen(kw_only=True, repr=False)
class Case:
    """A shop on a day.

    Parameters
    ----------
    story : Story
        The shop.
    day : date
        The as-of day.
    scale : Scale or None
        Cut points of the template's scores, fitted elsewhere; None fits them on this shop.
    extra : mapping of str to mapping of customer to int
        Values of the columns that the template asks the caller for.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> case = Case(story=Story(), day=date(2024, 5, 1))
    >>> case
    <Case 2024-05-01 · <Story 0 events · EUR · UTC>>
    >>> sum(case.snapshot(templates["five-stage"]).counts().values())
    0
    """

    story: Story
    day: date
    scale: Scale | None = None
    extra: ExtraColumns = field(factory=dict[str, Mapping[CustomerId, int]])

    def snapshot(self, template: Template | FittedTemplate) -> Snapshot:
        """Take a snapshot of the shop, with the case's scale or that of a fitted template."""
        ledger = self.story.ledger()
        if isinstance(template, Template) and self.scale is not None:
            template = template.with_scale(self.scale)
        extra = {
            name: {who: value for who, value in values.items() if who in ledger}
            for name, values in self.extra.items()
        }
        return snapshot(ledger, template, as_of=self.day, extra=extra)

    def told(self, story: Story) -> "Case":
        """Tell another story of the same day."""
        return evolve(self, story=story)

    def on(self, day: date) -> "Case":
        """Look at the shop on another day."""
        return evolve(self, day=day)

    def __repr__(self) -> str:
        """The day, the shop and what else was given."""
        extra = [f"{name} {dict(values)}" for name, values in self.extra.items()]
        cuts = self.scale.cuts.items() if self.scale is not None else ()
        scale = ", ".join(f"{name} ≤ {' '.join(map(str, each))}" for name, each in cuts)
        return tag("Case", str(self.day), repr(self.story), *extra, scale)
