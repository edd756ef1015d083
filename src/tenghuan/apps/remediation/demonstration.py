"""Sample cases in every stage for a county, and projects that ask for what was freed; marked 示例数据."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit import records
from tenghuan.apps.ledgers.models import Allocation
from tenghuan.apps.ledgers.registers import ALLOCATING, ALLOCATIONS
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.remediation import dictionary, pictures, rules
from tenghuan.apps.remediation.models import Case, Compliance, State
from tenghuan.apps.remediation.parting import PARTS
from tenghuan.apps.remediation.registers import CASES, CLEARING, REVIEWING

LISTS = cycle(("高耗低效", "高耗低效、低散乱", "低效用地企业", "低散乱"))
# how far each sample case goes along the loop
WAYS: tuple[tuple[str, ...], ...] = (
    (),
    ("drop",),
    ("verify",),
    ("verify", "review"),
    ("verify", "review", "plan"),
    ("verify", "review", "plan", "approve", "report"),
    ("verify", "review", "plan", "approve", "report"),
    ("verify", "review", "plan", "approve", "ask"),
    ("verify", "review", "plan", "approve", "ask_lasting", "let_last"),
    ("verify", "review", "plan", "approve", "report", "claim"),
    ("verify", "review", "plan", "approve", "report", "claim", "refuse"),
    ("verify", "review", "plan", "approve", "report", "claim", "judge", "accept"),
    ("verify", "review", "plan", "approve", "report", "claim", "judge", "accept", "publish"),
    ("verify", "review", "plan", "approve", "report", "claim", "judge", "accept", "publish", "close"),
    ("verify", "review", "plan", "approve", "report", "claim", "judge", "accept", "publish", "close"),
    ("verify", "review", "plan", "approve", "report", "claim", "judge", "accept", "publish", "close"),
    ("verify", "review", "plan", "approve", "breach"),
    ("verify", "review", "plan", "approve", "part", "late"),
    ("verify", "review", "plan", "approve", "late", "dispose"),
    ("verify", "review", "plan", "approve", "breach", "punish"),
    ("verify", "review", "plan", "approve", "report", "claim", "judge", "accept", "publish", "uphold"),
    ("verify", "review", "plan", "approve", "report", "claim", "judge", "accept", "publish", "close", "relapse"),
)
PROJECTS = (
    ("年产高效电机智能化生产线", "3812", "1", "18", "6200"),
    ("轴承滚子强链补链项目", "3451", "2", "12", "3500"),
    ("领带印染绿色技改", "1752", "3", "9", "2100"),
    ("特种钢压延升级", "3130", "4", "60", "9000"),
)


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample cases and applications in, once; return how many there are new."""
    if Case.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        return _load(replace(actor, region_path=county.path), county)


def _load(actor: Actor, county: Region) -> int:
    facts = YearFacts.objects.filter(enterprise__county=county, land_mu__gt=2, tax__gt=0, energy_tce__gt=0)
    facts = facts.exclude(enterprise__town=None).select_related("enterprise__town").order_by("-year")
    latest = {row.enterprise_id: row for row in reversed(facts)}
    poor = sorted(latest.values(), key=lambda row: (row.tax / row.land_mu, row.pk))
    for at, (row, way) in enumerate(zip(poor, WAYS, strict=False)):
        _case(actor, county, row, way, at)
    _allocations(actor, county)
    return Case.objects.filter(county=county).count()


def _case(actor: Actor, county: Region, facts: YearFacts, way: tuple[str, ...], at: int) -> None:
    enterprise = facts.enterprise
    told = {
        "enterprise": enterprise,
        "town": enterprise.town,
        "lists": next(LISTS),
        "year": timezone.localdate().year,
        "in_park": bool(enterprise.park),
        "line": ("inside", "outside")[at % 2] if _has_lines(county) else "",
        "lessor": "示例资产经营公司" if at % 6 == 5 else "",
        "parcel": f"GB{at + 1:05d}",
        "lead": _units(county)[0],
        "problem": f"亩均税收 {facts.tax / facts.land_mu:.2f} 万元/亩，列全县倒数第 {at + 1} 位，厂房陈旧",
    }
    case = records.add(actor, CASES, county, told)
    Case.objects.filter(pk=case.pk).update(sample=True)
    case.refresh_from_db()
    for step in way:
        STEPS[step](actor, case)


