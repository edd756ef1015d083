"""Steps of land, and what plans demand of them: industrial share, making up, standard land, plot ratio (§6, §21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.parameters import Found, parameter
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.ledgers.books import LAND
from tenghuan.apps.ledgers.holding import numbers
from tenghuan.apps.ledgers.models import Supply

Kind, State = Supply.Kind, Supply.State
NOTHING = Decimal(0)
# kind → from which account to which
WAYS = {Kind.BANK: ("freed", "banked"), Kind.SUPPLY: ("banked", "supplied")}


def _posts(supply: Supply) -> bool:
    return supply.kind == Kind.BANK or (supply.kind == Kind.SUPPLY and supply.freed)


def confirm(actor: Actor, supply: Supply, told: Told) -> None:
    """Move the land along: what is banked was freed, what is supplied out of it was banked."""
    if _posts(supply):
        source, target = WAYS[Kind(supply.kind)]
        entry = {"cause": supply, "kind": f"land{supply.revision}", "period": supply.on, "sample": supply.sample}
        LAND.move(actor, supply.county, source, target, supply.area, **entry)


def withdraw(actor: Actor, supply: Supply, told: Told) -> None:
    """Move it back."""
    if _posts(supply) and Posting.objects.about(supply).exists():
        source, target = WAYS[Kind(supply.kind)]
        entry = {"cause": supply, "kind": f"back{supply.revision}", "period": supply.on, "sample": supply.sample}
        LAND.move(actor, supply.county, target, source, supply.area, **entry)


def made_up(supply_county: Any, ratio: Decimal) -> tuple[Decimal, Decimal]:
    """Return (mu that must be made up for what was turned to other uses, mu that was made up)."""
    found = Supply.objects.filter(county=supply_county, state=State.CONFIRMED, retired_on=None).order_by()
    sums = dict(found.values_list("kind").annotate(sum=Sum("area")))
    return sums.get(Kind.CONVERT, NOTHING) * ratio, sums.get(Kind.COMPENSATE, NOTHING)


def first_made_up(actor: Actor, supply: Supply) -> str:
    """Say that land must be made up for before it is turned to another use, where the county's plan says so."""
    today = timezone.localdate()
    if supply.kind != Kind.CONVERT or not parameter(supply.county, "compensate_first", today).value:
        return ""
    ratio = parameter(supply.county, "land_compensation_ratio", today).number
    needed, there = made_up(supply.county, ratio)
    needed += supply.area * ratio
    if there >= needed:
        return ""
    return _now("先补后占：须补充工业用地 %(n)s 亩，已补充 %(t)s 亩") % {"n": plain(needed), "t": plain(there)}


def still_made_up(actor: Actor, supply: Supply) -> str:
    """Say what would no longer be made up for if this were taken back, where it must be made up for first."""
    today = timezone.localdate()
    counts = supply.kind == Kind.COMPENSATE and supply.state == State.CONFIRMED
    if not counts or not parameter(supply.county, "compensate_first", today).value:
        return ""
    needed, there = made_up(supply.county, parameter(supply.county, "land_compensation_ratio", today).number)
    if there - supply.area >= needed:
        return ""
    told = {"n": plain(needed), "t": plain(there - supply.area)}
    return _now("先补后占：已改变用途的须补充工业用地 %(n)s 亩，撤销后只补充 %(t)s 亩") % told


@dataclass(frozen=True)
class Check:
    """One demand on land: what is asked, what there is, whether it holds (None: nothing to judge), the rows behind."""

    name: str
    demand: str
    value: str
    holds: bool | None
    source: str
    rows: Sequence[Supply]


def checks(account: Any, county: Any, year: int) -> list[Check]:
    """Return every demand on the land of a year, each with the confirmed rows behind it: one query for the rows."""
    found = Supply.objects.visible_to(account).filter(county=county, state=State.CONFIRMED, retired_on=None)
    # what is made up for is a balance over all years; the rest is of the year
    rows = list(found.filter(Q(on__year=year) | Q(kind__in=(Kind.CONVERT, Kind.COMPENSATE))).order_by("on", "pk"))
    supplied = [row for row in rows if row.kind == Kind.SUPPLY]
    industrial = [row for row in supplied if row.industrial]
    return [
        _share(county, "industrial_land_share", _now("出让土地中工业用地占比"), supplied, industrial),
        _balance(county, [row for row in rows if row.kind in (Kind.CONVERT, Kind.COMPENSATE)]),
        _share(
            county, "standard_land_share", _now("新增工业用地“标准地”占比"), industrial,
            [row for row in industrial if row.standard],
        ),
        _plot_ratio(county, industrial),
    ]  # fmt: skip


