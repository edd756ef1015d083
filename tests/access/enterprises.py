"""Enterprises, batches and an evaluation under publication in a county: of the first town and of the second."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record, Source, YearFacts
from tenghuan.apps.evaluation.models import Decision, Graded, PolicyRule, Run
from tenghuan.apps.evaluation.services import methods, objections, runs
from tenghuan.apps.intake.models import NameMatch
from tenghuan.apps.intake.receiving import receive
from tenghuan.apps.intake.services.batches import hand_in
from tenghuan.apps.remediation.models import Case
from tests.apps.evaluation import steps
from tests.apps.evaluation.test_procedure import SCHEME, code
from tests.apps.intake.workbooks import base_book
from tests.apps.monitoring.campaigns import actor_of
from tests.world import County


def make(county: County) -> dict[str, dict[str, Any]]:
    """Return whose (as in things.py) → {kind: primary key}."""
    number = int(county.region.code[-4:])
    uscc = county.accounts["enterprise"].enterprise_code
    first = _enterprise(county, 0, uscc if county.region.code == "990101" else code(number))
    second = _enterprise(county, 1, code(number + 5000))
    run = _published(county)
    shared = {"run": run.pk, "method": run.method_id, "policy": _policy(county).pk}
    found = {}
    for at, enterprise in enumerate((first, second)):
        sheet = Graded.objects.get(run=run, enterprise=enterprise)
        mine = {
            "enterprise": enterprise.pk,
            "code": enterprise.uscc,
            "conflict": _conflict(county, enterprise).pk,
            "decision": _decision(county, enterprise).pk,
            "sheet": sheet.pk,
            "case": _case(county, enterprise).pk,
            "objection": _objection(county, sheet).pk,
            **_batch(county, at, enterprise),
        }
        found[("department", "department2")[at]] = {**shared, **mine}
    return {**found, "town": found["department"]}


def _case(county: County, enterprise: Enterprise) -> Case:
    return Case.objects.create(
        county=county.region, number=f"ZZ{enterprise.pk}", enterprise=enterprise, town=enterprise.town, year=2026,
        lists="高耗低效",
    )  # fmt: skip


def _enterprise(county: County, town: int, uscc: str) -> Enterprise:
    enterprise = Enterprise.objects.create(
        county=county.region, uscc=uscc, name=f"{county.region.name}{town}厂", town=county.town_regions[town],
        above_scale=True, industry="3311",
    )  # fmt: skip
    YearFacts.objects.create(enterprise=enterprise, year=2022, land_mu=10, tax=100, rd=1, revenue=100)
    return enterprise


def _published(county: County) -> Run:
    actor = actor_of(county.accounts["office"])
    run = runs.freeze(actor, methods.add_method(actor, county.region, 2022, SCHEME, "测试办法"))
    steps.score(actor, run)
    steps.open_confirmation(actor, run)
    steps.publish(actor, run, opens=timezone.localdate(), days=7)
    return run


def _objection(county: County, sheet: Graded) -> Any:
    actor = actor_of(county.accounts["office"])
    proof = SimpleUploadedFile("证明.pdf", b"%PDF-1.4")
    objection = objections.file_objection(actor, sheet, text="面积有误", evidence=proof)
    steps.forward(actor, objection, opinion="属实")
    return objection


def _conflict(county: County, enterprise: Enterprise) -> Conflict:
    source = Source.objects.create(
        county=county.region,
        workbook="表.xlsx",
        digest=str(enterprise.pk).zfill(64),
        sheet="表",
        register="land",
        at="2023-01-01T00:00Z",
    )
    records = [
        Record.objects.create(
            source=source, enterprise=enterprise, register="land", year=2022, line=n, values={"land_mu": n}
        )
        for n in (1, 2)
    ]
    return Conflict.objects.create(
        enterprise=enterprise, year=2022, fact="land_mu", first=records[0], second=records[1]
    )


def _decision(county: County, enterprise: Enterprise) -> Decision:
    return Decision.objects.create(
        county=county.region, enterprise=enterprise, year=2022, kind="bonus", points=Decimal(1), reason="绿色工厂",
        document="东政办〔2023〕1号",
    )  # fmt: skip


def _policy(county: County) -> PolicyRule:
    return PolicyRule.objects.create(
        county=county.region, policy="差别电价", grade="D", operation="add", value=Decimal("0.1"), unit="元/千瓦时",
        bureau="供电公司", basis="本县文件", effective_from=date(2023, 7, 1),
    )  # fmt: skip


def _batch(county: County, at: int, enterprise: Enterprise) -> dict[str, int]:
    account = county.accounts[("department", "department2")[at]]
    # each county and department hands in other bytes: the same file is one batch
    name = f"{county.region.code}-{at}.xlsx"
    handed = receive(SimpleUploadedFile(name, base_book() + f"{name}".encode()))
    batch = hand_in(actor_of(account), county.region, account.unit, handed)[0]
    match = NameMatch.objects.create(batch=batch, line=3, name=enterprise.name)
    return {"batch": batch.pk, "match": match.pk}
