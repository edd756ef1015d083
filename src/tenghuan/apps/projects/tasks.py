"""What projects do by themselves each day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.chores import chore
from tenghuan.apps.projects import standing


@chore("projects.scan", gettext_lazy("项目巡查：判定节点灯"))
def look_at_projects() -> str:
    """Judge the lamp of every project."""
    return _("节点灯和进度变动 %(n)d 个项目") % {"n": standing.scan_all()}
