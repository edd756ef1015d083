"""What holds for documents, clauses and claims beside their tables of moves (methodology2 §26)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, lock_row, record, snapshot
from tenghuan.apps.evaluation.policies import divisions
from tenghuan.apps.funds import history
from tenghuan.apps.funds.counting import NOTHING, counted, doubles_of, doubles_word, outdone, terms_of
from tenghuan.apps.funds.models import Claim, Mode, PolicyClause, PolicyDocument, Standing, State, spent_in
from tenghuan.apps.funds.terms import kept
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Effect, Told
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.apps.ledgers.holding import numbers
from tenghuan.errors import InputFault


def today() -> date:
    """Return the day by the clock of the county."""
    return timezone.localdate()


hold_numbers = numbers(least=("budget",))
hold_base = numbers(least=("base", "former_best"))


# -- documents and clauses --------------------------------------------------------------------------------------------
def hold_document(document: PolicyDocument) -> None:
    """Refuse days that stand the wrong way round, and a document that replaces itself."""
    if document.until is not None and document.until < document.since:
        raise InputFault(_("有效期止早于施行日期"), where=str(document), remedy=_("请核对两个日期"), field="until")
    hold_numbers(document)
    if document.replaces_id is not None and document.replaces_id == document.pk:
        raise InputFault(_("文件不能替代自己"), where=str(document), field="replaces")


def publishable(actor: Actor, document: PolicyDocument) -> str:
    """Say why a document cannot come into force yet."""
    if not document.clauses.filter(retired_on=None).exists():
        return _("还没有录入条款")
    old = document.replaces
    if old is not None and old.state == Standing.ACTIVE and old.since >= document.since:
        return _("被替代的“%(o)s”施行日期不早于本文件") % {"o": old}
    return ""


def end_replaced(actor: Actor, document: PolicyDocument, told: Told) -> None:
    """End the document that this one replaces, the day before this one begins."""
    old = document.replaces
    if old is None or old.state != Standing.ACTIVE:
        return
    lock_row(old)
    before = snapshot(old, ("state", "ended_on"))
    last = document.since - timedelta(days=1)
    PolicyDocument.objects.filter(pk=old.pk).update(state=Standing.ENDED, ended_on=last, revision=old.revision + 1)
    old.refresh_from_db()
    record(old, before=before, after=snapshot(old, ("state", "ended_on")))


def ended(actor: Actor, document: PolicyDocument, told: Told) -> dict[str, Any]:
    """Fill in the day on which a document was ended."""
    return {"ended_on": today()}


def complete_clause(clause: PolicyClause) -> None:
    """Bring the parameters into the one form in which they are kept."""
    clause.parameters = kept(clause.parameters)


def hold_clause(clause: PolicyClause) -> None:
    """Refuse a clause that cannot be counted, and any change once its document is in force."""
    lock_row(clause.document)
    clause.document.refresh_from_db()
    if clause.document.state != Standing.DRAFT:
        raise InputFault(
            _("“%(d)s”已施行，条款不能增改") % {"d": clause.document},
            remedy=_("请新录一份替代文件，写明被替代的文号"),
            field="document",
        )
    if clause.since and clause.until and clause.since > clause.until:
        raise InputFault(_("条款止早于条款起"), where=str(clause), remedy=_("请核对两个日期"), field="until")
    if clause.industries:
        try:
            divisions(clause.industries)
        except ValueError as fault:
            raise InputFault(
                _("行业大类“%(i)s”看不懂") % {"i": clause.industries},
                remedy=_("写成 13-43 或 34,35"),
                field="industries",
            ) from fault
    terms_of(clause)


# -- claims: what is written ------------------------------------------------------------------------------------------
_number = numbered("number", "ZC")


def complete_claim(claim: Claim) -> None:
    """Number a new claim; one of before the platform stands where its days say."""
    _number(claim)
    if claim.pk is None:
        history.stand(claim)


def hold_claim(claim: Claim) -> None:
    """Refuse a claim on what is not in force or on less than nothing; work out what it would be worth."""
    hold_base(claim)
    if claim.pk is None:
        history.hold(claim)
    if claim.clause.document.state == Standing.DRAFT or claim.clause.retired_on is not None:
        raise InputFault(
            _("“%(c)s”还没有施行或已停用") % {"c": claim.clause}, remedy=_("请选在施行文件的条款"), field="clause"
        )
    if claim.on > today():
        raise InputFault(_("基准日晚于今天"), where=str(claim.clause), remedy=_("请填实际的日期"), field="on")
    _price(claim)


def _price(claim: Claim) -> None:
    """Work the amount out; what was paid before the platform stays what it was, another one that is told must fit."""
    told = claim.amount if claim.pk is None else Decimal(0)
    if claim.pk is None and claim.state in history.PAID_BEFORE:
        claim.formula, claim.basis = "", _("补录：按当时拨付的金额登记")
        return
    line = counted(claim)
    claim.amount, claim.formula, claim.basis = line["amount"], line["formula"][:300], line["basis"][:300]
    if told and told != claim.amount:
        words = {"a": plain(claim.amount), "f": claim.formula, "t": plain(told)}
        raise InputFault(
            _("按条款应为 %(a)s 万元（%(f)s），表中是 %(t)s 万元") % words,
            remedy=_("请核对基数和条款；没有拨付的，金额可以空着"),
            field="amount",
        )


def priced(claim: Claim) -> dict[str, Any]:
    """Return amount, formula and basis as they stand now; refuse what comes to nothing, with the reason."""
    line = counted(claim)
    if line["basis"] in NOTHING:
        raise InputFault(
            _("按条款计算不予兑付：%(b)s（%(f)s）") % {"b": line["basis"], "f": line["formula"]}, where=str(claim)
        )
    return {"amount": line["amount"], "formula": line["formula"][:300], "basis": line["basis"][:300]}


# -- claims: why a move must wait -------------------------------------------------------------------------------------
def barred(claim: Claim) -> str:
    """Say that money was taken back from the enterprise: it stays out for later years (造假停以后年度)."""
    back = Claim.objects.filter(county_id=claim.county_id, enterprise_id=claim.enterprise_id, state=State.RECLAIMED)
    last = back.exclude(pk=claim.pk).order_by("reclaimed_on").last()
    return _("该企业已被追回资金（%(c)s），停止兑付") % {"c": last.number} if last is not None else ""


def pushable(actor: Actor, claim: Claim) -> str:
    """Only what needs no application is offered to the enterprise for a word of consent."""
    return "" if claim.clause.mode == Mode.EXEMPT else _("只有免申即享的条款由部门推送")


def submittable(actor: Actor, claim: Claim) -> str:
    """Say why a claim cannot be handed in."""
    return barred(claim)


def once_only(actor: Actor, claim: Claim) -> str:
    """What is missing is told once and completely (一次性告知)."""
    return _("缺件已于 %(d)s 一次性告知，不能再次退回补件") % {"d": claim.told_on} if claim.told_on else ""


def publication_over(actor: Actor, claim: Claim) -> str:
    """Say how long the list must still be public, and what money is missing."""
    days = parameter(claim.county, "claim_publication_days", today()).days
    last = (claim.published_on or today()) + timedelta(days=days)
    if today() < last:
        return _("公示期到 %(d)s 止") % {"d": last}
    if (other := outdone(claim)) is not None:
        return _("与已审定的“%(o)s”就高不重复，须先处理那一笔") % {"o": other}
    return short(claim)


def short(claim: Claim) -> str:
    """Say what is missing when money is committed, not when it is paid."""
    left = MONEY.balance(claim.county, "available")
    if claim.amount > left:
        return _("专项资金可用 %(l)s 万元，差 %(d)s 万元") % {"l": plain(left), "d": plain(claim.amount - left)}
    budget = claim.clause.document.budget
    if budget is None:
        return ""
    left = budget - used_of(claim.clause.document)
    if claim.amount > left:
        words = {"t": claim.clause.document, "l": plain(left), "d": plain(claim.amount - left)}
        return _("“%(t)s”年度预算可用 %(l)s 万元，差 %(d)s 万元") % words
    return ""


def used_of(document: PolicyDocument) -> Decimal:
    """Return what is committed or paid under a document in this year (10⁴ CNY)."""
    found = Claim.objects.filter(spent_in(today().year), clause__document=document)
    return found.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


# -- claims: what a move fills in and what follows -------------------------------------------------------------------
def pushed(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in when the enterprise was asked."""
    return {"pushed_on": today()}


