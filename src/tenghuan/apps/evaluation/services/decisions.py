"""What people decide on enterprises before the facts are frozen: bonus, deduction, veto, exempt; each by a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import Decision, DecisionKind
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

MOST_POINTS = 100
POINTED = (DecisionKind.BONUS, DecisionKind.DEDUCTION)


@dataclass(frozen=True)
class Decided:
    """One decision: ``points`` for bonus and deduction, ``code`` for a veto, ``where`` for messages (a cell)."""

    uscc: str
    kind: str
    reason: str
    document: str
    points: Decimal | None = None
    code: str = ""
    where: str = ""


@service("evaluation.decide", locks=("county",))
def decide(actor: Actor, county: Region, year: int, decided: Sequence[Decided]) -> list[Decision]:
    """Enter decisions for the evaluation of a year, all or none; the same ones again change nothing.

    Raises:
        InputFault: every fault with its place: enterprise unknown, no reason, no document, no points, unknown veto.
    """
    office_of(actor, county)
    wanted = {one.uscc for one in decided}
    known = {e.uscc: e for e in Enterprise.objects.filter(county=county, uscc__in=wanted)}
    faults = [fault for one in decided for fault in _faults(one, known)]
    if faults:
        raise InputFault("\n".join(faults[:50]), remedy=_("改正后重新提交；本次一条也没有登记"))
    there = {_key(row) for row in Decision.objects.filter(county=county, year=year).select_related("enterprise")}
    made = []
    for one in decided:
        row = Decision(
            county=county, year=year, enterprise=known[one.uscc], kind=one.kind, points=one.points, code=one.code,
            reason=one.reason.strip(), document=one.document.strip(), by=actor.person or _("平台"),
        )  # fmt: skip
        if _key(row) not in there:
            there.add(_key(row))
            row.save()
            record(row, after=snapshot(row))
            made.append(row)
    if not made:
        nothing_changed()
    return made


def _key(row: Decision) -> tuple[str, ...]:
    points = "" if row.points is None else f"{row.points:.2f}"
    return (row.enterprise.uscc, row.kind, points, row.code, row.document)


def _faults(one: Decided, known: dict[str, Enterprise]) -> Iterable[str]:
    place = f"{one.where}：" if one.where else ""
    if one.uscc not in known:
        yield place + _("登记册没有企业 %(u)s") % {"u": one.uscc or _("（空）")}
    if one.kind not in DecisionKind.values:
        yield place + _("事项“%(k)s”应为加分、减分、一票否决或不参评") % {"k": one.kind}
    if not one.reason.strip() or not one.document.strip():
        yield place + _("缺理由或依据文件")
    if one.kind in POINTED and not (one.points is not None and 0 < one.points <= MOST_POINTS):
        yield place + _("分值应为 0 到 %(m)d 之间的数") % {"m": MOST_POINTS}
    if one.kind == DecisionKind.VETO and one.code not in veto_names():
        yield place + _("没有否决事项“%(c)s”，可用：%(k)s") % {"c": one.code, "k": "、".join(veto_names())}


@service("evaluation.withdraw_decision", locks=("decision",))
def withdraw_decision(actor: Actor, decision: Decision, reason: str) -> None:
    """Take a decision back; runs that were frozen with it keep it."""
    office_of(actor, decision.county)
    if not reason.strip():
        raise InputFault(_("请写明撤销理由"))
    record(decision, before=snapshot(decision), after={"withdrawn": reason.strip()})
    decision.delete()
