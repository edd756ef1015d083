"""Which rows of the trail an account may read."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tenghuan.apps.audit.models import Entry


def visible_entries(account: Any) -> QuerySet[Entry]:
    """Rows of the account's own subtree; the platform's own rows only at the root of the tree."""
    region = account.region
    own = Q(region_path__startswith=region.path)
    return Entry.objects.filter(own if region.parent_id else own | Q(region_path=""))
