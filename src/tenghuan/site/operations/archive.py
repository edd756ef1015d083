"""The form of a backup: one .tar.gz with the database, the files and, last, a manifest with the digest of each part.

``manifest.json``: form, version of the product, when, kind (``sqlite``: the database file; ``rows``: a file of lines
for each table, for any database), migrations, tables (rows, digest), audit head, parts (size, digest), files that
rows name but that were not there.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from tenghuan.errors import InputFault

FORM = 1
MANIFEST, DATABASE, ROWS, FILES = "manifest.json", "database.sqlite3", "rows/", "files/"
CHUNK = 1 << 20


@dataclass
class Writer:
    """Adds parts to a backup and remembers their digests."""

    tar: tarfile.TarFile
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, path: Path, name: str) -> None:
        """Add a file under a name, as long as it was when opened."""
        digest = hashlib.new("sm3")
        with path.open("rb") as stream:
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = path.stat().st_size, int(path.stat().st_mtime), 0o600
            self.tar.addfile(info, _Digesting(stream, digest))
        self.parts[name] = {"size": info.size, "sm3": digest.hexdigest()}

    def close(self, manifest: dict[str, Any]) -> None:
        """Add the manifest."""
        data = json.dumps({**manifest, "form": FORM, "parts": self.parts}, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(data), 0o600
        self.tar.addfile(info, io.BytesIO(data))


class _Digesting(io.RawIOBase):
    def __init__(self, stream: IO[bytes], digest: Any) -> None:
        self.stream, self.digest = stream, digest

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.digest.update(data)
        return data


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield (name, stream) of each part, in order.

    Raises:
        InputFault: no backup, damaged, or a part that no backup of ours has (a link, a path that leads outside).
    """
    with readable(path), tarfile.open(path, "r:gz") as tar:
        for info in tar:
            stream = tar.extractfile(info) if info.isfile() and _ours(info.name) else None
            if stream is None:
                raise InputFault("备份里有不该有的内容", where=f"{path} {info.name}", remedy="请换一份备份")
            yield info.name, stream


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what a damaged archive raises inside the block into a fault in words."""
    try:
        yield
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise InputFault(f"备份读不出来：{error}", where=str(path), remedy="请核对文件，或换一份备份") from error


def _ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    inside = not name.startswith("/") and ".." not in parts and "\\" not in name and "\0" not in name
    return inside and (name in (MANIFEST, DATABASE) or name.startswith((ROWS, FILES)))


def _manifest(stream: IO[bytes], path: Path) -> dict[str, Any]:
    """Return the manifest as it was written; InputFault for what is none."""
    with readable(path):
        try:
            found = json.load(stream)
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, dict) or not isinstance(found.get("parts", {}), dict):
        raise InputFault("备份的清单读不出来", where=str(path), remedy="请换一份备份")
    return {"parts": {}, **found}


def verified(path: Path) -> dict[str, Any]:
    """Return the manifest of a backup whose every part is there and is what the manifest says.

    Raises:
        InputFault: damaged, incomplete, changed, or of a later form.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    for name, stream in members(path):
        if name == MANIFEST:
            manifest = _manifest(stream, path)
            continue
        size, digest = 0, hashlib.new("sm3")
        with readable(path):
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                digest.update(chunk)
        found[name] = {"size": size, "sm3": digest.hexdigest()}
    if manifest is None:
        raise InputFault("备份不完整：没有清单", where=str(path), remedy="备份可能中途中断，请换一份")
    if manifest.get("form") != FORM:
        raise InputFault("备份是其他版本的格式", where=str(path), remedy="请用制作该备份的版本恢复")
    if wrong := sorted(name for name in {*found, *manifest["parts"]} if found.get(name) != manifest["parts"].get(name)):
        words = f"备份已损坏或被改动：{wrong[0]}" + (f" 等 {len(wrong)} 处" if len(wrong) > 1 else "")
        raise InputFault(words, where=str(path), remedy="请换一份备份")
    return manifest
