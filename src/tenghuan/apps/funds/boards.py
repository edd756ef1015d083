"""What the pages of policy money show: the fund, the documents' budgets, how fast it is paid, who got it, what for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.funds import entering
from tenghuan.apps.funds.models import OPEN, SHOWN, Claim, PolicyDocument, Standing, State, spent_in
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.models import Balance, Posting, Task
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.workdays import days_over
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.apps.organization.models import Region
from tenghuan.reference import division

ZERO = Decimal(0)
PAID = (State.PAID, State.ARCHIVED)


def lamp_of(county: Region, used: Decimal, whole: Decimal | None, day: date) -> str:
    """Return the lamp of money that is used up, by the county's bounds (§26: 70 %, 90 %); "" where there is none."""
    if not whole:
        return ""
    yellow, red = (Decimal(str(one)) for one in parameter(county, "fund_bounds", day).value)
    share = used * 100 / whole
    return "red" if share >= red else "yellow" if share >= yellow else "green"


@dataclass(frozen=True)
class Fund:
    """The special fund in three columns (10⁴ CNY): available = budget − committed − paid."""

    available: Decimal
    committed: Decimal
    paid: Decimal

    @property
    def budget(self) -> Decimal:
        """What was put in."""
        return self.available + self.committed + self.paid

    @property
    def used(self) -> Decimal:
        """What is spoken for."""
        return self.committed + self.paid


def fund_of(county: Region) -> Fund:
    """Return the fund of a county as its book says."""
    kept = dict(Balance.objects.filter(county=county, book=MONEY.key).values_list("account", "amount"))
    return Fund(*(kept.get(account, ZERO) for account in ("available", "committed", "paid")))


@dataclass(frozen=True)
class Line:
    """A document's money in a year."""

    document: PolicyDocument
    asked: Decimal  # in process, not committed
    committed: Decimal
    paid: Decimal
    lamp: str
    ending: str
    unentered: Decimal = ZERO  # of what was paid, what was paid before the platform and is not in the fund's book

    @property
    def left(self) -> Decimal | None:
        """What its budget still holds, None without one."""
        budget = self.document.budget
        return None if budget is None else budget - self.committed - self.paid


def lines_of(county: Region, day: date) -> list[Line]:
    """Return the documents that stand, each with its money in the year of ``day``, the largest budget first."""
    found = PolicyDocument.objects.filter(county=county, retired_on=None).exclude(state=Standing.DRAFT)
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    claims = Claim.objects.filter(county=county, retired_on=None)
    for which in (Q(state__in=OPEN), spent_in(day.year)):
        rows = claims.filter(which).order_by().values_list("clause__document", "state")
        for document, state, amount in rows.annotate(sum=Sum("amount")):
            sums[document, state] += amount
    old = entering.unentered(county).filter(spent_in(day.year)).order_by().values_list("clause__document")
    outside = dict(old.annotate(sum=Sum("amount")))
    lines = []
    for document in found.select_related("unit"):
        asked, committed, paid = (
            sum((sums[document.pk, state] for state in states), ZERO) for states in (OPEN, (State.DECIDED,), PAID)
        )
        if document.state == Standing.ENDED and not (asked or committed or paid):
            continue
        lamp = lamp_of(county, committed + paid, document.budget, day)
        unentered = outside.get(document.pk, ZERO)
        lines.append(Line(document, asked, committed, paid, lamp, ending_word(document, county, day), unentered))
    return sorted(lines, key=lambda line: (-(line.document.budget or ZERO), line.document.number))


def beside_word(fund: Fund, lines: Sequence[Line], day: date) -> str:
    """Say what of the fund's money stands in no document's row: other uses, and former years."""
    committed = fund.committed - sum((line.committed for line in lines), ZERO)
    paid = fund.paid - sum((line.paid - line.unentered for line in lines), ZERO)
    told = _("各文件为 %(y)d 年审定的；此外占用 %(c)s、实付 %(p)s 万元，为台账登记的其他用途和以前年度审定的")
    return told % {"y": day.year, "c": plain(committed), "p": plain(paid)} if committed or paid else ""


