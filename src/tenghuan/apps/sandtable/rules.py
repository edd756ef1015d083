"""What a scenario must say before it is kept."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenghuan.apps.sandtable.known import table
from tenghuan.apps.sandtable.models import Kind, Scenario
from tenghuan.errors import InputFault


def hold(scenario: Scenario) -> None:
    """Refuse a question that cannot be answered: no indicator to reach, of another county, or nothing may be done."""
    indicator = scenario.indicator
    if indicator is not None and indicator.plan.region_id != scenario.county_id:
        raise InputFault(_("目标指标不是本县方案的"), where=str(indicator), remedy=_("请选本县现行方案的指标"))
    if scenario.kind != Kind.SOLVE:
        return
    if indicator is None or table().ratio(indicator.catalogue_key) is None:
        raise InputFault(
            _("反算须选一项登记数据能算出的指标"),
            where=str(indicator or ""),
            remedy=_("可反算的有：%(n)s") % {"n": "、".join(one.name for one in table().ratios)},
        )
    if not (scenario.closing or scenario.uplifting or scenario.projects):
        raise InputFault(_("没有一类举措可用"), remedy=_("请至少勾选关停退出、整治提升、项目投产中的一类"))
