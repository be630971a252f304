"""Nobody can write to an array that was given out, nor to one of a copy or out of a pickle."""

import copy
import pickle

import numpy as np
import pytest

import clm

SHOP = clm.demo.simulate(80)
IDS = SHOP.customers.tolist()
TOLD = SHOP.with_attributes(country=dict.fromkeys(IDS[::2], "DE"))
MAY, JUNE = (clm.snapshot(TOLD, "exponea-14", as_of=f"2025-{month}-28") for month in ("05", "06"))
CURVE, STABILITY = clm.repurchase_curve(TOLD, by="country"), JUNE.stability(samples=3)
HISTORY = clm.history(TOLD, "exponea-14", "2025-01-01", "2025-06-30")
COST = clm.acquisition_cost(TOLD, "2025-01-01", "2025-06-30", every="quarter")
RESULTS = {
    "ledger": TOLD,
    "rows": TOLD.rows("order"),
    "features": JUNE.features,
    "snapshot": JUNE,
    "summary": JUNE.summary(by="country"),
    "grid": JUNE.grid("r", "f"),
    "crosswalk": JUNE.crosswalk("five-stage"),
    "cohorts": clm.cohorts(TOLD, by="country"),
    "group": clm.cohorts(TOLD, by="country").groups["DE"],
    "growth": clm.growth(TOLD),
    "traffic": clm.Traffic.from_columns(day=["2025-01-01"], channel=["tv"], visits=[3]),
    "acquisition": COST,
    "channel": COST["email"],
    "payback": COST.blended.payback,
    "curve": CURVE,
    "first": CURVE.first,
    "waits": CURVE.first.waits,
    "stability": STABILITY,
    "cuts": STABILITY.cuts,
    "merge": JUNE.merge_preview({IDS[0]: IDS[1]}),
    "transitions": clm.transitions(MAY, JUNE),
    "history": HISTORY,
    "dropoffs": clm.dropoffs(HISTORY),
    "dropoff": clm.dropoffs(HISTORY)["reactivate"],
    "rfm summary": clm.value.rfm_summary(SHOP, as_of="2025-06-28", unit="week"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_what_is_given_out_is_read_only(name):
    """Its public arrays, and those of its columns; as it is, pickled, and copied deeply."""
    result = RESULTS[name]
    for each in (result, pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
        arrays = {
            label: value
            for label, value in _public(each)
            if isinstance(value, np.ndarray) and value.size
        }
        assert arrays or name in ("ledger", "history", "snapshot", "curve", "cuts")
        assert [label for label, value in arrays.items() if value.flags.writeable] == []


def _public(result):
    """Go through the public attributes, and the columns."""
    for label in dir(result):
        if not label.startswith("_") and label != "median":
            yield label, getattr(result, label)
    columns = getattr(result, "columns", None)
    if callable(columns) and not isinstance(result, clm.Features):
        yield from columns().items()
