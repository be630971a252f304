"""Where each of some people stands at one moment of a comparison."""

from datetime import date
from functools import cached_property

import numpy as np
from attrs import field, frozen

from clm.features.table import MONETARY, FeatureTable
from clm.ledger.column import Codes, Ints, locked, stays_locked
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.template import Template


@stays_locked
@frozen(eq=False)
class Standing:
    """Where each of n people stands, by a template with its cut points.

    Parameters
    ----------
    day : date
        The day as of which they stand there.
    fitted : FittedTemplate
        The template, with its cut points.
    places : (n,) uint8 or uint16, read-only
        Positions of segments; the number of segments stands for whoever is not there.
    features : FeatureTable
        What was known of those who are there.
    rows : (p,) int32, read-only
        Which of the n people each row of `features` is.
    """

    day: date
    fitted: FittedTemplate
    places: Cells = field(converter=locked)
    features: FeatureTable
    rows: Codes = field(converter=locked)

    @property
    def template(self) -> Template:
        """The segments and stages."""
        return self.fitted.template

    @property
    def absent(self) -> int:
        """The place of whoever is not there."""
        return len(self.template.segments)

    @cached_property
    def money(self) -> Ints:
        """Net money of each of the n people up to the day, in minor units; 0 of who is not there.

        Returns
        -------
        (n,) int64
        """
        money = np.zeros(len(self.places), np.int64)
        money[self.rows] = self.features.column(MONETARY)
        return locked(money)
