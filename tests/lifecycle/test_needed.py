"""The features that a template looks at."""

import clm
from clm.lifecycle.needed import features_of, looked_at, needed_by

TEXT = """
schema = 1
key = "mine"
unclassified = "rest"
[scores]
v = { of = "total('visit')", bins = 3 }
[[stage]]
key = "a"
when = "count('cart', days=7) >= 1 and v >= 2"
"""


def names(features):
    return [each.name for each in features]


def test_features_of_conditions_and_scores():
    """Each once; with the counts that tell who has a score, and what summaries show."""
    template = clm.Template.from_toml(TEXT.replace("[scores]", 'currency = "EUR"\n[scores]'))
    used = ["orders", "recency", "tenure", "monetary", "count('cart', days=7)", "total('visit')"]
    assert names(features_of(template)) == used
    assert names(looked_at(template)) == [*used, "count('visit')"]
    assert names(needed_by(template)) == [*used, "count('visit')", "monetary(days=365)"]
