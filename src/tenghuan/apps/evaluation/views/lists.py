"""Lists of a run: all lines with filters, areas ranked, publication, overrides."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation import charts, summaries, tables
from tenghuan.apps.evaluation.grading import scheme_of
from tenghuan.apps.evaluation.models import Override, Run
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.common import READERS, acts, listed, run_of
from tenghuan.apps.evaluation.wording import division_name, note
from tenghuan.apps.kit.workdays import days_left, uncertain
from tenghuan.apps.web import attachment, table_response
from tenghuan.apps.web.asked import PAGE_SIZE, Asked
from tenghuan.apps.web.lists import Listing, ordered, searched
from tenghuan.publishing.tables import Table, to_book
from tenghuan.scoring import AreaRank, Scheme

BY = {"town": _l("镇街"), "park": _l("园区"), "industry_division": _l("行业")}
CHANGED = (
    ("override", _l("有档次调整")),
    ("veto", _l("有一票否决")),
    ("unconfirmed", _l("企业未确认")),
)


@page(READERS)
def lines(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All lines by filters, ordered and paged by the database; the export holds all that the filters find."""
    run = run_of(request, pk)
    visible = queries.lines_of(request.user, run)
    asked, columns = Asked.of(request), tables.graded(scheme_of(run))
    found = searched(queries.filtered(visible, request.GET), ("name", "enterprise__uscc"), asked.q)
    listing = Listing(tables.graded_title(run), columns, ordered(found, asked, columns), asked, note(run))
    offered = queries.choices(visible)
    context = {
        "run": run,
        "choices": offered,
        "industries": [(code, division_name(code)) for code in offered["industries"]],
        "changed": CHANGED,
        "wanted": {key: request.GET.get(key, "") for key in FILTERS},
        "filtering": any(request.GET.get(key) for key in FILTERS),
    }
    return listed(request, "evaluation/lines.html", listing, context)


FILTERS = ("track", "grade", "town", "industry", "q", "changed")


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
def publication(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list as it is published (公示), with the days left."""
    run = run_of(request, pk)
    shown_states = (RunState.CONFIRMING, RunState.PUBLISHED, RunState.REVIEWING, RunState.FINAL)
    if run.state not in shown_states:
        raise Http404
    documents = dict(Override.objects.filter(run=run).values_list("enterprise_id", "document"))
    words = {pk: _("档次调整：%(d)s") % {"d": text} for pk, text in documents.items()}
    asked, columns = Asked.of(request), tables.publication(run, words)
    found = searched(queries.lines_of(request.user, run).exclude(track=""), ("name", "enterprise__uscc"), asked.q)
    found, start = queries.filtered(found, {}), (asked.page - 1) * PAGE_SIZE + 1
    prepare = tables.numbered(1 if asked.export else start)
    listing = Listing(tables.publication_title(run), columns, found, asked, note(run), prepare)
    today = timezone.localdate()
    context = {
        "run": run,
        "days_left": days_left(today, run.closes_on) if run.closes_on else 0,
        "ended": bool(run.closes_on and today > run.closes_on),
        "uncertain": uncertain(*filter(None, (run.published_on, run.closes_on))),
        "waiting": queries.waiting(run),
    }
    return listed(request, "evaluation/publication.html", listing, context)


@page(READERS)
def overrides(request: HttpRequest, pk: int) -> HttpResponse:
    """Grades that documents force, within the account's scope."""
    run = run_of(request, pk)
    found = list(Override.objects.visible_to(request.user).filter(run=run).select_related("enterprise"))
    rows = queries.lines_of(request.user, run).filter(enterprise__in=[row.enterprise_id for row in found])
    table = tables.overrides(run, found, {row.enterprise_id: row for row in rows})
    return table_response(request, "evaluation/overrides.html", table, {"run": run, "acts": acts(request, run.county)})
