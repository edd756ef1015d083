"""Templates that an office makes in Word: checked, and filled in by a process with limits that can reach nothing else.

``filled(content, context)`` gives the document, or says what is wrong with the template; it works on plain values only.
The fields of a bulletin are those of ``fields.py``, which the process that fills in has no need to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tenghuan.errors import InputFault
from tenghuan.guarding import Bounds, call
from tenghuan.guarding.runner import BrokenError, GuardError, OutOfTimeError, RefusedError

__all__ = ["Limits", "filled", "limits"]
ROOT = Path(__file__).parents[3]  # the folder that holds the package
AGAIN = "请在 Word 里改好后重新上传"


@dataclass(frozen=True)
class Limits:
    """What a template may be and what filling it in may take; see ``limits.yaml``."""

    megabytes: int
    unpacked_megabytes: int
    parts: int
    memory_bytes: int
    seconds: float
    reply_bytes: int


@cache
def limits() -> Limits:
    """Return the limits as the file gives them."""
    return Limits(**yaml.safe_load(Path(__file__).with_name("limits.yaml").read_text(encoding="utf-8")))


def filled(content: bytes, context: dict[str, Any], bounds: Limits | None = None) -> bytes:
    """Return the template filled in; it was opened again.

    Args:
        content: the template (``.docx``).
        context: plain values by field.
        bounds: other limits than the file's.

    Raises:
        InputFault: it is no Word document, passes a limit, names a field that there is not, reaches for what no
            template may, or the result cannot be opened.
    """
    found = bounds or limits()
    if len(content) > found.megabytes * 2**20:
        raise InputFault(f"模板超过 {found.megabytes} MB", remedy="请去掉模板里的大图片后重新上传")
    request = {
        "content": content, "context": context, "parts": found.parts, "unpacked": found.unpacked_megabytes * 2**20,
    }  # fmt: skip
    bound = Bounds(found.memory_bytes, found.seconds, found.reply_bytes)
    try:
        made: bytes = call("tenghuan.publishing.templating.work:fill", request, bound, folder=ROOT)
    except RefusedError as fault:
        raise InputFault(fault.message, where=fault.where, remedy=fault.remedy) from fault
    except OutOfTimeError as fault:
        raise InputFault(
            f"填写模板超过 {found.seconds:.0f} 秒，已停止", remedy=f"请减少模板里的循环，{AGAIN}"
        ) from fault
    except BrokenError as fault:
        raise InputFault("模板不能填写：不是完好的 Word 文档", remedy="请用 Word 另存为 .docx 后重新上传") from fault
    except GuardError as fault:
        raise InputFault("填写模板超出内存限制，已停止", remedy=f"请减少模板里的循环和图片，{AGAIN}") from fault
    return made
