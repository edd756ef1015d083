"""Statements about an account that take longer to be made than to be asked: kept for the account, for the day."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.db import connection
from django.utils import timezone

MOST = 1000  # statements that a process keeps of one kind
Statement = tuple[str, tuple[Any, ...]]


class Statements:
    """Statements of one kind by account, as it is just now, and by day."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Hashable, ...], Statement] = {}
        self._lock = Lock()

    def of(self, account: Any, build: Callable[[], Statement], *more: Hashable) -> Statement:
        """Return what is kept, or build it; kept only if nothing was read on the way (it may be another next time).

        Args:
            account: who asks; the statement depends on nothing but it, the day and ``more``.
            build: makes the statement and its values.
            more: what else it depends on.
        """
        who = (account.role, account.region_id, account.region.path, account.unit_id, account.enterprise_code)
        key = (account.pk, *who, account.is_active, timezone.localdate(), *more)
        found = self._kept.get(key)
        if found is None:
            looks: list[str] = []

            def look(execute: Callable[..., Any], *asked: Any) -> Any:
                looks.append(asked[0])
                return execute(*asked)

            with connection.execute_wrapper(look):
                found = build()
            if not looks:
                self._keep(key, found)
        return found

    def _keep(self, key: tuple[Hashable, ...], found: Statement) -> None:
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = found

    def forget(self) -> None:
        """Keep nothing any more: what the statements are of was declared anew."""
        self._kept.clear()
