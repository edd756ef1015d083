"""What energy shows on the pages of its records and of enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.energy import budgets, counting
from tenghuan.apps.energy.accounts import current, last_months
from tenghuan.apps.energy.models import Meter, Period, Share
from tenghuan.apps.energy.tables import figures
from tenghuan.apps.enterprises.hooks import Part, Profile, Section
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.energy.factors import carriers
from tenghuan.publishing.tables import Column, Table

COUNTED, LATE, SHARED = _("核算结果"), _("迟到和不一致的数据"), _("分摊")


@dataclass(frozen=True)
class Counted:
    """What was counted of a month by carrier."""

    title: Any = COUNTED
    key: str = "counted"
    template: str = "energy/counted.html"

    def context(self, account: Any, thing: Period) -> dict[str, Any]:
        """Return a table by carrier and whether the account may count again."""
        rows = current(account).filter(period=thing).order_by().values("carrier")
        summed = rows.annotate(
            firms=Count("enterprise"), used=Sum("amount"), coal=Sum("calorific"), equal=Sum("equal_value"),
            given=Sum("carbon"),
        )  # fmt: skip
        by_carrier = {row["carrier"]: row for row in summed}
        found = [{**by_carrier[key], "name": one.name} for key, one in carriers().items() if key in by_carrier]
        columns = (
            Column("name", _now("能源品种")),
            Column("firms", _now("企业"), _now("家"), kind="number", digits=0),
            figures("used", _now("消费量")),
            figures("coal", _now("当量值"), _now("吨标准煤")),
            figures("equal", _now("等价值"), _now("吨标准煤")),
            figures("given", _now("碳排放"), _now("吨")),
        )
        return {"table": Table(str(self.title), columns, found), "may_count": _may_count(account, thing)}


def _may_count(account: Any, period: Period) -> bool:
    own = account.role == Role.OFFICE and account.region_id == period.county_id
    return own and period.state != Period.State.PUBLISHED


@dataclass(frozen=True)
class Late:
    """What came in after a month was published, and where energy budgets say another number."""

    title: Any = LATE
    key: str = "late"
    template: str = "energy/late.html"

    def context(self, account: Any, thing: Period) -> dict[str, Any] | None:
        """Return the differences in the account's scope; nothing while the month is open."""
        if thing.state == Period.State.OPEN:
            return None
        seen = dict(Enterprise.objects.visible_to(account).filter(county=thing.county).values_list("pk", "name"))
        names = {key: one.name for key, one in carriers().items()}
        late = [
            {"name": seen[firm], "carrier": names[carrier], "then": then, "now": now}
            for firm, carrier, then, now in counting.late(thing)
            if firm in seen
        ]
        budgeted = [one for one in budgets.differing(thing) if one[0].enterprise_id in seen]
        return {"late": late, "budgeted": budgeted} if late or budgeted else None


@dataclass(frozen=True)
class Shares:
    """Who carries what of a meter, from which month on."""

    title: Any = SHARED
    key: str = "shares"
    template: str = "energy/shares.html"

    def context(self, account: Any, thing: Meter) -> dict[str, Any]:
        """Return the shares that the account may see, newest first, and whether it may set them."""
        rows = Share.objects.visible_to(account).filter(meter=thing).select_related("enterprise")
        may = account.role == Role.OFFICE and account.region_id == thing.county_id and thing.retired_on is None
        return {"shares": rows, "may_share": may}


def _sections(page: Profile) -> Sequence[Section]:
    enterprise, today = page.enterprise, timezone.localdate()
    year, found = last_months(enterprise, page.account, today) if page.has("energy") else (today.year, [])
    links = [
        (str(_("能碳账户")), reverse("energy:account", args=(enterprise.pk,))),
        (str(_("碳效码")), reverse("energy:code", args=(enterprise.pk,))),
    ]
    title = _now("%(y)d 年用能和碳排放") % {"y": year}
    if not found:
        return [Section(title, None, _now("还没有月度用能数据"), 65)]
    return [Section(title, Table(title, month_columns(), found), "", 65, links)]


sections = Part(_sections)  # on an enterprise's page: its months of the last year that is known


def month_columns() -> list[Column]:
    """Return the columns of an enterprise's months."""
    return [
        Column("number", _now("月份"), kind="number", digits=0, width=8),
        figures("power", _now("用电量"), _now("万千瓦时"), of=lambda row: row.amounts.get("power")),
        figures("equal_value", _now("等价值"), _now("吨标准煤")),
        figures("calorific", _now("当量值"), _now("吨标准煤")),
        figures("carbon", _now("碳排放"), _now("吨"), of=lambda row: row.carbon.net),
        Column("state", _now("状态"), value=lambda row: _now("已发布") if row.published else _now("未发布")),
    ]
