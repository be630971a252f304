"""Time models of value beside lifetimes: imports, fits on CDNOW, predictions for many customers.

``uv run --group bench python -m benchmarks.time_value`` takes two minutes and 3 GiB of memory;
``--customers`` asks for another size. The table is only printed.
"""

import argparse
import statistics
import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import files
from time import perf_counter
from typing import Any, Final

import numpy as np

import clm
from benchmarks.peers import ledger_of, missing
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF, Shop
from benchmarks.timing import in_turn
from clm.value import BgNbd, GammaGamma, RfmSummary
from clm.value.dropout_likelihood import DropoutLikelihood
from clm.value.spend_likelihood import SpendLikelihood

FULL: Final = 1_000_000
HORIZON: Final = 52
ENOUGH: Final = 1e-6
"""A log-likelihood that is lower by no more is the same."""

MODEL: Final = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
SPEND: Final = GammaGamma(p=6.25, q=3.74, v=15.44)


def cdnow() -> RfmSummary[Any]:
    """Sum up the 23,570 customers of CDNOW at the end of September 1997, in weeks."""
    (file,) = (each for each in files("lifetimes") or () if each.name == "CDNOW_master.txt")
    rows = [line.split() for line in file.locate().read_text("ascii").splitlines()[1:] if line]
    ledger = clm.Ledger.from_columns(
        customer=[row[0] for row in rows],
        when=[row[1] for row in rows],
        date_format="%Y%m%d",
        amount=[row[-1] for row in rows],
        currency="USD",
    )
    return clm.value.rfm_summary(ledger, as_of="1997-09-30", unit="week").positive


def many(customers: int) -> RfmSummary[Any]:
    """Sum up a synthetic shop of so many customers."""
    return summed(ledger_of(Shop.of(4 * customers)))


def summed(ledger: clm.Ledger) -> RfmSummary[Any]:
    """Sum up a ledger, without those who gave more back than they bought."""
    return clm.value.rfm_summary(ledger, as_of=AS_OF, unit="week").positive


def imports(module: str, rounds: int) -> float:
    """Time the import of a module in a Python of its own, numpy being there already."""
    code = f"import numpy; from time import perf_counter as now; t = now(); import {module}; "
    run = partial(subprocess.run, capture_output=True, text=True, check=True)
    done = [run([sys.executable, "-c", code + "print(now() - t)"]) for _ in range(rounds)]
    return statistics.median(float(each.stdout) for each in done)


def fits(summary: RfmSummary[Any]) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Give the fits of clm and of lifetimes, by what is fitted."""
    import lifetimes

    columns = (summary.frequency, summary.recency, summary.T)
    who = summary.repeaters
    money = (summary.frequency[who], summary.monetary_value[who])
    return {
        "fit BG/NBD": (
            partial(clm.value.fit_bg_nbd, summary),
            lambda: lifetimes.BetaGeoFitter().fit(*columns),
        ),
        "fit MBG/NBD": (
            partial(clm.value.fit_mbg_nbd, summary),
            lambda: lifetimes.ModifiedBetaGeoFitter().fit(*columns),
        ),
        "fit Gamma-Gamma": (
            partial(clm.value.fit_gamma_gamma, summary),
            lambda: lifetimes.GammaGammaFitter().fit(*money),
        ),
    }


def likelihood(summary: RfmSummary[Any], model: Any) -> Any:
    """Give the likelihood by which a model was fitted: lifetimes tells it of scaled times."""
    if isinstance(model, GammaGamma):
        return SpendLikelihood.of(summary)
    return DropoutLikelihood.of(summary, model.EXTRA)


def answers(summary: RfmSummary[Any]) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Give the predictions of clm and of lifetimes, under the same parameters."""
    import lifetimes
    import pandas as pd

    theirs, spend = lifetimes.BetaGeoFitter(), lifetimes.GammaGammaFitter()
    theirs.params_, spend.params_ = pd.Series(MODEL.parameters), pd.Series(SPEND.parameters)
    theirs.predict = theirs.conditional_expected_number_of_purchases_up_to_time
    columns = [pd.Series(each) for each in (summary.frequency, summary.recency, summary.T)]
    return {
        "P(alive)": (
            partial(MODEL.probability_alive, summary),
            lambda: theirs.conditional_probability_alive(*columns),
        ),
        "purchases in a year": (
            partial(MODEL.expected_purchases, HORIZON, summary),
            lambda: theirs.predict(HORIZON, *columns),
        ),
        "lifetime value of a year": (
            partial(worth, summary),
            lambda: spend.customer_lifetime_value(
                theirs, *columns, pd.Series(summary.monetary_value), time=12, freq="W"
            ),
        ),
    }


def worth(summary: RfmSummary[Any]) -> Any:
    """Value everybody over a year, discounted."""
    return clm.value.lifetime_value(MODEL, SPEND, summary, horizon=HORIZON, discount=0.1)


def models_of_value(customers: int, rounds: int) -> Table:
    """Time all of it, and see that fits reach the same likelihood."""
    warnings.simplefilter("ignore")
    rows: list[list[object]] = []
    goals: list[Goal] = []
    quick, slow = (imports(each, min(rounds, 3)) for each in ("clm.value", "lifetimes"))
    rows.append(
        ["import", f"{1000 * quick:.1f} ms", f"{1000 * slow:.0f} ms", f"{slow / quick:.0f}"]
    )
    known = cdnow()
    for name, (mine, theirs) in fits(known).items():
        found, other = mine(), theirs()
        size = found.estimation.customers
        beside = likelihood(known, found)(np.array([*dict(other.params_).values()]))
        assert found.log_likelihood >= beside.value - ENOUGH * size, name
        assert found.log_likelihood <= beside.value + ENOUGH * size, name
        least, faster = _pair(rows, f"{name}, {size:,} customers", mine, theirs, rounds)
        if name == "fit BG/NBD":
            goals.append(Goal("fit of BG/NBD on CDNOW", least, 1, " s"))
            goals.append(Goal("the same beside lifetimes", 1 / faster, 1 / 20))
    ledger = ledger_of(Shop.of(4 * customers))
    start = perf_counter()
    summary = summed(ledger)
    rows.append(
        [f"summary of {4 * customers:,} orders", f"{perf_counter() - start:.2f} s", "-", "-"]
    )
    for name, (mine, theirs) in answers(summary).items():
        least, _ = _pair(rows, f"{name}, {len(summary):,} customers", mine, theirs, min(rounds, 3))
        goals.append(Goal(name, least, 1, " s"))
    return Table(
        title="Models of value beside lifetimes",
        head=("job", "clm", "lifetimes", "times as fast"),
        rows=rows,
        notes=(
            "Least times; the last column is the median of all rounds. Fits reach the same",
            "log-likelihood to the sixth digit. Imports: numpy was there before.",
        ),
        goals=goals,
    )


def _pair(
    rows: list[list[object]], name: str, mine: Any, theirs: Any, rounds: int
) -> tuple[float, float]:
    """Time two ways in turn, add the row, and give the least time and the ratio."""
    times = in_turn({"clm": mine, "lifetimes": theirs}, rounds)
    faster = times["lifetimes"].over(times["clm"])
    seconds = [f"{times[each].least:.3f} s" for each in ("clm", "lifetimes")]
    rows.append([name, *seconds, f"{faster:.1f}"])
    return times["clm"].least, faster


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args(arguments)
    if missing("pandas"):
        print("lifetimes needs pandas")
        return 1
    print(models_of_value(asked.customers, asked.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
