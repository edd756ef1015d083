"""What was changed since it was looked at last, read from the trail: what is kept in memory is held against this.

Every change of state writes the trail in its own transaction, one after the other, so whoever sees the last row sees
the changes of all rows before it. A look costs one query for the few rows since the last one.
"""

from __future__ import annotations

import threading
from collections.abc import Collection

from tenghuan.apps.audit.models import Entry

MOST = 5000  # rows read at one look; after a longer time everything counts as changed


class Watch:
    """What a process knows of the trail: of each action on each kind of thing the number of its last row."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._epoch = 0  # counts how often everything had to be taken for changed
        self._number, self._digest = 0, ""
        self._last: dict[tuple[str, str], int] = {}

    def mark(self, *, but_apps: Collection[str] = (), but_actions: Collection[str] = ()) -> tuple[int, int]:
        """Return what stays equal as long as nothing changed, apart from things of some apps and from some actions.

        Args:
            but_apps: labels of apps (``enterprises``) whose things do not matter.
            but_actions: actions (``monitoring.save_draft``) that do not matter.
        """
        with self._lock:
            self._look()
            mattering = (
                number
                for (kind, action), number in self._last.items()
                if kind.partition(".")[0] not in but_apps and action not in but_actions
            )
            return self._epoch, max(mattering, default=0)

    def _look(self) -> None:
        # the last row that is known is read again: where it is another one, this is another trail (restored, undone)
        since = Entry.objects.filter(number__gte=self._number).order_by("number")
        rows = list(since.values_list("number", "digest", "kind", "action")[: MOST + 1])
        known = bool(rows) and rows[0][:2] == (self._number, self._digest)
        if not known or len(rows) > MOST:
            self._begin_anew()
            return
        for number, digest, kind, action in rows[1:]:
            self._number, self._digest = number, digest
            self._last[kind, action] = number

    def _begin_anew(self) -> None:
        self._epoch += 1
        last = Entry.objects.order_by("-number").values_list("number", "digest").first()
        self._number, self._digest = last or (0, "")
        self._last = {}


watch = Watch()
