"""What plans count of projects, each by its day, once only (methodology2 §23); rows stand behind every number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.projects.models import ChainRole, Lamp, State

# a joint project is counted by one county; what was dropped is not there any more
COUNTED: dict[str, Any] = {"counts": True}
ALIVE: dict[str, Any] = {**COUNTED, "state__in": [state for state in State if state != State.DROPPED]}
# what follows a project that was counted is no new one: only its increment counts
NEW = {"was": 0}
ATTRACTED = {"attracted": True}
MADE = {"manufacturing": True}
ONCE = _("增资、升格只计增量，变更业主不另计，联合项目由一个县计数")


def _programme(key: str, word: str, title: Any, unit: str, when: str, indicator: str = "") -> Measure:
    where = {**ALIVE, **NEW, "programmes__contains": word}
    return Measure(f"projects.{key}", title, unit, where, when=when, indicator=indicator, scope=ONCE)


PROJECTS = (
    Measure(
        *("projects.major", _("制造业项目招引落地"), "个", {**ALIVE, **ATTRACTED, **MADE}),
        when="landed_on",
        line="total",
        was="was",
        scope=ONCE,
        indicator="major_projects",
    ),
    Measure(
        *("projects.attracted", _("招引落地制造业项目总投资"), "万元", {**ALIVE, **ATTRACTED, **MADE}, "increment"),
        when="landed_on",
        scope=ONCE,
        indicator="attracted_investment",
    ),
    Measure(
        *("projects.landing_rate", _("制造业项目落地率")),
        where={**COUNTED, **NEW, **ATTRACTED, **MADE},
        part={"landed_on__isnull": False},
        unit="%",
        times=100,
        when="signed_on",
        line="total",
        indicator="project_landing_rate_1yi",
        scope=_("当期签约的，已落地 ÷ 全部签约"),
    ),
    Measure(
        *("projects.share", _("规模以上制造业项目占比")),
        where={**COUNTED, **NEW, **ATTRACTED},
        part=dict(MADE),
        unit="%",
        times=100,
        when="signed_on",
        line="total",
        line_of_part=True,
        indicator="manufacturing_project_share_1yi",
        scope=_("当期签约的，达到方案投资门槛的制造业项目 ÷ 全部签约"),
    ),
    Measure(
        *("projects.mayors", _("省市县长项目工程中制造业项目占比")),
        where={**ALIVE, **NEW, "mayors": True},
        part=dict(MADE),
        unit="%",
        times=100,
        when="landed_on",
        indicator="manufacturing_project_share",
        scope=_("当期落地的省市县长项目"),
    ),
    Measure(
        *("projects.completion", _("落地项目投资完成率"), "%", {**ALIVE, **NEW, **ATTRACTED, **MADE}, "invested"),
        over="total",
        times=100,
        when="landed_on",
        indicator="investment_completion_rate",
        scope=_("当期落地的，开工以来完成投资 ÷ 总投资；完成投资按最新月报"),
    ),
    Measure(
        *("projects.chain", _("强链补链（配套）项目"), "个", {**ALIVE, **NEW, "chain_role__in": list(ChainRole)}),
        when="landed_on",
        indicator="chain_projects",
        scope=ONCE,
    ),
    _programme("strategic", "战略合作", _("战略合作项目"), "个", "landed_on", "strategic_projects"),
    _programme("fund", "产业基金", _("产业基金项目"), "项", "landed_on", "fund_projects"),
    _programme("joint", "产业链协同创新", _("产业链协同创新项目"), "项", "started_on"),
    _programme("smart", "智能化技术改造", _("智能化技术改造项目"), "项", "started_on"),
    _programme("provincial", "省级重点技改", _("省级重点技改项目"), "项", "started_on"),
    _programme("integration", "两化融合", _("两化融合项目"), "项", "started_on"),
    _programme("internet", "5G+工业互联网", _("5G+工业互联网项目"), "个", "started_on"),
    Measure("projects.started", _("开工项目"), "个", ALIVE, when="started_on"),
    Measure("projects.completed", _("竣工项目"), "个", ALIVE, when="completed_on"),
    Measure("projects.produced", _("投产项目"), "个", ALIVE, when="produced_on"),
    Measure("projects.red", _("红灯项目"), "个", {**ALIVE, "lamp": Lamp.RED}),
)

# the nodes that rates speak of: those of projects that are there
NODES = (
    Measure(
        *("project_nodes.planned", _("在册项目的计划节点"), "个"),
        where={
            "project__retired_on": None,
            "project__state__in": [state for state in State if state != State.DROPPED],
        },
    ),
)

# a project that was taken out of use (entered twice) takes its months with it
OF_COUNTED: dict[str, Any] = {"project__counts": True, "project__retired_on": None}
MONTHS = (
    Measure(
        *("project_months.built", _("推进建设的工业投资项目"), "个"),
        where={**OF_COUNTED, "project__manufacturing": True, "invested__gt": 0},
        when="ends_on",
        distinct="project",
        line="project__total",
        indicator="industrial_projects_built",
        scope=_("当期有完成投资的，每个项目计一次"),
    ),
    Measure(
        *("project_months.cooperation", _("产业合作项目到位资金"), "万元"),
        where={**OF_COUNTED, "project__programmes__contains": "山海协作"},
        amount="funds",
        when="ends_on",
        indicator="cooperation_funds",
    ),
    Measure("project_months.invested", _("项目完成投资"), "万元", OF_COUNTED, "invested", "ends_on"),
    Measure("project_months.funds", _("项目到位资金"), "万元", OF_COUNTED, "funds", "ends_on"),
    Measure("project_months.foreign", _("项目到位外资"), "万美元", OF_COUNTED, "foreign", "ends_on"),
)
