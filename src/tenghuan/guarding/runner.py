"""The side that lives: start the reading process, listen to it, end it when it passes a bound."""

from __future__ import annotations

import contextlib
import logging
import marshal
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)
CHILD = Path(__file__).with_name("child.py")
HEAD = 9
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the reading process may use: ``memory`` and ``reply`` in bytes, ``seconds`` of wall time."""

    memory: int
    seconds: float
    reply: int


class GuardError(Exception):
    """The reading process gave no value."""


class OutOfTimeError(GuardError):
    """It passed the time limit and was ended."""


class OutOfMemoryError(GuardError):
    """It asked for more memory than allowed, or died (as a reader does that cannot get memory)."""


class TooMuchError(OutOfMemoryError):
    """Its reply passed the limit and it was ended."""


class BrokenError(GuardError):
    """The reader raised something of its own; ``kind`` is the name of the exception."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class RefusedError(GuardError):
    """The reader refused the input in words: ``message``, ``where``, ``remedy``."""

    def __init__(self, message: str, where: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.where, self.remedy = message, where, remedy


def call(
    target: str, request: Any, bounds: Bounds, *, folder: Path, say: Callable[..., object] = lambda *told: None
) -> Any:
    """Return ``target(request, say)``, worked out in a process of its own.

    Args:
        target: ``module:function``, importable once ``folder`` is on the path; returns plain values.
        request: plain values (what marshal can write).
        bounds: what the process may use.
        folder: put first on the path of the process, which otherwise sees the installed packages only.
        say: called with whatever the function tells of its progress; when it raises, the process is ended.

    Raises:
        GuardError: one of its kinds.
    """
    command = [sys.executable, "-I", str(CHILD), str(folder), target]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(marshal.dumps((request, asdict(bounds))))
                process.stdin.close()
            return _listen(process, bounds, say)
        finally:
            process.kill()


def _listen(process: subprocess.Popen[bytes], bounds: Bounds, say: Callable[..., object]) -> Any:
    for letter, value in _frames(process, bounds):
        if letter == b"p":
            say(*value)
        elif letter == b"v":
            return value
        elif letter == b"r":
            raise RefusedError(*value)
        elif letter == b"b":
            log.warning("a reader broke:\n%s", value[1])
            raise BrokenError(value[0])
        else:
            break
    raise OutOfMemoryError


def _frames(process: subprocess.Popen[bytes], bounds: Bounds) -> Iterator[tuple[bytes, Any]]:
    assert process.stdout is not None
    pipe, end = process.stdout.fileno(), time.monotonic() + bounds.seconds
    held, read = bytearray(), 0
    while select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
        chunk = os.read(pipe, CHUNK)
        if not chunk:
            return
        held += chunk
        read += len(chunk)
        if read > bounds.reply:
            raise TooMuchError
        while len(held) >= HEAD and len(held) >= HEAD + (size := struct.unpack(">Q", held[1:HEAD])[0]):
            frame = bytes(held[: HEAD + size])
            del held[: HEAD + size]
            yield frame[:1], marshal.loads(frame[HEAD:])  # noqa: S302 - plain values from our own code
    raise OutOfTimeError
