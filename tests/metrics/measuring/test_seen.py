"""One period of a shop: what happened in it, as the oracle knows it."""

from datetime import timedelta

import numpy as np
import pytest

from clm.features.running import features_along
from clm.metrics.measuring.followed import Followed
from clm.metrics.measuring.walk import ends, seen_along
from clm.metrics.span import Span
from metric_cases import lively_case
from metrics_oracle import Plain


def looked_at(seed):
    """See one period of a lively shop, and have the oracle see it."""
    story, start, end, as_of = lively_case(seed)
    ledger, span = story.ledger(), Span.of(start, end)
    followed = Followed(ledger, as_of)
    (seen,) = seen_along(features_along(ledger, ends([span])), [span], followed, None)
    return seen, Plain(story.oracle(), start, end, span.before, as_of), ledger.customers.tolist()


@pytest.mark.parametrize("seed", range(30))
def test_what_happened_is_what_the_oracle_says(seed):
    seen, plain, ids = looked_at(seed)
    assert seen.times.tolist() == [len(plain.orders_in(who)) for who in ids]
    assert seen.bought.tolist() == [bool(plain.orders_in(who)) for who in ids]
    assert seen.bought_before.tolist() == [plain.bought_the_period_before(who) for who in ids]
    assert [ids[code] for code in seen.visitors.tolist()] == [*filter(plain.visited, ids)]
    assert [ids[code] for code in seen.buyers.tolist()] == [*filter(plain.orders_in, ids)]


@pytest.mark.parametrize("seed", range(30))
def test_money_is_counted_on_its_own_day(seed):
    seen, plain, ids = looked_at(seed)
    one = np.arange(len(ids), dtype=np.uint16)
    now = [plain.earned(who, plain.start, plain.end) for who in ids]
    then = [plain.earned(who, plain.before, plain.start - timedelta(days=1)) for who in ids]
    assert seen.earnings.by(one, len(ids)).tolist() == now
    assert seen.earnings_before.by(one, len(ids)).tolist() == then
    assert seen.sales.by(one, len(ids)).tolist() == [plain.revenue(who, "gross")[0] for who in ids]


@pytest.mark.parametrize("seed", range(10))
def test_a_kind_has_happened_once_there_was_one(seed):
    seen, plain, _ = looked_at(seed)
    for kind in ("visit", "cart", "feedback", "luck"):
        ever = any(past.happened.get(kind) for past in plain.closing.values())
        assert seen.ever(kind) == ever
