"""The county's ladder of titles, who is near one, an enterprise's own gaps, and how far digital works cover."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, REPORTERS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cultivation import covering, gaps, reserving
from tenghuan.apps.cultivation.tables import gap_columns, gap_rows, in_words, unknown_words
from tenghuan.apps.cultivation.titles import TITLES
from tenghuan.apps.enterprises.queries import enterprise_of
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import table_response
from tenghuan.laddering import kinds
from tenghuan.laddering.kinds import kind
from tenghuan.publishing.tables import Column, Table

VIEWERS = (*OFFICIALS, Role.ENTERPRISE)


@page(OFFICIALS)
def ladder(request: AccountRequest) -> HttpResponseBase:
    """Every kind of title: how many stand, were ever recognised, are sought and run out soon."""
    county, day = county_looked_at(request), timezone.localdate()
    days = parameter(county, "title_remind_days", day).days
    rows = gaps.overview(request.user, county, day, days)
    ruled = {rule.title for rule in gaps.titles_with_rules(day)}

    def near(row: dict[str, Any]) -> str | None:
        place = reverse("cultivation:near", args=(row["key"],))
        return f"{place}?county={county.code}" if row["key"] in ruled else None

    def rows_of(row: dict[str, Any]) -> str:
        return f"{reverse('titles:list')}?kind={row['key']}"

    columns = [
        Column("group", _("类别")),
        Column("name", _("称号"), width=28, link=rows_of),
        Column("by", _("认定单位"), width=24),
        *(
            Column(key, label, _("家"), kind="number", digits=0)
            for key, label in (
                ("standing", _("有效期内")),
                ("ever", _("曾认定")),
                ("reserve", _("储备和辅导")),
                ("applied", _("申报和公示")),
                ("expiring", _("%(n)d 天内到期") % {"n": days}),
            )
        ),
        Column("near", _("接近门槛"), value=lambda row: _("差距清单") if row["key"] in ruled else None, link=near),
        Column("source", _("口径来源"), width=32),
    ]
    note = _("企业数按统一社会信用代码去重；有效年限和门槛多为本地参数（待核实）")
    table = Table(_("%(c)s梯度培育") % {"c": county.name}, columns, rows, note)
    joint = gaps.joint(request.user, county, day)
    context = {"county": county, "counties": counties_to_choose(request), "joint": joint}
    return table_response(request, "cultivation/ladder.html", table, context)


@page(OFFICIALS)
def near(request: AccountRequest, title: str) -> HttpResponseBase:
    """Who is nearest to a title: the list that an officer calls from."""
    told, county, day = kind("titles", title), county_looked_at(request), timezone.localdate()
    found = gaps.lines(request.user, county, title, day)
    most = parameter(county, "title_near_items", day)
    every = request.GET.get("all") == "1"
    rows = found if every else gaps.near(found, most.days)
    table = Table(
        _("%(c)s接近“%(t)s”的企业") % {"c": county.name, "t": told.name},
        _near_columns(request.user, county),
        rows,
        _near_note(title, day, most),
    )
    context = {
        "county": county,
        "counties": counties_to_choose(request),
        "told": told,
        "titles": [kinds("titles")[rule.title] for rule in gaps.titles_with_rules(day)],
        "all": every,
        "numbers": {"looked": len(found), "met": sum(one.verdict.missed + one.verdict.unknown == 0 for one in found)},
        "may_reserve": request.user.role in (Role.OFFICE, Role.DEPARTMENT),
    }
    return table_response(request, "cultivation/near.html", table, context)


def _near_note(title: str, day: Any, most: Any) -> str:
    rule = next((one for one in gaps.titles_with_rules(day) if one.title == title), None)
    if rule is None:
        return _("没有录入门槛：待录入依据")
    words = _("门槛 %(v)s 版，%(s)s；未达不超过 %(n)d 项；是差距清单，不是认定结论") % {
        "v": rule.version, "s": rule.source, "n": most.days,
    }  # fmt: skip
    return "　".join(filter(None, (words, rule.note or most.note)))


def _near_columns(account: Any, county: Any) -> list[Column]:
    """The columns of the calling list; telephones only for those whose work is to call."""
    calling = [
        Column("contact", _("联系人"), value=lambda row: row.enterprise.contact or None),
        Column("phone", _("联系电话"), value=lambda row: row.enterprise.phone or None),
    ]
    return [
        Column("name", _("企业"), width=28, value=lambda row: row.enterprise.name, link=_own_page),
        Column("town", _("镇街"), value=lambda row: row.enterprise.town.name if row.enterprise.town else None),
        *(calling if account.role in REPORTERS else ()),
        Column("missed", _("未达"), _("项"), kind="number", digits=0, value=lambda row: row.verdict.missed),
        Column("distance", _("差距"), kind="number", digits=4, value=lambda row: row.verdict.distance, fixed=True),
        Column("lacks", _("差在哪里"), width=48, value=lambda row: in_words(row.verdict) or _("已知条件均达标")),
        Column("unknown", _("未知"), _("项"), kind="number", digits=0, value=lambda row: row.verdict.unknown),
        Column("facts", _("待补事实"), width=32, value=lambda row: unknown_words(row.verdict) or None),
        Column("seeking", _("储备情况"), value=lambda row: _("已在培育") if row.seeking else None),
    ]


def _own_page(row: Any) -> str:
    return reverse("cultivation:enterprise", args=(row.enterprise.pk,))


@page(VIEWERS)
def enterprise(request: AccountRequest, pk: int) -> HttpResponseBase:
    """What an enterprise has, what it could get, and its gap to each title, item by item."""
    subject, day = enterprise_of(request.user, pk), timezone.localdate()
    rows = gaps.rungs(subject, day)
    chosen = outside.searched(request.GET.get("title"), 24)
    shown = [row for row in rows if not chosen or row.kind.key == chosen]
    lines = [{"title": row.kind.name, **line} for row in shown for line in gap_rows(row.verdict)]
    columns = [Column("title", _("称号"), width=24), *gap_columns()]
    table = Table(_("%(e)s称号差距清单") % {"e": subject.name}, columns, lines)
    context = {
        "enterprise": subject,
        "held": [(kinds("titles")[key], title) for key, title in gaps.held_by(subject, day).items()],
        "rows": [(row, gap_rows(row.verdict)) for row in rows if row.held is None],
        "may_reserve": request.user.role in (Role.OFFICE, Role.DEPARTMENT),
    }
    return table_response(request, "cultivation/enterprise.html", table, context)


@page((Role.OFFICE, Role.DEPARTMENT), methods=("POST",))
def reserve(request: AccountRequest, pk: int, title: str) -> HttpResponseBase:
    """Take an enterprise into the reserve of a title, from its gap list."""
    subject = enterprise_of(request.user, pk)
    made = reserving.reserve(Actor.of(request), subject, title)
    messages.success(request, _("“%(t)s”已列入储备") % {"t": made})
    return redirect(TITLES.address(made))


@page(OFFICIALS)
def coverage(request: AccountRequest) -> HttpResponseBase:
    """How many of the above-scale enterprises each kind of digital work has reached."""
    county, day = county_looked_at(request), timezone.localdate()
    rows = covering.covered(request.user, county, day)
    columns = [
        Column("name", _("数字化工作"), width=32, link=lambda row: row.address),
        Column("reached", _("已覆盖规上企业"), _("家"), kind="number", digits=0),
        Column("all", _("规上企业"), _("家"), kind="number", digits=0),
        Column("share", _("覆盖面"), "%", kind="number", digits=2, fixed=True),
    ]
    note = _("只计已核实的成果，一企只计一次；分母为企业档案中标为规上且未注销、未迁出的企业")
    table = Table(_("%(c)s规上企业数字化覆盖") % {"c": county.name}, columns, rows, note)
    context = {"county": county, "counties": counties_to_choose(request)}
    return table_response(request, "cultivation/coverage.html", table, context)
