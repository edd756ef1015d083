"""What is done in the reading process: hand plain values back.

calamine aborts the whole process when a crafted file asks for more memory than there is (two cells at opposite corners
are enough), so it never runs in a process that must live. Called by ``guard.py``; knows nothing of the product.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def work(request: dict[str, Any], say: object = None) -> Any:
    """Return what the request asks for: ``describe``, ``heads`` or ``sheet`` of the file at ``path``."""
    from . import cells

    path, limits = Path(request["path"]), request["limits"]
    if request["what"] == "describe":
        return cells.describe(path, limits, request["whole"])
    if request["what"] == "heads":
        return cells.heads(path, request["kind"], request["names"], limits)
    return cells.sheet(path, request["kind"], request["name"], limits)
