"""The list of all laws."""

from collections.abc import Iterator, Mapping
from inspect import getdoc
from textwrap import fill
from typing import Final

from attrs import field, frozen

from clm._frozen import FrozenDict
from clm._show import counted, html_table, tag
from clm.errors import UnknownNameError
from clm.testing import foresight, judgement, lifts, merging, passage, promises
from clm.testing.law import CaseLaw, Law, ScaleLaw, Silent, TemplateLaw, always


def _on_cases(law: CaseLaw, silent: Silent = always) -> Law:
    """Make a law that is tried on cases; it says what its docstring says."""
    return Law(name=law.__name__, says=getdoc(law) or "", on_cases=law, silent=silent)


def _on_template(law: TemplateLaw, silent: Silent = always) -> Law:
    """Make a law about the template alone."""
    return Law(name=law.__name__, says=getdoc(law) or "", on_template=law, silent=silent)


def _on_scale(law: ScaleLaw) -> Law:
    """Make a law about a template under a scale."""
    return Law(name=law.__name__, says=getdoc(law) or "", on_scale=law)


_LAWS: Final = (
    _on_template(promises.written_and_read),
    _on_template(promises.witnesses),
    _on_cases(promises.feasible_cells),
    _on_cases(promises.one_segment_each),
    _on_cases(promises.plain_rules),
    _on_cases(promises.rows_in_any_order),
    _on_cases(promises.other_names),
    _on_cases(promises.batches),
    _on_cases(merging.merged_customers),
    _on_cases(merging.merged_later),
    _on_cases(merging.merges_foreseen),
    _on_cases(promises.later_events),
    _on_cases(promises.one_more_order, promises.no_score_of_orders),
    _on_cases(promises.time_alone, promises.no_score_of_recency),
    _on_cases(passage.standing_still),
    _on_cases(passage.causes_compose),
    _on_cases(passage.histories),
    _on_cases(lifts.least_change),
    _on_cases(foresight.silent_horizon),
    _on_template(judgement.directions, judgement.no_score_of_either),
    _on_template(judgement.no_falls_by_buying),
    _on_template(judgement.no_falls_by_money),
    _on_template(judgement.no_rises_in_silence),
    _on_template(judgement.claims_hold, judgement.no_claims),
    _on_scale(judgement.segments_in_reach),
    _on_scale(judgement.no_dead_scores),
    _on_scale(judgement.nobody_apart),
)


def _copied(laws_by_name: Mapping[str, Law]) -> Mapping[str, Law]:
    """Copy a mapping, so that nobody can change it."""
    return FrozenDict(laws_by_name)


@frozen(repr=False, eq=False)
class Lawbook(Mapping[str, Law]):
    """Laws by name.

    Parameters
    ----------
    by_name : mapping of str to Law
        The laws.
    """

    by_name: Mapping[str, Law] = field(converter=_copied)

    def __getitem__(self, name: str) -> Law:
        """Give a law.

        Raises
        ------
        UnknownNameError
            No law has that name; the nearest are offered.
        """
        if name not in self.by_name:
            raise UnknownNameError("law", name, self.by_name)
        return self.by_name[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is such a law."""
        return name in self.by_name

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self.by_name)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.by_name)

    def __repr__(self) -> str:
        """How many there are, and their names."""
        return fill(tag("Lawbook", counted(len(self), "law"), ", ".join(self)), 88)

    def __str__(self) -> str:
        """Every law in a sentence."""
        rows = [f"{name:{max(map(len, self))}}  {law.says}" for name, law in self.items()]
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        """Every law in a sentence."""
        rows = [(law.name, law.says) for law in self.values()]
        return html_table("Laws", ("law", "says"), rows)


def laws() -> Lawbook:
    """Give every law by name, as `check_template` runs them.

    Examples
    --------
    >>> laws()["time_alone"]
    <Law time_alone · Under a frozen scale time alone never raises a score of recency.>
    >>> laws()["time"]
    Traceback (most recent call last):
    clm.errors.UnknownNameError: no law 'time' → did you mean 'time_alone'?
    """
    return Lawbook({law.name: law for law in _LAWS})
