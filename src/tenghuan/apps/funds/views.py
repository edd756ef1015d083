"""Pages of policy money beside lists and records: the fund, the speed, who got what, what came of it, what fits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.enterprises.queries import enterprise_of
from tenghuan.apps.funds import boards, entering, fitting, sampling, tasks
from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.funds.registers import CLAIMS, DOCUMENTS, MATCHINGS
from tenghuan.apps.funds.rules import today
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Column, Table

VIEWERS = (*OFFICIALS, Role.ENTERPRISE)


def _year(request: AccountRequest) -> int:
    return outside.year(request.GET.get("year"), otherwise=None) or today().year


def _amount(key: str, label: str, value: Any = None) -> Column:
    return Column(key, label, _("万元"), kind="number", digits=4, value=value, width=12)


@page(OFFICIALS)
def board(request: AccountRequest) -> HttpResponseBase:
    """The fund in three columns, the documents' budgets, and the years."""
    county, day = county_looked_at(request), today()
    fund = boards.fund_of(county)
    columns = [
        Column("title", _("政策文件"), value=lambda line: line.document.title, link=_document, width=34),
        Column("unit", _("牵头部门"), value=lambda line: line.document.unit.name, width=16),
        _amount("budget", _("年度预算"), lambda line: line.document.budget),
        _amount("asked", _("在办"), lambda line: line.asked),
        _amount("committed", _("占用（审定未付）"), lambda line: line.committed),
        _amount("paid", _("实付"), lambda line: line.paid),
        _amount("left", _("可用"), lambda line: line.left),
        Column("lamp", _("使用率"), kind="lamp", value=lambda line: line.lamp, width=8),
        Column("ending", _("到期"), value=lambda line: line.ending, width=14),
    ]
    lines = boards.lines_of(county, day)
    note = boards.beside_word(fund, lines, day)
    table = Table(_("%(c)s政策资金") % {"c": county.name}, columns, lines, note=note)
    bounds, rate = (parameter(county, key, day) for key in ("fund_bounds", "special_fund_rate"))
    noted = ((_("提取比例"), rate), (_("灯界"), bounds))
    context = {
        "county": county,
        "counties": counties_to_choose(request),
        "fund": fund,
        "lamp": boards.lamp_of(county, fund.used, fund.budget, day),
        "years": boards.years_of(county),
        "bounds": bounds,
        "rate": rate,
        "note": "".join(f"；{word}：{one.note}" for word, one in noted if one.note),
        "old": boards.old_word(county),
        "may_enter": _here(request, county) and entering.due(county).exists(),
    }
    return table_response(request, "funds/board.html", table, context)


def _here(request: AccountRequest, county: Region) -> bool:
    return request.user.role == Role.OFFICE and request.user.region_id == county.pk


@page((Role.OFFICE,), methods=("POST",))
def enter(request: AccountRequest) -> HttpResponseBase:
    """Enter what was paid before the platform into the fund's book."""
    if request.user.region.level != "county":
        raise PermissionDenied
    found = entering.enter(Actor.of(request), request.user.region)
    messages.success(request, _("已补记 %(n)d 笔，共 %(a)s 万元") % {"n": found.count, "a": plain(found.amount)})
    return redirect("funds:board")


def _document(line: boards.Line) -> str:
    return DOCUMENTS.address(line.document)


@page(OFFICIALS)
def timing(request: AccountRequest) -> HttpResponseBase:
    """How fast each department works its claims off (越快兑)."""
    county, day = county_looked_at(request), today()
    limits = {key: parameter(county, limit, day) for key, _word, _first, _last, limit in boards.STAGES}
    columns = [
        Column("name", _("牵头部门"), value=lambda speed: speed.name, width=20),
        Column("open", _("在办"), _("件"), kind="number", digits=0, value=lambda speed: speed.open),
        Column("late", _("其中超期"), _("件"), kind="number", digits=0, value=lambda speed: speed.late),
        Column("paid", _("本年拨付"), _("件"), kind="number", digits=0, value=lambda speed: speed.paid),
        Column("in_time", _("全程按时"), _("件"), kind="number", digits=0, value=lambda speed: speed.in_time),
        *(
            Column(key, f"{word}（{_('平均')}）", _("工作日"), kind="number", digits=1, value=_mean(key))
            for key, word, *_rest in boards.STAGES
        ),
    ]
    rows = boards.speeds_of(CLAIMS.rows(request.user).filter(county=county), county, day)
    table = Table(_("%(c)s越快兑") % {"c": county.name}, columns, rows)
    words = [(word, limits[key]) for key, word, *_rest in boards.STAGES]
    waiting = Claim.objects.filter(county=county, state=State.REVIEWED, retired_on=None).count()
    context = {
        "county": county,
        "counties": counties_to_choose(request),
        "limits": words,
        "waiting": waiting if _here(request, county) else 0,
        "share": parameter(county, "claim_sample_share", day),
    }
    return table_response(request, "funds/timing.html", table, context)


