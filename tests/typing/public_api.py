"""What a type checker must see of the public names; checked by mypy, never run."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, assert_type

import clm
from clm.analysis.snapshot.score_grid import ScoreGrid
from clm.lifecycle.stage import Segment, Stage
from clm.metrics.benchmark import Comparison
from clm.model.event import CustomerId

ledger = clm.Ledger.from_columns(customer=["ann"], when=["2024-05-01"], amount=[9], currency="EUR")
assert_type(ledger, clm.Ledger)
assert_type(ledger.with_events("visit", customer=["ann"], when=["2024-05-01"]), clm.Ledger)
renamed: dict[str, str] = {"guest": "ann"}
assert_type(ledger.merge_customers(renamed), clm.Ledger)
assert_type(ledger.merge_customers({7: 8}), clm.Ledger)
assert_type(ledger.first_day, date | None)
assert_type(ledger.report(), clm.Report)
assert_type(clm.read_orders("x", customer="c", when="w", amount="a", currency="EUR"), clm.Ledger)
assert_type(clm.read_events(ledger, "visit", {}, customer="c", when="w"), clm.Ledger)

template = clm.templates["five-stage"]
assert_type(template, clm.Template)
assert_type(template.segments, tuple[Segment, ...])
assert_type(template.stages, tuple[Stage, ...])
assert_type(template.proof, clm.Proof)
assert_type(template.with_parameters(active_days=90), clm.Template)
unlimited: Literal["unlimited"] = "unlimited"
assert_type(template.with_parameters(active_days=unlimited), clm.Template)

parts = {"awareness": "count('visit') <= 1", "interest": "count('visit') >= 2"}
assert_type(template.split_stage("awareness", into=parts), clm.Template)
assert_type(template.split_stage("a", into={"b": ["c"], "d": "orders == 0"}), clm.Template)
assert_type(template.merge_stages("awareness", "acquisition", into="lead"), clm.Template)
assert_type(template.rename({"lead": "prospect"}, key="mine"), clm.Template)
assert_type(template.with_campaigns({"lead": [clm.Campaign("A card"), "A banner"]}), clm.Template)
assert_type(template.with_campaigns(lead=["A card"]), clm.Template)
assert_type(template.crosswalk(template), clm.Crosswalk)
assert_type(template.crosswalk(template).pairs, tuple[tuple[str, str], ...])

features = clm.Features.of(ledger, as_of="2024-05-12", names=("recency",))
assert_type(features, clm.Features)
fitted = template.fit(features, extra={"nps": {"ann": 60}})
assert_type(fitted, clm.FittedTemplate)
assert_type(fitted.scale, clm.Scale)
assert_type(template.with_scale(fitted.scale), clm.FittedTemplate)
assert_type(fitted.unreachable, tuple[str, ...])

snap = clm.snapshot(ledger, fitted, as_of=date(2024, 5, 12), scale=None)
assert_type(snap, clm.Snapshot)
assert_type(snap.as_of, date)
assert_type(snap.counts(), dict[str, int])
assert_type(snap.stage_counts(), dict[str, int])
assert_type(snap.customers("lead"), list[CustomerId])
assert_type(snap["ann"], Segment)
assert_type(snap.summary(by="stage"), clm.Summary)
assert_type(snap.grid("r", "f"), ScoreGrid)
assert_type(snap.to_frame("polars"), Any)
assert_type(snap.crosswalk("rfm-11", extra={"nps": {"ann": 60}}), clm.SnapshotCrosswalk)
assert_type(snap.crosswalk(template).moved, float)
assert_type(snap.merge_preview(renamed), clm.MergePreview)
assert_type(snap.merge_preview({"guest": "ann"}).moves, dict[CustomerId, tuple[str, str]])
hers = snap.explain("ann", until="2025-01-01")
assert_type(hers, clm.Explanation)
assert_type(hers.since.day, date)
assert_type(hers.better, tuple[clm.LeastChange, ...])
assert_type(hers.least("retained").first, date | None)
assert_type(hers.to_dict(), dict[str, Any])
ahead = snap.horizon(until="2024-12-31")
assert_type(ahead, clm.Horizon)
assert_type(ahead.path("ann"), list[tuple[date, str]])
assert_type(ahead.counts("2024-06-30"), dict[str, int])
assert_type(ahead.calendar()[date(2024, 6, 1)], int)
assert_type(ahead.slipping("retain", within=30, top=10, order="day").customers, list[CustomerId])
assert_type(clm.Snapshot.load("x"), clm.Snapshot)
assert_type(clm.Scale.from_json("x"), clm.Scale)

clm.snapshot(ledger, 5, as_of="2024-05-12")  # type: ignore[arg-type]
clm.snapshot(ledger, "five-stage", "2024-05-12")  # type: ignore[call-arg]
clm.snapshot(ledger, "five-stage")  # type: ignore[call-arg]
template.with_parameters(active_days="ever")  # type: ignore[arg-type]
snap.places = snap.places  # type: ignore[misc]
ahead.slipping(order="name")  # type: ignore[arg-type]
ahead.slipping(None, 30)  # type: ignore[call-arg]

after = clm.backtest(ledger, "five-stage", as_of="2024-05-01", days=90)
assert_type(after, clm.Backtest)
assert_type(after.returned, dict[str, int])
assert_type(after.better, tuple[str, ...])
assert_type(after.sorting.verdict, str)
assert_type(after.notes, tuple[str, ...])

curve = clm.repurchase_curve(ledger, as_of="2024-05-01", by="country")
assert_type(curve, clm.RepurchaseCurve)
assert_type(curve.groups, Mapping[str, clm.RepurchaseCurve])
assert_type(curve.first.at(30), float)
assert_type(curve.later.quantile(0.5, within=365), int | None)
windows = curve.suggest(share={"active_days": 0.95})
assert_type(windows, clm.Suggestion)
assert_type(windows["active_days"], int | None)
assert_type(template.with_parameters(**windows.parameters(template)), clm.Template)

stability = snap.stability(samples=10, seed=1, progress=print)
assert_type(stability, clm.Stability)
assert_type(stability.share, float)
assert_type(stability.notes, tuple[str, ...])
assert_type(stability.cuts.interval("r"), tuple[tuple[int, int], ...])
cohorts = clm.cohorts(ledger, every="week", measure="revenue", retention="rolling", by=snap)
assert_type(cohorts, clm.Cohorts)
assert_type(cohorts.groups["DE"], clm.Cohorts)
assert_type(cohorts.notes, tuple[str, ...])
assert_type(clm.growth(ledger, "visit", every="month", week_start="sunday"), clm.Growth)
clm.cohorts(ledger, "month")  # type: ignore[call-arg]
clm.cohorts(ledger, every="fortnight")  # type: ignore[arg-type]

rate = clm.measure(ledger, "second_order_rate", "2024-05-01", "2024-05-31", within=30)
assert_type(rate, clm.Figure)
assert_type(rate.value, float | None)
assert_type(rate.undefined, str)
assert_type(rate.metric, clm.Metric)
assert_type(rate - clm.Figure.pooled([rate]), float)
assert_type(clm.metric("nps"), clm.Metric)
assert_type(clm.catalogue["nps"], clm.Metric)
asked: dict[str, list[str | clm.Metric]] = {"retention": ["AOV", clm.metric("nps")]}
stages = clm.stage_metrics(ledger, "five-stage", "2024-05-01", "2024-06-30", metrics=asked)
assert_type(stages, clm.StageMetrics)
assert_type(stages["retention", "AOV"], clm.Figures)
assert_type(stages["retention", "AOV"].figure(-1, "retention"), clm.Figure)
assert_type(stages.tracked, clm.TrackedGroups)
assert_type(clm.stage_worth(stages, 80), clm.StageWorth)
clm.stage_metrics(ledger, "five-stage", "2024-05-01", "2024-06-30", "fortnight")  # type: ignore[arg-type]
_ = rate < 0.3  # type: ignore[operator]

looked = clm.history(ledger, "five-stage", "2024-05-01", "2024-06-30")
share = clm.stage_advance("five-stage", "retention", within=90, every="week")
assert_type(share, clm.Metric)
mark = clm.Benchmark(metric=share, value=0.3, source="s", date="2024-01-01")
assert_type(mark.compare(clm.dropoffs(looked)["retention"].advance).gap, float | None)
dropped = clm.dropoffs(looked, within={"a": 9}, targets={"a": 0.3}, benchmarks=[mark], by="gap")
assert_type(dropped, clm.Dropoffs)
assert_type(dropped["retention"], clm.Dropoff)
assert_type(dropped["retention"].advance, clm.Figure)
assert_type(dropped["retention"].customers("lost"), list[CustomerId])
assert_type(dropped["retention"].benchmark, Comparison | None)
clm.dropoffs(looked, by="loss")  # type: ignore[arg-type]
clm.dropoffs(looked, 30)  # type: ignore[call-arg]
clm.Benchmark(share, 0.3)  # type: ignore[call-arg]

moved = clm.transitions(snap, snap)
assert_type(moved, clm.Transitions)
assert_type(moved.causes(), clm.Causes)
assert_type(moved.causes()["ageing"], clm.Transitions)
assert_type(next(iter(moved.moves)), clm.Move)
assert_type(moved.customers("lead", "retained"), list[CustomerId])
past = clm.history(ledger, "five-stage", "2024-05-01", "2024-06-30", every="week", scale="refit")
assert_type(past, clm.History)
assert_type(past.snapshots, tuple[clm.Snapshot, ...])
assert_type(past.since("ann"), date)
assert_type(past.partial, bool)
clm.history(ledger, "five-stage", "2024-05-01", "2024-06-30", every="fortnight")  # type: ignore[arg-type]
clm.history(ledger, "five-stage", "2024-05-01", "2024-06-30", scale="fresh")  # type: ignore[arg-type]
clm.transitions(snap)  # type: ignore[call-arg]

traffic = clm.Traffic.from_columns(day=["2024-05-01"], channel=["email"], visits=[9])
assert_type(traffic, clm.Traffic)
assert_type(traffic.total("visits", "2024-05-01", channel="email"), int)
assert_type(traffic.by_channel("clicks"), dict[str, int])
assert_type(traffic.append(traffic).first_day, date | None)
traffic.total("orders")  # type: ignore[arg-type]
weeks = clm.value.rfm_summary(ledger, as_of="2024-05-12", unit="week")
assert_type(clm.value.rfm_summary(ledger, "2024-05-12"), clm.value.RfmSummary[clm.value.Week])
assert_type(weeks, clm.value.RfmSummary[clm.value.Week])
days = clm.value.RfmSummary.from_columns(unit="day", frequency=[0], recency=[0], T=[3])
assert_type(days, clm.value.RfmSummary[clm.value.Day])
assert_type(weeks.positive, clm.value.RfmSummary[clm.value.Week])
bg_nbd = clm.value.fit_bg_nbd(weeks)
assert_type(bg_nbd, clm.value.BgNbd[clm.value.Week])
assert_type(clm.value.fit_mbg_nbd(days), clm.value.MbgNbd[clm.value.Day])
assert_type(bg_nbd.expected_purchases_of_new(52), float)
assert_type(bg_nbd.standard_errors, Mapping[str, float])
read: clm.value.BgNbd[clm.value.Week] = clm.value.BgNbd.from_json(bg_nbd.to_json())
spend = clm.value.fit_gamma_gamma(days)
assert_type(spend, clm.value.GammaGamma)
worth = clm.value.lifetime_value(read, spend, weeks, horizon=52, margin=0.3, discount=0.1)
assert_type(worth, clm.value.LifetimeValue[clm.value.Week])
assert_type(worth.total, float)
assert_type(clm.value.at_stake(snap.horizon().slipping(), worth), clm.value.AtStake)
held_out = clm.value.holdout(bg_nbd, ledger, as_of="2024-05-12", until="2024-08-12")
assert_type(held_out, clm.value.Holdout[clm.value.Week])
followed = clm.value.tracking(bg_nbd, ledger, as_of="2024-05-12", until="2024-08-12")
assert_type(followed, clm.value.Tracking)
bg_nbd.expected_purchases(52, days)  # type: ignore[arg-type]
bg_nbd.probability_alive(days)  # type: ignore[arg-type]
clm.value.lifetime_value(bg_nbd, spend, days, horizon=52)  # type: ignore[misc]
clm.value.rfm_summary(ledger, as_of="2024-05-12", unit="month")  # type: ignore[call-overload]

spent = clm.acquisition_cost(ledger, "2024-05-01", "2024-05-31", traffic=traffic, every="month")
assert_type(spent, clm.AcquisitionCost)
assert_type(spent["email"], clm.ChannelCost)
assert_type(spent.periods, tuple[clm.AcquisitionCost, ...])
assert_type(spent.blended.payback, clm.Payback)
assert_type(spent.blended.payback.days, int | None)
assert_type(spent.cost_per_lead.value, float | None)
assert_type(spent.clv_to_cac(120, "email").undefined, str)
assert_type(spent.clv_to_cac(worth), clm.Figure)
clm.acquisition_cost(ledger, "2024-05-01")  # type: ignore[call-arg]
clm.acquisition_cost(ledger, "2024-05-01", "2024-05-31", attribution="last")  # type: ignore[arg-type]

sales = clm.sources.OrderTable("sales", customer="a", when="b", amount="c", currency="EUR")
assert_type(sales, clm.sources.OrderTable)
assert_type(clm.sources.to_sql(snap.fitted, "postgres", table="crm.features"), str)
assert_type(clm.sources.to_sql(snap.fitted, orders=sales, as_of="2024-05-12"), str)
clm.sources.to_sql(snap, "postgres")  # type: ignore[arg-type]
clm.sources.OrderTable("sales", "a", "b", "c")  # type: ignore[call-arg]

names: dict[str, str] = {"customer": "who", "when": "day", "amount": "paid", "currency": "EUR"}
source = clm.sources.engine(object(), **names)
assert_type(source, clm.sources.Engine)
assert_type(source.with_events("visit", object(), customer="who", when="day"), clm.sources.Engine)
assert_type(clm.snapshot(source, "rfm-11", as_of="2024-05-12"), clm.Snapshot)
assert_type(clm.sources.segment_in_engine(source, "rfm-11", "2024-05-12", scale=None), Any)
