"""The menu as registers, loops and pages declare it: groups in order, entries in each, counts of what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

GROUPS = {
    "desk": _("工作台"),
    "campaign": _("攻坚作战"),
    "reporting": _("报送督办"),
    "enterprises": _("企业与评价"),
    "clearing": _("整治提升"),
    "land": _("用地与平台"),
    "projects": _("项目招引"),
    "energy": _("能碳"),
    "policy": _("培育与政策"),
    "system": _("系统"),
}
Count = Callable[[Any], int]


@dataclass(frozen=True)
class Entry:
    """One entry of the menu: shown to the roles that its page admits.

    Args:
        group: a key of :data:`GROUPS`.
        label: its words.
        url: the name of its page.
        icon: a name of the sprite.
        order: its place in the group; equal ones stand as they were declared.
        count: how many things of it wait for an account; none is shown for 0.
    """

    group: str
    label: Any
    url: str
    icon: str
    order: int = 50
    count: Count | None = None


ENTRIES: list[Entry] = []


def declare(*entries: Entry) -> None:
    """Add entries to the menu; called where a register or page is declared.

    Raises:
        KeyError: a group that does not exist.
    """
    for entry in entries:
        GROUPS[entry.group]
        ENTRIES.append(entry)
