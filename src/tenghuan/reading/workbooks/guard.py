"""Run the reading of a workbook in a process of its own, with limits of memory and time."""

from __future__ import annotations

import json
import marshal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.reading.workbooks.limits import Limits
from tenghuan.reading.workbooks.raw import child
from tenghuan.reading.workbooks.raw.refusal import size

# `raw` uses only relative imports, so that the process starts in 50 ms without loading the product
_START = "import sys; sys.path.insert(0, sys.argv[1]); from raw.child import main; main()"


def ask(request: dict[str, Any], limits: Limits, filename: str, *, isolate: bool = True) -> Any:
    """Return the reply to a request (see ``raw.child.work``).

    Raises:
        InputFault: the workbook is refused, or reading it passed the limit of memory or time.
    """
    request = {**request, "limits": limits.model_dump()}
    reply = marshal.loads(_run(request, limits, filename) if isolate else child.answer(request))  # noqa: S302 - own process
    if "refusal" in reply:
        message, remedy = reply["refusal"]
        raise InputFault(message, where=filename, remedy=remedy)
    return reply["value"]


def _run(request: dict[str, Any], limits: Limits, filename: str) -> bytes:
    command = [sys.executable, "-I", "-c", _START, str(Path(__file__).parent)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and code
            command, input=json.dumps(request).encode(), capture_output=True, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise InputFault(
            f"读取超过 {limits.seconds:g} 秒仍未完成", where=filename, remedy="请删除空行空列，或拆分后上传"
        ) from fault
    if done.returncode != 0 or not done.stdout:
        raise InputFault(
            f"读取所需内存超过上限 {size(limits.memory_bytes)}，或工作簿已损坏",
            where=filename,
            remedy="请把数据复制到新工作簿（不带最右、最下的零星单元格）后上传",
        )
    return done.stdout
