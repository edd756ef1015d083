"""Sample policies of a county with claims in every stage, and a run of matching; marked 示例数据."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.funds.models import Claim, PolicyDocument
from tenghuan.apps.funds.registers import CLAIMS, CLAUSES, DOCUMENTS, MATCHING, MATCHINGS, REDEEMING, STANDING
from tenghuan.apps.funds.rules import today
from tenghuan.apps.kit import records
from tenghuan.apps.kit.register import Register
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.remediation.pictures import photo

DATA = Path(__file__).parent / "data" / "sample.yaml"
LEADS = {"old": "经信", "industry": "经信", "innovation": "科技", "parks": "经信"}
OFFERED = 6  # what a run offers in the sample; the office may offer the rest of another run
# days after the application on which each step was done, as the columns of a claim name them
STEPS = {"applied_on": 0, "first_on": 4, "second_on": 12, "published_on": 14, "decided_on": 22, "paid_on": 27}
FULL = ("submit", "pass_first", "pass_second", "publish", "decide", "pay", "archive")


@dataclass(frozen=True)
class Told:
    """A sample claim: its clause (document and number), what it says, how far it goes, how many days ago it began."""

    clause: str
    way: tuple[str, ...]
    ago: int
    values: dict[str, Any] = field(default_factory=dict)


def _told(clause: str, steps: int, ago: int, *more: str, **values: Any) -> Told:
    return Told(clause, (*FULL[:steps], *more), ago, values)


CLAIMED = (
    _told("industry-02", 4, 16, base="300", uplifted=True, invoices="20260011、20260012", project="技改-001"),
    _told("industry-01", 7, 120, base="150", thing="冲压数字化车间", invoices="20250101"),
    _told("industry-02", 7, 90, base="200", uplifted=True, devices="SB-2101"),
    _told("industry-03", 6, 60, tier="省智能工厂", thing="省智能工厂认定"),
    _told("innovation-02", 6, 45, base="80", thing="MES 系统"),
    _told("industry-05", 5, 40, base="4000", stage="开工", thing="二期厂房", project="技改-002"),
    _told("parks-04", 5, 38, base="10", thing="老厂区盘活"),
    _told("industry-03", 4, 20, tier="省数字化车间", thing="省数字化车间认定"),
    _told("innovation-02", 3, 14, base="40", thing="ERP 系统"),
    _told("parks-01", 2, 10, tier="四星", former="三星", thing="小微园评定"),
    _told("industry-01", 2, 8, base="90", thing="装配数字化车间", invoices="20260301"),
    _told("industry-02", 1, 4, base="260", devices="SB-2101", thing="数控机床"),
    _told("industry-04", 1, 3, base="5200", former_best="1900", thing="营业收入上台阶"),
    _told("innovation-02", 1, 9, "ask_missing", base="60", thing="PLM 系统"),
    _told("parks-02", 1, 12, "refuse", tier="认定", thing="数字化园区"),
    _told("industry-02", 0, 0, base="120", thing="激光切割机"),
    _told("industry-01", 6, 150, "reclaim", base="60", thing="喷涂数字化车间"),
)
SAYS: dict[str, dict[str, Any]] = {
    "submit": {"payee": "本企业基本户（示例）"},
    "pass_first": {"opinion": "材料齐全，符合条款"},
    "pass_second": {"opinion": "票据和实物核对一致"},
    "publish": {"document": "兑付公示（示例）"},
    "decide": {"document": "专题会议纪要（示例）"},
    "pay": {"voucher": "拨付凭证（示例）"},
    "ask_missing": {"missing": "缺付款凭证、验收报告"},
    "refuse": {"reason": "认定主体为园区运营方，不是本企业"},
    "reclaim": {"reason": "核查发现重复列支", "document": "追回决定（示例）"},
}


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample policies and claims in, once; return how many claims are new."""
    if PolicyDocument.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        own = replace(actor, region_path=county.path)
        clauses = _library(own, county)
        _claims(own, county, clauses)
        _matching(own, county)
    return Claim.objects.filter(county=county).count()


