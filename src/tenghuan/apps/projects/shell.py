"""What the shell shows of projects beside their registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("projects", _("项目五率"), "project:rates", icon="traffic-lights", order=4, guide="27-projects"))
declare(Entry("projects", _("挂图作战"), "project:wall", icon="layout-board", order=6, guide="27-projects"))
declare(Entry("projects", _("项目进度"), "project:gantt", icon="timeline", order=12, guide="27-projects"))
declare(Entry("projects", _("月报填报"), "project:months", icon="table-options", order=14, guide="27-projects"))
