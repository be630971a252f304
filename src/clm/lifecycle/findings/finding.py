"""What is odd about a template although it is no fault."""

from typing import Final, Literal

from attrs import frozen

from clm._show import counted

Kind = Literal["falls by buying", "falls by money", "rises in silence", "claim"]

KINDS: Final[tuple[Kind, ...]] = (
    "falls by buying",
    "falls by money",
    "rises in silence",
    "claim",
)
"""Every kind of finding, in the order in which they are told."""


@frozen(repr=False)
class Finding:
    """Something that a template's author should know of, or had in mind.

    Parameters
    ----------
    kind : {"falls by buying", "falls by money", "rises in silence", "claim"}
        One more order lowers the rank; more money does; time alone raises it; or somebody in a
        segment is not what its text claims.
    where : str
        The path of the condition or claim: ``segment[3].when``, ``segment[3].claims[0]``.
    what : str
        What happens to whom, in words.
    cells : int
        How many cells show it: those that somebody leaves, or that break the claim, told apart
        by nothing but what the conditions of `segments`, and the claim, look at.
    example : str
        A concrete customer, and what becomes of her.
    segments : tuple of str
        The segment she is in, and the one she would be in; of a claim, its segment.

    Examples
    --------
    >>> Finding("claim", "segment[0].claims[0]", "not everybody in 'vip' has m >= 4", 3,
    ...         "1 order, last today; m 1", ("vip",))
    <Finding segment[0].claims[0]: not everybody in 'vip' has m >= 4 (3 cells), e.g. 1 order, ...>
    """

    kind: Kind
    where: str
    what: str
    cells: int
    example: str
    segments: tuple[str, ...]

    def __str__(self) -> str:
        """One line."""
        return f"{self.where}: {self.what} ({counted(self.cells, 'cell')}), e.g. {self.example}"

    def __repr__(self) -> str:
        """The line."""
        return f"<Finding {self}>"
