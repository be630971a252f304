"""A lifecycle template: a definition whose segments are proved to fit together."""

from collections.abc import Mapping, Sequence
from typing import Literal, Self, TypeVar, cast

from attrs import Factory, evolve, field, frozen

from clm._frozen import FrozenDict
from clm._show import counted
from clm.errors import TemplateError, UnknownNameError
from clm.features.table import FeatureTable
from clm.lifecycle.conditions.tree import UNLIMITED
from clm.lifecycle.crosswalk.crosswalk import Crosswalk, crossed
from clm.lifecycle.definition import Definition
from clm.lifecycle.document import codec
from clm.lifecycle.editing import groups, parameters, renaming, splitting
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.population import Population
from clm.lifecycle.proving.proof import Proof, prove
from clm.lifecycle.stage import Campaign, Extra, Segment, Stage
from clm.scoring.scale import Scale
from clm.scoring.score import Score

Named = TypeVar("Named", Segment, Stage)

_SHORT = 8
_MOST_STAGES = 8


def _proved(template: "Template") -> Proof:
    """Prove a template's definition, and raise all faults of the proof."""
    says = template.definition
    if not isinstance(cast("object", says), Definition):
        what = f"{says!r:.60} is no definition"
        raise TemplateError.of("definition", what, "read a file with Template.from_toml(…)")
    proof = prove(says.rules(), says.vocabulary, says.unclassified, says.currency)
    if proof.faults:
        raise TemplateError(proof.faults)
    return proof


def _called(kind: str, key: object, group: Sequence[Named]) -> Named:
    """Look a stage or segment up by its key."""
    known = {each.key: each for each in group}
    if not isinstance(key, str) or key not in known:
        raise UnknownNameError(kind, key, known)
    return known[key]