def old_word(county: Region) -> str:
    """Say what was paid before the platform and is in no balance of the fund: to enter, or from before the fund."""
    due, every = entering.Old.of(entering.due(county)), entering.Old.of(entering.unentered(county))
    words = []
    if due.count:
        told = _("补录的已付申报中 %(n)d 笔 %(a)s 万元付于提取资金以后，还没有记入台账，“可用”多计了这些金额")
        words.append(told % {"n": due.count, "a": plain(due.amount)})
    if every.count > due.count:
        told = _("另有 %(n)d 笔 %(a)s 万元付于首个提取年度以前，不入本账")
        words.append(told % {"n": every.count - due.count, "a": plain(every.amount - due.amount)})
    return "；".join(words)


def ending_word(document: PolicyDocument, county: Region, day: date) -> str:
    """Say that a document ends soon: listed from so many days on, urgent from fewer on (§26)."""
    if document.last is None:
        return ""
    left = (document.last - day).days
    if left < 0:
        return _("已失效")
    if left <= parameter(county, "policy_urgent_days", day).days:
        return _("加急：%(n)d 天后到期") % {"n": left}
    return _("%(n)d 天后到期") % {"n": left} if left <= parameter(county, "policy_ending_days", day).days else ""


# kind of entry → what it adds to; what is freed was committed before
USES = (
    *(("extract", "extracted", 1), ("commit", "committed", 1), ("free", "committed", -1)),
    *(("pay", "paid", 1), ("reclaim", "reclaimed", 1)),
)


def years_of(county: Region) -> list[dict[str, Any]]:
    """Return for each year what was extracted, committed, paid and taken back, the newest first (10⁴ CNY).

    Committed and paid are of claims and of what else the fund is used for.
    """
    found: dict[int, dict[str, Any]] = {}
    rows = Posting.objects.filter(county=county, book=MONEY.key, amount__gt=0, reverses=None, reversed_by=None)
    for kind, period, amount in rows.values_list("kind", "period", "amount"):
        for key, word, sign in USES:
            if kind.startswith(key):
                blank = {"year": period.year, **{name: ZERO for _key, name, _sign in USES}}
                found.setdefault(period.year, blank)[word] += sign * amount
    return [found[year] for year in sorted(found, reverse=True)]


# -- how fast ---------------------------------------------------------------------------------------------------------
STAGES = (
    ("first", _("初审"), "applied_on", "first_on", "claim_first_days"),
    ("second", _("复审"), "first_on", "second_on", "claim_second_days"),
    ("pay", _("拨付"), "decided_on", "paid_on", "claim_pay_days"),
    ("whole", _("全程"), "applied_on", "paid_on", "claim_whole_days"),
)


@dataclass
class Speed:
    """How a lead department works its claims off: what is open and late, and the working days of what is paid."""

    name: str
    open: int = 0
    late: int = 0
    paid: int = 0
    in_time: int = 0
    days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def mean(self, stage: str) -> Decimal | None:
        """Return the mean working days of a stage to one decimal, None where none is over."""
        found = self.days[stage]
        return (Decimal(sum(found)) / len(found)).quantize(Decimal("0.1")) if found else None


def speeds_of(claims: QuerySet[Claim], county: Region, day: date) -> list[Speed]:
    """Return the speed of each lead department over claims that are open, or were paid in the year of ``day``."""
    whole = parameter(county, "claim_whole_days", day).days
    late = set(
        Task.objects.open()
        .filter(content_type__app_label="funds", content_type__model="claim", due__lt=day)
        .values_list("object_id", flat=True)
    )
    found: dict[str, Speed] = {}
    for claim in claims.select_related("clause__document__unit"):
        name = claim.clause.document.unit.name
        speed = found.setdefault(name, Speed(name))
        if claim.state in OPEN or claim.state == State.DECIDED:
            speed.open += 1
            speed.late += claim.pk in late
        elif claim.state in PAID and claim.paid_on is not None and claim.paid_on.year == day.year:
            _timed(speed, claim, whole)
    return sorted(found.values(), key=lambda speed: (speed.mean("whole") is None, speed.mean("whole") or 0, speed.name))


