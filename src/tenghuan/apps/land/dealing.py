"""The secondary market: its gate, its loop, what a registered deal does to the parcel; renewal before expiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, nothing_changed, service
from tenghuan.apps.kit import records
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.land import dictionary
from tenghuan.apps.land.idle import taken_back
from tenghuan.apps.land.limits import limit
from tenghuan.apps.land.limits import told as source
from tenghuan.apps.land.models import OPEN_DEALS, Burden, Deal, DealKind, Lineage, Parcel, Performance, Renewal
from tenghuan.apps.land.models import DealState as State
from tenghuan.apps.land.standing import stand
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.parcels import market
from tenghuan.parcels.idle import months_before

GATE = _("二级市场闸门")


def kin(parcel: Parcel) -> set[int]:
    """Return the keys of a parcel and of all that it came from: what burdens the old land burdens the new."""
    found, fresh = {parcel.pk}, {parcel.pk}
    while fresh:
        older = set(Lineage.objects.filter(new__in=fresh).values_list("old_id", flat=True))
        fresh = older - found
        found |= fresh
    return found


def burdens(parcel: Parcel) -> list[Burden]:
    """Return the mortgages and seizures that stand on a parcel today, those of its old numbers too."""
    today = timezone.localdate()
    rows = Burden.objects.filter(parcel__in=kin(parcel), retired_on=None, lifted_on=None, since__lte=today)
    return [one for one in rows if one.until is None or one.until >= today]


def lacking(deal: Deal, *, early: bool) -> list[str]:
    """Return in words what a deal lacks; ``early``: without what comes only with review and signing."""
    county, standing_now = deal.county, burdens(deal.parcel)
    told = market.Deal(
        kind=deal.kind,
        seizures=sum(one.kind == Burden.Kind.SEIZURE for one in standing_now),
        mortgages=sum(one.kind == Burden.Kind.MORTGAGE for one in standing_now),
        papers={
            "taker": deal.taker_id is not None, "party": bool(deal.party), "admission": bool(deal.admission),
            "agreement": bool(deal.agreement), "consent": bool(deal.consent), "registered": deal.registered,
            "together": not deal.apart, "renewal": bool(deal.renewal),
            "until": deal.until is not None or deal.renewal == Renewal.RECLAIM,
        },
        floors=deal.floors,
        bare=deal.bare,
    )  # fmt: skip
    rules = market.Rules(
        dictionary.needs(), limit(county, "deal_least_floors").number, limit(county, "deal_least_bare").number
    )
    keys = market.lacking(told, rules)
    if early:
        keys = [key for key in keys if key not in dictionary.later()]
    return [dictionary.lacking(key) for key in keys]


def _early(actor: Actor, deal: Deal) -> str:
    return "；".join(lacking(deal, early=True))


def ratio_of(parcel: Parcel) -> Decimal | None:
    """Return how well the parcel's promises were kept, by the latest judged stage (per cent)."""
    rows = Performance.objects.filter(parcel__in=kin(parcel), ratio__isnull=False, retired_on=None)
    return rows.order_by("-due_on", "-pk").values_list("ratio", flat=True).first()


def advice(parcel: Parcel) -> tuple[str, str]:
    """Return what the promises speak for when the right runs out: (a :class:`Renewal` or "", why)."""
    ratio = ratio_of(parcel)
    if ratio is None:
        return "", _now("没有履约评判，由会审决定")
    shorten, reclaim = limit(parcel.county, "renewal_shorten"), limit(parcel.county, "renewal_reclaim")
    kept = Renewal.SHORTEN if ratio < shorten.number else Renewal.EXTEND
    found = Renewal.RECLAIM if ratio < reclaim.number else kept
    bounds = {"r": plain(ratio), "s": plain(shorten.number), "b": plain(reclaim.number), "w": source(shorten)}
    return found, _now("履约比 %(r)s%%（低于 %(s)s%% 缩短、低于 %(b)s%% 收回；%(w)s）") % bounds


@dataclass(frozen=True)
class Gate:
    """What a deal still lacks, and for a renewal what the promises speak for."""

    title: Any = GATE
    key: str = "gate"
    template: str = "land/gate.html"

    def context(self, account: Any, thing: Deal) -> dict[str, Any] | None:
        """Return the gaps while the deal is open."""
        if thing.state not in OPEN_DEALS:
            return None
        renewing = thing.kind == DealKind.RENEW
        spoken, why = advice(thing.parcel) if renewing else ("", "")
        return {
            "lacking": lacking(thing, early=False),
            "burdens": burdens(thing.parcel),
            "advice": Renewal(spoken).label if spoken else "",
            "why": why,
        }


def _register(actor: Actor, deal: Deal, told: Told) -> None:
    """Hold the gate once more with all that was told, then do to the parcel what the deal says."""
    if gaps := lacking(deal, early=False):
        raise InputFault("；".join(gaps), where=str(deal), remedy=_now("补齐后再登记"))
    parcel = deal.parcel
    if deal.kind == DealKind.TRANSFER:
        stand(parcel, parcel.standing, enterprise_id=deal.taker_id, holder="")
    elif deal.kind == DealKind.MORTGAGE:
        from tenghuan.apps.land.registers import BURDENS

        values = {
            "parcel": parcel, "kind": Burden.Kind.MORTGAGE, "document": str(told["document"])[:80],
            "party": deal.party[:80], "amount": deal.price, "since": timezone.localdate(), "until": deal.until,
        }  # fmt: skip
        records.add(actor, BURDENS, deal.county, values)
    elif deal.kind == DealKind.RENEW and deal.renewal == Renewal.RECLAIM:
        stand(parcel, parcel.standing, **taken_back())
    elif deal.kind == DealKind.RENEW:
        _renewed(deal)