@frozen(repr=False)
class Template:
    """Stages and segments in which every customer has exactly one place.

    Making a template proves it: no gap, no overlap that is not declared, no segment that nobody
    can reach.

    Parameters
    ----------
    definition : Definition
        What the template says.

    Attributes
    ----------
    proof : Proof
        The grid of the template, and what was shown about it.

    Raises
    ------
    TemplateError
        With every gap, overlap and unreachable segment, each with a customer as an example.

    Examples
    --------
    >>> template = Template.from_toml('''
    ... schema = 1
    ... key = "two-groups"
    ... [parameters]
    ... active_days = 180
    ... [[stage]]
    ... key = "active"
    ... when = "recency <= active_days"
    ... [[stage]]
    ... key = "silent"
    ... when = "recency > active_days or orders == 0"
    ... ''')
    >>> [segment.key for segment in template.segments]
    ['active', 'silent']
    >>> template.with_parameters(active_days=90).parameters["active_days"]
    90
    """

    definition: Definition
    proof: Proof = field(init=False, eq=False, default=Factory(_proved, takes_self=True))

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a template from TOML.

        Parameters
        ----------
        text : str
            A TOML document of schema 1: the text of a file, not its name.

        Raises
        ------
        TemplateError
            With every fault of the document, each with its path.
        """
        return cls(codec.read(text))

    def to_toml(self) -> str:
        """Write the template as canonical TOML, which `from_toml` reads back as an equal one."""
        return codec.write(self.definition)

    def with_parameters(self, /, **values: int | Literal["unlimited"]) -> Self:
        """Give parameters other values, and prove the template anew.

        Parameters
        ----------
        **values : int or "unlimited"
            By the names in `parameters`.

        Raises
        ------
        UnknownNameError
            The template has no such parameter.
        TemplateError
            Values that are none, or with which the template does not fit together; every fault
            names them.
        """
        given = parameters.checked(self.definition, values)
        if not given:
            return self
        try:
            whole = {**self.definition.parameters, **given}
            return type(self)(evolve(self.definition, parameters=whole))
        except TemplateError as error:
            raise parameters.explained(error, given) from None

    def split_stage(self, stage: str, *, into: Mapping[str, str | Sequence[str]]) -> Self:
        """Make several stages of one; `clm.lifecycle.editing.splitting.split` says how.

        Parameters
        ----------
        stage : str
            Key of the stage.
        into : mapping of str to str or sequence of str
            By key of the new stage a condition, which divides the segments, or the segments that
            it gets whole.

        Raises
        ------
        TemplateError
            Customers or segments in no part or in two, each with an example; keys that are taken.
        """
        return type(self)(splitting.split(self.definition, stage, into))

    def merge_stages(self, *stages: str, into: str, title: str | None = None) -> Self:
        """Make one stage of several; their segments stay.

        Parameters
        ----------
        *stages : str
            Two keys or more.
        into : str
            Key of the new stage, which may be one of them.
        title : str, optional
            Its name for people; kept with the key, or made of it, if left out.

        Raises
        ------
        TemplateError
            Unknown, repeated or too few stages; a key that another stage has.
        """
        return type(self)(groups.merged(self.definition, stages, into, title))

    def rename(
        self,
        names: Mapping[str, str] | None = None,
        *,
        key: str | None = None,
        title: str | None = None,
        titles: Mapping[str, str] | None = None,
    ) -> Self:
        """Give stages and segments other keys, all at once, and the template another one.

        Parameters
        ----------
        names : mapping of str to str, optional
            New keys by old; a key that a stage and a segment share is renamed in both.
        key, title : str, optional
            Of the template.
        titles : mapping of str to str, optional
            Other titles of stages and segments, by their new keys.

        Raises
        ------
        TemplateError
            Nothing has such a key; two would have the same.
        """
        given: Mapping[str, str] = {} if names is None else names
        return type(self)(
            renaming.renamed(self.definition, given, key=key, title=title, titles=titles)
        )

    def with_campaigns(
        self,
        campaigns: Mapping[str, Sequence[Campaign | str]] | None = None,
        /,
        **by_segment: Sequence[Campaign | str],
    ) -> Self:
        """Give segments other campaigns, in place of theirs; none by an empty list.

        Raises
        ------
        TemplateError
            No such segment; campaigns that are none.
        """
        given = groups.joined(campaigns, by_segment)
        return type(self)(groups.with_campaigns(self.definition, given))

    def crosswalk(self, other: "Template | FittedTemplate") -> Crosswalk:
        """Say which segments of another template the customers of each segment can be in.

        Raises
        ------
        TemplateError
            What is no template; extra columns that do not go together; too many cells.
        CurrencyError
            The amounts of the two are in different currencies.
        """
        theirs = other.template if isinstance(other, FittedTemplate) else other
        if not isinstance(cast("object", theirs), Template):
            mend = "give a Template: clm.templates['five-stage']"
            raise TemplateError.of("other", f"{theirs!r:.40} is no template", mend)
        return crossed(self, theirs)

    def fit(self, features: FeatureTable, extra: ExtraColumns | None = None) -> FittedTemplate:
        """Fit the cut points of the scores on a population.

        Parameters
        ----------
        features : FeatureTable
            Of the people to fit on.
        extra : mapping of str to mapping of customer to int, optional
            The columns that the template asks the caller for.

        Returns
        -------
        FittedTemplate

        Raises
        ------
        CurrencyError
            The template's constants are in another currency than the population's money.
        ColumnError
            Extra columns that do not fit what the template declares.
        """
        people = Population.of(features, self.extra, extra)
        people.check_currency(f"template {self.key!r}", self.currency)
        return FittedTemplate(self, people.fit(self.scores))

    def with_scale(self, scale: Scale) -> FittedTemplate:
        """Take the cut points of a scale that was fitted before, or elsewhere.

        Raises
        ------
        ScaleError
            A score of the template is not in the scale, or is defined otherwise there, or its cut
            points lie where the template's values cannot.
        """
        return FittedTemplate(self, scale)

    @property
    def key(self) -> str:
        """The template's name in data."""
        return self.definition.key

    @property
    def title(self) -> str:
        """The template's name for people."""
        return self.definition.title

    @property
    def about(self) -> str:
        """What a reader of its numbers should know."""
        return self.definition.about

    @property
    def source(self) -> str:
        """Where the model comes from."""
        return self.definition.source

    @property
    def unclassified(self) -> str | None:
        """Key of the segment for whoever fits no other."""
        return self.definition.unclassified

    @property
    def currency(self) -> str | None:
        """The currency of the amounts in its conditions and cut points."""
        return self.definition.currency

    @property
    def parameters(self) -> Mapping[str, int | str]:
        """The parameters: whole numbers or "unlimited", by name."""
        values = self.definition.parameters.items()
        return FrozenDict({name: UNLIMITED if n is None else n for name, n in values})

    @property
    def scores(self) -> Mapping[str, Score]:
        """The scores, by name."""
        return self.definition.scores

    @property
    def codes(self) -> Mapping[str, tuple[str, ...]]:
        """The codes, by name: the scores whose digits they join."""
        return self.definition.codes

    @property
    def extra(self) -> Mapping[str, Extra]:
        """The columns that the caller supplies."""
        return self.definition.extra

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages, in order."""
        return self.definition.stages

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments in matching order; the unclassified one, if there is one, is the last."""
        if self.unclassified is None:
            return self.definition.segments
        return (*self.definition.segments, Segment(self.unclassified, stage="", rank=0))

    @property
    def fingerprint(self) -> str:
        """A hash of the meaning; templates that differ in texts only have the same."""
        return self.definition.fingerprint

    def segment(self, key: str) -> Segment:
        """Look a segment up.

        Raises
        ------
        UnknownNameError
            The template has no such segment.
        """
        return _called("segment", key, self.segments)

    def stage(self, key: str) -> Stage:
        """Look a stage up.

        Raises
        ------
        UnknownNameError
            The template has no such stage.
        """
        return _called("stage", key, self.stages)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the definition; the proof is made again."""
        return type(self), (self.definition,)

    def __repr__(self) -> str:
        """Say which stages hold which segments, and how the parameters are set."""
        head = (
            f"<Template {self.key} · {counted(len(self.definition.segments), 'segment')}"
            f" · {counted(len(self.stages), 'stage')} · {self.fingerprint[:_SHORT]}>"
        )
        rows = [*self._stage_rows(), *self._rest_rows()]
        width = max(len(name) for name, _ in rows)
        return "\n".join([head, *(f"  {name:{width}}  {text}" for name, text in rows)])

    def _stage_rows(self) -> list[tuple[str, str]]:
        """Name the segments of every stage; of many stages, the first."""
        rows = [
            (stage.key, ", ".join(each.key for each in self.segments if each.stage == stage.key))
            for stage in self.stages
        ]
        more = len(rows) - _MOST_STAGES
        return rows if more <= 0 else [*rows[:_MOST_STAGES], ("…", f"{more} more stages")]

    def _rest_rows(self) -> list[tuple[str, str]]:
        """Name the unclassified segment and the parameters."""
        rows = [("unclassified", self.unclassified)] if self.unclassified else []
        if self.parameters:
            values = (f"{name} = {value}" for name, value in self.parameters.items())
            rows.append(("parameters", ", ".join(values)))
        return rows
