"""The texts of a definition, which have to go into a file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from clm.errors import Fault
from clm.lifecycle.names import text_faults
from clm.lifecycle.stage import Segment, Stage
from clm.scoring.score import Score

_STAGE: Final = ("title", "goal")
_LISTS: Final = ("metrics", "channels")
_SEGMENT: Final = ("title", "who", "goal")


def written_faults(
    own: Mapping[str, str],
    scores: Iterable[Score],
    stages: Iterable[Stage],
    segments: Iterable[tuple[str, Segment]],
) -> Iterator[Fault]:
    """Refuse texts that no file can hold; keys and conditions are refused where they are read.

    Parameters
    ----------
    own : mapping of str to str
        The texts of the template itself, by their paths.
    scores : iterable of Score
        Its scores.
    stages : iterable of Stage
        Its stages.
    segments : iterable of (str, Segment)
        Its segments, each with its path.

    Examples
    --------
    >>> from clm.lifecycle.definition import Definition
    >>> all_ = Segment("all", "all", "orders >= 0", goal=f"a smile {chr(0xD83D)}")
    >>> Definition(key="mine", stages=[Stage("all")], segments=[all_])
    Traceback (most recent call last):
    clm.errors.TemplateError: segment[0].goal: holds ..., half of a character, ...
    """
    for name, text in own.items():
        yield from text_faults(text, name)
    for score in scores:
        yield from text_faults(score.of, f"scores.{score.name}.of")
    for at, stage in enumerate(stages):
        yield from _stage_faults(stage, f"stage[{at}]")
    for where, segment in segments:
        yield from _segment_faults(segment, where)


def _stage_faults(stage: Stage, where: str) -> Iterator[Fault]:
    """Check the texts of a stage."""
    for name in _STAGE:
        yield from text_faults(getattr(stage, name), f"{where}.{name}")
    for name in _LISTS:
        for at, text in enumerate(getattr(stage, name)):
            yield from text_faults(text, f"{where}.{name}[{at}]")


def _segment_faults(segment: Segment, where: str) -> Iterator[Fault]:
    """Check the texts of a segment and of its campaigns."""
    for name in _SEGMENT:
        yield from text_faults(getattr(segment, name), f"{where}.{name}")
    for at, campaign in enumerate(segment.campaigns):
        yield from text_faults(campaign.title, f"{where}.campaign[{at}].title")
        yield from text_faults(campaign.channel, f"{where}.campaign[{at}].channel")
