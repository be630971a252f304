"""Hashes of words: quick, the same for one text however wide its column is, and never trusted."""

from typing import Final

import numpy as np
import numpy.typing as npt

from clm.ledger.column import Ints

Words = tuple[Ints, ...]
Hashes = npt.NDArray[np.uint64]

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)


def spread(words: Words) -> Hashes:
    """Hash rows; further words of zeros change nothing.

    Parameters
    ----------
    words : tuple of (n,) int64
        The words of each row.

    Examples
    --------
    >>> one, zero = np.array([5, 6]), np.zeros(2, np.int64)
    >>> bool((spread((one,)) == spread((one, zero))).all())
    True
    """
    mixed = word_hash(words[0], 0)
    for nth, word in enumerate(words[1:], 1):
        mixed += word_hash(word, nth)
    return stirred(mixed)


def word_hash(word: Ints, nth: int) -> Hashes:
    """Give what the nth word adds to the hash; nothing if it is zero."""
    factor = int(_MIX) * pow(0xD6E8FEB86659FD93, nth, 1 << 64)
    product = word.view(np.uint64) * np.uint64(factor & 0xFFFFFFFFFFFFFFFF)
    if nth:
        product ^= product >> _HALF
    return product


def stirred(mixed: Hashes) -> Hashes:
    """Let the upper bits of a product reach the lower ones, and back; in place."""
    mixed ^= mixed >> _HALF
    mixed *= _MIX
    return mixed
