"""Credit codes (GB 32100-2015) by the column, on their bytes: a million at a time cost what a cell at a time cannot."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from tenghuan.scoring.cells import CODE_ALPHABET, CODE_WEIGHTS, code_fault

LENGTH = 18
_FOREIGN = 1 << 16  # more than the weighted places of any 18 characters add up to
_PAIRS = LENGTH // 2
# the bytes of a code as three whole numbers
_WORDS = np.dtype(
    {"names": ["a", "b", "c"], "formats": ["<u8", "<u8", "<u2"], "offsets": [0, 8, 16], "itemsize": LENGTH}
)
# odd numbers whose bits look drawn at random; any would do, for what they find is looked up again
_MIXERS = [np.uint64(each) for each in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)]


def valid_codes(codes: pa.StringArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the codes (none null) have 18 characters of the alphabet and the right check character."""
    data = _bytes(codes)
    if data is None:
        return np.array([code_fault(code) is None for code in codes.to_pylist()], dtype=bool)
    pairs = data.view("<u2").reshape(-1, _PAIRS)
    tables = _weighted_pairs()
    sums = tables[0][pairs[:, 0]]
    for place in range(1, _PAIRS):
        sums += tables[place][pairs[:, place]]
    # the sum with the check character itself, weight 1, is a multiple of 31
    result: np.ndarray[Any, np.dtype[np.bool_]] = (sums < _FOREIGN) & (sums % len(CODE_ALPHABET) == 0)
    return result


def marks(codes: pa.StringArray, years: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """A number a row, the same for the same code and year, hardly ever for others; none if a code is not 18 bytes."""
    data = _bytes(codes)
    if data is None:
        return np.empty(0, dtype=np.uint64)
    words = np.ndarray(len(codes), dtype=_WORDS, buffer=data)
    mixed = words["a"] * _MIXERS[0]
    for word, mixer in ((words["b"], _MIXERS[1]), (words["c"] + (years.view(np.uint64) << np.uint64(16)), _MIXERS[2])):
        mixed ^= mixed >> np.uint64(32)
        mixed += word
        mixed *= mixer
    return mixed


def _bytes(codes: pa.StringArray) -> np.ndarray[Any, np.dtype[np.uint8]] | None:
    """The characters one after another; None unless every code has 18 bytes."""
    offsets, data = codes.buffers()[1:]
    ends = np.frombuffer(offsets, dtype=np.int32)[codes.offset : codes.offset + len(codes) + 1]
    if len(codes) == 0 or not np.all(np.diff(ends) == LENGTH):
        return None
    return np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]


@cache
def _weighted_pairs() -> list[np.ndarray[Any, np.dtype[np.uint32]]]:
    """By pair of places and pair of bytes (65,536), the weighted sum of the two characters."""
    values = np.full(256, _FOREIGN, dtype=np.uint32)
    for value, char in enumerate(CODE_ALPHABET):
        values[ord(char)] = value
    weights = [*CODE_WEIGHTS, 1]
    # the first byte of a pair is the lower half of the number it makes
    return [
        (values[None, :] * np.uint32(first) + values[:, None] * np.uint32(second)).ravel()
        for first, second in zip(weights[::2], weights[1::2], strict=True)
    ]