def _renewed(deal: Deal) -> None:
    parcel = deal.parcel
    if deal.until is None or (parcel.expires_on is not None and deal.until <= parcel.expires_on):
        raise InputFault(
            _now("新的到期日不晚于现在的到期日 %(d)s") % {"d": parcel.expires_on},
            remedy=_now("请核对新的到期日"),
            field="until",
        )
    stand(parcel, parcel.standing, expires_on=deal.until)


def _hold(deal: Deal) -> None:
    if deal.parcel.retired_on is not None:
        told = _now("宗地“%(p)s”已停用") % {"p": deal.parcel}
        raise InputFault(told, remedy=_now("请登记到现在的宗地"), field="parcel")
    if deal.taker_id is not None and deal.taker_id == deal.parcel.enterprise_id and deal.kind == DealKind.TRANSFER:
        told = _now("受让企业就是现在的权利人")
        raise InputFault(told, where=str(deal.parcel), remedy=_now("请核对受让企业"), field="taker")


DEALING = Loop(
    key="deals",
    model=Deal,
    moves=(
        move("apply", _("提交申请"), {State.DRAFT}, State.APPLIED, (Who.TOWN, Who.UNIT), due="deal_check_days"),
        move(
            *("check", _("要件核验通过"), {State.APPLIED}, State.CHECKED, Who.UNIT, Need.OPINION),
            due="deal_admit_days",
        ),
        move(
            *("admit", _("准入会审通过"), {State.CHECKED}, State.ADMITTED, Who.OFFICE, Need.OPINION),
            asks=("admission", "renewal", "until"),
            optional=("admission", "renewal", "until"),
        ),
        move(
            *("register", _("签约并登记"), {State.ADMITTED}, State.DONE, Who.UNIT, Need.DOCUMENT),
            asks=("agreement",),
            optional=("agreement",),
        ),
        move(
            *(
                "return",
                _("退回补正"),
                {State.APPLIED, State.CHECKED},
                State.DRAFT,
                (Who.OFFICE, Who.UNIT),
                Need.REASON,
            ),
            danger=True,
        ),
        move(
            *("refuse", _("不予办理"), {State.APPLIED, State.CHECKED}, State.REFUSED, Who.OFFICE, Need.REASON),
            danger=True,
        ),
    ),
    todo={
        State.DRAFT: _("提交二级市场或续签申请"),
        State.APPLIED: _("核验要件"),
        State.CHECKED: _("准入会审"),
        State.ADMITTED: _("签约并登记"),
    },
    checks={"check": _early},
    effects={"register": _register},
)

DEALS = Register(
    key="deals",
    model=Deal,
    natural=("number",),
    fields=(
        *("parcel", "kind", "taker", "party", "price", "until", "renewal", "registered", "apart", "floors", "bare"),
        *("admission", "agreement", "consent"),
    ),
    columns=("parcel", "number", "kind", "state", "taker", "party", "price", "until", "renewal"),
    search=("number", "parcel__number", "taker__name", "party"),
    filters=("kind", "until", "renewal"),
    sums=("price",),
    summary=("parcel", "kind", "taker", "price", "until"),
    related=("parcel", "taker"),
    writers=(Who.TOWN, Who.UNIT, Who.OFFICE),
    loop=DEALING,
    importable=False,
    frozen=frozenset(state for state in State if state != State.DRAFT),
    complete=numbered("number", "EJ"),
    hold=_hold,
    panels=(Gate(),),
    menu=Menu("land", "arrows-exchange", 7, "22-land"),
    measures=(
        Measure("deals.done", _("二级市场登记"), "件", {"state": State.DONE}),
        Measure("deals.renewals", _("在办到期续签"), "件", {"kind": DealKind.RENEW, "state__in": OPEN_DEALS}),
    ),
)


def running_out(county: Region, today: date) -> list[Parcel]:
    """Return the parcels of a county whose right runs out soon or ran out, of which no renewal is open.

    Nor one whose renewal was refused for this very end: it is not opened anew each night; whoever will may apply again.
    """
    months = limit(county, "renewal_months").days
    rows = Parcel.objects.filter(county=county, retired_on=None, expires_on__isnull=False).exclude(
        deals__in=Deal.objects.filter(kind=DealKind.RENEW, state__in=OPEN_DEALS, retired_on=None)
    )
    rows = rows.exclude(enterprise=None, holder=dictionary.reserve())
    due = [one for one in rows.select_related("county") if months_before(one.expires_on, months) <= today]
    told = Deal.objects.filter(parcel__in=due, kind=DealKind.RENEW, state=State.REFUSED, retired_on=None)
    refused: dict[int, date] = {}
    for parcel, made in told.order_by("made_at").values_list("parcel_id", "made_at"):
        refused[parcel] = timezone.localtime(made).date()
    begun = {one.pk: months_before(one.expires_on, months) for one in due}
    return [one for one in due if refused.get(one.pk, date.min) < begun[one.pk]]


@service("land.renew", _("到期续签提醒"), locks=("county",))
def open_renewals(actor: Actor, county: Region) -> int:
    """Open a renewal for each parcel whose right runs out within the county's months; return how many."""
    parcels = running_out(county, timezone.localdate())
    for parcel in parcels:
        records.add(actor, DEALS, county, {"parcel": parcel, "kind": DealKind.RENEW})
    if not parcels:
        nothing_changed()
    return len(parcels)


def open_all() -> int:
    """Open what is due in every county."""
    actor = Actor.platform("land")
    counties = Parcel.objects.filter(retired_on=None, expires_on__isnull=False).order_by().values("county").distinct()
    return sum(open_renewals(actor, county) for county in Region.objects.filter(pk__in=counties))
