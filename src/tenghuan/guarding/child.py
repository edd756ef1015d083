"""The process that reads: limits itself first, then imports the reader, then reads. Standard library only.

Started as ``python -I child.py FOLDER MODULE:FUNCTION``; the request (marshalled) comes on stdin. Frames go out on
stdout: one letter, eight bytes of length, the marshalled value. ``p`` progress, ``v`` value, ``r`` refusal
(message, where, remedy), ``m`` out of memory, ``b`` broken (what was raised).
"""

from __future__ import annotations

import importlib
import marshal
import os
import struct
import sys
import traceback
from typing import Any

GRACE = 5  # seconds of processor time beyond the time limit, for the case that nobody is left to end this process


def main() -> None:
    """Read the request, do the work, write the frames."""
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no part of the reply
    folder, target = sys.argv[1:3]
    request, bounds = marshal.loads(sys.stdin.buffer.read())  # noqa: S302 - from our own parent
    _limit(bounds)

    def send(letter: bytes, value: Any) -> None:
        data = marshal.dumps(value)
        whole = memoryview(letter + struct.pack(">Q", len(data)) + data)
        while whole:
            whole = whole[os.write(out, whole) :]

    try:
        sys.path.insert(0, folder)
        module, name = target.split(":")
        work = getattr(importlib.import_module(module), name)
        send(b"v", work(request, lambda *told: send(b"p", told)))
    except MemoryError:
        send(b"m", None)
    except BaseException as fault:  # a panic of a Rust reader is a BaseException
        if hasattr(fault, "remedy"):
            send(b"r", (fault.message, getattr(fault, "where", ""), fault.remedy))  # type: ignore[attr-defined]  # an InputFault
        else:
            send(b"b", (type(fault).__name__, traceback.format_exc()[-4000:]))


def _limit(bounds: dict[str, Any]) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds
        return
    seconds = int(bounds["seconds"]) + GRACE
    resource.setrlimit(resource.RLIMIT_AS, (bounds["memory"], bounds["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # a reader writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