def _has_lines(county: Region) -> bool:
    """Tell whether the county's plan parts what lies inside the boundary from what lies outside."""
    return "inside" in dictionary.words(county)


def _units(county: Region) -> list[Unit]:
    found = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True)
    return sorted(found, key=lambda unit: ("经信" not in unit.name, unit.pk))[:4]


def _verify(actor: Actor, case: Case) -> None:
    CLEARING.take(actor, case, "verify", opinion="现场核实，用地、产能与数据一致")


def _drop(actor: Actor, case: Case) -> None:
    files = {"": [pictures.photo("核实照片", 1)]}
    CLEARING.take(actor, case, "drop", reason="上年已小升规，处于保护期", files=files)


def _review(actor: Actor, case: Case) -> None:
    for item in Compliance.objects.filter(case=case).select_related("case__enterprise"):
        REVIEWING.take(actor, item, "pass", finding="未发现违规问题")
    CLEARING.take(actor, case, "list", opinion="九条线会审完毕，同意入册")


def _plan(actor: Actor, case: Case) -> None:
    route = list(dictionary.routes(case))[case.pk % len(dictionary.routes(case))]
    CLEARING.take(
        actor,
        case,
        "plan",
        route=route,
        measures="腾退闲置厂房，企业，6个月\n更新高耗能设备，企业，8个月\n厂区雨污分流，镇街，4个月",
        due_on=timezone.localdate() + timedelta(days=30 * (2 + case.pk % 9)),
        expected_land=_share(case.area, "0.4"),
        expected_energy=_share(case.energy, "0.45"),
        lead=_units(case.county)[0],
    )


def _share(amount: Decimal | None, share: str) -> Decimal:
    return ((amount or Decimal(0)) * Decimal(share)).quantize(Decimal("0.01"))


def _approve(actor: Actor, case: Case) -> None:
    CLEARING.take(actor, case, "approve", opinion="方案可行，同意实施")


def _report(actor: Actor, case: Case) -> None:
    month = timezone.localdate().replace(day=1)
    for back, percent in ((2, 20), (1, 45), (0, 70)):
        when = month
        for _step in range(back):
            when = (when - timedelta(days=1)).replace(day=1)
        rules.report(actor, case, month=when, percent=percent, note=f"按计划推进，完成 {percent}%")


def _ask(actor: Actor, case: Case) -> None:
    later = (case.due_on or timezone.localdate()) + timedelta(days=60)
    CLEARING.take(actor, case, "ask_change", reason="设备交货推迟", change="extend", change_due=later)


def _ask_lasting(actor: Actor, case: Case) -> None:
    CLEARING.take(actor, case, "ask_change", reason="为链主企业独家配套，转持续整改", change="lasting")


def _let_last(actor: Actor, case: Case) -> None:
    CLEARING.take(actor, case, "let_last", opinion="同意转持续整改，按季检查")


def _claim(actor: Actor, case: Case) -> None:
    files = {kind: [_proof(case, kind)] for kind in dictionary.evidence(case)}
    after = (case.energy or Decimal(0)) - _share(case.energy, "0.5")
    CLEARING.take(
        actor,
        case,
        "claim",
        actual_land=_share(case.area, "0.4"),
        # better than before, and past the line
        after_tax_per_mu=max(Decimal("6.2"), _share(case.tax_per_mu, "1.3")),
        after_energy=after,
        after_energy_per_value=min(Decimal("0.41"), _share(case.energy_per_value, "0.8") or Decimal("0.41")),
        files=files,
    )


def _proof(case: Case, kind: str) -> Any:
    if "照片" in kind or "影像" in kind:
        return pictures.photo(kind, case.pk)
    return pictures.document(kind, f"示例〔{case.year}〕1号", timezone.localdate())


def _refuse(actor: Actor, case: Case) -> None:
    CLEARING.take(actor, case, "refuse", reason="一号车间设备未拆除，补拍拆除影像")


def _judge(actor: Actor, case: Case) -> None:
    for unit in _units(case.county)[:3]:
        rules.judge(actor, case, passed=True, note="现场查看，符合销号条件", unit=unit)


