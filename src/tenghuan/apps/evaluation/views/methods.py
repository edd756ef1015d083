"""Versions of the method: from a shipped scheme or an edited one, with every fault shown."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation import tables
from tenghuan.apps.evaluation.editor.draft import GROUP_WORDS
from tenghuan.apps.evaluation.models import LOCAL_NOTE, Method
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.views.common import READERS, acts
from tenghuan.apps.evaluation.wording import ACTIONS, MISSING, indicator
from tenghuan.apps.web import table_response
from tenghuan.plan import load_pack, packs
from tenghuan.scoring import parse_scheme
from tenghuan.scoring.columns import BY_KEY, INDICATORS

WITHIN = {"industry_division": _l("分行业"), "town": _l("分镇街"), "park": _l("分园区")}
TRACK = re.compile(r"^(  - name: .+)$", re.MULTILINE)


def shipped() -> dict[str, str]:
    """The schemes that ship with the product: key → text as written."""
    folder = files("tenghuan.scoring") / "schemes"
    return {
        item.name.removesuffix(".yaml"): item.read_text(encoding="utf-8")
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".yaml")
    }


def within(text: str, column: str) -> str:
    """A shipped scheme's text with every track ranked within the values of a column (``scoring.within`` as text)."""
    if column not in WITHIN:
        return text
    text = re.sub(r"^(name: .+)$", rf"\1（{WITHIN[column]}）", text, count=1, flags=re.MULTILINE)
    return TRACK.sub(rf"\1\n    group_by: {column}", text)


def own_key(code: str) -> str:
    """The key of the shipped scheme of a county by its code, "" if none ships."""
    return next((key for key, path in packs().items() if load_pack(path).plan.region.code == code), "")


@page(READERS)
def methods(request: HttpRequest) -> HttpResponse:
    """All versions, newest first."""
    found = Method.objects.visible_to(request.user).select_related("county")
    region: Any = request.user.region  # type: ignore[union-attr]
    context = {"acts": acts(request, region) and region.level == "county"}
    return table_response(request, "evaluation/methods.html", tables.methods(found), context)


@page(READERS)
def method(request: HttpRequest, pk: int) -> HttpResponse:
    """One version in words, and as written; ``?export=xlsx`` gives its indicators with their sources."""
    subject = get_object_or_404(Method.objects.visible_to(request.user).select_related("county"), pk=pk)
    scheme = parse_scheme(subject.scheme, subject.name)
    names = veto_names()
    tracks = [
        {
            "track": track,
            "criteria": [_criterion(criterion, track) for criterion in track.criteria],
            "group": _group(track.group_by),
            "vetoes": [(names.get(code, code), ACTIONS[action]) for code, action in track.vetoes.items()],
            "population": _population(track.population),
            "steps": _steps(track),
        }
        for track in scheme.tracks
    ]
    context = {
        "method": subject,
        "note": scheme.note,
        "tracks": tracks,
        "local_note": LOCAL_NOTE,
        "acts": acts(request, subject.county),
    }
    rows = [{"track": part["track"].name, **row} for part in tracks for row in part["criteria"]]
    return table_response(request, "evaluation/method.html", tables.method(subject, rows), context)


def _criterion(criterion: Any, track: Any) -> dict[str, Any]:
    """An indicator in words; one that tells no source of its own stands on the track's."""
    own = criterion.source or criterion.note
    source, note = (criterion.source, criterion.note) if own else (track.source, track.note)
    if criterion.normalise:
        low, high = criterion.normalise.minmax
        benchmark = _("最小至最大折 %(l)s—%(h)s") % {"l": _plain(low), "h": _plain(high)}
    else:
        benchmark = _("本组平均") if criterion.benchmark == "mean" else _plain(criterion.benchmark)
    return {
        "title": indicator(criterion.key),
        "unit": INDICATORS[criterion.key].unit,
        "weight": _plain(criterion.weight),
        "benchmark": benchmark,
        "direction": _("越低越好") if criterion.direction == "less" else _("越高越好"),
        "missing": MISSING[criterion.missing],
        "source": source or "",
        "local": LOCAL_NOTE in (note or ""),
    }


def _group(column: str | None) -> str:
    if column is None:
        return _("不分组，全部一起排名")
    return _("按%(c)s分组排名、定档") % {"c": GROUP_WORDS[column]}


def _population(population: dict[str, Any]) -> str:
    words = []
    for key, condition in population.items():
        title = BY_KEY[key].title if key in BY_KEY else _("行业大类")
        if condition.equals is not None:
            value = {True: _("是"), False: _("否")}.get(condition.equals, condition.equals)
            words.append(f"{title}：{value}")
        if condition.min is not None:
            words.append(_("%(t)s不低于 %(v)s") % {"t": title, "v": _plain(condition.min)})
        if condition.max is not None:
            words.append(_("%(t)s不高于 %(v)s") % {"t": title, "v": _plain(condition.max)})
        if condition.among is not None:
            words.append(f"{title}：{'、'.join(map(str, condition.among))}")
    return "；".join(words) or _("全部企业")


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _steps(track: Any) -> list[tuple[str, str]]:
    low = 0
    found = []
    for step in track.grades:
        found.append((step.grade, f"{low:g}%—{float(step.upto) * 100:g}%"))
        low = float(step.upto) * 100
    return found
