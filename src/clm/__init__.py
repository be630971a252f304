"""Customer lifecycle management: where every customer stands, why, since when, and what is next.

The way of the data::

    orders, events → Ledger → Features → FittedTemplate → Snapshot

Start with `read_orders` or `Ledger.from_columns`, then `snapshot`. Everything is loaded when it is
first used; `import clm` itself loads nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from clm import demo, errors, sources, testing, value
    from clm.analysis.backtest.backtest import Backtest, backtest
    from clm.analysis.cadence.repurchase import RepurchaseCurve, repurchase_curve
    from clm.analysis.cadence.suggestion import Suggestion
    from clm.analysis.cohorts.cohorts import Cohorts
    from clm.analysis.cohorts.taking import cohorts
    from clm.analysis.crosswalk import SnapshotCrosswalk
    from clm.analysis.drift.drift import Drift
    from clm.analysis.explain.explanation import Explanation
    from clm.analysis.explain.moves import LeastChange
    from clm.analysis.growth.growth import Growth, growth
    from clm.analysis.history.history import History, history
    from clm.analysis.horizon.horizon import Horizon
    from clm.analysis.identity.merge_preview import MergePreview
    from clm.analysis.snapshot.snapshot import Snapshot
    from clm.analysis.snapshot.summary import Summary
    from clm.analysis.snapshot.taking import snapshot
    from clm.analysis.stability.stability import Stability
    from clm.analysis.transitions.causes import Causes
    from clm.analysis.transitions.moves import Move, Moves
    from clm.analysis.transitions.transitions import Transitions, transitions
    from clm.errors import ClmError, Fault
    from clm.features.catalog import Feature
    from clm.features.table import Features
    from clm.ledger.ledger import Ledger
    from clm.ledger.report import Report
    from clm.lifecycle.crosswalk.crosswalk import Crosswalk
    from clm.lifecycle.findings.finding import Finding
    from clm.lifecycle.fitted import FittedTemplate
    from clm.lifecycle.proving.proof import Proof
    from clm.lifecycle.registry import templates
    from clm.lifecycle.stage import Campaign, Segment, Stage
    from clm.lifecycle.template import Template
    from clm.metrics.acquisition.acquisition_cost import AcquisitionCost
    from clm.metrics.acquisition.channel_cost import ChannelCost
    from clm.metrics.acquisition.payback import Payback
    from clm.metrics.acquisition.taking import acquisition_cost
    from clm.metrics.benchmark import Benchmark
    from clm.metrics.catalogue.catalogue import catalogue, metric
    from clm.metrics.definition import Metric
    from clm.metrics.dropoffs.definitions import stage_advance, stage_lost, stage_stalled
    from clm.metrics.dropoffs.dropoff import Dropoff
    from clm.metrics.dropoffs.dropoffs import Dropoffs
    from clm.metrics.dropoffs.measuring import dropoffs
    from clm.metrics.figure import Figure
    from clm.metrics.figures import Figures
    from clm.metrics.measure import measure
    from clm.metrics.stages.groups import TrackedGroups
    from clm.metrics.stages.stage_metrics import StageMetrics
    from clm.metrics.stages.taking import stage_metrics
    from clm.metrics.stages.worth import StageWorth, stage_worth
    from clm.metrics.traffic.traffic import Traffic
    from clm.model.channel import Channel
    from clm.model.customer import Customer
    from clm.model.event import Event, Order
    from clm.model.money import Money
    from clm.scoring.scale import Scale
    from clm.scoring.score import Score
    from clm.sources.events import read_events
    from clm.sources.orders import read_orders

__version__ = "0.1.0"

_HOMES: Final = {
    "AcquisitionCost": "metrics.acquisition.acquisition_cost",
    "Backtest": "analysis.backtest.backtest",
    "Benchmark": "metrics.benchmark",
    "Campaign": "lifecycle.stage",
    "Causes": "analysis.transitions.causes",
    "Channel": "model.channel",
    "ChannelCost": "metrics.acquisition.channel_cost",
    "ClmError": "errors",
    "Cohorts": "analysis.cohorts.cohorts",
    "Crosswalk": "lifecycle.crosswalk.crosswalk",
    "Customer": "model.customer",
    "Drift": "analysis.drift.drift",
    "Dropoff": "metrics.dropoffs.dropoff",
    "Dropoffs": "metrics.dropoffs.dropoffs",
    "Event": "model.event",
    "Explanation": "analysis.explain.explanation",
    "Fault": "errors",
    "Feature": "features.catalog",
    "Features": "features.table",
    "Figure": "metrics.figure",
    "Figures": "metrics.figures",
    "Finding": "lifecycle.findings.finding",
    "FittedTemplate": "lifecycle.fitted",
    "Growth": "analysis.growth.growth",
    "History": "analysis.history.history",
    "Horizon": "analysis.horizon.horizon",
    "LeastChange": "analysis.explain.moves",
    "Ledger": "ledger.ledger",
    "MergePreview": "analysis.identity.merge_preview",
    "Metric": "metrics.definition",
    "Money": "model.money",
    "Move": "analysis.transitions.moves",
    "Moves": "analysis.transitions.moves",
    "Order": "model.event",
    "Payback": "metrics.acquisition.payback",
    "Proof": "lifecycle.proving.proof",
    "Report": "ledger.report",
    "RepurchaseCurve": "analysis.cadence.repurchase",
    "Scale": "scoring.scale",
    "Score": "scoring.score",
    "Segment": "lifecycle.stage",
    "Snapshot": "analysis.snapshot.snapshot",
    "SnapshotCrosswalk": "analysis.crosswalk",
    "Stability": "analysis.stability.stability",
    "Stage": "lifecycle.stage",
    "StageMetrics": "metrics.stages.stage_metrics",
    "StageWorth": "metrics.stages.worth",
    "Suggestion": "analysis.cadence.suggestion",
    "Summary": "analysis.snapshot.summary",
    "Template": "lifecycle.template",
    "TrackedGroups": "metrics.stages.groups",
    "Traffic": "metrics.traffic.traffic",
    "Transitions": "analysis.transitions.transitions",
    "acquisition_cost": "metrics.acquisition.taking",
    "backtest": "analysis.backtest.backtest",
    "catalogue": "metrics.catalogue.catalogue",
    "cohorts": "analysis.cohorts.taking",
    "dropoffs": "metrics.dropoffs.measuring",
    "growth": "analysis.growth.growth",
    "history": "analysis.history.history",
    "measure": "metrics.measure",
    "metric": "metrics.catalogue.catalogue",
    "read_events": "sources.events",
    "read_orders": "sources.orders",
    "repurchase_curve": "analysis.cadence.repurchase",
    "snapshot": "analysis.snapshot.taking",
    "stage_advance": "metrics.dropoffs.definitions",
    "stage_lost": "metrics.dropoffs.definitions",
    "stage_metrics": "metrics.stages.taking",
    "stage_stalled": "metrics.dropoffs.definitions",
    "stage_worth": "metrics.stages.worth",
    "templates": "lifecycle.registry",
    "transitions": "analysis.transitions.transitions",
}
_SUBMODULES: Final = ("demo", "errors", "sources", "testing", "value")

__all__ = [
    "AcquisitionCost",
    "Backtest",
    "Benchmark",
    "Campaign",
    "Causes",
    "Channel",
    "ChannelCost",
    "ClmError",
    "Cohorts",
    "Crosswalk",
    "Customer",
    "Drift",
    "Dropoff",
    "Dropoffs",
    "Event",
    "Explanation",
    "Fault",
    "Feature",
    "Features",
    "Figure",
    "Figures",
    "Finding",
    "FittedTemplate",
    "Growth",
    "History",
    "Horizon",
    "LeastChange",
    "Ledger",
    "MergePreview",
    "Metric",
    "Money",
    "Move",
    "Moves",
    "Order",
    "Payback",
    "Proof",
    "Report",
    "RepurchaseCurve",
    "Scale",
    "Score",
    "Segment",
    "Snapshot",
    "SnapshotCrosswalk",
    "Stability",
    "Stage",
    "StageMetrics",
    "StageWorth",
    "Suggestion",
    "Summary",
    "Template",
    "TrackedGroups",
    "Traffic",
    "Transitions",
    "acquisition_cost",
    "backtest",
    "catalogue",
    "cohorts",
    "demo",
    "dropoffs",
    "errors",
    "growth",
    "history",
    "measure",
    "metric",
    "read_events",
    "read_orders",
    "repurchase_curve",
    "snapshot",
    "sources",
    "stage_advance",
    "stage_lost",
    "stage_metrics",
    "stage_stalled",
    "stage_worth",
    "templates",
    "testing",
    "transitions",
    "value",
]


def __getattr__(name: str) -> Any:
    """Load a name when it is first used."""
    if name in _SUBMODULES:
        return import_module(f"clm.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'clm' has no attribute {name!r}")
    value = getattr(import_module(f"clm.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
