"""Start Django for the commands that need the database."""

from __future__ import annotations

import gc
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenghuan.errors import InputFault


def start(*, signs: bool = True) -> None:
    """Load the settings named by DJANGO_SETTINGS_MODULE (the platform's own by default).

    Args:
        signs: False for commands that sign nothing (no session, no token): they need no secret key of their own.

    Raises:
        InputFault: a setting is missing or wrong; the message names it.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenghuan.site.settings")
    for name, value in kept_settings(settings_file()).items():
        os.environ.setdefault(name, value)
    os.umask(0o077)  # database, files and settings are nobody else's to read
    if not signs:
        os.environ.setdefault("TENGHUAN_SECRET_KEY", secrets.token_hex(32))
    try:
        with _no_garbage_yet():
            django.setup()
    except ImproperlyConfigured as error:
        raise InputFault(str(error), where="环境变量") from error


@contextmanager
def _no_garbage_yet() -> Iterator[None]:
    """Look for no garbage among modules while they are loaded, nor later: they stay; it took a third of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def settings_file() -> Path:
    """Return the file of settings that ``tenghuan setup`` writes: tenghuan.env in the data folder."""
    from tenghuan.site import environment

    return Path(environment.text("DATA_DIR") or Path.cwd() / "var") / "tenghuan.env"


def kept_settings(path: Path) -> dict[str, str]:
    """Return the variables of a settings file, NAME=VALUE on each line as systemd reads them; none without the file.

    Raises:
        InputFault: the file cannot be read, or a line is none of these.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputFault(f"设置文件读不出来：{error}", where=str(path), remedy="请核对该文件的权限和编码") from error
    kept = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().startswith("TENGHUAN_"):
            raise InputFault("不是“TENGHUAN_名称=值”", where=f"{path} 第 {number} 行", remedy="请改正或删去该行")
        kept[name.strip()] = value.strip().strip('"')
    return kept
