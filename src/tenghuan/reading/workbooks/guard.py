"""Read a workbook in a process of its own, with limits of memory and time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.guarding import Bounds, BrokenError, OutOfMemoryError, OutOfTimeError, RefusedError, call
from tenghuan.guarding.runner import TooMuchError
from tenghuan.reading.workbooks.limits import Limits
from tenghuan.reading.workbooks.raw import child
from tenghuan.reading.workbooks.raw.refusal import Refusal, size

# `raw` uses only relative imports, so that the process starts in 50 ms without loading the product
FOLDER = Path(__file__).parent
FRAME = 4096  # bytes of a reply that are not cells


def ask(request: dict[str, Any], limits: Limits, filename: str, *, isolate: bool = True) -> Any:
    """Return the reply to a request (see ``raw.child.work``).

    Raises:
        InputFault: the workbook is refused, or reading it passed the limit of memory or time.
    """
    request = {**request, "limits": limits.model_dump()}
    bounds = Bounds(limits.memory_bytes, limits.seconds, limits.reply_bytes + FRAME)
    try:
        if not isolate:
            return child.work(request)
        return call("raw.child:work", request, bounds, folder=FOLDER)
    except (RefusedError, Refusal) as refusal:
        raise InputFault(refusal.message, where=filename, remedy=refusal.remedy) from refusal
    except OutOfTimeError as fault:
        raise InputFault(
            f"读取超过 {limits.seconds:g} 秒仍未完成", where=filename, remedy="请删除空行空列，或拆分后上传"
        ) from fault
    except TooMuchError as fault:
        raise InputFault(
            f"单元格内容超过上限 {size(limits.reply_bytes)}", where=filename, remedy="请拆分后分次上传"
        ) from fault
    except OutOfMemoryError as fault:
        raise InputFault(
            f"读取所需内存超过上限 {size(limits.memory_bytes)}，或工作簿已损坏",
            where=filename,
            remedy="请把数据复制到新工作簿（不带最右、最下的零星单元格）后上传",
        ) from fault
    except BrokenError as fault:
        raise InputFault(
            f"工作簿已损坏，无法读取（{fault.kind}）", where=filename, remedy="请另存为 .xlsx 后重新上传"
        ) from fault
