"""Lists of a run: all lines with filters, areas ranked, publication, overrides."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation import charts, summaries, tables
from tenghuan.apps.evaluation.grading import scheme_of
from tenghuan.apps.evaluation.models import Override, Run
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.common import READERS, acts, paged, run_of
from tenghuan.apps.evaluation.wording import division_name, note
from tenghuan.apps.evaluation.workdays import uncertain, working_days_left
from tenghuan.apps.web import attachment, table_response
from tenghuan.publishing.tables import Table, to_book
from tenghuan.scoring import AreaRank, Scheme

BY = {"town": _l("镇街"), "park": _l("园区"), "industry_division": _l("行业")}
ORDERS = (("rank", _l("按名次")), ("score", _l("按得分")), ("town", _l("按镇街")), ("name", _l("按名称")))
CHANGED = (
    ("override", _l("有档次调整")),
    ("veto", _l("有一票否决")),
    ("unconfirmed", _l("企业未确认")),
)


@page(READERS)
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """All lines by filters, a page at a time; the workbook holds all that the filter finds."""
    run = run_of(request, pk)
    visible = queries.lines_of(request.user, run)
    found = queries.filtered(visible, request.GET)
    points = request.GET.get("points") == "1"
    scheme = scheme_of(run)
    rows, shown = paged(request, found)
    if shown is None:
        return table_response(request, "", tables.graded(run, rows, scheme, points))
    offered = queries.choices(visible)
    context = {
        "run": run,
        "note": note(run),
        "shown": shown,
        "choices": offered,
        "industries": [(code, division_name(code)) for code in offered["industries"]],
        "orders": ORDERS,
        "changed": CHANGED,
        "wanted": {key: request.GET.get(key, "") for key in FILTERS},
        "filtering": any(request.GET.get(key) for key in FILTERS),
    }
    return table_response(request, "evaluation/lines.html", tables.graded(run, rows, scheme, points), context)


FILTERS = ("track", "grade", "town", "industry", "q", "changed", "order", "points")


@page(READERS)
def areas(request: HttpRequest, pk: int) -> HttpResponse:
    """Industries, parks and towns ranked themselves (分行业、分区域评价); ``?export=all`` has every ranking."""
    run = run_of(request, pk)
    scheme = scheme_of(run)
    names = [track.name for track in scheme.tracks]
    track = request.GET.get("track", names[0])
    by = request.GET.get("by", "town")
    if track not in names or by not in BY:
        raise Http404
    if request.GET.get("export") == "all":
        return _all_areas(run, scheme)
    ranked = queries.areas(run, track, by) if run.result_digest else []
    context = {
        "run": run,
        "tracks": names,
        "track": track,
        "by": by,
        "kinds": BY.items(),
        "chart": charts.areas([(summaries.area_name(by, area.area), area.score) for area in ranked]),
    }
    return table_response(request, "evaluation/areas.html", _areas(run, scheme, track, by, ranked), context)


def _areas(run: Run, scheme: Scheme, track: str, by: str, ranked: list[AreaRank]) -> Table:
    chosen = scheme.track(track)
    indicators = [criterion.indicator for criterion in chosen.criteria]
    grades = queries.grades_by_area(run, track, by)
    ladder = [step.grade for step in chosen.grades]
    return summaries.areas(run, (by, str(BY[by])), track, ranked, indicators, grades, ladder)


def _all_areas(run: Run, scheme: Scheme) -> HttpResponse:
    book: dict[str, Table] = {}
    for track in scheme.tracks:
        for by, label in BY.items():
            ranked = queries.areas(run, track.name, by) if run.result_digest else []
            name = summaries.sheet_name(f"{label} {track.name}", book)
            book[name] = _areas(run, scheme, track.name, by, ranked)
    return attachment(to_book(book), _("%(r)s区域和行业排名.xlsx") % {"r": f"{run.county.name}{run.year}年度"})


@page(READERS)
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it is published (公示), with the days left."""
    run = run_of(request, pk)
    shown_states = (RunState.CONFIRMING, RunState.PUBLISHED, RunState.REVIEWING, RunState.FINAL)
    if run.state not in shown_states:
        raise Http404
    found = queries.filtered(queries.lines_of(request.user, run).exclude(track=""), {})
    documents = dict(Override.objects.filter(run=run).values_list("enterprise_id", "document"))
    words = {pk: _("档次调整：%(d)s") % {"d": text} for pk, text in documents.items()}
    rows, shown = paged(request, found)
    table = tables.publication(run, rows, words, start=shown.start_index() if shown else 1)
    today = timezone.localdate()
    context = {
        "run": run,
        "shown": shown,
        "days_left": working_days_left(today, run.closes_on) if run.closes_on else 0,
        "ended": bool(run.closes_on and today > run.closes_on),
        "uncertain": uncertain(*filter(None, (run.published_on, run.closes_on))),
        "waiting": queries.waiting(run),
    }
    return table_response(request, "evaluation/publication.html", table, context)


@page(READERS)
def overrides(request: HttpRequest, pk: int) -> HttpResponse:
    """Grades that documents force, within the account's scope."""
    run = run_of(request, pk)
    found = list(Override.objects.visible_to(request.user).filter(run=run).select_related("enterprise"))
    rows = queries.lines_of(request.user, run).filter(enterprise__in=[row.enterprise_id for row in found])
    table = tables.overrides(run, found, {row.enterprise_id: row for row in rows})
    return table_response(request, "evaluation/overrides.html", table, {"run": run, "acts": acts(request, run.county)})
