"""Finding ids that are known: sorted runs of keys, fresh ones beside the old."""

from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.ledger.coding.appearance import number
from clm.ledger.coding.words import text_hashes, text_keys
from clm.ledger.column import AnyArray, Codes, Ints, looked_up

GUESSES: Final = 4
"""So many ids of one hash are tried; whoever is left is numbered together with all ids."""


@frozen(eq=False)
class Run:
    """Keys in ascending order, and the code of each."""

    keys: Ints
    codes: Codes

    def renamed(self, codes: Codes) -> Self:
        """Give the keys other codes, new by old; those that get none (-1) are left out."""
        mine = looked_up(codes, self.codes)
        stays = np.flatnonzero(mine >= 0)
        return type(self)(self.keys[stays], mine[stays])


@frozen(eq=False)
class Index:
    """Where to find the code of an id.

    A key is a whole number itself, or the hash of a text. New ids make a run of their own, which
    joins the run before it as soon as it is half as long; so there are few runs, and a small
    addition to many ids stays cheap.

    Parameters
    ----------
    ids : (k,) int64 or StringDType array
        The ids, in order of code.
    runs : tuple of Run
        Each code stands in one of them.
    """

    ids: AnyArray
    runs: tuple[Run, ...] = ()

    def grown(self, ids: AnyArray) -> Self:
        """Index more ids: those here and others after them."""
        start = len(self.ids)
        if len(ids) == start:
            return self
        fresh = np.arange(start, len(ids), dtype=np.int32)
        return type(self)(ids, _with(self.runs, _keys(ids[start:]), fresh))

    def renamed(self, ids: AnyArray, codes: Codes) -> Self:
        """Index ids of which most are those here under other codes.

        Parameters
        ----------
        ids : (m,) int64 or StringDType array
            All ids, in order of code.
        codes : (k,) int32
            The code in `ids` of each id here; -1 if it is not there.
        """
        runs = tuple(run.renamed(codes) for run in self.runs)
        fresh = np.ones(len(ids), bool)
        fresh[codes[codes >= 0]] = False
        at = np.flatnonzero(fresh).astype(np.int32)
        return type(self)(ids, _with(runs, _keys(ids[at]), at))

    def find(self, ids: AnyArray) -> Codes:
        """Give the code of each id, -1 if it is not here.

        Parameters
        ----------
        ids : (n,) int64 or StringDType array
            What to look for, without repeats.
        """
        found = np.full(len(ids), -1, np.int32)
        if not len(ids) or ids.dtype.kind != self.ids.dtype.kind:
            return found
        keys = _keys(ids)
        order = np.argsort(keys)
        for run in self.runs:
            self._search(run, ids, keys, order, found)
        return found

    def _search(self, run: Run, ids: AnyArray, keys: Ints, order: Ints, found: Codes) -> None:
        """Enter what one run knows into `found`."""
        at = np.searchsorted(run.keys, keys[order])
        for _ in range(GUESSES):
            near = at < len(run.keys)
            at, order = at[near], order[near]
            alike = run.keys[at] == keys[order]
            at, order = at[alike], order[alike]
            right = self.ids[run.codes[at]] == ids[order]
            found[order[right]] = run.codes[at[right]]
            at, order = at[~right] + 1, order[~right]
            if not len(order):
                return
        known = np.sort(run.codes)
        found[order] = np.maximum(_numbered(self.ids[known], known, ids[order]), found[order])


def _with(runs: tuple[Run, ...], keys: Ints, codes: Codes) -> tuple[Run, ...]:
    """Add a run of fresh keys; it takes in those before it that are not much longer."""
    left = list(runs)
    while left and len(left[-1].keys) <= 2 * len(keys):
        last = left.pop()
        keys, codes = np.append(last.keys, keys), np.append(last.codes, codes)
    order = np.argsort(keys, kind="stable")
    return (*left, Run(keys[order], codes[order]))


def _keys(ids: AnyArray) -> Ints:
    """Give what ids are sorted by."""
    return ids if ids.dtype.kind == "i" else text_hashes(ids).view(np.int64)


def _numbered(known: AnyArray, codes: Codes, ids: AnyArray) -> Codes:
    """Find ids whose hash too many others have: number them together with the known ones."""
    joint = np.concatenate((known, ids))
    at = number(text_keys(joint)).codes[len(known) :]
    return np.where(at < len(known), codes[np.minimum(at, len(known) - 1)], -1).astype(np.int32)
