"""Sample cards of a county's key figures, and a token for a meeting room's screen; marked 示例数据."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cockpit import layout, services
from tenghuan.apps.cockpit.models import Card, Measured, WallToken
from tenghuan.apps.cockpit.registers import CARDS
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Account, Region
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.queries import Row, board

# standard indicator → what the sample card says of it
WANTED: dict[str, dict[str, Any]] = {
    "released_land": {"meaning": "低效工业用地腾出、盘活的面积", "topics": "腾笼、用地"},
    "released_energy": {"meaning": "整治、淘汰企业净减少的用能（等价值）", "topics": "腾笼、能碳"},
    "carbon_reduction": {"meaning": "整治、淘汰企业减少的碳排放", "topics": "能碳"},
    "obsolete_capacity_firms": {"meaning": "淘汰落后产能涉及的企业数", "topics": "腾笼"},
    "high_consumption_firms": {"meaning": "完成高耗低效整治提升的企业数", "topics": "腾笼"},
    "robots_installed": {"meaning": "当年或累计新增的工业机器人", "topics": "换鸟、数字化"},
    "zhejiang_standards": {"meaning": "“浙江制造”标准的累计数", "topics": "质量"},
    "major_projects": {"meaning": "招引落地的重大制造业项目数", "topics": "换鸟、招引"},
}
MOST = 8
TRIGGER, RESPONSE = {"trigger_by": Measured.PACE, "trigger_at": "-10"}, "牵头单位约谈责任人，五日内报追赶计划"
EXCELLENT = {"excellent_by": Measured.GOAL, "excellent_at": "100"}


def load(actor: Actor, county: Region) -> int:
    """Bring a county's cards in, once; return how many there are new."""
    if Card.objects.filter(county=county).exists():
        return 0
    plans = list(Plan.objects.filter(region=county, is_current=True).select_related("region"))
    rows = [row for row in board(plans) if row.indicator is not None and row.standing.actual is not None]
    rows.sort(key=_importance)
    with transaction.atomic():
        for place, row in enumerate(rows[:MOST], 1):
            records.add(actor, CARDS, county, _values(row, place))
        Card.objects.filter(county=county).update(sample=True)
    return min(len(rows), MOST)


def _importance(row: Row) -> tuple[int, int, int]:
    key = row.indicator.catalogue_key if row.indicator else ""
    return (list(WANTED).index(key) if key in WANTED else len(WANTED)), row.item.campaign_order, row.item.order


def _values(row: Row, place: int) -> dict[str, Any]:
    assert row.indicator is not None
    told = WANTED.get(row.indicator.catalogue_key, {})
    source = row.lead[0].name if row.lead else ""
    seats = {"seat": f"{source}业务科室" if source else "", "charge": "分管副县（市、区）长"}
    words = {"indicator": row.item.title, "response": RESPONSE, "source": source, "place": place * 10}
    return {**words, **seats, **TRIGGER, **EXCELLENT, **told}


def give_token(county: Region) -> None:
    """Give the county's office a token of a screen, as a sample of the list; nobody learns its text."""
    office = Account.objects.filter(region=county, role=Role.OFFICE).select_related("region", "unit").first()
    if office is None or WallToken.objects.filter(region=county).exists():
        return
    actor = Actor(account=office.username, person=office.name, region_path=county.path, user=office)
    until = timezone.localdate() + timedelta(days=layout.shipped()["tokens"]["days_first"])
    services.give_token(actor, region=county, name="三楼会议室大屏（示例）", until=until)
