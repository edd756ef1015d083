"""The arithmetic of the chain: each row's SM3 digest covers its content and the digest before it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

START = "0" * 64


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one byte string that stands for a row's content (sorted keys, UTF-8, no spaces)."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(previous: str, content: dict[str, Any]) -> str:
    """Return the SM3 digest (GB/T 32905-2016, 64 hex digits) of a row that follows ``previous``."""
    return hashlib.new("sm3", previous.encode() + canonical(content)).hexdigest()
