"""Metrics of who is reached, and who comes: the same as the oracle's."""

import pytest

import clm
from clm.metrics.catalogue import reaching
from clm.metrics.measure import measure
from lively import lively
from metric_cases import check_against_oracle, every_case, makers_of


@every_case
def test_every_metric_equals_the_oracle(seed, case):
    check_against_oracle(makers_of(reaching), case, seed)


TRAFFIC = clm.Traffic.from_columns(
    day=["2024-02-01", "2024-02-20", "2024-03-01"], channel=["tv"] * 3, visits=[5, 6, 7]
)


TOLD = "2024-02-01 … 2024-03-01"


@pytest.mark.parametrize(
    ("days", "traffic", "value", "why"),
    [
        (("2024-02-01", "2024-02-29"), TRAFFIC, 11, ""),
        (("2024-02-20", "2024-04-29"), TRAFFIC, 13, ""),
        (("2024-02-02", "2024-02-03"), TRAFFIC, 0, ""),
        (
            ("2024-04-01", "2024-04-29"),
            TRAFFIC,
            None,
            f"the traffic tells of {TOLD}",
        ),
        (("2024-02-01", "2024-02-29"), None, None, "no traffic was given"),
    ],
)
def test_traffic_tells_of_its_own_days_only(days, traffic, value, why):
    figure = measure(lively(1).ledger(), "site_visits", *days, traffic=traffic)
    assert (figure.value, figure.undefined) == (value, why)


def test_what_the_traffic_does_not_measure_is_not_zero():
    figure = measure(lively(1).ledger(), "clicks", "2024-02-01", "2024-02-29", traffic=TRAFFIC)
    assert figure.undefined == "the traffic tells no clicks"
