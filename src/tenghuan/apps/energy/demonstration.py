"""Sample energy of a county: two years of months that add up to the sample facts, and what is done about energy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.energy import counting, sharing
from tenghuan.apps.energy.models import Period, Reading
from tenghuan.apps.energy.reconciling import INDICES, MEANS, SETTLING, TOTALS, parts_of
from tenghuan.apps.energy.registers import METERS, PERIODS, PERIODS_LOOP
from tenghuan.apps.energy.works import DIAGNOSES, DIAGNOSING, PHOTOVOLTAICS, PROJECTS, SAVING
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit import records
from tenghuan.apps.kit.register import Register
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.remediation.pictures import photo
from tenghuan.energy.factors import Factors, month_number

MONTHS = 24  # whole years of which value added is known stand before them
STEP = Decimal("0.0001")
# a month's part of the year, in thousandths
SEASON = (74, 62, 80, 82, 85, 88, 94, 96, 86, 83, 84, 86)
# the carrier of what is not power, by division of the industry; gas where none is named
FUELS = {"17": "heat", "18": "heat", "26": "heat", "28": "heat", "31": "coal", "33": "gas", "20": "diesel", "24": "lpg"}
# how a year stands to the one of which facts are known
GROWTH = {-2: "1.04", -1: "1.02", 0: "1", 1: "0.97", 2: "0.95"}
BELOW = 10  # users of much power that are not above scale
GREEN = {2: "0.3", 5: "0.15", 9: "0.9"}  # place in the list → part of its power that is green
TOTAL_MONTHS = 6
WORKS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("空压机群控节能改造", "260", ("start", "finish", "accept"), "1.05"),
    ("高效电机更新", "180", ("start", "finish", "accept"), "0.95"),
    ("余热回收利用", "420", ("start", "finish", "accept"), "0.7"),
    ("锅炉煤改气", "310", ("start", "finish", "accept"), "0.45"),
    ("定型机尾气余热利用", "240", ("start", "finish"), "1"),
    ("注塑机伺服改造", "90", ("start",), ""),
    ("变压器能效提升", "60", (), ""),
    ("照明系统改造", "15", ("drop",), ""),
)
DIAGNOSED: tuple[tuple[str, ...], ...] = (
    ("report", "fix", "close"),
    ("report", "fix", "close"),
    ("report", "fix"),
    ("report",),
    (),
    ("drop",),
)


@dataclass(frozen=True)
class Firm:
    """A sample enterprise: its power (10⁴ kWh) and further energy (tce, equal value) of its last year of facts."""

    enterprise: Any
    year: int
    power: Decimal
    further: Decimal


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample energy in, once; return how many readings are new."""
    if Reading.objects.filter(county=county).exists():
        return 0
    own = replace(actor, region_path=county.path)
    firms = _firms(county)
    if not firms:
        return 0
    months = _months(county)
    _standards(own, county, months)
    _shared(own, county, firms, months)
    count = _read(own, county, firms, months)
    _publish(own, county, months)
    _totals(own, county, months)
    _works(own, county, firms)
    return count


def _firms(county: Region) -> list[Firm]:
    facts = YearFacts.objects.filter(enterprise__county=county, electricity__gt=0).select_related("enterprise")
    latest = {row.enterprise_id: row for row in facts.order_by("year")}
    rate = Factors().find("power", "equal_value", month_number(timezone.localdate().year, 1))
    assert rate is not None
    known = [row for row in latest.values() if row.energy_tce]
    rest = [row for row in latest.values() if not row.energy_tce and not row.enterprise.above_scale]
    known.sort(key=lambda row: (-row.energy_tce, row.pk))
    rest.sort(key=lambda row: (-row.electricity, row.pk))
    return [
        Firm(row.enterprise, row.year, row.electricity, max(row.energy_tce - row.electricity * rate.value, Decimal(0)))
        if row.energy_tce
        else Firm(row.enterprise, row.year, row.electricity, Decimal(0))
        for row in (*known, *rest[:BELOW])
    ]


