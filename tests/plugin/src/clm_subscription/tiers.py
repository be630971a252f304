"""Tiers by the number of boxes: a template that Python writes, since its tiers are a table."""

import clm

TIERS = {"taster": 1, "regular": 4, "collector": 12}
"""The least number of boxes of every tier, ascending."""

_HEAD = """
schema = 1
key = "box-tiers"
title = "Tiers by boxes bought"
unclassified = "no_box"

[scores]
r = { of = "recency", bins = 3, best = "low" }
f = { of = "orders", bins = 3 }

[[stage]]
key = "bought"
"""


def _segment(tier: str, when: str) -> str:
    """Write a segment of the only stage."""
    return f'\n[[segment]]\nkey = "{tier}"\nstage = "bought"\nwhen = "{when}"\n'


def _text() -> str:
    """Write the template: every tier for those who came lately, one segment for the rest."""
    names = [*TIERS]
    parts = [
        _segment(tier, f"{least} <= orders < {TIERS[above]} and r >= 2")
        for (tier, least), above in zip(TIERS.items(), names[1:], strict=False)
    ]
    parts.append(_segment(names[-1], f"orders >= {TIERS[names[-1]]} and r >= 2"))
    return _HEAD + "".join(parts) + _segment("asleep", "r == 1")


BOX_TIERS = clm.Template.from_toml(_text())
