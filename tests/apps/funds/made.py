"""How tests make documents, clauses and claims: as officers and enterprises do it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.funds.models import Claim, Match, PolicyClause, PolicyDocument
from tenghuan.apps.funds.registers import CLAIMS, CLAUSES, DOCUMENTS, MATCHINGS, REDEEMING, STANDING
from tenghuan.apps.kit import records, taking
from tenghuan.apps.ledgers.books import MONEY
from tests.apps.kit.sheds import PNG, by
from tests.apps.ledgers.made import _filled
from tests.apps.remediation.cases import enterprise
from tests.world import County


def paper(*kinds: str) -> dict[str, list[SimpleUploadedFile]]:
    """A file of each kind of evidence."""
    return {kind: [SimpleUploadedFile(f"{at}.png", PNG + bytes([at]))] for at, kind in enumerate(kinds)}


def document(county: County, number: int = 1, unit: int = 0, **told: Any) -> PolicyDocument:
    told = {
        "number": f"东政发〔2026〕{number}号", "title": f"工业高质量发展若干政策{number}",
        "unit": county.departments[unit], "since": "2026-01-01", **told,
    }  # fmt: skip
    return records.add(by(county, "office"), DOCUMENTS, county.region, told)


def clause(county: County, of: PolicyDocument, code: str = "1-1", **told: Any) -> PolicyClause:
    told = {
        "code": code, "document": of, "name": f"技改补助{code}", "operator": "share",
        "parameters": "比例：35%；封顶：500", **told,
    }  # fmt: skip
    return records.add(by(county, "office"), CLAUSES, county.region, told)


def in_force(county: County, number: int = 1, unit: int = 0, *, paper: Any = None, **told: Any) -> PolicyClause:
    """A clause whose document is in force."""
    of = document(county, number, unit, **(paper or {}))
    made = clause(county, of, f"{number}-1", **told)
    STANDING.take(by(county, "office"), of, "publish")
    made.refresh_from_db()
    return made


def claim(county: County, of: PolicyClause, firm: int = 0, town: int = 0, **told: Any) -> Claim:
    told = {"enterprise": enterprise(county, firm, town), "clause": of, "on": "2026-03-01", "base": "1200", **told}
    return records.add(by(county, "office"), CLAIMS, county.region, told)


def walk(county: County, thing: Claim, *verbs: str) -> Claim:
    """Take a claim along its way; the public days are over when it is decided."""
    told: dict[str, dict[str, Any]] = {
        "submit": {"payee": "东县农商行 0001", "files": paper("申报材料")},
        "consent": {"payee": "东县农商行 0001", "files": paper("承诺书")},
        "pass_first": {"opinion": "材料齐全"},
        "pass_second": {"opinion": "属实", "files": paper("发票核验", "付款凭证", "实物照片")},
        "publish": {"document": "公示〔2026〕1号"},
        "decide": {"document": "会议纪要〔2026〕1号"},
        "pay": {"voucher": "PZ-001"},
        "refuse": {"reason": "不符合条款"},
        "ask_missing": {"missing": "缺付款凭证"},
        "supply": {"files": paper("")},
        "send_back": {"reason": "公示期收到异议"},
        "release": {"reason": "企业迁出"},
        "reclaim": {"reason": "虚报", "document": "追回决定〔2026〕1号"},
    }
    who = {"consent": "enterprise", "pass_first": "department", "ask_missing": "department", "submit": "department"}
    for verb in verbs:
        if verb == "decide":
            public_for(thing, 7)
        REDEEMING.take(by(county, who.get(verb, "office")), thing, verb, **told.get(verb, {}))
    return thing


def old_claim(county: County, amount: str, paid_on: str, firm: int = 0, batch: str = "old", **told: Any) -> Claim:
    """A claim that was paid before the platform, as a workbook brings it."""
    of = PolicyClause.objects.filter(county=county.region, code="9-1").first()
    of = of or in_force(county, 9, paper={"since": "2020-01-01"})
    words = {"enterprise": enterprise(county, firm, 0).uscc, "clause": of.code, "on": "2023-03-01", "base": "1200"}
    row = {**words, "amount": amount, "paid_on": paid_on, **told}
    known = set(Claim.objects.values_list("pk", flat=True))
    sheet = taking.Sheet(batch, "台账.xlsx", "台账", {})
    taking.commit(by(county, "office"), CLAIMS, county.region, sheet, [(2, row)])
    return Claim.objects.exclude(pk__in=known).get()


WAY = ("submit", "pass_first", "pass_second", "publish", "decide", "pay", "archive")


def fund(county: County, amount: str = "1040") -> None:
    """Put money into the county's fund."""
    _filled(MONEY, "available", amount)(county, None, None)


def public_for(thing: Claim, days: int) -> None:
    """Put the publication so many days back."""
    day = timezone.localdate() - timedelta(days=days)
    Claim.objects.filter(pk=thing.pk).update(published_on=day)
    thing.refresh_from_db()


def make_document(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return document(county, number, unit)


def make_clause(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return clause(county, document(county, number, unit), f"{number}-1")


def make_claim(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return claim(county, in_force(county, number, unit), 0 if number == 1 else number, town)


def facts(county: County, firm: int, year: int = 2025, town: int = 0, **values: Any) -> Any:
    """An enterprise with facts of a year."""
    one = enterprise(county, firm, town)
    YearFacts.objects.update_or_create(enterprise=one, year=year, defaults=values)
    return one


def make_matching(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    facts(county, 0, revenue=1000)
    told = {"year": 2025, "on": "2026-03-01"}
    return records.add(by(county, "office"), MATCHINGS, county.region, told)


MAKERS = {
    "policy_matchings": make_matching,
    "policy_documents": make_document,
    "policy_clauses": make_clause,
    "claims": make_claim,
}


def _with_clause(county: County, thing: PolicyDocument, patch: Any) -> None:
    clause(county, thing)


def _worth(county: County, thing: Claim, patch: Any) -> None:
    assert thing.amount == 420  # 35% of 1200


def _exempt(county: County, thing: Claim, patch: Any) -> None:
    PolicyClause.objects.filter(pk=thing.clause_id).update(mode="exempt")


def _public(county: County, thing: Claim, patch: Any) -> None:
    public_for(thing, 7)
    fund(county)


def _holding(account: str) -> Any:
    return _filled(MONEY, account, "420")


def _fitting(county: County, thing: Any, patch: Any) -> None:
    of = in_force(county, mode="exempt", base_fact="revenue")
    Match.objects.create(matching=thing, enterprise=enterprise(county), clause=of, base=1000, amount=350)


WALKS: dict[str, dict[str, Any]] = {
    "policy_documents": {"publish": _with_clause},
    "policy_matchings": {"offer": _fitting},
    "claims": {
        "submit": _worth,
        "push": _exempt,
        "decide": _public,
        "pay": _holding("committed"),
        "release": _holding("committed"),
        "reclaim": _holding("paid"),
    },
}
