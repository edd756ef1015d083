"""Runs: the list, the overview of one, its steps, and doing it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import key
from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Conflict
from tenghuan.apps.evaluation import charts, summaries, tables, tasks
from tenghuan.apps.evaluation.grading import repeat, scheme_of
from tenghuan.apps.evaluation.models import Method, Run
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.registers import EVALUATING
from tenghuan.apps.evaluation.services import runs
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.common import OFFICE, READERS, acts, checked, must_act, own_county, run_of
from tenghuan.apps.evaluation.wording import colour, grade_word, ladder, note
from tenghuan.apps.kit.forms import MoveForm, asks_nothing
from tenghuan.apps.kit.jobs import label, latest
from tenghuan.apps.kit.workdays import days_left, uncertain
from tenghuan.apps.web import attachment, table_response
from tenghuan.publishing.tables import to_book

REMARKS = 10  # shown on the overview


@page(READERS)
def run_list(request: HttpRequest) -> HttpResponse:
    """All runs, newest first, and how to begin one."""
    found = queries.runs_of(request.user).annotate(lines=Count("graded")).order_by("county", "-year", "-frozen_at")
    user: Any = request.user
    mine = Method.objects.visible_to(user).filter(county=user.region) if acts(request, user.region) else []
    conflicts = Conflict.objects.visible_to(user).filter(enterprise__county=user.region, chosen=None)
    context = {
        "methods": mine,
        "acts": acts(request, user.region) and user.region.level == "county",
        "conflicts": conflicts.count() if mine else 0,
    }
    return table_response(request, "evaluation/runs.html", tables.runs(found), context)


@page(OFFICE, methods=("POST",))
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the facts of a method's year into a new run."""
    county = own_county(request)
    method = get_object_or_404(Method, pk=key(request.POST.get("method")), county=county)
    run = runs.freeze(Actor.of(request), method)
    messages.success(request, _("数据已冻结，登记册以后的变化不影响本批次"))
    return redirect("evaluation:run", run.pk)


