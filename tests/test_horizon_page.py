"""What the page on the horizon says in its text is what its examples give."""

from datetime import timedelta
from pathlib import Path

import clm
from real_shops import cdnow, told

PAGE = (Path(__file__).parents[1] / "docs" / "horizon.md").read_text(encoding="utf-8")
AS_OF, LATER = "1998-03-31", "1998-06-30"


def test_figures_in_the_text_are_so():
    """Without the horizon: people who bought nothing are where silence puts them."""
    _, ledger = told(cdnow, "USD")
    snap = clm.snapshot(ledger, "exponea-14", as_of=AS_OF)
    june = clm.snapshot(ledger, snap.fitted, as_of=LATER)
    still = clm.Features.of(ledger, as_of=LATER, known_on=AS_OF)
    silent = snap.fitted.segments(still)
    moved, right = (silent != snap.places).sum(), (silent == june.places).sum()
    bought = (june.features["orders"] > snap.features["orders"]).sum()
    assert f"{moved:,} of {len(snap):,} people would have moved, and {right:,} stand" in PAGE
    assert f"{bought:,} ordered something" in PAGE
    assert june.as_of - snap.as_of == timedelta(days=91)
