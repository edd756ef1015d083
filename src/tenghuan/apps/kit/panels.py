"""What the page of a record is made of: panels, each with a title and what its template needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.audit.fields import account_word, field_word, has_word, value_word
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.wording import word
from tenghuan.apps.kit import columns, files
from tenghuan.apps.kit.further import links
from tenghuan.apps.kit.models import Event, Origin
from tenghuan.publishing.tables import Column, Table

FIELDS = _("基本信息")
NONE = _("暂无")
LINKS = _("关联事项")
FILES = _("佐证材料")
TIMELINE = _("办理过程")
ORIGINS = _("数据来源")
HISTORY = _("变更记录")
LONGEST = 200  # signs of a value; whole it stands in the trail
LAST = 50  # rows of a panel; the rest is in the list or in the trail
# the program's own, which says nothing of the matter
BOOKKEEPING = frozenset({"id", "revision", "county_id", "made_by_id", "made_at", "changed_at"})


class Panel(Protocol):
    """A part of a record's page."""

    @property
    def key(self) -> str:
        """Its place in the page's address."""

    @property
    def title(self) -> Any:
        """What stands above it."""

    @property
    def template(self) -> str:
        """The template that shows its context."""

    def context(self, account: Any, thing: Any) -> dict[str, Any] | None:
        """Return what the template needs, None to leave the panel out."""
        ...


@dataclass(frozen=True)
class Fields:
    """The columns of the record, label beside value."""

    names: tuple[str, ...]
    title: Any = FIELDS
    key: str = "fields"
    template: str = "kit/panels/fields.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return the columns with the record."""
        return {"columns": [columns.column(type(thing), name) for name in self.names]}


@dataclass(frozen=True)
class Related:
    """Records of another kind that lead to this one.

    Args:
        title: what they are.
        rows: record, account → their query, in the account's scope.
        columns: what is shown of each.
        empty: what is said where there is none.
    """

    title: Any
    rows: Callable[[Any, Any], models.QuerySet[Any]]
    columns: tuple[Column, ...]
    key: str = "related"
    empty: Any = NONE
    template: str = "kit/panels/related.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return a table of the newest ones."""
        rows = list(self.rows(thing, account)[: LAST + 1])
        return {"table": Table(str(self.title), self.columns, rows[:LAST]), "more": len(rows) > LAST}


@dataclass(frozen=True)
class Links:
    """What other apps keep about the record."""

    title: Any = LINKS
    key: str = "linked"
    template: str = "kit/panels/links.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any] | None:
        """Return the links, None where nobody keeps anything."""
        found = links(account, thing)
        return {"links": found} if found else None


@dataclass(frozen=True)
class Files:
    """The evidence of the record."""

    title: Any = FILES
    key: str = "files"
    template: str = "kit/panels/files.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return the files that stand."""
        return {"attachments": files.attached(thing)}


@dataclass(frozen=True)
class Timeline:
    """What happened to the record, with comments."""

    title: Any = TIMELINE
    key: str = "timeline"
    template: str = "kit/panels/timeline.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return the events, newest first."""
        return {"events": Event.objects.about(thing).order_by("-pk")[:LAST]}


@dataclass(frozen=True)
class Origins:
    """The sheets and rows that the record came from."""

    title: Any = ORIGINS
    key: str = "origins"
    template: str = "kit/panels/origins.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any] | None:
        """Return the origins, newest first; nothing where a person typed it in."""
        found = Origin.objects.about(thing).order_by("-pk")[:LAST]
        return {"origins": found} if found else None


@dataclass(frozen=True)
class History:
    """What the audit trail says of the record: who changed what, before and after."""

    title: Any = HISTORY
    key: str = "history"
    template: str = "kit/panels/history.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return the rows of the trail, newest first."""
        rows = Entry.objects.filter(kind=thing._meta.label_lower, key=str(thing.pk)).order_by("-number")[:LAST]
        return {"entries": [_entry(row) for row in rows]}


def _entry(row: Entry) -> dict[str, Any]:
    """Return what a row of the trail says to people: what nothing was and nothing is says nothing."""
    before: dict[str, Any] = row.before or {}
    after: dict[str, Any] = row.after or {}
    changes = []
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) == after.get(key) or key in BOOKKEEPING or not has_word(row.kind, key):
            continue
        was, now = (value_word(row.kind, key, told.get(key), numbered=False) for told in (before, after))
        if was != now:
            cut = (Truncator(told).chars(LONGEST, truncate="……") for told in (was, now))
            changes.append((field_word(row.kind, key), *cut))
    return {"row": row, "by": row.person or account_word(row.account), "action": word(row.action), "changes": changes}
