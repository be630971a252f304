"""A segment as the proof sees it."""

from collections.abc import Iterable, Sequence
from typing import cast

from attrs import frozen

from clm.errors import ClmError, Fault
from clm.lifecycle.conditions.condition import Code, Condition, Vocabulary, leaves, parse


@frozen
class Claim:
    """What every customer of a segment must satisfy, by the segment's own text.

    Parameters
    ----------
    text : str
        The claim as written.
    condition : Condition
        What it says.
    where : str
        Its path, named in findings.
    """

    text: str
    condition: Condition
    where: str = ""


@frozen
class Rule:
    """A segment as the proof sees it.

    Parameters
    ----------
    key : str
        The segment's name.
    condition : Condition
        Who is in it.
    takes_precedence : bool
        Whether it may claim customers who also fit a later one.
    where : str
        The path of its condition, named in faults.
    rank : int
        Its place in the order of liveliness; 0 takes part in no rise and no fall.
    claims : tuple of Claim
        What its text says of everybody in it.

    Examples
    --------
    >>> from clm.lifecycle.conditions.condition import Vocabulary, parse
    >>> Rule("one_time", parse("orders == 1", Vocabulary(), "when"), rank=5).rank
    5
    """

    key: str
    condition: Condition
    takes_precedence: bool = False
    where: str = ""
    rank: int = 0
    claims: tuple[Claim, ...] = ()


def coded(rules: Iterable[Rule], vocabulary: Vocabulary) -> list[str]:
    """The codes that conditions compare."""
    found = (leaf for rule in rules for leaf in leaves(rule.condition))
    parts = {leaf.parts for leaf in found if isinstance(leaf, Code)}
    return [name for name, of in vocabulary.codes.items() if of in parts]


def claimed(
    texts: object, vocabulary: Vocabulary, where: str, faults: list[Fault]
) -> tuple[Claim, ...]:
    """Read the claims of a segment.

    Parameters
    ----------
    texts : tuple of str
        The claims as written.
    vocabulary : Vocabulary
        The names that they may use.
    where : str
        The path of their list.
    faults : list of Fault
        What cannot be read is noted here.

    Examples
    --------
    >>> claimed(["orders >= 2", "order >= 2"], Vocabulary(), "segment[0].claims", faults := [])
    (Claim(text='orders >= 2', condition=Compare(...), where='segment[0].claims[0]'),)
    >>> faults[0].where
    'segment[0].claims[1], character 1'
    """
    if not isinstance(texts, tuple | list):
        faults.append(Fault(where, f"{texts!r} is no list", "give a list of conditions"))
        return ()
    read: list[Claim] = []
    for at, text in enumerate(cast("Sequence[object]", texts)):
        path = f"{where}[{at}]"
        if not isinstance(text, str):
            faults.append(Fault(path, f"{text!r} is no text", "write it in quotes"))
        elif text in {each.text for each in read}:
            faults.append(Fault(path, f"{text!r} is given twice", "give it once"))
        else:
            try:
                read.append(Claim(text, parse(text, vocabulary, path), path))
            except ClmError as error:
                faults.extend(error.faults)
    return tuple(read)
