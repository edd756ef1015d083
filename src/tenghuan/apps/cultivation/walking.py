"""Sample titles, outcomes and challenges at every step of their way, moved through the loops as officers move them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cultivation.challenges import CHALLENGES, POSTING
from tenghuan.apps.cultivation.models import Title
from tenghuan.apps.cultivation.outcomes import FINDING, OUTCOMES
from tenghuan.apps.cultivation.titles import SEEKING, TITLES
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.apps.kit.register import Register
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.remediation.pictures import photo

# how far the sample titles go: kind and steps
TITLES_GO: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("hightech", ()),
    ("little_giant", ("coach",)),
    ("specialised", ("coach", "apply")),
    ("hidden_champion", ("coach", "apply", "publish")),
    ("innovative_sme", ("coach", "apply", "publish", "recognise")),
    ("single_champion", ("coach", "apply", "refuse")),
    ("eagle", ("drop",)),
)
OUTCOMES_GO: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("first_set", "高速数控磨床（示例）", ()),
    ("zhejiang_standard", "工业链条团体标准（示例）", ("start",)),
    ("retrofit", "冲压车间数字化改造（示例）", ("start", "report")),
    ("breakthrough", "长寿命轴承关键技术（示例）", ("start", "drop")),
)
CHALLENGES_GO: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("高精度模具寿命提升（示例）", ()),
    ("余热回收换热器国产化（示例）", ("post",)),
    ("缝制设备视觉检测（示例）", ("post", "take")),
    ("无水染色工艺（示例）", ("post", "take", "sign")),
    ("新型电机控制算法（示例）", ("post", "take", "sign", "check")),
    ("轻量化压铸件（示例）", ("post", "take", "sign", "check", "accept")),
)


def _add(actor: Actor, register: Register, county: Region, **told: Any) -> Any:
    thing = records.add(actor, register, county, told)
    register.model._default_manager.filter(pk=thing.pk).update(sample=True)
    thing.refresh_from_db()
    return thing


def walk(actor: Actor, county: Region, firms: list[Enterprise], unit: Unit | None) -> None:
    """Bring a county's titles, outcomes and challenges on their way in, and one title that runs out soon."""
    today = timezone.localdate()
    for at, (kind, steps) in enumerate(TITLES_GO):
        title = _add(actor, TITLES, county, enterprise=firms[-1 - at % len(firms)], kind=kind, unit=unit)
        for step in steps:
            SEEKING.take(actor, title, step, **_told(today)[step])
    for at, (kind, name, steps) in enumerate(OUTCOMES_GO):
        values = {"kind": kind, "name": name, "enterprise": firms[at % len(firms)], "unit": unit}
        outcome = _add(actor, OUTCOMES, county, **values)
        for step in steps:
            FINDING.take(actor, outcome, step, **_told(today)[step])
    for at, (name, steps) in enumerate(CHALLENGES_GO):
        values = {"name": name, "need": "现有工艺寿命短、能耗高，需要新的方案（示例）", "budget": 60 + 20 * at}
        challenge = _add(actor, CHALLENGES, county, enterprise=firms[at % len(firms)], unit=unit, **values)
        for step in steps:
            POSTING.take(actor, challenge, step, **_told(today)[step])
    _running_out(actor, county, firms, unit, today)


def _told(today: date) -> dict[str, dict[str, Any]]:
    """Return what each step needs; made anew each time, as a file is read but once."""
    proof = {"files": {"": [photo("佐证材料", 1)]}}
    return {
        "coach": {"opinion": "已上门辅导（示例）"},
        "apply": proof,
        "publish": {"document": "公示文件（示例）"},
        "recognise": {"recognised_on": today - timedelta(days=20), "document": "认定文件（示例）"},
        "refuse": {"reason": "评审分数不足（示例）"},
        "drop": {"reason": "企业调整计划（示例）"},
        "start": {},
        "report": {"achieved_on": today - timedelta(days=10), "number": "示例1号", "amount": "1860", **proof},
        "post": {"closes_on": today + timedelta(days=45), "document": "榜单文件（示例）"},
        "take": {"taker": "某大学研究院（示例）"},
        "sign": {"signed_on": today - timedelta(days=5), "contract_amount": "75", **proof},
        "check": {"finding": "按计划完成样机（示例）"},
        "accept": {"result": "指标达到榜单要求（示例）", **proof},
    }


def _running_out(actor: Actor, county: Region, firms: list[Enterprise], unit: Unit | None, today: date) -> None:
    """Let one title end within the days of the reminder, and one be renewed."""
    for at, left in ((0, 60), (1, 30)):
        until = today + timedelta(days=left)
        since = until - timedelta(days=3 * 365)
        firm = firms[(7 + at) % len(firms)]
        if Title.objects.filter(county=county, enterprise=firm, kind="innovative_sme").exists():
            continue
        values: dict[str, Any] = {"recognised_on": since, "valid_until": until, "document": "认定文件（示例）"}
        title = _add(actor, TITLES, county, enterprise=firm, kind="innovative_sme", unit=unit, **values)
        if at:
            SEEKING.take(actor, title, "renew")
            Title.objects.filter(renews=title).update(sample=True)
