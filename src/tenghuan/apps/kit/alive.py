"""Which workers live: each holds a lock on a file of its own, which the system frees the moment the process dies.

No clock is asked and no process number can be mistaken for another's. Only workers that share the data folder are
seen; of others only the age of their last sign tells (``settings.JOB_LEASE_SECONDS``).
"""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path
from typing import Self

from django.conf import settings

try:
    import fcntl
except ImportError:  # Windows: no such locks
    fcntl = None  # type: ignore[assignment]  # a system without file locks

SPARED = 200  # signs of dead workers that are left lying, newest first


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "workers"


class Sign:
    """A worker's sign of life, held as long as the block (or the process) lasts."""

    def __init__(self) -> None:
        host = "".join(c if c.isalnum() else "-" for c in socket.gethostname())[:60]
        self.name = f"{host}.{os.getpid()}.{uuid.uuid4().hex[:8]}"

    def __enter__(self) -> Self:
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep()
        self._file = os.open(_folder() / self.name, os.O_RDWR | os.O_CREAT, 0o600)
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_fault: object) -> None:
        os.close(self._file)
        (_folder() / self.name).unlink(missing_ok=True)


def alive(worker: str) -> bool | None:
    """Tell whether a worker lives: True, False, or None where its sign cannot be seen from here."""
    path = _folder() / worker
    if fcntl is None or not worker:
        return None
    if not path.exists():
        # it took its sign away, or never had one here
        return False if worker.split(".")[0] == Sign().name.split(".")[0] else None
    return _locked(path)


def _locked(path: Path) -> bool:
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def workers() -> list[str]:
    """Return the names of the workers that live and share the data folder."""
    if fcntl is None or not _folder().is_dir():
        return []
    return sorted(path.name for path in _folder().iterdir() if _locked(path))


def _sweep() -> None:
    dead = [path for path in _folder().iterdir() if path.name not in workers()]
    for path in sorted(dead, key=lambda path: path.stat().st_mtime, reverse=True)[SPARED:]:
        path.unlink(missing_ok=True)
