"""The codebooks of a ledger: which code stands for which customer, order, channel, ….

Codes are int32 and given by first appearance, so a ledger's columns stay small and local.
"""

from collections.abc import Mapping
from typing import Self

import numpy as np
from attrs import evolve, field, frozen

from clm.errors import Fault, LedgerError
from clm.ledger.codebook import Codebook
from clm.ledger.column import AnyArray, Codes
from clm.ledger.rows import Rows
from clm.model.event import CustomerId

Aliases = Mapping[CustomerId, CustomerId]
NAMED = ("order", "channel", "campaign", "row_id")


@frozen(eq=False, kw_only=True)
class Books:
    """Codebooks of customers, order ids, channels, campaigns and row ids.

    Parameters
    ----------
    customer, order, channel, campaign, row_id : Codebook
        Named like the columns whose codes they explain.
    aliases : mapping
        Other ids of a customer: old to new.
    """

    customer: Codebook = field(factory=Codebook)
    order: Codebook = field(factory=Codebook)
    channel: Codebook = field(factory=Codebook)
    campaign: Codebook = field(factory=Codebook)
    row_id: Codebook = field(factory=Codebook)
    aliases: Aliases = field(factory=dict[CustomerId, CustomerId])

    def encode(self, name: str, column: object, label: str) -> tuple[Self, Codes]:
        """Encode a column by the codebook of that name, which may grow."""
        if name == "customer" and self.aliases:
            return self._encode_aliased(column, label)
        book, codes, _ = getattr(self, name).encode(column, name=label)
        return evolve(self, **{name: book}), codes

    def _encode_aliased(self, column: object, label: str) -> tuple[Self, Codes]:
        """Encode customers, the old ids as the new ones."""
        own, codes, _ = Codebook().encode(column, name=label)
        ids = [self.aliases.get(each, each) for each in own.ids.tolist()]
        book, renamed, _ = self.customer.encode(ids, name=label)
        return evolve(self, customer=book), _through(renamed, codes)

    def join(self, other: "Books", rows: Rows) -> tuple[Self, Rows]:
        """Take over another ledger's codebooks; give its rows in these codes."""
        joined, columns = self, dict[str, AnyArray]()
        for name in ("customer", *NAMED):
            joined, renamed = joined.encode(name, getattr(other, name).ids, name)
            codes = getattr(rows, name)
            if codes is not None:
                columns[name] = _through(renamed, codes)
        return joined, evolve(rows, **columns)

    def ranks(self, name: str) -> Codes:
        """Give the alphabetical rank of every code."""
        ids = getattr(self, name).ids.tolist()
        ranks = np.empty(len(ids), np.int32)
        ranks[sorted(range(len(ids)), key=lambda code: str(ids[code]))] = np.arange(len(ids))
        return ranks


def check_aliases(aliases: Aliases) -> None:
    """Refuse an alias of an alias.

    Raises
    ------
    LedgerError
        A new id is itself renamed.
    """
    faults = [
        Fault(
            f"aliases[{old!r}]", f"{new!r} is itself an alias", f"write {old!r}: {aliases[new]!r}"
        )
        for old, new in aliases.items()
        if new in aliases
    ]
    if faults:
        raise LedgerError(faults)


def _through(renamed: Codes, codes: Codes) -> Codes:
    """Translate codes; -1 stays."""
    translated: Codes = np.append(renamed, np.int32(-1))[codes]
    return translated
