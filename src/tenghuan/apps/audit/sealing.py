"""Signed heads: the chain's last number and digest, signed with a key kept apart, written to where no one resets them.

The chain alone shows what was changed in its middle. Whoever owns the database can cut its tail and reset the head, or
compute all of it anew; then the signed heads that were written out before no longer agree with it. One head is one
line of JSON; the signature (Ed25519) covers the line without it.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils import timezone

from tenghuan.apps.audit.chain import START, canonical
from tenghuan.apps.audit.models import Entry, Head
from tenghuan.apps.audit.verify import Break
from tenghuan.errors import InputFault

SYSLOG, SYSLOG_SOCKET = "syslog", "/dev/log"


def new_key(path: Path) -> Path:
    """Write a new private key (PEM, readable to its owner alone) and beside it ``.pub``; return the latter's path."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    beside = path.with_name(path.name + ".pub")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        beside.write_bytes(public)
    except OSError as error:
        raise InputFault(f"不能写密钥：{error.strerror}", where=str(path), remedy="请换一个尚不存在的文件名") from error
    return beside


def private_key(path: Path) -> Ed25519PrivateKey:
    """Read the signing key.

    Raises:
        InputFault: the file cannot be read, or holds no Ed25519 key.
    """
    return _read(path, lambda data: serialization.load_pem_private_key(data, None), Ed25519PrivateKey)


def public_key(path: Path) -> Ed25519PublicKey:
    """Read the key that checks signatures; faults as of :func:`private_key`."""
    return _read(path, serialization.load_pem_public_key, Ed25519PublicKey)


def _read(path: Path, load: Any, kind: Any) -> Any:
    try:
        found = load(path.read_bytes())
    except OSError as error:
        raise InputFault(f"读不到密钥：{error.strerror}", where=str(path)) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputFault("不是 PEM 格式的密钥", where=str(path)) from error
    if not isinstance(found, kind):
        raise InputFault("不是 Ed25519 密钥", where=str(path), remedy="用 tenghuan seal-audit --new-key 生成")
    return found


def seal(key: Ed25519PrivateKey) -> str:
    """Return the present head as a signed line."""
    head = Head.objects.filter(pk=1).first() or Head()
    told = {"at": timezone.now().isoformat(timespec="seconds"), "number": head.number, "digest": head.digest}
    return canonical({**told, "signature": key.sign(canonical(told)).hex()}).decode()


def export(key_file: str | Path, to: str) -> int:
    """Sign the present head and write it to a file or ``syslog``, "" for standard output; return its number.

    Raises:
        InputFault: no key, the trail no longer agrees with the heads that were written before (nothing is signed
            then), or the line cannot be written.
    """
    key = private_key(Path(key_file))
    if to and to != SYSLOG and Path(to).exists():
        earlier = Path(to).read_text(encoding="utf-8", errors="replace").splitlines()
        if broken := next(seal_breaks(earlier, key.public_key()), None):
            raise InputFault(broken.message, where=to, remedy="请先查明原因；本次没有签名")
    line = seal(key)
    if not to:
        print(line)
    else:
        try:
            write_out(line, to)
        except OSError as error:
            raise InputFault(f"不能写链头：{error.strerror}", where=to) from error
    return int(json.loads(line)["number"])


def write_out(line: str, to: str) -> None:
    """Append a line to a file (readable to its owner alone), or hand it to the system's log for ``syslog``."""
    if to == SYSLOG:
        _to_syslog(line)
        return
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _to_syslog(line: str) -> None:
    try:
        handler = logging.handlers.SysLogHandler(SYSLOG_SOCKET, logging.handlers.SysLogHandler.LOG_AUTHPRIV)
    except OSError as error:
        raise InputFault(f"系统日志不可用：{error.strerror}", where=SYSLOG_SOCKET) from error
    handler.ident = "tenghuan-audit: "
    handler.emit(logging.LogRecord("audit", logging.INFO, "", 0, line, None, None))
    handler.close()


def seal_breaks(lines: Iterable[str], key: Ed25519PublicKey) -> Iterator[Break]:
    """Yield every signed head that is forged, or that the chain no longer agrees with."""
    for at, line in enumerate(lines, start=1):
        start = line.find("{")
        if start < 0:
            continue  # a system log holds other lines too
        told = _told(line[start:], key)
        if told is None:
            yield Break(0, f"链头文件第 {at} 行：签名不符（被改动，或不是本密钥所签）")
        else:
            yield from expected_breaks(told["number"], told["digest"])


def expected_breaks(number: int, digest: str) -> Iterator[Break]:
    """Yield a break when the row of that number is not there or has another digest."""
    found = Entry.objects.filter(number=number).values_list("digest", flat=True).first()
    if found is None and number == 0 and digest == START:
        return
    if found is None:
        yield Break(number, f"第 {number} 行曾经记入链头，现已不存在（末尾被截去）")
    elif found != digest:
        yield Break(number, f"第 {number} 行摘要与当时记下的不同（审计链被整体重算或替换）")


def _told(text: str, key: Ed25519PublicKey) -> dict[str, Any] | None:
    try:
        told = json.loads(text)
        signature = bytes.fromhex(told.pop("signature"))
        key.verify(signature, canonical(told))
        return {"number": int(told["number"]), "digest": str(told["digest"])}
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        return None