@page(READERS)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview: what happens next, distribution, grades, flows, towns (of one track, if asked); or its workbook."""
    subject = run_of(request, pk)
    lines = queries.lines_of(request.user, subject)
    grades = ladder(scheme_of(subject))
    scored = bool(subject.result_digest)
    earlier = queries.earlier_final(subject) if scored else None
    tracks = queries.by_track(lines) if scored else []
    track = request.GET.get("track", "")
    if track in (found.track for found in tracks if found.track):
        lines = lines.filter(track=track)
    spread = queries.distribution(lines) if scored else None
    flows = queries.flows(lines, earlier) if earlier else []
    towns = queries.by_town(lines) if scored else []
    if request.GET.get("export") == "xlsx":
        book = {_("各档次家数"): summaries.counts(subject, tracks, grades)}
        if spread:
            book[_("得分分布")] = summaries.spread(subject, *spread)
        if earlier:
            book[_("档次流向")] = summaries.moved(subject, earlier.year, flows)
        book[_("各镇街")] = summaries.towns(subject, towns, grades)
        return attachment(to_book(book), f"{subject.county.name}{subject.year}{_('年度亩均评价总览')}.xlsx")
    context = {
        "run": subject,
        "note": note(subject),
        "remarks": subject.remarks[:REMARKS],
        "remarks_left": len(subject.remarks[REMARKS:]),
        "ladder": grades,
        "tracks": _rows(tracks, grades),
        "track": track,
        "columns": [grade_word(grade) for grade in _present(tracks, grades)],
        "histogram": charts.histogram(*spread, grades) if spread else None,
        "sankey": charts.sankey(flows, earlier.year, subject.year, grades) if earlier else None,
        "earlier": earlier,
        "towns": _tiles(towns, grades),
        **_standing(request, subject),
    }
    return render(request, "evaluation/run.html", context)


def _present(tracks: list[queries.TrackCount], grades: list[str]) -> list[str]:
    others = {grade for track in tracks for grade in track.grades if track.track and grade} - set(grades)
    return [*grades, *sorted(others)]


def _rows(tracks: list[queries.TrackCount], grades: list[str]) -> list[dict[str, Any]]:
    every = _present(tracks, grades)
    return [
        {
            "track": track.track,
            "total": track.total,
            "undetermined": track.grades.get("", 0),
            "cells": [{"n": (n := track.grades.get(grade, 0)), "share": n / track.total} for grade in every],
        }
        for track in tracks
    ]


def _tiles(towns: list[queries.TownTile], grades: list[str]) -> list[dict[str, Any]]:
    tiles = []
    for tile in towns:
        at, parts = 0.0, []
        for grade in [*grades, *sorted(set(tile.grades) - set(grades))]:
            if n := tile.grades.get(grade):
                width = 100 * n / tile.total
                # written with a point whatever the language, as SVG wants it
                place = {"x": f"{at:.3f}", "w": f"{width:.3f}", "place": _place(grade, grades)}
                parts.append({"grade": grade_word(grade), "n": n, **place})
                at += width
        tiles.append({"town": tile.town, "average": tile.average, "total": tile.total, "parts": parts})
    return tiles


def _place(grade: str, grades: list[str]) -> int:
    """The number of the style class of a grade: 0 best … 3 worst, 4 for none."""
    return charts.PALETTE.index(colour(grade, grades))


def _standing(request: HttpRequest, subject: Run) -> dict[str, Any]:
    """Where the run stands, what happens next and the buttons of whoever may take the step."""
    today = timezone.localdate()
    left = days_left(today, subject.closes_on) if subject.closes_on else 0
    job = latest(subject)
    return {
        "job": job,
        "acts": acts(request, subject.county),
        "next": _("正在计算，完成后本页自动刷新。") if job and job.open else next_words(subject, today, left),
        "days_left": left,
        "uncertain": uncertain(*filter(None, (subject.closes_on, subject.confirm_by))),
        "steps": [state.label for state in ORDER],
        "reached": ORDER.index(subject.state) if subject.state in ORDER else -1,
        "offers": _offers(request, subject),
        "undoable": EVALUATING.undoable(Actor.of(request), subject),
    }


def _offers(request: HttpRequest, subject: Run) -> dict[str, dict[str, Any]]:
    """The moves that the account may make now: verb → why it must wait, and the form of what it asks."""
    today = timezone.localdate()
    given = {"published_on": today, "decided_on": today}
    offers = EVALUATING.offered(Actor.of(request), subject)
    found = {}
    for one in offers:
        verb = one.move.verb
        form = MoveForm(EVALUATING, one.move, request.user, subject, auto_id=f"id_{verb}_%s")
        form.initial.update({name: day for name, day in given.items() if name in form.fields})
        found[verb] = {"hindrance": one.hindrance, "form": form}
    return found


ORDER = (
    *(RunState.FROZEN, RunState.SCORED, RunState.CONFIRMING),
    *(RunState.PUBLISHED, RunState.REVIEWING, RunState.FINAL),
)


def next_words(subject: Run, today: date, left: int) -> str:
    """One line: what happens next."""
    waiting = queries.waiting(subject) if subject.state in (*ORDER[2:5],) else 0
    open_ones = _("，未办结异议 %(n)d 件") % {"n": waiting} if waiting else ""
    words = {
        RunState.FROZEN: _("数据已冻结。下一步：初评，按评价办法打分、排名、定档。"),
        RunState.SCORED: _("已初评。下一步：核对分布和稳定性，登记有文件依据的档次调整，然后送企业确认（一企一单）。"),
        RunState.ABANDONED: _("本批次已作废，不再办理。"),
    }
    if subject.state == RunState.CONFIRMING:
        confirmed, total = subject.graded.exclude(confirmed_at=None).count(), subject.graded.exclude(track="").count()
        words[RunState.CONFIRMING] = _(
            "企业确认中，%(d)s 截止；已确认 %(c)d / %(t)d 家%(o)s。下一步：公示，逾期未答复的视为无异议。"
        ) % {"d": subject.confirm_by, "c": confirmed, "t": total, "o": open_ones}
    elif subject.state == RunState.PUBLISHED:
        ended = subject.closes_on is not None and today > subject.closes_on
        words[RunState.PUBLISHED] = (
            _("公示期已满%(o)s。下一步：结束公示，转入复核。") % {"o": open_ones}
            if ended
            else _("公示至 %(d)s，还有 %(n)d 个工作日%(o)s。期满后下一步：结束公示，转入复核。")
            % {"d": subject.closes_on, "n": left, "o": open_ones}
        )
    elif subject.state == RunState.REVIEWING:
        words[RunState.REVIEWING] = (
            _("还有 %(n)d 件异议未办结。下一步：复核办结，再审定。") % {"n": waiting}
            if waiting
            else _("异议已全部办结。下一步：填写审定文号和日期，审定后名单锁定。")
        )
    elif subject.state == RunState.FINAL:
        words[RunState.FINAL] = _("%(n)s 于 %(d)s 审定，名单已锁定。下一步：按名单执行差别化政策。") % {
            "n": subject.decision_number,
            "d": subject.decided_on,
        }
    return str(words[RunState(subject.state)])


@page(OFFICE, methods=("POST",))
def take_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step of the procedure, or take the last one back."""
    subject = run_of(request, pk)
    must_act(request, subject.county)
    actor = Actor.of(request)
    if verb in tasks.KINDS:
        job = tasks.begin(actor, subject, verb)
        if job.error:
            messages.error(request, job.error)
        elif not job.open:
            messages.success(request, _("%(w)s完成") % {"w": label(job)})
        return redirect("evaluation:stability" if verb == "stability" else "evaluation:run", pk)
    if verb == "undo":
        EVALUATING.undo(actor, subject)
    else:
        move = EVALUATING.admitted(actor, subject, verb)
        form = MoveForm(EVALUATING, move, request.user, subject, request.POST)
        told = {} if asks_nothing(EVALUATING, move) else checked(form)
        EVALUATING.take(actor, subject, verb, seen=told.pop("seen", None), **told)
    messages.success(request, _("已办理，当前状态：%(s)s") % {"s": subject.get_state_display()})
    return redirect("evaluation:run", pk)


@page(READERS)
def working(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that the overview polls while something is computed; reloads the page when it is done."""
    job = latest(run_of(request, pk))
    since = job.started_at if job else None
    seconds = int((timezone.now() - since).total_seconds()) if since else 0
    context = {"pk": pk, "job": job, "word": label(job) if job else "", "seconds": seconds}
    response = render(request, "evaluation/_working.html", context)
    if job is None or not job.open:
        response["HX-Refresh"] = "true"
    return response


@page(READERS, methods=("POST",))
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the run again from what is kept, and say whether it is the same to the byte."""
    subject = run_of(request, pk)
    return render(request, "evaluation/again.html", {"run": subject, "found": repeat(subject), "note": note(subject)})
