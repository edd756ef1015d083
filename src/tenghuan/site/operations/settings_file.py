"""The settings file of an installation, with its secret key; written before Django is set up, which needs it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write(path: Path, hosts: list[str], *, plain_http: bool, behind_proxy: bool) -> bool:
    """Write the settings file with a new secret key, readable to its owner only; False if there is one already."""
    lines = [
        "# 本机设置，由 tenghuan setup 生成。密钥不在备份中，请另行妥善保管。",
        f"TENGHUAN_SECRET_KEY={secrets.token_urlsafe(48)}",
        f"TENGHUAN_ALLOWED_HOSTS={','.join(dict.fromkeys([*hosts, '127.0.0.1']))}",
        *([f"TENGHUAN_TRUSTED_ORIGINS={','.join(f'https://{host}' for host in hosts)}"] if behind_proxy else []),
        *(["TENGHUAN_BEHIND_TLS_PROXY=1", "TENGHUAN_PROXY_COUNT=1"] if behind_proxy else []),
        *(["TENGHUAN_HTTPS=0"] if plain_http else []),
    ]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return True
