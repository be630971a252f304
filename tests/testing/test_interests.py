"""What is drawn for a template lies at the edges of its conditions."""

import clm
from asking import template
from clm.testing.interests import Interests


def test_edges_of_windows_and_of_days_are_ages():
    drawn = Interests.of(
        template(
            ("a", "count('visit', days=14, ago=50, channel='sms') >= 1"),
            ("b", "recency <= 90 and count('visit', days=14, ago=50, channel='sms') == 0"),
        )
    )
    assert {49, 50, 51, 63, 64, 65, 90, 91, 92} <= {*drawn.ages}
    assert "visit" in drawn.kinds
    assert "sms" in drawn.channels


def test_edges_of_money_are_amounts():
    drawn = Interests.of(
        template(("rich", "monetary >= 12345"), ("poor", "monetary < -70"), head='currency = "EUR"')
    )
    assert {12344, 12345, 12346, 69, 70, 71} <= {*drawn.amounts}
    assert min(drawn.amounts) >= 0


def test_features_behind_scores_count_too():
    drawn = Interests.of(
        template(
            ("top", "s == 2"),
            head='[scores]\ns = { of = "last(\'cart\', days=77)", bins = 2, best = "low" }',
        )
    )
    assert "cart" in drawn.kinds
    assert {76, 77, 78} <= {*drawn.ages}


def test_ages_that_no_calendar_has_are_left_out():
    drawn = Interests.of(template(("old", "recency > 3000000")))
    assert max(drawn.ages) < 1_000_000


def test_without_a_template_there_are_plain_ones():
    assert Interests.of(None) == Interests()
    assert {*Interests().ages} < {*Interests.of(clm.templates["five-stage"]).ages}
