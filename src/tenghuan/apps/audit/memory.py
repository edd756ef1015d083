"""Things worked out and kept in the process until the trail tells of a change that could alter them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Generic, TypeVar

from django.utils import timezone
from django.utils.translation import get_language

from tenghuan.apps.audit.trail import in_service
from tenghuan.apps.audit.watching import watch

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Values by key, the latest used ``most()`` of them; each holds for the mark of the trail, the day, the language.

    Args:
        most: gives how many are kept; 0 keeps none.
        but_apps, but_actions: what does not matter, as :meth:`tenghuan.apps.audit.watching.Watch.mark` takes it.
    """

    def __init__(
        self, most: Callable[[], int], *, but_apps: Collection[str] = (), but_actions: Collection[str] = ()
    ) -> None:
        self._most, self._but_apps, self._but_actions = most, frozenset(but_apps), frozenset(but_actions)
        self._kept: OrderedDict[K, tuple[tuple[object, ...], V]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, keys: Sequence[K], work_out: Callable[[Sequence[K]], dict[K, V]]) -> dict[K, V]:
        """Return the values of keys, kept or worked out (all that lack, at once).

        Values are shared between requests: read them, never write to them.
        """
        if in_service() or not self._most():  # what a service has just written is in no row of the trail yet
            return work_out(keys)
        mark = watch.mark(but_apps=self._but_apps, but_actions=self._but_actions)
        seen = (mark, timezone.localdate(), get_language())
        found: dict[K, V] = {}
        with self._lock:
            for key in keys:
                kept = self._kept.get(key)
                if kept is not None and kept[0] == seen:
                    self._kept.move_to_end(key)
                    found[key] = kept[1]
        lacking = [key for key in keys if key not in found]
        if lacking:
            made = work_out(lacking)
            with self._lock:
                for key in lacking:
                    self._kept[key] = seen, made[key]
                    self._kept.move_to_end(key)
                while len(self._kept) > self._most():
                    self._kept.popitem(last=False)
            found |= made
        return found
