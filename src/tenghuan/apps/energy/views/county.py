"""The county's tables: large consumers, what looks wrong, 用电大户未进规, 碳效, energy per value added."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.energy import efficiency, intensity, watching
from tenghuan.apps.energy.tables import figures
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Column, Table


def _chosen(request: AccountRequest, *, whole: bool = False) -> tuple[Any, int, dict[str, Any]]:
    """Return the county, the year (``whole``: the last that is over, unless another is asked for), the context."""
    county = county_looked_at(request)
    known = intensity.whole_years(county)
    today = timezone.localdate()
    over = [year for year in known if year < today.year]
    last = (over[-1] if over else today.year - 1) if whole else (known[-1] if known else today.year)
    year = outside.year(request.GET.get("year"), otherwise=None) or last
    years = sorted({*known, year}, reverse=True)
    return county, year, {"county": county, "counties": counties_to_choose(request), "year": year, "years": years}


def _firm(key: str = "enterprise") -> Column:
    return Column(
        key,
        _("企业"),
        width=28,
        value=lambda row: row.enterprise.name,
        link=lambda row: reverse("energy:account", args=(row.enterprise.pk,)),
    )


def _town() -> Column:
    return Column("town", _("镇街"), value=lambda row: row.enterprise.town.name if row.enterprise.town else None)


def _note(county: Any, key: str, year: int, words: str) -> str:
    found = parameter(county, key, date(year, 12, 31))
    return "　".join(filter(None, (words % {"n": f"{found.number.normalize():f}"}, found.note)))


@page(OFFICIALS)
def large(request: AccountRequest) -> HttpResponseBase:
    """The large consumers of a year with what they use, give off, and how many months look wrong."""
    county, year, context = _chosen(request)
    rows = watching.large(request.user, county, year)
    columns = [
        _firm(),
        _town(),
        Column("months", _("已发布月数"), kind="number", digits=0),
        figures("equal_value", _("综合能耗（等价值）"), _("吨标准煤")),
        figures("calorific", _("综合能耗（当量值）"), _("吨标准煤")),
        figures("carbon", _("碳排放"), _("吨")),
        figures("change", _("比上年同月"), "%"),
        Column("marks", _("异常月份"), kind="number", digits=0),
    ]
    words = _("年综合能耗（等价值）达到 %(n)s 吨标准煤，未满一年的按月折算")
    table = Table(
        _("%(c)s %(y)d 年重点用能监测") % {"c": county.name, "y": year}, columns, rows,
        _note(county, "energy_large_line", year, words),
    )  # fmt: skip
    return table_response(request, "energy/table.html", table, context)


@page(OFFICIALS)
def watch(request: AccountRequest) -> HttpResponseBase:
    """The months that look wrong: a meter that stands still, a slipped decimal point, a leap against last year."""
    county, year, context = _chosen(request)
    columns = [
        _firm(),
        _town(),
        Column("carrier", _("能源品种")),
        Column("month", _("月份")),
        Column("rule", _("情形")),
        figures("amount", _("本月"), of=lambda row: row.mark.amount),
        figures("against", _("比对值"), of=lambda row: row.mark.against),
    ]
    rows = watching.found(request.user, county, year)
    note = _("比对值：表计不动为上月，疑似错位为前几个月中位数，同比异常为上年同月；界限为本地参数（待核实）")
    table = Table(_("%(c)s %(y)d 年用能异常") % {"c": county.name, "y": year}, columns, rows, note)
    return table_response(request, "energy/table.html", table, context)


@page(OFFICIALS)
def unlisted(request: AccountRequest) -> HttpResponseBase:
    """Who uses much power and is not above scale."""
    county, year, context = _chosen(request)
    columns = [
        _firm(),
        _town(),
        Column("uscc", _("统一社会信用代码"), width=20, value=lambda row: row.enterprise.uscc),
        Column("months", _("已发布月数"), kind="number", digits=0),
        figures("power", _("用电量"), _("万千瓦时")),
        Column("scale", _("规上"), value=lambda row: row.enterprise.above_scale),
    ]
    table = Table(
        _("%(c)s %(y)d 年用电大户未进规") % {"c": county.name, "y": year}, columns,
        watching.unlisted(request.user, county, year),
        _note(county, "energy_unlisted_line", year, _("年用电量达到 %(n)s 万千瓦时且不是规上企业")),
    )  # fmt: skip
    return table_response(request, "energy/table.html", table, context)


@page(OFFICIALS)
def carbon(request: AccountRequest) -> HttpResponseBase:
    """The county's enterprises by 碳效 grade, with the means they are held against."""
    county, year, context = _chosen(request, whole=True)
    lines, means = efficiency.standing(county, year)
    seen = set(Enterprise.objects.visible_to(request.user).filter(county=county).values_list("pk", flat=True))
    rows = [line for line in lines if line.enterprise.pk in seen]
    rows.sort(key=lambda line: (line.verdict.grade or 9, line.verdict.ratio or 0, line.enterprise.pk))
    columns = [
        _firm(),
        _town(),
        Column("division", _("行业大类")),
        figures("net", _("碳排放"), _("吨"), of=lambda row: row.verdict.net),
        figures("made", _("工业增加值"), _("万元"), of=lambda row: row.verdict.value_added),
        figures("intensity", _("单位增加值碳排放"), _("吨/万元"), 3, lambda row: row.verdict.intensity),
        figures("mean", _("同行业平均"), _("吨/万元"), 3, lambda row: row.verdict.mean),
        figures("ratio", _("碳效值"), "", 4, lambda row: row.verdict.ratio),
        Column("level", _("碳水平"), value=lambda row: row.verdict.level or None),
        Column(
            "grade",
            _("碳效等级"),
            value=lambda row: _("%(g)d 级") % {"g": row.verdict.grade} if row.verdict.grade else _("不可评价"),
            link=lambda row: f"{reverse('energy:code', args=(row.enterprise.pk,))}?year={year}",
        ),
        Column("why", _("原因"), value=lambda row: row.verdict.why or None),
    ]
    counts = Counter(line.verdict.grade for line in rows)
    context |= {
        "counts": [(grade, efficiency.TONES[grade], counts[grade]) for grade in sorted(efficiency.TONES)],
        "ungraded": counts[None],
        "means": list(means.values()),
    }
    table = Table(_("%(c)s %(y)d 年碳效评价") % {"c": county.name, "y": year}, columns, rows)
    return table_response(request, "energy/carbon.html", table, context)


@page(OFFICIALS)
def per_value(request: AccountRequest) -> HttpResponseBase:
    """Energy per value added by year at comparable prices, its fall, and the enterprises behind the year."""
    county, year, context = _chosen(request, whole=True)
    years, basis = intensity.standing(county)
    seen = set(Enterprise.objects.visible_to(request.user).filter(county=county).values_list("pk", flat=True))
    parts = [part for part in intensity.parts(county, year) if part.enterprise.pk in seen]
    columns = [
        _firm(),
        _town(),
        figures("energy", _("综合能耗（等价值）"), _("吨标准煤")),
        figures("value_added", _("工业增加值（现价）"), _("万元")),
        figures("intensity", _("单位增加值能耗（现价）"), _("吨标准煤/万元"), 3),
    ]
    table = Table(_("%(c)s %(y)d 年单位增加值能耗") % {"c": county.name, "y": year}, columns, parts)
    context |= {"lines": years, "basis": basis, "counted": basis.counted}
    return table_response(request, "energy/per_value.html", table, context)
