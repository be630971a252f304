"""Hashes of words: quick, the same for one text however wide its column is, and never trusted."""

from typing import Final

import numpy as np
import numpy.typing as npt

from clm.ledger.column import Ints

Words = tuple[Ints, ...]
Hashes = npt.NDArray[np.uint64]

FIRST: Final = 0x9E3779B97F4A7C15
FURTHER: Final = 0xD6E8FEB86659FD93
_HALF: Final = np.uint64(32)


def spread(words: Words) -> Hashes:
    """Hash rows, best in the upper bits; further words of zeros change nothing.

    One word is multiplied by an odd number, so different words have different hashes.

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
    hashes = word_hash(words[0], 0)
    for nth, word in enumerate(words[1:], 1):
        hashes += word_hash(word, nth)
    return hashes


def word_hash(word: Ints, nth: int) -> Hashes:
    """Give what the nth word adds to the hash; nothing if it is zero."""
    factor = FIRST * pow(FURTHER, nth, 1 << 64) % (1 << 64)
    product = word.view(np.uint64) * np.uint64(factor)
    if nth:
        # a difference in the last letter of two words must not cancel out
        product ^= product >> _HALF
    return product
