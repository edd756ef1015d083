"""What a scenario must say before it is kept."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenghuan.apps.sandtable.models import Kind, Scenario
from tenghuan.errors import InputFault


def hold(scenario: Scenario) -> None:
    """Refuse a question that cannot be answered: nothing to reach, or nothing may be done."""
    if scenario.kind != Kind.SOLVE:
        return
    if not scenario.goal:
        raise InputFault(_("反算须选目标指标"), remedy=_("请从下拉框中选择，如亩均税收"))
    if not (scenario.closing or scenario.uplifting or scenario.projects):
        raise InputFault(_("没有一类举措可用"), remedy=_("请至少勾选关停退出、整治提升、项目投产中的一类"))
