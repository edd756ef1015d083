"""A plan document in, a draft plan out: the one door of the room for programs and for the command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.guarding import Bounds, BrokenError, OutOfMemoryError, OutOfTimeError, RefusedError, call
from tenghuan.reading.documents.limits import Limits, default_limits
from tenghuan.reading.documents.load import load_document, take_in
from tenghuan.reading.documents.model import Document, Progress
from tenghuan.reading.extraction.read import draft_of

ROOT = Path(__file__).parents[2]  # the folder that holds the package


@dataclass(frozen=True, slots=True)
class PlanReading:
    """What was read: the document as blocks (to show and highlight) and the draft plan as JSON (to review)."""

    document: Document
    plan: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The draft as the JSON of a plan document; each item with ``anchor``, ``confidence``, ``reasons``."""
        return self.plan


def read_plan(source: str | Path | bytes, filename: str = "", progress: Progress | None = None) -> PlanReading:
    """Read a plan document (.txt, .docx, .pdf, .html) in this process; for documents one trusts.

    Args:
        source: path of the file, or its content.
        filename: its name; needed where ``source`` is content.
        progress: called as ``progress(stage, done, total)``, stage in Chinese.

    Raises:
        InputFault: the file cannot be read, or is not a plan; the message is for the person who handed it in.
    """
    document = load_document(source, filename, progress=progress)
    return PlanReading(document, draft_of(document, progress).to_json())


def read_plan_guarded(
    source: str | Path | bytes, filename: str = "", progress: Progress | None = None, limits: Limits | None = None
) -> PlanReading:
    """Read a plan document as :func:`read_plan` does, in a process with limits of memory, time and output.

    Raises:
        InputFault: as there, or the reading passed a limit.
    """
    limits = limits or default_limits()
    data, name = take_in(source, filename, limits)
    bounds = Bounds(limits.max_memory_bytes, limits.max_seconds, limits.max_reply_bytes)
    try:
        request = {"content": data, "filename": name}
        found = call("tenghuan.reading.plan_reading:work", request, bounds, folder=ROOT, say=progress or _silent)
    except RefusedError as fault:
        raise InputFault(fault.message, where=fault.where, remedy=fault.remedy) from fault
    except OutOfTimeError as fault:
        remedy = "请只上传方案本身，或另存为 .docx、.txt 后再试"
        raise InputFault(f"识读超过 {limits.max_seconds} 秒仍未完成", where=name, remedy=remedy) from fault
    except OutOfMemoryError as fault:
        words = f"识读所需内存超过上限 {limits.max_memory_bytes // 2**20} MB，或文件已损坏"
        raise InputFault(words, where=name, remedy="请删去图片、只留方案正文，另存为 .docx 或 .txt 后再试") from fault
    except BrokenError as fault:
        remedy = "请另存为 .docx 或 .txt 后再试，或联系管理员查看日志"
        raise InputFault("识读时程序出错，文件未读完", where=name, remedy=remedy) from fault
    return PlanReading(Document.of_json(found["document"]), found["plan"])


def work(request: dict[str, Any], say: Progress) -> dict[str, Any]:
    """Do the reading inside the guarded process; plain values only."""
    import json

    reading = read_plan(request["content"], request["filename"], say)
    # numbers of exact decimals and the like become what JSON knows, as the command writes them
    plan: dict[str, Any] = json.loads(json.dumps(reading.to_json(), ensure_ascii=False))
    return {"document": reading.document.to_json(), "plan": plan}


def _silent(stage: str, done: int, total: int) -> None:
    return None
