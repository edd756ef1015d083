"""A wall as it is sent: each section's HTML with its digest, kept until something that it shows may have changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.memory import Memory
from tenghuan.apps.cockpit.layout import Plan
from tenghuan.apps.cockpit.sections import SECTIONS
from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.kept import QUIET

# what no wall shows
OTHER_APPS = frozenset({"intake", "screening", "notices", "people"})
OWN_QUIET = QUIET | {"cockpit.open_wall", "cockpit.give_token", "cockpit.end_token"}


@dataclass(frozen=True)
class Painted:
    """A wall: its screens, section → (digest, HTML), whose figures it shows and of what day."""

    region: Region
    layout: Plan
    layout_digest: str
    sections: Mapping[str, tuple[str, str]]
    scope: str
    data_day: Any
    at: datetime
    empty: bool

    @property
    def digest(self) -> str:
        """What changes with anything that is shown."""
        told = [
            self.layout_digest,
            self.scope,
            str(self.data_day),
            *(digest for digest, _html in self.sections.values()),
        ]
        return _digest("".join(told))

    def told(self) -> dict[str, Any]:
        """Return it as a wall that is already open fetches it."""
        return {
            "layout": self.layout_digest,
            "scope": self.scope,
            "day": str(self.data_day or ""),
            "at": timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M"),
            "sections": {key: {"digest": digest, "html": html} for key, (digest, html) in self.sections.items()},
        }


def _digest(text: str) -> str:
    return hashlib.new("sm3", text.encode()).hexdigest()[:24]


walls: Memory[tuple[Any, ...], Painted] = Memory(
    lambda: settings.BOARDS_KEPT, but_apps=OTHER_APPS, but_actions=OWN_QUIET
)


def painted(region: Region, viewer: Any, *, bare: bool) -> Painted:
    """Return the wall of a region as a viewer may see it.

    Args:
        bare: without addresses: for a screen that nobody logged in at.
    """
    unit = viewer.unit_id if viewer.role == Role.DEPARTMENT else None
    key = region.pk, viewer.region.path, str(viewer.role), unit, bare
    return walls.of([key], lambda _keys: {key: _paint(region, viewer, bare)})[key]


def _paint(region: Region, viewer: Any, bare: bool) -> Painted:
    sight = Sight.of(region, viewer, timezone.localdate())
    layout = sight.screens(tuple(SECTIONS))
    found = {}
    for key in layout.sections:
        told = {**SECTIONS[key].tell(sight), "sight": sight, "one": sight.one, "bare": bare}
        html = render_to_string(f"cockpit/sections/{key}.html", told)
        found[key] = _digest(html), html
    return Painted(
        region, layout, _digest(json.dumps(layout.told(), ensure_ascii=False)), found, _scope(sight), sight.data_day,
        timezone.now(), not sight.rows,
    )  # fmt: skip


def _scope(sight: Sight) -> str:
    """Say whose figures the wall shows."""
    if not sight.one:
        words = _("%(n)d 个县（市、区）的现行方案") % {"n": len(sight.plans)}
        return words if not sight.closed else words + _("，%(n)d 县为结账快照") % {"n": len(sight.closed)}
    if not sight.plans:
        return _("没有现行方案")
    plan = sight.plans[0]
    version = plan.current_version
    told = [_("方案第%(v)s版") % {"v": version.number if version else 0}]
    if snapshot := sight.closed.get(plan.pk):
        told.append(_("指标为%(m)s结账第%(v)s版") % {"m": snapshot.at, "v": snapshot.version})
    if sight.viewer.role == Role.TOWN:
        told.append(_("企业、案件和项目限本镇（街道）"))
    told.append(plan.document_number or plan.title)
    return " · ".join(told)