def _months(county: Region) -> list[tuple[int, int]]:
    """Return the months, oldest first: from the first year with two years of facts on, 24 at least, up to the last."""
    today = timezone.localdate()
    last = month_number(today.year, today.month) - 1
    facts = YearFacts.objects.filter(enterprise__county=county, value_added__isnull=False)
    first_year = facts.order_by("year").values_list("year", flat=True).first()
    first = last - MONTHS + 1
    if first_year is not None:
        first = min(first, max(month_number(first_year, 1), last - 3 * 12 + 1))
    return [(at // 12, at % 12 + 1) for at in range(first, last + 1)]


def _add(actor: Actor, register: Register, county: Region, **told: Any) -> Any:
    thing = records.add(actor, register, county, told)
    register.model._default_manager.filter(pk=thing.pk).update(sample=True)
    thing.refresh_from_db()
    return thing


def _standards(actor: Actor, county: Region, months: list[tuple[int, int]]) -> None:
    for year in sorted({year for year, _month in months}):
        value = Decimal("99.4") + Decimal(year % 3) * Decimal("0.6")
        _add(actor, INDICES, county, year=year, value=value, source="统计部门年报（示例）")
        _add(actor, MEANS, county, year=year, division="17", value="2.1", source="省级行业平均值（示例）")


def _shared(actor: Actor, county: Region, firms: list[Firm], months: list[tuple[int, int]]) -> None:
    """Let three enterprises of one factory building share the meter of the first one from the first month on."""
    small = [firm.enterprise for firm in firms[-3:]]
    if len(small) < 3:
        return
    told = {"number": _meter(firms[-3]), "carrier": "power", "enterprise": small[0], "place": "小微园 3 号楼（示例）"}
    meter = _add(actor, METERS, county, **told)
    parts = (Decimal("0.5"), Decimal("0.3"), Decimal("0.2"))
    sharing.set_shares(actor, meter, date(*months[0], 1), list(zip(small, parts, strict=True)))


def _meter(firm: Firm) -> str:
    return f"33{firm.enterprise.pk:08d}"


@service("demonstration.energy", gettext_lazy("载入示例用能"))
def _read(actor: Actor, county: Region, firms: list[Firm], months: list[tuple[int, int]]) -> int:
    rows = [
        Reading(county=county, sample=True, year=year, month=month, source="supplier", **told)
        for at, firm in enumerate(firms)
        for year, month in months
        for told in _of(at, firm, year, month)
    ]
    _spoil(rows, firms, months)
    Reading.objects.bulk_create(rows, batch_size=500)
    record(county, after={"readings": len(rows)})
    return len(rows)


def _of(at: int, firm: Firm, year: int, month: int) -> Iterator[dict[str, Any]]:
    growth = Decimal(GROWTH.get(year - firm.year, "1"))
    part = Decimal(SEASON[month - 1]) / sum(SEASON) * growth
    # no two months alike, yet the same at every load
    part *= 1 + Decimal((firm.enterprise.pk * 7 + year * 12 + month * 5) % 11 - 5) / 500
    power = (firm.power * part).quantize(STEP)
    yield {"enterprise": firm.enterprise, "carrier": "power", "meter": _meter(firm), "amount": power}
    if at in GREEN:
        green = (power * Decimal(GREEN[at])).quantize(STEP)
        yield {"enterprise": firm.enterprise, "carrier": "green_power", "meter": "", "amount": green}
    if firm.further:
        fuel = FUELS.get(firm.enterprise.industry[:2], "gas")
        factor = Factors().find(fuel, "equal_value", month_number(year, month))
        assert factor is not None
        amount = (firm.further * part / factor.value).quantize(STEP)
        yield {"enterprise": firm.enterprise, "carrier": fuel, "meter": "", "amount": amount}


def _spoil(rows: list[Reading], firms: list[Firm], months: list[tuple[int, int]]) -> None:
    """Let a meter stand still, a decimal point slip and a month leap, so that there is something to find."""
    power = {(row.enterprise.pk, row.year, row.month): row for row in rows if row.carrier == "power"}
    last = months[-5:-1]
    for at, change in ((3, "stuck"), (6, "tenfold"), (8, "leap")):
        if at >= len(firms) - 3:
            continue
        mine = [power[firms[at].enterprise.pk, *month] for month in last]
        if change == "stuck":
            for row in mine[1:]:
                row.amount = mine[0].amount
        elif change == "tenfold":
            mine[-1].amount *= 12
        else:
            mine[-2].amount = (mine[-2].amount * Decimal("1.8")).quantize(STEP)


def _publish(actor: Actor, county: Region, months: list[tuple[int, int]]) -> None:
    """Publish all months but the last one, correct one of them, count the last."""
    for year, month in months:
        period = _add(actor, PERIODS, county, year=year, month=month)
        if (year, month) == months[-1]:
            counting.count(actor, period)
        else:
            PERIODS_LOOP.take(actor, period, "publish", opinion="供电、统计核对一致（示例）")
        if (year, month) == months[-9]:
            told: dict[str, Any] = {"reason": "一户抄表差错（示例）", "document": "用能更正说明（示例）"}
            PERIODS_LOOP.take(actor, period, "correct", **told)
            PERIODS_LOOP.take(actor, period, "publish", opinion="更正后核对一致（示例）")


def _totals(actor: Actor, county: Region, months: list[tuple[int, int]]) -> None:
    for at, (year, month) in enumerate(months[-1 - TOTAL_MONTHS : -1]):
        period = Period.objects.get(county=county, year=year, month=month)
        used = parts_of(period, "power")
        outside = (used * Decimal("0.4")).quantize(STEP)
        amount = ((used + outside) * Decimal("1.013")).quantize(STEP)
        told = {"year": year, "month": month, "amount": amount, "outside": outside}
        total = _add(actor, TOTALS, county, **told, carrier="power", source=f"供电公司 {period} 月报（示例）")
        if at < TOTAL_MONTHS - 2:
            SETTLING.take(actor, total, "settle", opinion="差额为线损和规下企业用电（示例）")


def _works(actor: Actor, county: Region, firms: list[Firm]) -> None:
    units = list(Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True).order_by("pk")[:1])
    year, unit = timezone.localdate().year, units[0] if units else None
    for at, (name, planned, way, rate) in enumerate(WORKS):
        firm = firms[at % len(firms)].enterprise
        told = {"name": name, "enterprise": firm, "unit": unit, "year": year, "planned": planned}
        project = _add(actor, PROJECTS, county, **told, measure=name, investment=Decimal(planned) * 2)
        for step in way:
            SAVING.take(actor, project, step, **_saving(step, planned, rate))
    for at, way in enumerate(DIAGNOSED):
        firm = firms[at % len(firms)].enterprise
        told = {"enterprise": firm, "unit": unit, "year": year, "body": "节能监测中心（示例）"}
        diagnosis = _add(actor, DIAGNOSES, county, **told)
        for step in way:
            DIAGNOSING.take(actor, diagnosis, step, **_diagnosis(step, at))
    for at, one in enumerate(firms[:6]):
        capacity = Decimal(400 + 300 * at)
        told = {"number": f"PV{county.code}{at + 1:03d}", "capacity": capacity, "roof": capacity * 8}
        told |= {"generation": capacity / 10, "own_use": 85 - 3 * at}
        grid_on = date(year - 1 - at % 2, 3 + at, 15) if at != 4 else None  # days that have come whatever day it is
        _add(actor, PHOTOVOLTAICS, county, **told, enterprise=one.enterprise, grid_on=grid_on)


def _saving(step: str, planned: str, rate: str) -> dict[str, Any]:
    if step == "finish":
        actual = (Decimal(planned) * Decimal(rate)).quantize(Decimal("0.01"))
        return {"actual": actual, "carbon": actual * 2, "files": {"": [photo("节能改造后", 2)]}}
    return {"opinion": "现场核查属实（示例）"} if step == "accept" else {"reason": "企业调整计划（示例）"}


def _diagnosis(step: str, at: int) -> dict[str, Any]:
    if step == "report":
        told = {"findings": "空压系统压力偏高，照明老旧（示例）", "potential": 60 + 10 * at}
        return {**told, "files": {"": [photo("诊断报告", at)]}}
    if step == "fix":
        told = {"done": "已更换高效电机，调低管网压力（示例）", "saved": 45 + 10 * at}
        return {**told, "files": {"": [photo("整改后", at)]}}
    return {"opinion": "复核属实（示例）"} if step == "close" else {"reason": "企业停产（示例）"}
