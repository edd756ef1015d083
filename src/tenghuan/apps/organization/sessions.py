"""The session engine: Django's own in the database, with the account, address and browser beside the data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

# what the session's data holds beside Django's own
ADDRESS, BROWSER, BEGUN, SEEN = "signed_in_from", "signed_in_with", "begun", "last_seen"
SECOND = "second_factor"
OWED, MISSING, GIVEN, NOT_ASKED = "owed", "missing", "given", ""  # values of SECOND


class SessionStore(DatabaseStore):
    """Keeps in :class:`~tenghuan.apps.organization.models.Session` whose session it is."""

    @classmethod
    def get_model_class(cls) -> type:
        from tenghuan.apps.organization.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row to save: as Django makes it, with the account that the data names."""
        row: Any = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        row.address, row.browser = data.get(ADDRESS, ""), data.get(BROWSER, "")
        if begun := data.get(BEGUN):
            row.begun_at = datetime.fromtimestamp(begun, tz=UTC)
        return row