def _timed(speed: Speed, claim: Claim, whole: int) -> None:
    speed.paid += 1
    for key, _word, first, last, _limit in STAGES:
        begin, end = getattr(claim, first), getattr(claim, last)
        if begin is not None and end is not None:
            taken = days_over(begin, end)
            speed.days[key].append(taken)
            speed.in_time += key == "whole" and taken <= whole


# -- who got what, and what came of it --------------------------------------------------------------------------------
def public_rows(county: Region) -> QuerySet[Claim]:
    """Return what may be told to everybody: claims from publication on, without the account that was paid to."""
    rows = Claim.objects.filter(county=county, state__in=SHOWN, retired_on=None)
    return rows.select_related("enterprise__town", "clause__document__unit").order_by("-published_on", "-number")


@dataclass
class Effect:
    """What enterprises of one kind got, and their tax before and after (10⁴ CNY)."""

    word: str
    firms: int = 0
    claims: int = 0
    amount: Decimal = ZERO
    before: Decimal = ZERO
    after: Decimal = ZERO
    known: int = 0  # firms whose tax is known in both years

    @property
    def growth(self) -> Decimal | None:
        """Return how much their tax grew, in per cent, None where it is not known."""
        return (self.after / self.before - 1) * 100 if self.before > 0 else None


def effects_of(county: Region, year: int, by: str) -> tuple[list[Effect], int | None]:
    """Return what was paid in a year by ``grade`` or ``industry``, and the last year whose facts are known.

    Their tax is that of the last two years with facts: a comparison, not a cause.
    """
    claims = list(
        Claim.objects.filter(county=county, state__in=PAID, paid_on__year=year, retired_on=None)
        .select_related("enterprise")
        .order_by("pk")
    )
    firms = {claim.enterprise_id: claim.enterprise for claim in claims}
    facts = YearFacts.objects.filter(enterprise__county=county)
    last = facts.order_by("-year").values_list("year", flat=True).first()
    tax: dict[tuple[int, int], Decimal | None] = {}
    if last is not None:
        rows = facts.filter(enterprise__in=firms, year__in=(last, last - 1)).values_list("enterprise", "year", "tax")
        tax = {(firm, at): amount for firm, at, amount in rows}
    words = _grades(county, firms) if by == "grade" else {key: _industry(one) for key, one in firms.items()}
    found: dict[str, Effect] = {}
    for claim in claims:
        effect = found.setdefault(words.get(claim.enterprise_id) or _("未评价"), Effect(""))
        effect.claims += 1
        effect.amount += claim.amount
    for word, effect in found.items():
        effect.word = word
        _taxed(effect, [key for key in firms if (words.get(key) or _("未评价")) == word], tax, last)
    return sorted(found.values(), key=lambda effect: (-effect.amount, effect.word)), last


def _taxed(effect: Effect, firms: list[int], tax: dict[tuple[int, int], Decimal | None], last: int | None) -> None:
    effect.firms = len(firms)
    if last is None:
        return
    for firm in firms:
        before, after = tax.get((firm, last - 1)), tax.get((firm, last))
        if before is not None and after is not None:
            effect.known, effect.before, effect.after = effect.known + 1, effect.before + before, effect.after + after


def _grades(county: Region, firms: Iterable[int]) -> dict[int, str]:
    final = Graded.objects.filter(run__county=county, run__state=RunState.FINAL, enterprise__in=list(firms))
    return dict(final.order_by("run__year", "pk").values_list("enterprise_id", "grade"))


def _industry(enterprise: Any) -> str:
    found = division(enterprise.industry)
    return f"{found.code} {found.name}" if found is not None else _("行业不明")
