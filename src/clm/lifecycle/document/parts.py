"""From the tables of a template's file to the parts of its definition."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from clm.errors import Fault, unknown
from clm.lifecycle.conditions.tree import UNLIMITED
from clm.lifecycle.document.entry import Entry
from clm.lifecycle.stage import Campaign, Extra, Segment, Stage
from clm.scoring.score import POPULATIONS, Score, Whom


def parts(file: Entry) -> dict[str, Any]:
    """Take the fields of a definition from the file."""
    given: dict[str, Any] = {key: file.text(key) for key in ("title", "about", "source")}
    given["key"] = file.must("key", str, "")
    for key in ("unclassified", "currency"):
        given[key] = file.text(key) if file.has(key) else None
    given["parameters"] = _parameters(file.table("parameters"))
    given["scores"] = {name: _score(name, row) for name, row in file.rows("scores")}
    codes = file.table("codes")
    given["codes"] = {name: codes.each(name, str) for name in codes.values}
    given["extra"] = {name: _extra(row) for name, row in file.rows("extra")}
    return given | _groups(file)


def _groups(file: Entry) -> dict[str, object]:
    """Take stages and segments; the shorthand segments of stages come first."""
    stages: list[Stage] = []
    segments: list[tuple[str, Segment]] = []
    for row in file.tables("stage"):
        stages.append(_stage(row))
        segments += _shorthand(row, stages[-1])
        row.close()
    segments += [(row.path, _segment(row)) for row in file.tables("segment")]
    return {
        "stages": tuple(stages),
        "segments": tuple(segment for _, segment in segments),
        "paths": tuple(path for path, _ in segments),
    }


def _parameters(table: Entry) -> dict[str, int | None]:
    """Take the parameters: whole numbers or "unlimited", which becomes None."""
    values: dict[str, int | None] = {}
    for name, value in table.values.items():
        if value == UNLIMITED:
            values[name] = None
        elif isinstance(value, str):
            table.faults.append(
                Fault(table.at(name), f"{value!r} is text", f'give a whole number or "{UNLIMITED}"')
            )
            values[name] = 1
        else:
            values[name] = table.take(name, int, 1)
    return values


def _score(name: str, row: Entry) -> Score:
    """Take the definition of a score."""
    gaps = _by_gaps(row)
    fixed, bins = (None, 5) if gaps else _fixed(row)
    end = row.take("best", str, "high")
    if end not in ("high", "low"):
        row.faults.append(Fault(row.at("best"), f"no end {end!r}", "write 'high' or 'low'"))
    score = Score(
        name,
        of=row.must("of", str, "orders"),
        bins=row.take("bins", int, bins),
        best="low" if end == "low" else "high",
        fixed=fixed,
        population=_population(row),
        quantiles_of="gaps" if gaps else "people",
    )
    row.close()
    return score


def _fixed(row: Entry) -> tuple[tuple[int, ...] | None, int]:
    """Take fixed cut points, if they are in order themselves, and the number of bins they make."""
    if not row.has("cuts"):
        return None, 5
    known = len(row.faults)
    cuts = row.each("cuts", int)
    return cuts if len(row.faults) == known else None, len(cuts) + 1 if cuts else 5


def _by_gaps(row: Entry) -> bool:
    """Whether the cut points are quantiles of gaps; another word is a fault."""
    cuts = row.values.get("cuts")
    if isinstance(cuts, str) and cuts != "gaps":
        what = f"{cuts!r} is no way of cutting"
        row.faults.append(Fault(row.at("cuts"), what, 'write cuts = "gaps", or list cut points'))
    return isinstance(cuts, str) and row.has("cuts")


def _population(row: Entry) -> Whom:
    """Take whose values are cut."""
    whom = row.take("population", str, "everyone")
    if whom not in POPULATIONS:
        row.faults.append(unknown("population", whom, POPULATIONS, row.at("population")))
    return "repeaters" if whom == "repeaters" else "everyone"


def _extra(row: Entry) -> Extra:
    """Take the range of a column that the caller supplies."""
    extra = Extra(min=row.must("min", int, 0), max=row.must("max", int, 0))
    row.close()
    return extra


def _stage(row: Entry) -> Stage:
    """Take a stage."""
    return Stage(
        key=row.must("key", str, ""),
        title=row.text("title"),
        goal=row.text("goal"),
        stalled_after_days=row.whole("stalled_after_days"),
        next=row.each("next", str),
        metrics=row.each("metrics", str),
        channels=row.each("channels", str),
    )


def _shorthand(row: Entry, stage: Stage) -> Iterator[tuple[str, Segment]]:
    """Take the segment of a stage that has a condition of its own."""
    if row.has("when"):
        segment = _conditioned(row, stage.key, stage.key)
        yield row.path, evolve(segment, title=stage.title)
        return
    for key in ("rank", "takes_precedence", "who", "claims"):
        if row.has(key):
            row.faults.append(Fault(row.at(key), "belongs to a segment", "give `when` with it"))


def _segment(row: Entry) -> Segment:
    """Take a segment and its campaigns."""
    segment = evolve(
        _conditioned(row, row.must("key", str, ""), row.must("stage", str, "")),
        title=row.text("title"),
        goal=row.text("goal"),
        campaigns=tuple(_campaign(each) for each in row.tables("campaign", "segment.campaign")),
    )
    row.close()
    return segment


def _conditioned(row: Entry, key: str, stage: str) -> Segment:
    """Take what a segment and a stage with a condition of its own both have."""
    return Segment(
        key=key,
        stage=stage,
        when=row.must("when", str, ""),
        rank=_rank(row),
        takes_precedence=row.take("takes_precedence", bool, default=False),
        who=row.text("who"),
        claims=row.each("claims", str),
    )


def _rank(row: Entry) -> int:
    """Take a rank; 0 stands for none."""
    rank = row.whole("rank")
    if rank is not None and rank < 1:
        row.faults.append(Fault(row.at("rank"), f"{rank} is no rank", "count from 1"))
        return 0
    return rank or 0


def _campaign(row: Entry) -> Campaign:
    """Take a campaign."""
    campaign = Campaign(title=row.must("title", str, ""), channel=row.text("channel"))
    row.close()
    return campaign
