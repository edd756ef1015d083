"""Typed readers of the environment; every variable the platform knows is read in settings.py through these."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable ``TENGHUAN_<name>``, or the default."""
    return os.environ.get(f"TENGHUAN_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    """Return True for 1, true, yes, on (any case)."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """Return an integer variable; a value that is none names itself in the error."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"TENGHUAN_{name} must be a whole number, not {value!r}") from error


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


KEPT_SECONDS = 60  # that a thread keeps its connection to the database
KEPT_STATEMENTS = 512  # that a connection to SQLite keeps prepared


def database(data_dir: Path) -> dict[str, Any]:
    """Return Django's database entry: PostgreSQL where TENGHUAN_DATABASE_URL says so, else SQLite in the data folder.

    SQLite runs in WAL with synchronous FULL (a commit survives a power cut) and takes its write lock at the
    start of a transaction, so that two writers wait for each other instead of failing half-way. Connections are kept
    by both: opening SQLite anew reads the whole schema and prepares each statement again, a fifth of a page's cost.
    """
    url = text("DATABASE_URL")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise ImproperlyConfigured("TENGHUAN_DATABASE_URL must start with postgresql://")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": KEPT_SECONDS,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "tenghuan.sqlite3",
        "CONN_MAX_AGE": KEPT_SECONDS,
        "OPTIONS": {
            "cached_statements": KEPT_STATEMENTS,
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
        },
    }


SHORTEST_KEY = 32  # characters; fewer could be guessed


def refuse_demonstration(key: str, known_key: str, hosts: list[str]) -> None:
    """Refuse in production what only the demonstration may have: a key that everybody knows, every host's name."""
    if key == known_key or len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"TENGHUAN_SECRET_KEY must be a secret of at least {SHORTEST_KEY} characters, not the demonstration's key"
        )
    if any(host in ("*", ".") for host in hosts):
        raise ImproperlyConfigured("TENGHUAN_ALLOWED_HOSTS must name the hosts, * would admit any")


def single_sign_on(server: str, name: str, client: str, secret: str) -> dict[str, Any]:
    """Return the provider's entry for allauth (code flow with PKCE), without an application when there is no server."""
    app = {
        "provider_id": "office",
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server},
    }
    return {"OAUTH_PKCE_ENABLED": True, "APPS": [app] if server else []}
