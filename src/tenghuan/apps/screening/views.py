"""Pages of screening: try a version, bring thresholds in, run, look at who was caught and why, open cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.organization.models import Region
from tenghuan.apps.remediation import dictionary
from tenghuan.apps.screening import opening, preview, rulesets, services, tables
from tenghuan.apps.screening.models import Caught, Moved, RuleSet, Run, Verdict
from tenghuan.apps.screening.registers import EXEMPTIONS, RULE_SETS
from tenghuan.apps.screening.running import screened
from tenghuan.apps.web import table_response
from tenghuan.apps.web.asked import Asked
from tenghuan.apps.web.lists import Listing, ordered, searched
from tenghuan.errors import InputFault

OFFICE = (Role.OFFICE,)
MOST_TICKED = 5000
WORKBOOK_MOST = 20 * 1024 * 1024  # bytes of a workbook of thresholds


def _acts(request: HttpRequest, county: Region) -> bool:
    user: Any = request.user
    return bool(user.role == Role.OFFICE and user.region_id == county.pk)


def _own_county(request: HttpRequest) -> Region:
    user: Any = request.user
    if user.region.level != "county":
        raise PermissionDenied
    found: Region = user.region
    return found


def _years(county: Region) -> list[int]:
    found = YearFacts.objects.filter(enterprise__county=county).order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


@page(OFFICIALS)
def run_list(request: HttpRequest) -> HttpResponseBase:
    """Every run, the newest first, and how to begin one."""
    user: Any = request.user
    found = Run.objects.visible_to(user).select_related("county", "rules", "rules__county").annotate(
        enterprises=Count("caught__enterprise", distinct=True, filter=Q(caught__verdict=Verdict.IN)),
        undecided=Count("caught", filter=Q(caught__verdict=Verdict.UNDECIDED)),
    )  # fmt: skip
    acts = _acts(request, user.region) and user.region.level == "county"
    holding = rulesets.holding(user.region, timezone.localdate()) if acts else None
    context = {
        "acts": acts,
        "holding": holding,
        "years": _years(user.region) if acts else [],
        "register": RULE_SETS,
        "exemptions": EXEMPTIONS,
    }
    return table_response(request, "screening/runs.html", tables.runs(found), context)


@page(OFFICE, methods=("POST",))
def draft(request: HttpRequest) -> HttpResponseBase:
    """Begin a new version, from the one that was open or from the rules that ship for the county."""
    county = _own_county(request)
    given = request.POST.get("from")
    base = get_object_or_404(RuleSet, pk=outside.key(given), county=county) if given else None
    made = opening.draft(Actor.of(request), county, base)
    messages.success(request, _("已拟草案，请试算后发布"))
    return redirect(RULE_SETS.address(made))


@page(OFFICE, methods=("POST",))
def thresholds(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a workbook of thresholds into a draft."""
    rules = get_object_or_404(RULE_SETS.rows(request.user), pk=pk)
    given = request.FILES.get("file")
    if given is None:
        raise InputFault(_("没有选择文件"), remedy=_("请选择文件后再上传"))
    if (given.size or 0) > WORKBOOK_MOST:
        raise InputFault(_("文件超过 20 MB"), where=str(given.name), remedy=_("请只保留阈值表一张表"))
    name = outside.text(given.name)
    count = services.import_thresholds(Actor.of(request), rules, given.read(), name)
    messages.success(request, _("已导入阈值 %(n)d 行") % {"n": count})
    return redirect(f"{RULE_SETS.address(rules)}#testing")


