"""Which codes of a column pass the check of GB 32100—2015, all at once: most do, and need no second look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LENGTH = 18
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_DIGITS_FIRST = 8  # authority, kind and administrative division are digits
_NONE = -1
_VALUES = np.full(256, _NONE, dtype=np.int64)
_VALUES[list(_CHARACTERS.encode())] = np.arange(len(_CHARACTERS))
_WEIGHTS = np.array([pow(3, i, 31) for i in range(LENGTH - 1)], dtype=np.int64)


def sound(codes: Sequence[str | None]) -> NDArray[np.bool_]:
    """Return, code by code, whether it is valid as it is written (capitals, no blanks)."""
    found = np.zeros(len(codes), dtype=bool)
    places = [at for at, code in enumerate(codes) if code is not None and len(code) == LENGTH and code.isascii()]
    text = "".join([codes[at] or "" for at in places])
    digits = _VALUES[np.frombuffer(text.encode(), dtype=np.uint8)].reshape(-1, LENGTH)
    known = (digits != _NONE).all(axis=1) & (digits[:, :_DIGITS_FIRST] < 10).all(axis=1)
    right = (-(digits[:, :-1] @ _WEIGHTS)) % 31 == digits[:, -1]
    found[places] = known & right
    return found


def doubtful(codes: Sequence[str | None]) -> list[int]:
    """Return the places of the codes that are given and not sound."""
    return [at for at in np.flatnonzero(~sound(codes)).tolist() if codes[at] is not None]