def applied(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in when the claim was handed in, and what it is worth by then."""
    return {"applied_on": today(), **priced(claim)}


def told_missing(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in when the enterprise was told what is missing."""
    return {"told_on": today()}


def first_passed(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in the first review; what shares an invoice, a device or a project needs a word why it is none."""
    found, cleared = doubles_of(claim), str(told.get("cleared") or "").strip()
    if found and not cleared:
        raise InputFault(
            _("查重：%(d)s") % {"d": doubles_word(found[:5])},
            where=str(claim),
            remedy=_("属实的不予支持；不重复的，在“查重说明”写明理由"),
        )
    return {"first_on": today(), "cleared": cleared[:200], **priced(claim)}


def second_passed(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in the second review."""
    return {"second_on": today(), **priced(claim)}


def published(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in when the list was made public."""
    return {"published_on": today()}


def decided(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in when the money was committed; the document's budget is held until this ends."""
    lock_row(claim.clause.document)
    if missing := short(claim):
        raise InputFault(missing, where=str(claim))
    return {"decided_on": today()}


def paid(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in when it was paid."""
    return {"paid_on": today()}


def reclaimed(actor: Actor, claim: Claim, told: Told) -> dict[str, Any]:
    """Fill in when the money came back."""
    return {"reclaimed_on": today()}


def moves(kind: str, source: str, target: str) -> Effect:
    """Return the effect that moves the amount in the money book, once a claim and kind."""

    def effect(actor: Actor, claim: Claim, told: Told) -> None:
        if kind == "reclaim" and not MONEY.posted(claim, "pay"):
            return  # paid before the platform: no balance here ever held it
        entry = {"cause": claim, "kind": kind, "sample": claim.sample}
        MONEY.move(actor, claim.county, source, target, claim.amount, **entry)

    return effect


def sample_proofs(claim: Claim) -> tuple[str, ...]:
    """Return what the second review of a sampled claim must have seen."""
    return (_("发票核验"), _("付款凭证"), _("实物照片")) if claim.sampled else ()


def promised(claim: Claim) -> tuple[str, ...]:
    """Return what an application needs in paper: nothing where the clause is paid at once on the facts known."""
    return () if claim.clause.mode == Mode.INSTANT else (_("申报材料"),)
