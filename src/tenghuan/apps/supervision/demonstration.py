"""Sample orders in every stage for a county, some of them about its own red lamps and cases; marked 示例数据."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.queries import board
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.remediation.pictures import photo
from tenghuan.apps.supervision import dictionary, subjects
from tenghuan.apps.supervision.models import Order
from tenghuan.apps.supervision.raising import raise_order
from tenghuan.apps.supervision.registers import ORDERING
from tenghuan.apps.supervision.sweeping import sweep


@dataclass(frozen=True)
class Told:
    """A sample order: source, matter, what is asked, how far it goes, how many days ago it was issued."""

    source: str
    matter: str
    content: str
    way: tuple[str, ...] = ()
    ago: int = 0
    cycle: str = "once"
    urgency: str = "normal"


ORDERS = (
    Told(
        "meeting",
        "园区低效厂房改造推进会议定事项",
        "逐幢列出改造计划和时间，明确责任人，按月报进展",
        ("issue",),
        cycle="month",
    ),
    Told(
        "note",
        "企业反映供电增容慢",
        "会同供电部门现场核实，提出增容方案和投运时间",
        ("issue", "sign"),
        3,
        urgency="urgent",
    ),
    Told("check", "小微园雨污分流整改", "完成管网排查，封堵混接口，报整改前后照片", ("issue", "sign", "report"), 6),
    Told("complaint", "企业用工难诉求", "组织专场招聘，一企一策帮扶", ("issue", "sign", "report", "close"), 20),
    Told("project", "高效电机项目用地交付滞后", "明确净地交付时间，倒排节点", ("issue", "sign", "ask"), 12, "week"),
    Told("project", "轴承滚子项目环评手续", "梳理审批堵点，提出办结时间", ("issue", "sign"), 45, "week"),
    Told("check", "危旧厂房安全隐患", "限期整改到位，落实专人看护", ("issue", "sign", "report", "return"), 15),
    Told("meeting", "工业用地弹性年期出让方案", "提出实施细则，报专题会审议", ("issue", "object")),
    Told("check", "散乱污企业回潮排查", "对已整治点位逐一复查", (), 0),
)
STEPS_BACK = ("issued_on", "first_due", "due_on", "next_on", "planned_on")


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample orders in, once; return how many there are new."""
    if Order.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        return _load(replace(actor, region_path=county.path), county)


def _load(actor: Actor, county: Region) -> int:
    units = _units(county)
    for at, told in enumerate(ORDERS):
        values = {
            "source": told.source, "matter": told.matter, "content": told.content, "cycle": told.cycle,
            "urgency": told.urgency, "lead": units[at % len(units)], "supports": units[(at + 1) % len(units)].name,
            "issuer": "专班办公室主任", "contact": next(iter(dictionary.contacts(county)), ""),
            "mechanism": dictionary.mechanism_of(county, told.source),
        }  # fmt: skip
        _go(actor, raise_order(actor, county, values, issue=False), told)
    for thing in (*_red(county)[:2], *Case.objects.filter(county=county, state="working")[:1]):
        matter = subjects.matter_of(thing)
        values = matter.values(county) | {"lead": matter.lead or units[0], "issuer": "专班办公室主任"}
        _mark(raise_order(actor, county, values, subject=thing))
    sweep(actor, county)
    return Order.objects.filter(county=county).count()


def _units(county: Region) -> list[Unit]:
    found = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True)
    return sorted(found, key=lambda unit: ("经信" not in unit.name, unit.pk))[:4]


def _red(county: Region) -> list[models.Model]:
    plans = list(Plan.objects.filter(region=county, is_current=True).select_related("region"))
    red = [row for row in board(plans) if row.standing.lamp == "red"]
    return [row.item for row in red if subjects.of_row(row).lead is not None]


def _mark(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(sample=True)
    order.refresh_from_db()


def _go(actor: Actor, order: Order, told: Told) -> None:
    _mark(order)
    for step in told.way:
        STEPS[step](actor, order)
        if step == "issue" and told.ago:
            _earlier(order, told.ago)


def _earlier(order: Order, days: int) -> None:
    """Put the order so many days back, as if it had been issued then."""
    columns = {name: getattr(order, name) - timedelta(days=days) for name in STEPS_BACK if getattr(order, name)}
    Order.objects.filter(pk=order.pk).update(**columns)
    order.slips.update(issued_on=timezone.localdate() - timedelta(days=days), due_on=columns["due_on"])
    order.refresh_from_db()


def _issue(actor: Actor, order: Order) -> None:
    ORDERING.take(actor, order, "issue")


def _sign(actor: Actor, order: Order) -> None:
    planned = max(timezone.localdate(), order.due_on or timezone.localdate())
    ORDERING.take(actor, order, "sign", promise="按要求按期完成，形成书面报告", planned_on=planned)


def _object(actor: Actor, order: Order) -> None:
    ORDERING.take(actor, order, "object", reason="该事项由自然资源部门主管，建议调整牵头单位")


def _report(actor: Actor, order: Order) -> None:
    told: dict[str, Any] = {
        "outcome": "done",
        "progress": "已完成排查整改，形成台账",
        "files": {"": [photo("办理佐证", order.pk % 9)]},
    }
    ORDERING.take(actor, order, "report", **told)


def _ask(actor: Actor, order: Order) -> None:
    later = deadline(max(timezone.localdate(), order.due_on or timezone.localdate()), 10)
    ORDERING.take(actor, order, "ask_extension", reason="涉及两家企业搬迁，正在签订协议", asked_due=later)


def _return(actor: Actor, order: Order) -> None:
    ORDERING.take(actor, order, "return", reason="缺少整改后照片，请补充")


def _close(actor: Actor, order: Order) -> None:
    ORDERING.take(actor, order, "close", opinion="现场核查属实，同意办结")


STEPS: dict[str, Any] = {
    "issue": _issue, "sign": _sign, "object": _object, "report": _report, "ask": _ask, "return": _return,
    "close": _close,
}  # fmt: skip
