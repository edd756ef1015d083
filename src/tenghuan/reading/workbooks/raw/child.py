"""The reading process: limits its own memory, reads, and hands plain values back.

calamine aborts the whole process when a crafted file asks for more memory than there is (two cells at opposite corners
are enough), so it never runs in a process that must live. Run by ``guard.py``; knows nothing of the product.
"""

from __future__ import annotations

import json
import marshal
import sys
from pathlib import Path
from typing import Any

from .refusal import Refusal, size


def work(request: dict[str, Any]) -> Any:
    """Return what the request asks for: ``describe``, ``heads`` or ``sheet`` of the file at ``path``."""
    from . import cells

    path, limits = Path(request["path"]), request["limits"]
    if request["what"] == "describe":
        return cells.describe(path, limits, request["whole"])
    if request["what"] == "heads":
        return cells.heads(path, request["kind"], request["names"], limits)
    return cells.sheet(path, request["kind"], request["name"], limits)


def answer(request: dict[str, Any]) -> bytes:
    """Return the marshalled reply: {"value": …} or {"refusal": (message, remedy)}; never raises."""
    limits = request["limits"]
    try:
        data = marshal.dumps({"value": work(request)})
        if len(data) > limits["reply_bytes"]:
            raise Refusal(f"单元格内容超过上限 {size(limits['reply_bytes'])}", "请拆分后分次上传")
    except Refusal as refusal:
        return marshal.dumps({"refusal": (refusal.message, refusal.remedy)})
    except MemoryError:
        remedy = "请删除数据区以外的内容（最右、最下的零星单元格），或拆分后上传"
        return marshal.dumps({"refusal": (f"读取所需内存超过上限 {size(limits['memory_bytes'])}", remedy)})
    except BaseException as fault:  # a panic of the Rust reader is a BaseException
        detail = f"{type(fault).__name__}"
        return marshal.dumps({"refusal": (f"工作簿已损坏，无法读取（{detail}）", "请另存为 .xlsx 后重新上传")})
    return data


def main() -> None:
    """Read the request (JSON) from stdin, write the reply to stdout."""
    request = json.load(sys.stdin)
    try:
        import resource

        limit = request["limits"]["memory_bytes"]
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:  # Windows has no such limits; the time limit still holds
        pass
    sys.stdout.buffer.write(answer(request))
