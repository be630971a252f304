"""Libraries of the field: what they do of the job, from the same orders."""

import warnings
from collections.abc import Callable
from typing import Any, Final

from benchmarks.shop import AS_OF, Shop


def lifetimes(shop: Shop) -> Callable[[], Any]:
    """Prepare the summary of `lifetimes`."""
    from lifetimes.utils import summary_data_from_transaction_data as summary

    return _quietly(lambda: summary(_frame(shop), "id", "date", "cents", None, AS_OF))


def pymc_marketing(shop: Shop) -> Callable[[], Any]:
    """Prepare the segments of `pymc-marketing`."""
    from pymc_marketing.clv.utils import rfm_segments

    return _quietly(lambda: rfm_segments(_frame(shop), "id", "date", "cents", None, AS_OF))


def rfm(shop: Shop) -> Callable[[], Any]:
    """Prepare the segments of `rfm`."""
    from rfm import RFM

    return _quietly(lambda: RFM(_frame(shop), "id", "date", "cents"))


PEERS: Final = {"lifetimes": lifetimes, "pymc-marketing": pymc_marketing, "rfm": rfm}
DOES: Final = {
    "lifetimes": "aggregation only",
    "pymc-marketing": "aggregation, quartiles, segments",
    "rfm": "aggregation, ranks, segments",
}


def _frame(shop: Shop) -> Any:
    """Give the orders as a pandas frame."""
    import pandas as pd

    return pd.DataFrame({"id": shop.customer, "date": shop.when, "cents": shop.cents})


def _quietly(job: Callable[[], Any]) -> Callable[[], Any]:
    """Run without the warnings of others."""

    def run() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return job()

    return run