def _accept(actor: Actor, case: Case) -> None:
    if rules.recheck_open(case):
        CLEARING.take(actor, case, "recheck", opinion="已核对电力、统计数据，腾出用能属实")
    CLEARING.take(actor, case, "accept", opinion="联合验收合格")


def _publish(actor: Actor, case: Case) -> None:
    CLEARING.take(actor, case, "publish", document=f"销号公示第 {case.pk} 号（示例）")


def _close(actor: Actor, case: Case) -> None:
    over = timezone.localdate() - timedelta(days=1)
    Case.objects.filter(pk=case.pk).update(publication_ends=over, published_on=over - timedelta(days=6))
    case.refresh_from_db()
    CLEARING.take(actor, case, "close", document=f"专班纪要第 {case.pk} 号（示例）")


def _breach(actor: Actor, case: Case) -> None:
    item = Compliance.objects.select_related("case__enterprise").get(case=case, field="环保")
    REVIEWING.take(
        actor,
        item,
        "notify",
        finding="雨污管网混接",
        place="三号车间北侧",
        requirement="封堵混接口，重新铺设雨水管",
        due_on=timezone.localdate() + timedelta(days=20),
        money=Decimal("86000"),
    )


def _punish(actor: Actor, case: Case) -> None:
    item = Compliance.objects.select_related("case__enterprise").get(case=case, field="环保")
    REVIEWING.take(actor, item, "punish", document="行政处罚决定书（示例）")


def _part(actor: Actor, case: Case) -> None:
    told = {
        "case": case,
        "freed_on": timezone.localdate(),
        "land": _share(case.area, "0.2"),
        "document": "收储合同（示例）",
    }
    part = records.add(actor, PARTS, case.county, told)
    type(part).objects.filter(pk=part.pk).update(sample=True)


def _late(actor: Actor, case: Case) -> None:
    """Let the promised day be over."""
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - timedelta(days=20))
    case.refresh_from_db()


def _dispose(actor: Actor, case: Case) -> None:
    told: dict[str, Any] = {"reason": "限期已过，经催告仍未整治", "document": "责令关停决定书（示例）"}
    CLEARING.take(actor, case, "dispose", **told)


def _uphold(actor: Actor, case: Case) -> None:
    CLEARING.take(actor, case, "uphold", reason="群众反映二号车间仍在生产，经查属实")


def _relapse(actor: Actor, case: Case) -> None:
    """Screened again within the year that it is watched: a new case that names this one."""
    Case.objects.filter(pk=case.pk).update(closed_on=timezone.localdate() - timedelta(days=120))
    told = {name: getattr(case, name) for name in ("enterprise", "town", "lists", "year", "in_park", "line", "lead")}
    again = records.add(actor, CASES, case.county, {**told, "problem": "跟踪期内亩均税收回落到整治线下"})
    Case.objects.filter(pk=again.pk).update(sample=True)


STEPS: dict[str, Any] = {
    "verify": _verify, "drop": _drop, "review": _review, "plan": _plan, "approve": _approve, "report": _report,
    "ask": _ask, "ask_lasting": _ask_lasting, "let_last": _let_last, "claim": _claim, "refuse": _refuse,
    "judge": _judge, "accept": _accept, "publish": _publish, "close": _close, "breach": _breach,
    "punish": _punish, "part": _part, "late": _late, "dispose": _dispose, "uphold": _uphold, "relapse": _relapse,
}  # fmt: skip


def _allocations(actor: Actor, county: Region) -> None:
    """One project that has its energy, one under review, one that is being prepared, one that the gate stops."""
    if not Case.objects.filter(county=county, state=State.CLOSED).exists():
        return
    for at, (project, industry, priority, energy, value_added) in enumerate(PROJECTS):
        told = {
            "project": project, "unit": _units(county)[0], "industry": industry, "priority": priority,
            "energy": energy, "value_added": value_added,
        }  # fmt: skip
        thing = records.add(actor, ALLOCATIONS, county, told)
        Allocation.objects.filter(pk=thing.pk).update(sample=True)
        if at < 2 and not ALLOCATING.checks["apply"](actor, thing):
            ALLOCATING.take(actor, thing, "apply")
            if at == 0:
                ALLOCATING.take(actor, thing, "review", opinion="符合配置条件")
                ALLOCATING.take(actor, thing, "allocate", document="要素配置会议纪要（示例）")
