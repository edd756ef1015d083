"""Sample requests in every state for a county, some late, some hard; marked 示例数据."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.services.models import Request
from tenghuan.apps.services.registers import ANSWERING, REQUESTS


@dataclass(frozen=True)
class Told:
    """A sample request: source, kind, matter, how far it goes, how many weeks ago it was asked, the score."""

    source: str
    kind: str
    title: str
    content: str
    way: tuple[str, ...] = ()
    ago: int = 0
    score: int = 5


DONE = ("assign", "sign", "plan", "answer")
SAMPLES = (
    Told("platform", "factor", "厂区供电容量不足", "新增两台设备后高峰期跳闸，希望增容"),
    Told("train", "cross", "扩建用地规划调整", "厂区北侧地块规划为绿地，扩建受限", ("assign",)),
    Told("three", "permit", "环评手续办理", "技改项目环评报告已提交，请协调加快", ("assign", "sign")),
    Told("hotline", "policy", "技改补助申报条件", "设备投资分两年，是否可以合并申报", ("assign", "sign", "plan"), 1),
    Told("visit", "check", "消防整改标准不明确", "两次检查要求不一致，请明确", ("assign", "sign"), 3),
    Told("platform", "cross", "供热管道跨路施工", "涉及交通、城管、供热三家", ("assign", "sign", "plan", "confer"), 1),
    Told("three", "factor", "一线工人招聘难", "缺口 30 人，希望组织专场招聘", DONE, 2, 4),
    Told("platform", "policy", "高企复审辅导", "今年到期，希望安排辅导", DONE),
    Told("hotline", "permit", "排污许可变更", "产线调整后需要变更登记", (*DONE, "visit"), 4, 5),
    Told("visit", "advice", "建议统一园区停车管理", "货车停放影响交通", (*DONE, "visit"), 6, 4),
    Told("three", "factor", "天然气用气指标", "冬季指标不足，影响交货", (*DONE, "redo"), 3, 2),
    Told("train", "cross", "历史用地手续遗留问题", "2010 年征地手续不全，不动产证未办",
         ("assign", "sign", "confer", "conclude", "answer", "missed"), 8),
    Told("platform", "policy", "重复提交的补助咨询", "与前一件相同", ("withdraw",), 2),
    Told("hotline", "advice", "要求减免应缴税款", "企业经营困难，请求免缴", ("decline",), 3),
)  # fmt: skip
OLD = 5  # weeks
MOMENTS = ("asked_at", "due_by", "assigned_at", "signed_at", "planned_at", "answer_by", "answered_at", "closed_at")


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample requests in, once; return how many there are new."""
    firms = list(Enterprise.objects.filter(county=county, above_scale=True).order_by("uscc")[: len(SAMPLES)])
    units = _units(county)
    if not firms or not units or Request.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        for at, told in enumerate(SAMPLES):
            # the first enterprise is the one that has an account: some of them are its own
            firm = firms[0] if at in (0, 3, 6, 8) else firms[at % len(firms)]
            _go(replace(actor, region_path=county.path), firm, told, units[at % len(units)], units[-1])
    return len(SAMPLES)


def _units(county: Region) -> list[Unit]:
    found = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True)
    return sorted(found, key=lambda unit: ("经信" not in unit.name and "经商" not in unit.name, unit.pk))[:5]


def _go(actor: Actor, firm: Enterprise, told: Told, lead: Unit, support: Unit) -> None:
    values = {
        "enterprise": firm, "source": told.source, "kind": told.kind, "title": told.title, "content": told.content,
        "contact": "综合部",
    }  # fmt: skip
    thing = records.add(actor, REQUESTS, firm.county, values)
    Request.objects.filter(pk=thing.pk).update(sample=True)
    thing.refresh_from_db()
    given = {"kind": told.kind, "lead": lead, "support": support if support != lead else None}
    steps: dict[str, dict[str, Any]] = {
        "assign": given,
        "sign": {"response": "已与企业联系，安排上门核实"},
        "plan": {"plan": "本周内现场会办，提出解决方案并明确时间"},
        "confer": {"reason": "涉及多个部门，本单位不能单独解决"},
        "conclude": {
            "decision": "由牵头单位按历史遗留问题处理办法提出补办方案",
            "lead": lead,
            "support": given["support"],
        },
        "answer": {"outcome": "solved", "result": "已会同相关单位办结，并书面告知企业"},
        "visit": {"way": "phone", "score": told.score, "said": "办理及时"},
        "redo": {"way": "door", "score": told.score, "said": "指标仍未落实", "reason": "企业不满意，须落实指标"},
        "missed": {"way": "missed"},
        "withdraw": {},
        "decline": {"reason": "税款减免由税务机关依法办理，已告知企业申请途径"},
    }
    for step in told.way:
        ANSWERING.take(actor, thing, "visit" if step == "missed" else step, **steps[step])
    if told.ago:
        _earlier(thing, told)


def _earlier(thing: Request, told: Told) -> None:
    """Put the request so many weeks back (the days of the week stay); what ended took one week, an old one two."""
    back = timedelta(weeks=told.ago)
    columns: dict[str, Any] = {name: moment - back for name in MOMENTS if (moment := getattr(thing, name)) is not None}
    took = timedelta(weeks=min(told.ago, 1 if told.ago < OLD else 2))
    for name in ("answered_at", "closed_at"):
        if name in columns:
            columns[name] = columns[name] + took
    if thing.answered_at is not None and "answered_at" in columns and thing.answer_by is not None:
        columns["answer_late"] = columns["answered_at"] > columns["answer_by"]
    if thing.closed_on is not None:
        columns["closed_on"] = timezone.localdate(columns["closed_at"])
    columns["asked_on"] = timezone.localdate(columns["asked_at"])
    Request.objects.filter(pk=thing.pk).update(**columns)
    thing.refresh_from_db()
    ANSWERING.turn(Actor.platform("demonstration"), thing)