@page(OFFICIALS)
def try_rules(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Whom a version would catch in a year, beside the version that holds; nothing is kept."""
    rules = get_object_or_404(RULE_SETS.rows(request.user), pk=pk)
    years = _years(rules.county)
    year = outside.year(request.GET.get("year"), otherwise=years[0] if years else timezone.localdate().year)
    found = preview.of(request.user, rules, year)
    context = {"rules": rules, "years": years, "year": year, "found": found, "register": RULE_SETS}
    return render(request, "screening/preview.html", context)


@page(OFFICE, methods=("POST",))
def start(request: HttpRequest) -> HttpResponseBase:
    """Freeze the facts and screen them by the version that holds today."""
    county = _own_county(request)
    rules = rulesets.holding(county, timezone.localdate())
    if rules is None:
        raise InputFault(_("没有已发布且生效的筛查规则"), remedy=_("请先拟定、试算并发布筛查规则"))
    actor, once = Actor.of(request), outside.text(request.POST.get("once"))
    year = outside.year(request.POST.get("year"), str(_("数据年度")))
    made = services.run(actor, rules, year, screened(actor, rules, year), once=once)
    messages.success(request, _("已筛查，数据已冻结"))
    return redirect("screening:run", made.pk)


def _run_of(request: HttpRequest, pk: int) -> Run:
    return get_object_or_404(Run.objects.visible_to(request.user).select_related("county", "rules", "before"), pk=pk)


def _listing(request: HttpRequest, subject: Run) -> tuple[Listing, dict[str, str]]:
    """Return the result as asked for (list, verdict, against last time, town), and what was chosen."""
    asked, get = Asked.of(request), request.GET
    chosen = {
        "list_name": outside.choice(get.get("list_name"), dictionary.lists(), otherwise=""),
        "verdict": outside.choice(get.get("verdict"), Verdict.values, otherwise=""),
        "moved": outside.choice(get.get("moved"), Moved.values, otherwise=""),
        "town_name": outside.searched(get.get("town_name"), 60),
    }
    found: QuerySet[Caught] = Caught.objects.visible_to(request.user).filter(run=subject).select_related("enterprise")
    found = found.filter(**{key: value for key, value in chosen.items() if value})
    # whom to act on first, then whom to ask
    order = Case(*(When(verdict=word, then=at) for at, word in enumerate(Verdict.values)), output_field=IntegerField())
    found = found.order_by(order, "pk")
    columns = tables.caught_columns()
    found = ordered(searched(found, ("name", "enterprise__uscc"), asked.q), asked, columns)
    title = _("%(c)s%(y)d年数据筛查结果") % {"c": subject.county.name, "y": subject.year}
    note = _("规则：%(r)s") % {"r": subject.rules} + (f"；{_('示例数据')}" if subject.sample else "")
    return Listing(title, columns, found, asked, note, tables.with_cases), chosen


@page(OFFICIALS)
def run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The result of a run: counts by list, and every enterprise with why."""
    subject = _run_of(request, pk)
    listing, chosen = _listing(request, subject)
    if listing.asked.export:
        return listing.exported()
    shown = listing.shown()
    every = Caught.objects.visible_to(request.user).filter(run=subject)
    towns = every.exclude(town_name="").order_by("town_name").values_list("town_name", flat=True).distinct()
    context = {
        "run": subject,
        "listing": listing,
        "table": listing.table(shown.object_list),
        "shown": shown,
        "lines": tables.by_list(
            every.order_by("pk").values_list("list_name", "verdict", "moved"),
            [rule.name for rule in rulesets.rules_of(subject.rules).lists],
        ),
        "enterprises": every.filter(verdict=Verdict.IN).aggregate(n=Count("enterprise", distinct=True))["n"],
        "acts": _acts(request, subject.county),
        "chosen": chosen,
        "verdicts": Verdict.choices,
        "moves": Moved.choices,
        "lists": dictionary.lists(),
        "towns": towns,
        "latest": Run.objects.filter(county=subject.county).aggregate(last=Max("pk"))["last"] == subject.pk,
    }
    return render(request, "screening/run.html", context)


@page(OFFICIALS)
def why(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Why an enterprise stands on a list: each condition, value, threshold and source; and what other lists say."""
    subject = Caught.objects.visible_to(request.user).select_related("run__county", "run__rules", "enterprise")
    row = get_object_or_404(subject, pk=pk)
    others = Caught.objects.visible_to(request.user).filter(run=row.run, enterprise=row.enterprise).exclude(pk=row.pk)
    tables.with_cases([row])
    return render(request, "screening/why.html", {"row": row, "others": others, "run": row.run})


@page(OFFICE, methods=("POST",))
def open_cases(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open a candidate for each ticked enterprise, or for all that the filters find."""
    subject = _run_of(request, pk)
    listing, _chosen = _listing(request, subject)
    found = listing.found.filter(verdict=Verdict.IN)
    if not request.POST.get("every"):
        found = found.filter(pk__in=outside.keys(request.POST.getlist("pk")[: MOST_TICKED + 1]))
    wanted = list(dict.fromkeys(found.values_list("enterprise_id", flat=True)))
    if not wanted:
        raise InputFault(_("没有勾选入清单的企业"), remedy=_("请先勾选结论为“入”的行"))
    if len(wanted) > MOST_TICKED:
        raise InputFault(_("一次最多立案 %(n)d 家") % {"n": MOST_TICKED}, remedy=_("请先筛选，分批立案"))
    opened = opening.open_cases(Actor.of(request), subject, wanted)
    return render(request, "screening/opened.html", {"run": subject, "opened": opened})
