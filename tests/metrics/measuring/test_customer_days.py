"""Customer and day in one integer."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.metrics.measuring.customer_days import customers_of, days_of, packed

PAIRS = st.lists(
    st.tuples(st.integers(0, 2**31 - 1), st.integers(-(2**30), 2**30)), min_size=1, max_size=20
)


@given(PAIRS)
def test_both_come_out_as_they_went_in_and_sort_by_customer_then_day(pairs):
    customer, day = (np.array(each, np.int32) for each in zip(*pairs, strict=True))
    line = np.sort(packed(customer, day))
    both = zip(customers_of(line).tolist(), days_of(line).tolist(), strict=True)
    assert [*both] == sorted(pairs)