def _area(rows: Sequence[Supply]) -> Decimal:
    return sum((row.area for row in rows), NOTHING)


def _source(found: Found) -> str:
    return "；".join(filter(None, (found.source, found.note)))


def _share(county: Any, key: str, name: str, all_: Sequence[Supply], some: Sequence[Supply]) -> Check:
    limit = parameter(county, key, timezone.localdate())
    whole, part = _area(all_), _area(some)
    demand = _now("不低于 %(l)s%%") % {"l": plain(limit.number)}
    if not whole:
        return Check(name, demand, _now("没有登记，未到期"), None, _source(limit), all_)
    share = part * 100 / whole
    value = _now("%(p)s ÷ %(w)s 亩 = %(s)s%%") % {"p": plain(part), "w": plain(whole), "s": f"{share:.2f}"}
    return Check(name, demand, value, share >= limit.number, _source(limit), all_)


def _balance(county: Any, rows: Sequence[Supply]) -> Check:
    limit = parameter(county, "land_compensation_ratio", timezone.localdate())
    taken = _area([row for row in rows if row.kind == Kind.CONVERT])
    there = _area([row for row in rows if row.kind == Kind.COMPENSATE])
    needed = taken * limit.number
    value = _now("改变用途 %(t)s 亩，须补 %(n)s 亩，已补 %(m)s 亩") % {
        "t": plain(taken), "n": plain(needed), "m": plain(there),
    }  # fmt: skip
    demand = _now("占补比 1:%(r)s") % {"r": plain(limit.number)}
    return Check(_now("存量工业用地占补平衡"), demand, value, there >= needed if rows else None, _source(limit), rows)


def _plot_ratio(county: Any, rows: Sequence[Supply]) -> Check:
    limit = parameter(county, "plot_ratio", timezone.localdate())
    unknown = [row for row in rows if row.plot_ratio is None]
    low = [row for row in rows if row.plot_ratio is not None and row.plot_ratio < limit.number]
    value = _now("%(n)d 宗，低于下限 %(l)d 宗，未填 %(u)d 宗") % {"n": len(rows), "l": len(low), "u": len(unknown)}
    holds = None if not rows or (unknown and not low) else not low
    demand = _now("不低于 %(l)s") % {"l": plain(limit.number)}
    return Check(_now("新建工业用地容积率"), demand, value, holds, _source(limit), [*low, *unknown] or rows)


SUPPLYING = Loop(
    key="supplies",
    model=Supply,
    moves=(
        move(
            *("confirm", _("确认入账"), {State.DRAFT}, State.CONFIRMED, Who.OFFICE, Need.DOCUMENT),
        ),
        move(
            *("withdraw", _("撤销"), {State.DRAFT, State.CONFIRMED}, State.WITHDRAWN, Who.OFFICE, Need.REASON),
            danger=True,
        ),
    ),
    todo={State.DRAFT: _("确认供地和占补")},
    checks={"confirm": first_made_up, "withdraw": still_made_up},
    effects={"confirm": confirm, "withdraw": withdraw},
)

SUPPLIES = Register(
    key="supplies",
    model=Supply,
    natural=("number",),
    fields=(*("kind", "parcel", "town", "unit", "on", "area", "industrial", "freed", "standard", "plot_ratio"),),
    columns=(
        "parcel",
        "number",
        "kind",
        "town",
        "on",
        "area",
        "industrial",
        "freed",
        "standard",
        "plot_ratio",
        "state",
    ),
    search=("parcel", "number"),
    filters=("kind", "town", "on", "industrial", "standard", "freed"),
    sums=("area",),
    summary=("kind", "area", "on", "plot_ratio"),
    related=("town", "unit"),
    writers=(Who.UNIT, Who.OFFICE),
    loop=SUPPLYING,
    frozen=frozenset({State.CONFIRMED, State.WITHDRAWN}),
    complete=numbered("number", "TD"),
    hold=numbers("area", least=("plot_ratio",)),
    menu=Menu("land", "map-2", 30, guide="12-clearing"),
)
