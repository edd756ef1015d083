"""What a claim is worth: the claim and its enterprise's standing ones, held against ``tenghuan.redeeming``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.funds.models import SPENT, STANDING, Claim, PolicyClause
from tenghuan.apps.funds.terms import clause_of
from tenghuan.declaring.tables import Row
from tenghuan.errors import InputFault
from tenghuan.redeeming import settled
from tenghuan.redeeming.operators import Clause
from tenghuan.redeeming.redemption import AGAIN, BELOW, HIGHER, OUTSIDE

NOTHING = (BELOW, OUTSIDE, AGAIN, HIGHER)


def period_of(clause: PolicyClause) -> tuple[date | None, date | None]:
    """Return the first and last day of a clause: within its document's days."""
    document = clause.document
    ends = [day for day in (clause.until, document.last) if day is not None]
    return max(filter(None, (clause.since, document.since)), default=None), min(ends, default=None)


def terms_of(clause: PolicyClause) -> Clause:
    """Return a clause of the library as the pure room counts it. Raises InputFault."""
    since, until = period_of(clause)
    if since and until and since > until:
        # an ended document whose clause never began: its day lies in no period
        until = since = date.min
    told = {"clause": clause.name, "document": clause.document.number, "from": since, "to": until}
    return clause_of(clause.operator, clause.parameters, **told, exclusive=clause.exclusive)


def row_of(claim: Claim, place: int = 1) -> Row:
    """Return a claim as a row of the contract's table."""
    values: dict[str, Any] = {
        "uscc": claim.enterprise.uscc, "name": claim.enterprise.name, "clause": claim.clause.name, "date": claim.on,
        "base": _exact(claim.base), "tier": claim.tier, "former": claim.former,
        "former_best": _exact(claim.former_best), "stage": claim.stage, "uplifted": claim.uplifted,
        "object": claim.thing,
    }  # fmt: skip
    return Row(place, values)


def _exact(amount: Decimal | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)


def faults_of(claim: Claim) -> list[str]:
    """Return what the claim lacks for its clause, in words."""
    row, clause = row_of(claim), terms_of(claim.clause)
    return [f"{what}（{remedy}）" for _key, what, remedy in clause.faults(row)]


def rivals_of(claim: Claim) -> list[Claim]:
    """Return the enterprise's other standing claims, in the order in which they count: decided ones first."""
    found = Claim.objects.filter(county_id=claim.county_id, enterprise_id=claim.enterprise_id, state__in=STANDING)
    found = found.filter(retired_on=None).exclude(pk=claim.pk).select_related("enterprise", "clause__document")
    return sorted(found, key=lambda one: (one.state not in SPENT, one.pk))


def counted(claim: Claim) -> Mapping[str, Any]:
    """Return amount (10⁴ CNY), formula and basis of a claim among the enterprise's standing ones.

    Raises:
        InputFault: the claim lacks what its clause needs.
    """
    if faults := faults_of(claim):
        raise InputFault("；".join(faults), where=str(claim.clause), remedy=_("请补填后重新提交"))
    line, _others = _settled(claim)
    return line


def _settled(claim: Claim) -> tuple[Mapping[str, Any], list[tuple[Claim, Mapping[str, Any]]]]:
    rivals = rivals_of(claim)
    lines = settled([(row_of(one, at), terms_of(one.clause)) for at, one in enumerate((*rivals, claim))])
    return lines[-1], list(zip(rivals, lines, strict=False))


def outdone(claim: Claim) -> Claim | None:
    """Return a decided claim of the enterprise that would fall to this one (就高), None where there is none.

    Its money is spoken for already: which of both is paid is for people to say.
    """
    line, others = _settled(claim)
    if line["basis"] in NOTHING:
        return None
    return next((one for one, told in others if one.state in SPENT and told["basis"] == HIGHER), None)


MARKS = (("invoices", "发票号"), ("devices", "设备号"), ("project", "项目代码"))


def marks_of(text: str) -> set[str]:
    """Return the single numbers that a column lists."""
    for sign in ",，;；\n 　":
        text = text.replace(sign, "、")
    return {one.strip().upper() for one in text.split("、") if one.strip()}


def doubles_of(claim: Claim) -> list[tuple[str, str, Claim]]:
    """Return what this claim shares with another standing one of the county: (kind, number, the other claim).

    Any clause and any enterprise counts: an invoice, a device, a project is paid for once. Stages of one clause on
    one project are no doubles of each other.
    """
    own = {name: marks_of(getattr(claim, name)) for name, _word in MARKS}
    if not any(own.values()):
        return []
    return [
        (word, number, other)
        for other in _marked(claim)
        for name, word in MARKS
        for number in sorted(own[name] & marks_of(getattr(other, name)))
        if not (claim.stage and other.stage != claim.stage and other.clause_id == claim.clause_id)
    ]


def _marked(claim: Claim) -> QuerySet[Claim]:
    some = Q()
    for name, _word in MARKS:
        some |= ~Q(**{name: ""})
    here = Claim.objects.filter(some, county_id=claim.county_id, state__in=STANDING, retired_on=None)
    return here.exclude(pk=claim.pk).select_related("enterprise").order_by("pk")


def doubles_word(found: Iterable[tuple[str, str, Claim]]) -> str:
    """Return doubles in one sentence."""
    return "；".join(f"{word} {number} 已用于 {other}" for word, number, other in found)