def _mean(stage: str) -> Any:
    return lambda speed: speed.mean(stage)


@page(VIEWERS)
def public(request: AccountRequest) -> HttpResponseBase:
    """Who got what, as it may be told to everybody: from publication on."""
    county = county_looked_at(request)
    columns = [
        Column("enterprise", _("企业名称"), value=lambda one: one.enterprise.name, width=30),
        Column("clause", _("政策条款"), value=lambda one: one.clause.name, width=24),
        Column("document", _("文号"), value=lambda one: one.clause.document.number, width=20),
        Column("unit", _("牵头部门"), value=lambda one: one.clause.document.unit.name, width=16),
        _amount("amount", _("金额")),
        Column("formula", _("算式"), width=24),
        Column("published_on", _("公示日"), kind="date"),
        Column("state", _("环节"), value=lambda one: one.get_state_display(), width=10),
        Column("paid_on", _("拨付日"), kind="date"),
    ]
    year = _year(request)
    rows = list(boards.public_rows(county).filter(published_on__year=year))
    table = Table(_("%(c)s %(y)d 年政策兑付公示") % {"c": county.name, "y": year}, columns, rows)
    context = {"county": county, "counties": counties_to_choose(request), "year": year, "years": _years()}
    return table_response(request, "funds/public.html", table, context)


def _years() -> list[int]:
    return [today().year - back for back in range(4)]


@page(OFFICIALS)
def effect(request: AccountRequest) -> HttpResponseBase:
    """What was paid in a year by grade or industry, and how the enterprises' tax went."""
    county, year = county_looked_at(request), _year(request)
    by = outside.choice(request.GET.get("by"), ("grade", "industry"), otherwise="grade")
    found, last = boards.effects_of(county, year, by)
    tax = _("评价税收")
    columns = [
        Column("word", _("评价档次") if by == "grade" else _("行业大类"), width=26),
        Column("firms", _("惠及企业"), _("家"), kind="number", digits=0),
        Column("claims", _("兑付"), _("件"), kind="number", digits=0),
        _amount("amount", _("兑付金额")),
        Column("known", _("两年税收齐全"), _("家"), kind="number", digits=0),
        _amount("before", f"{last - 1 if last else ''} {tax}"),
        _amount("after", f"{last or ''} {tax}"),
        Column("growth", _("税收增长"), "%", kind="number", digits=2),
    ]
    table = Table(_("%(c)s %(y)d 年政策资金效果") % {"c": county.name, "y": year}, columns, found)
    context = {"county": county, "counties": counties_to_choose(request), "by": by, "year": year, "years": _years()}
    return table_response(request, "funds/effect.html", table, context)


@page(VIEWERS)
def fit(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The policies that fit an enterprise, and its claims."""
    return _fit(request, enterprise_of(request.user, pk))


def _fit(request: AccountRequest, subject: Enterprise) -> HttpResponseBase:
    table = fitting.table_of(subject, request.user)
    claims = fitting.claims_table(subject, request.user)
    context = {
        "enterprise": subject,
        "claims": claims,
        "told": {"table": claims},
        "panel": {"empty": _("没有政策申报")},
    }
    return table_response(request, "funds/fit.html", table, context)


@page((Role.ENTERPRISE,))
def mine(request: AccountRequest) -> HttpResponseBase:
    """An enterprise's own policies and claims."""
    subject = Enterprise.objects.visible_to(request.user).filter(county__path=request.user.region.county_path).first()
    if subject is None:
        return render(request, "funds/none.html")
    return _fit(request, subject)


@page((Role.OFFICE,), methods=("POST",))
def draw_sample(request: AccountRequest) -> HttpResponseBase:
    """Mark what the second review must look into."""
    if request.user.region.level != "county":
        raise PermissionDenied
    count = sampling.sample(Actor.of(request), request.user.region)
    messages.success(request, _("新抽取 %(n)d 件") % {"n": count})
    return redirect(f"{reverse('claims:list')}?state=reviewed&sampled=true")


@page((Role.OFFICE,), methods=("POST",))
def match(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Have a run done, or offer what it found, in the background."""
    thing = get_object_or_404(MATCHINGS.rows(request.user), pk=pk)
    if thing.county_id != request.user.region_id:
        raise PermissionDenied
    job = tasks.begin(Actor.of(request), thing)
    if job.error:
        messages.error(request, job.error)
    return redirect(f"{MATCHINGS.address(thing)}#result")


@page(OFFICIALS)
def working(request: AccountRequest, pk: int) -> HttpResponse:
    """The fragment that the page polls while a run is worked on; reloads the page when it is done."""
    thing = get_object_or_404(MATCHINGS.rows(request.user), pk=pk)
    job = latest(thing)
    response = render(request, "funds/working.html", {"pk": pk, "job": job})
    if job is None or not job.open:
        response["HX-Refresh"] = "true"
    return response