def _add(actor: Actor, register: Register, county: Region, **told: Any) -> Any:
    thing = records.add(actor, register, county, told)
    register.model._default_manager.filter(pk=thing.pk).update(sample=True)
    thing.refresh_from_db()
    return thing


def _lead(units: list[Unit], word: str) -> Unit:
    return next((unit for unit in units if word in unit.name), units[0])


def _library(actor: Actor, county: Region) -> dict[str, Any]:
    units = list(Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True).order_by("pk"))
    kept: dict[str, Any] = {}
    found = {}
    for told in yaml.safe_load(DATA.read_text(encoding="utf-8")):
        year = today().year - told.get("years_back", 0) - 1
        document = _add(
            actor, DOCUMENTS, county, number=f"{county.name[0]}政办发〔{year}〕{told['number']}号（示例）",
            title=f"{county.name}{told['title']}", unit=_lead(units, LEADS[told["key"]]), since=date(year, 5, 1),
            until=date(year + 3, 4, 30), budget=told.get("budget"), replaces=kept.get(told.get("replaces")),
            source="条款取自各地公开文件，数字为示例",
        )  # fmt: skip
        for line in told["clauses"]:
            values = {**line, "code": f"{year}-{told['number']:02d}-{line['place']}"}
            del values["place"]
            found[f"{told['key']}-{line['place']}"] = _add(actor, CLAUSES, county, document=document, **values)
        STANDING.take(actor, document, "publish")
        kept[told["key"]] = document
    for clause in found.values():
        clause.refresh_from_db()
    return found


def _claims(actor: Actor, county: Region, clauses: dict[str, Any]) -> None:
    # the first is the one whose account the demonstration opens
    firms = list(Enterprise.objects.filter(county=county, above_scale=True).order_by("uscc")[: len(CLAIMED)])
    for at, told in enumerate(CLAIMED if firms else ()):
        day = today() - timedelta(days=told.ago)
        values = {"enterprise": firms[at % len(firms)], "clause": clauses[told.clause], "on": day, **told.values}
        _walk(actor, _add(actor, CLAIMS, county, **values), told)


def _walk(actor: Actor, claim: Claim, told: Told) -> None:
    for verb in told.way:
        says = dict(SAYS.get(verb, {}))
        if verb == "submit":
            says["files"] = {"申报材料": [photo("申报材料", claim.pk)]}
        if verb == "decide":
            _dated(claim, told.ago)  # its publication lies behind it
            if REDEEMING.checks["decide"](actor, claim):
                return  # the county's fund does not reach so far
        REDEEMING.take(actor, claim, verb, **says)
    _dated(claim, told.ago)


def _dated(claim: Claim, ago: int) -> None:
    """Put the steps of a claim on the days on which they would have been done."""
    began = today() - timedelta(days=ago)
    days = {name: min(began + timedelta(days=after), today()) for name, after in STEPS.items() if getattr(claim, name)}
    Claim.objects.filter(pk=claim.pk).update(**days)
    claim.refresh_from_db()


def _matching(actor: Actor, county: Region) -> None:
    year = YearFacts.objects.filter(enterprise__county=county).order_by("-year").values_list("year", flat=True).first()
    if year is None:
        return
    run = _add(actor, MATCHINGS, county, year=year, on=today())
    MATCHING.take(actor, run, "finish")
    best = run.matches.filter(clause__mode="exempt", amount__gt=0).select_related("enterprise", "clause")
    for at, row in enumerate(best.order_by("-amount", "pk")[:OFFERED], start=1):
        told = {"enterprise": row.enterprise, "clause": row.clause, "on": today(), "base": row.base, "thing": str(year)}
        claim = _add(actor, CLAIMS, county, **told)
        REDEEMING.take(actor, claim, "push")
        if at == OFFERED:  # the last one of them does not want it
            REDEEMING.take(actor, claim, "waive", reason="本年不申报（示例）")
