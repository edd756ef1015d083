"""The sections that a wall may show: each a function of what is looked at, and a template of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.cockpit.sections import board, building, clearing, figures, grades, places, race, work
from tenghuan.apps.cockpit.sight import Sight


@dataclass(frozen=True)
class Section:
    """A section: its title for a county and for what lies above, and what it tells its template."""

    title: Any
    above: Any
    tell: Callable[[Sight], Mapping[str, Any]]


SECTIONS: dict[str, Section] = {
    "lamps": Section(_("亮灯总览"), _("亮灯总览"), board.lamps),
    "campaigns": Section(_("攻坚行动亮灯"), _("各县攻坚行动按时率"), board.campaigns),
    "figures": Section(_("关键指标"), _("标准指标县际对照"), figures.figures),
    "red": Section(_("红灯事项"), _("红灯事项"), board.red),
    "map": Section(_("镇街作战图"), _("各县作战图"), places.tiles),
    "ranking": Section(_("部门按时率"), _("各县按时率"), board.ranking),
    "orders": Section(_("督办"), _("督办"), work.orders),
    "freed": Section(_("腾地、腾能、减碳"), _("腾地、腾能、减碳"), clearing.freed),
    "grades": Section(_("亩均评价档次和流向"), _("各县亩均评价档次"), grades.grades),
    "projects": Section(_("重点任务和清单任务"), _("重点任务和清单任务"), work.projects),
    "building": Section(_("项目"), _("项目"), building.building),
    "race": Section(_("赛马榜"), _("各县赛马榜"), race.race),
    "indicators": Section(_("指标全表"), _("标准指标县际对照"), figures.every),
}
