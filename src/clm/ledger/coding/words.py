"""Text as words of eight bytes, so that numpy compares a whole column at once.

The bytes are UTF-8, filled up with NUL; where text holds a NUL of its own, one more word is its
length. So two texts are equal exactly when all their words are.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from clm._threads import ALONE, hands
from clm.ledger.coding.hashing import Hashes, Words, spread, word_hash
from clm.ledger.coding.keys import WordKeys
from clm.ledger.column import AnyArray, Bools, Ints

Text: Final = np.dtypes.StringDType()
ROOMY: Final = 128
"""Rows of so many bytes are cut into words even where most of the text is shorter."""

Bytes = npt.NDArray[np.uint8]

_KEEP: Final = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64).view(np.int64)
"""Masks that keep the first 0, 1, … 8 bytes of a word."""


def text_keys(values: AnyArray) -> WordKeys:
    """Cut a numpy array of text (kind S, U or T) into words.

    Raises
    ------
    UnicodeError
        Bytes that are not UTF-8, or a lone surrogate.
    """
    narrow = _narrow(values)
    if narrow is not None:
        return narrow_keys(narrow)
    texts = values.tolist()
    return joined_keys(list(map(bytes.decode, texts)) if values.dtype.kind == "S" else texts)


def joined_keys(texts: Sequence[str]) -> WordKeys:
    """Cut a list of str into words.

    Raises
    ------
    TypeError
        Not every item is a str.
    UnicodeError
        A lone surrogate.
    """
    data = np.frombuffer("\0".join(texts).encode() + b"\0", np.uint8)
    nul = data == 0
    width = _even_width(nul, len(texts))
    if width > 1 and data.max() < 128:
        return narrow_keys(_padded(data.view(f"S{width}")))
    ends = np.flatnonzero(nul)
    if len(ends) == len(texts):
        return buffer_keys(data, np.diff(ends, prepend=-1) - 1, gap=1)
    encoded = list(map(str.encode, texts))
    sizes = np.fromiter(map(len, encoded), np.int64, len(texts))
    return buffer_keys(np.frombuffer(b"".join(encoded), np.uint8), sizes)


def _even_width(nul: Bools, rows: int) -> int:
    """Give the one distance from NUL to NUL, where every row ends in one; 0 if there is none."""
    width = int(nul.argmax()) + 1
    even = len(nul) == width * rows and bool(nul[width - 1 :: width].all())
    return width if even and np.count_nonzero(nul) == rows else 0


def buffer_keys(data: Bytes, sizes: Ints, *, gap: int = 0) -> WordKeys:
    """Cut UTF-8 that lies in one buffer into words.

    Parameters
    ----------
    data : (m,) uint8
        The text of all rows, in their order.
    sizes : (n,) int64
        The length of each row, in bytes.
    gap : int
        So many NULs stand after each row; no row holds one itself if there are any.
    """
    widest, total = int(sizes.max(initial=0)), int(sizes.sum())
    nul = not gap and data.min(initial=1) == 0
    plain = data.max(initial=0) < 128 and not nul
    if plain and total and widest * len(sizes) == total:
        return narrow_keys(_padded(data.view(f"S{widest + gap}")))
    begins = np.cumsum(sizes + gap) - (sizes + gap)
    text = np.append(data, np.zeros(8, np.uint8))
    if not _worth_cutting(widest, total, len(sizes)):
        return _numbered_keys(text, begins, sizes)
    words = _cut(text, begins, sizes)
    if plain:
        return WordKeys(words, lambda rows: _narrow_rows(words, rows).astype(Text))
    told = (*words, sizes) if nul else words
    return WordKeys(told, lambda rows: _decoded(text, begins[rows], sizes[rows]))


def narrow_keys(narrow: AnyArray) -> WordKeys:
    """See ASCII in 8, 16, … bytes a row as words."""
    return WordKeys(_columns(narrow), lambda rows: narrow[rows].astype(Text))


def text_hashes(values: AnyArray) -> Hashes:
    """Hash a StringDType array; a text has the same hash in whatever company it comes."""
    narrow = _narrow(values)
    if narrow is not None:
        return spread(_columns(narrow))
    encoded = list(map(str.encode, values.tolist()))
    left = _lengths(encoded)
    text = np.frombuffer(b"".join(encoded) + bytes(8), np.uint8)
    begins, hashes = np.cumsum(left) - left, np.zeros(len(left), np.uint64)
    rows, nth = np.flatnonzero(left), 0
    while len(rows):
        word = _word_at(text, begins[rows] + 8 * nth, left[rows])
        hashes[rows] += word_hash(word, nth)
        left[rows] -= 8
        rows, nth = rows[left[rows] > 0], nth + 1
    return hashes


def _narrow(values: AnyArray) -> AnyArray | None:
    """Give the text as ASCII in 8, 16, … bytes a row, or nothing if some of it would be lost."""
    if values.dtype.kind == "T":
        return _narrow_strings(values)
    unit = np.uint8 if values.dtype.kind == "S" else np.uint32
    native = np.ascontiguousarray(values, values.dtype.newbyteorder("="))
    units = native.view(unit)
    if units.max(initial=0) > 127:
        return None
    if unit is np.uint32:
        native = units.astype(np.uint8).view(f"S{values.dtype.itemsize // 4}")
    return _padded(native)


def _padded(narrow: AnyArray) -> AnyArray:
    """Copy rows of bytes into rows of 8, 16, … bytes."""
    return narrow.astype(f"S{8 * _words_in(narrow.dtype.itemsize)}")


def _narrow_strings(values: AnyArray) -> AnyArray | None:
    """Do so for a StringDType array; ASCII that ends in NUL would lose it."""
    sizes = np.strings.str_len(values)
    widest, total = int(sizes.max(initial=0)), int(sizes.sum())
    if not _worth_cutting(widest, total, len(values)):
        return None
    try:
        narrow = values.astype(f"S{8 * _words_in(widest)}")
    except UnicodeEncodeError:
        return None

    def kept(piece: slice) -> bool:
        return bool((narrow[piece].astype(Text) == values[piece]).all())

    return narrow if all(ALONE.pieces(kept, len(values))) else None


def _worth_cutting(widest: int, total: int, rows: int) -> bool:
    """Tell whether the words take no unreasonable room beside the text itself."""
    return widest <= ROOMY or widest * rows <= 4 * total


def _words_in(size: int) -> int:
    """Count the words that hold so many bytes: at least one."""
    return max(1, -(-size // 8))


def _lengths(texts: Sequence[str] | Sequence[bytes]) -> Ints:
    """Measure every text."""
    return np.fromiter(map(len, texts), np.int64, len(texts))


def _columns(narrow: AnyArray) -> Words:
    """See bytes in 8, 16, … a row as columns of words."""
    return tuple(narrow.view(np.int64).reshape(len(narrow), narrow.dtype.itemsize // 8).T)


def _cut(text: AnyArray, begins: Ints, sizes: Ints) -> Words:
    """Read the words of every row; the text has eight bytes to spare."""
    count = _words_in(int(sizes.max(initial=0)))
    words = tuple(np.empty(len(sizes), np.int64) for _ in range(count))

    def read(piece: slice) -> None:
        begin, left = begins[piece], sizes[piece]
        for word in words:
            word[piece] = _word_at(text, begin, left)
            begin, left = begin + 8, np.maximum(left - 8, 0)

    with hands(len(sizes)) as crew:
        crew.pieces(read, len(sizes))
    return words


def _word_at(text: AnyArray, begin: Ints, left: Ints) -> Ints:
    """Read the next eight bytes wherever they begin, or what is left of them."""
    at_any_byte = np.ndarray((len(text) - 7,), "<i8", text, 0, (1,))
    return at_any_byte[np.minimum(begin, len(at_any_byte) - 1)] & _KEEP[np.minimum(left, 8)]


def _narrow_rows(words: Words, rows: Ints) -> AnyArray:
    """Put the words of some rows back together, as bytes."""
    wide = np.stack([word[rows] for word in words], axis=1)
    return wide.view(f"S{8 * len(words)}").ravel()


def _decoded(text: AnyArray, begins: Ints, sizes: Ints) -> AnyArray:
    """Decode some rows, one by one."""
    data, ends = text.tobytes(), (begins + sizes).tolist()
    texts = [data[begin:end].decode() for begin, end in zip(begins.tolist(), ends, strict=True)]
    return np.array(texts, Text)


def _numbered_keys(text: AnyArray, begins: Ints, sizes: Ints) -> WordKeys:
    """Number text with a dict: a few rows are so long that words would take too much room."""
    data, ends = text.tobytes(), (begins + sizes).tolist()
    numbers: dict[bytes, int] = {}
    found = [
        numbers.setdefault(data[begin:end], len(numbers))
        for begin, end in zip(begins.tolist(), ends, strict=True)
    ]
    word = np.array(found, np.int64)
    return WordKeys((word,), lambda rows: _decoded(text, begins[rows], sizes[rows]))
