"""What the three lists come to, and what plans ask of land year by year: a line each, with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.land.limits import limit, told
from tenghuan.apps.land.models import IDLE_OPEN, Approval, Block, IdleCase, IdleState, Parcel, Standing
from tenghuan.apps.organization.models import Region
from tenghuan.parcels.idle import years_after
from tenghuan.parcels.indicators import mu
from tenghuan.publishing.tables import Column, Table

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One line: what it is, how many, how many mu, the share disposed of (per cent), its limits, the rows behind."""

    name: str
    count: int
    area: Decimal
    share: Decimal | None
    how: str
    address: str


def table(account: Any, county: Region) -> Table:
    """Return the lines of a county, over what an account may see."""
    columns = (
        Column("name", _("清单"), width=22, link=lambda one: one.address),
        Column("count", _("宗（批）数"), kind="number"),
        Column("area", _("面积"), "亩", kind="number", fixed=True),
        Column("share", _("处置率"), "%", kind="number", fixed=True),
        Column("how", _("口径"), width=44),
    )
    return Table(_("土地清单"), columns, lines(account, county))


def lines(account: Any, county: Region) -> list[Line]:
    """Return every line; shares are of what there was to dispose of, None where there was nothing."""
    approvals = Approval.objects.visible_to(account).filter(retired_on=None, county=county)
    parcels = Parcel.objects.visible_to(account).filter(retired_on=None, county=county)
    idles = IdleCase.objects.visible_to(account).filter(retired_on=None, county=county)
    return [
        *_approvals(approvals, county),
        _parcels(parcels, "parcels.unused", _("供而未用"), _unused(), _("已供地、超过约定动工日仍未动工")),
        _parcels(
            parcels, "parcels.low", _("低效用地（含疑似）"), _low(), _("认定的和亩均税收低于界限的；认定须有文书号")
        ),
        _idles(idles),
        _blocks(Block.objects.visible_to(account).filter(retired_on=None, county=county), county, account),
    ]


def _unused() -> Q:
    return Q(standing__in=(Standing.START_LATE, Standing.IDLE_SUSPECTED, Standing.IDLE), started_on=None)


def _low() -> Q:
    return Q(standing__in=(Standing.LOW, Standing.LOW_SUSPECTED))


def _approvals(rows: QuerySet[Approval], region: Region) -> list[Line]:
    years = limit(region, "approval_years")
    today = timezone.localdate()
    waiting = rows.filter(supplied__lt=F("area"))
    old = [one for one in waiting if today > years_after(one.approved_on, years.days)]
    sums = rows.aggregate(area=Sum("area"), supplied=Sum("supplied"))
    whole, supplied = sums["area"] or NOTHING, sums["supplied"] or NOTHING
    address = f"{reverse('approvals:list')}?measure=approvals.waiting"
    share = supplied * 100 / whole if whole else None
    since = _before(today, years.days)
    return [
        Line(
            _("批而未供"), waiting.count(), whole - supplied, share,
            _("已供 %(s)s 亩 ÷ 批准 %(w)s 亩") % {"s": plain(supplied), "w": plain(whole)}, address,
        ),
        Line(
            _("其中满 %(y)d 年") % {"y": years.days}, len(old), sum((one.waiting for one in old), NOTHING), None,
            told(years), f"{address}&approved_on_before={since.isoformat()}",
        ),
    ]  # fmt: skip


def _before(today: date, years: int) -> date:
    """Return the last day from which so many years are full today: as the count has it, for the list behind it."""
    day = years_after(today, -years)
    return day if years_after(day, years) < today else day - timedelta(days=1)


def _parcels(rows: QuerySet[Parcel], key: str, name: str, which: Q, how: str) -> Line:
    found = rows.filter(which)
    area = found.aggregate(sum=Sum("area"))["sum"] or NOTHING
    return Line(name, found.count(), mu(area), None, how, f"{reverse('parcels:list')}?measure={key}")


def _idles(rows: QuerySet[IdleCase]) -> Line:
    should = rows.exclude(state=IdleState.EXCLUDED).exclude(found_on=None)
    closed = should.filter(state=IdleState.CLOSED).count()
    number, open_now = should.count(), rows.filter(state__in=IDLE_OPEN)
    area = open_now.aggregate(sum=Sum("parcel__area"))["sum"] or NOTHING
    how = _("已处置 %(c)d 宗 ÷ 已认定 %(n)d 宗；在办含疑似") % {"c": closed, "n": number}
    share = Decimal(closed * 100) / number if number else None
    return Line(_("闲置土地"), open_now.count(), mu(area), share, how, f"{reverse('idles:list')}?measure=idles.open")


def _blocks(rows: QuerySet[Block], region: Region, account: Any) -> Line:
    """What is asked is asked of the towns that the account sees the blocks of: of a town, its own."""
    own = account.region.path
    path = own if own.startswith(region.path) else region.path
    year = timezone.localdate().year
    found = rows.filter(year=year)
    area = found.aggregate(sum=Sum("area"))["sum"] or NOTHING
    each = limit(region, "blocks_a_year")
    towns = Region.objects.filter(level="town", path__startswith=path).count()
    asked = each.days * towns
    how = _("%(y)d 年每镇街 %(e)d 个，应有 %(a)d 个；%(s)s") % {
        "y": year, "e": each.days, "a": asked, "s": told(each),
    }  # fmt: skip
    share = Decimal(found.exclude(stage=Block.Stage.PLANNED).count() * 100) / asked if asked else None
    return Line(
        _("连片区块（处置率为启动率）"), found.count(), area, share, how, f"{reverse('blocks:list')}?year={year}"
    )
