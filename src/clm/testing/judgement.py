"""Laws that a template or a scale breaks by what its author wrote, not by how it is read.

Those about templates are read off the proof: the finding is the counterexample.
"""

from typing import Final, Literal

from clm.errors import Fault, LawBrokenError
from clm.features.catalog import Feature
from clm.lifecycle.findings.finding import Kind
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import subject_of
from clm.lifecycle.template import Template
from clm.scoring.score import Score

_MORE: Final = ("count", "days", "total", "net", "average")


def directions(template: Template) -> None:
    """Fewer days since an order, more orders and more money are better."""
    faults = [
        Fault("", f"{name} = {score.toml}, but {best} values are better there", "")
        for name, score in template.scores.items()
        if (best := _best(score)) not in (None, score.best)
    ]
    if faults:
        raise LawBrokenError(faults)


def no_falls_by_buying(template: Template) -> None:
    """One more order never lowers the rank of a customer's segment."""
    _not_found(template, "falls by buying")


def no_falls_by_money(template: Template) -> None:
    """More money never lowers the rank of a customer's segment."""
    _not_found(template, "falls by money")


def no_rises_in_silence(template: Template) -> None:
    """Time alone never raises the rank of a customer's segment."""
    _not_found(template, "rises in silence")


def claims_hold(template: Template) -> None:
    """What a segment claims holds of everybody in it."""
    _not_found(template, "claim")


def segments_in_reach(fitted: FittedTemplate) -> None:
    """Under the scale somebody can be in every segment."""
    # That nobody is left over is no fault.
    empty = [key for key in fitted.unreachable if key != fitted.template.unclassified]
    if empty:
        raise LawBrokenError.of("", f"nobody can reach {', '.join(empty)}")


def no_dead_scores(fitted: FittedTemplate) -> None:
    """Under the scale somebody can have every score."""
    faults = [
        Fault("", f"nobody can get {name} {' '.join(map(str, dead))}", "")
        for name, dead in fitted.scale.dead.items()
    ]
    if faults:
        raise LawBrokenError(faults)


def nobody_apart(fitted: FittedTemplate) -> None:
    """The people whom the scale was fitted on do not all have one score."""
    faults = [
        Fault("", f"all {sum(people)} people have one score {name}", "")
        for name, people in fitted.scale.people.items()
        if sum(people) > 1 and max(people) == sum(people)
    ]
    if faults:
        raise LawBrokenError(faults)


def no_score_of_either(template: Template) -> str:
    """Say why no score can point the wrong way."""
    judged = any(_best(score) for score in template.scores.values())
    return "" if judged else "no score of orders, their age or their money"


def no_claims(template: Template) -> str:
    """Say why no claim can fail."""
    return "" if any(each.claims for each in template.segments) else "no claims"


def _best(score: Score) -> Literal["high", "low"] | None:
    """Which values are better, where that is beyond doubt."""
    feature = subject_of(score)
    if not isinstance(feature, Feature) or feature.kinds[:1] != ("order",):
        return None
    if feature.stat == "last":
        return "low"
    return "high" if feature.stat in _MORE else None


def _not_found(template: Template, kind: Kind) -> None:
    """Break a law with every finding of a kind."""
    found = [each for each in template.proof.findings if each.kind == kind]
    if found:
        raise LawBrokenError(
            Fault(each.where, f"{each.what}, e.g. {each.example}", "") for each in found
        )
