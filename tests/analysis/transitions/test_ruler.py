"""Until the refit everybody is measured by the first cut points, as far as there are any."""

import clm
from asking import shop, template
from clm.analysis.transitions.ruler import ruler

HEAD = """[scores]
r = { of = "recency", bins = 2, best = "low" }
v = { of = "count('visit')", bins = 2 }
"""
SEEN = template(("fresh", "r == 2"), ("seen", "r < 2 and v == 2"), head=HEAD)
BOUGHT = shop(("ann", "2024-01-01", 9), ("bob", "2024-01-09", 9))
VISITED = BOUGHT.with_events("visit", customer=["ann", "ann", "bob"], when=["2024-01-20"] * 3)


def fitted(ledger, day="2024-01-31"):
    return SEEN.fit(clm.Features.of(ledger, as_of=day))


def test_cut_points_of_all_scores_are_kept_as_they_are():
    """Nothing else is looked at."""
    old = fitted(VISITED)
    assert ruler(old, fitted(shop()).scale, ()) is old


def test_a_score_fitted_on_nobody_takes_the_later_cut_points():
    """The others keep theirs."""
    old, new = fitted(BOUGHT), fitted(VISITED, "2024-03-31")
    found = ruler(old, new.scale, ()).scale
    assert found.cuts == {"r": old.scale.cuts["r"], "v": new.scale.cuts["v"]}
    assert found.people == {"r": old.scale.people["r"], "v": new.scale.people["v"]}


def test_all_later_cut_points_are_the_later_scale():
    """So that the refit moves nobody."""
    new = fitted(VISITED)
    assert ruler(fitted(shop()), new.scale, ()) == new


def test_where_both_were_fitted_on_nobody_the_way_between_is_asked():
    """The first day on which somebody has the score gives the cut points."""
    old = fitted(BOUGHT)
    known = [(clm.Features.of(each, as_of="2024-01-31"), {}) for each in (BOUGHT, VISITED)]
    assert ruler(old, old.scale, known) == fitted(VISITED)


def test_where_nobody_ever_has_the_score_there_are_no_cut_points():
    """Nor is anybody to be measured by them."""
    old = fitted(BOUGHT)
    known = [(clm.Features.of(BOUGHT, as_of="2024-01-31"), {})]
    assert ruler(old, old.scale, known) == old
