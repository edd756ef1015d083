"""Versions of the method: from a shipped scheme or an edited one, with every fault shown."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tenghuan.apps.access.pages import page
from tenghuan.apps.evaluation import tables
from tenghuan.apps.evaluation.editor.draft import GROUP_WORDS
from tenghuan.apps.evaluation.models import LOCAL_NOTE, Method
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.views.common import READERS, acts
from tenghuan.apps.evaluation.wording import ACTIONS, MISSING
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import table_response
from tenghuan.plan import load_pack, packs
from tenghuan.scoring import parse_scheme
from tenghuan.scoring.columns import BY_KEY
from tenghuan.scoring.conditions import Condition, Where
from tenghuan.scoring.ladder import Grade
from tenghuan.scoring.scheme import Adjustment, Criterion, Grouping, Track
from tenghuan.scoring.schemefile import examples
from tenghuan.scoring.wording import ROUNDING, yard_name

WITHIN = {"industry_division": _l("分行业"), "town": _l("分镇街"), "park": _l("分园区")}
TRACK = re.compile(r"^(  - name: .+)$", re.MULTILINE)


def shipped() -> dict[str, str]:
    """The schemes that ship with the product: key → text as written."""
    folder = files("tenghuan.scoring") / "schemes"
    own = {
        item.name.removesuffix(".yaml"): item.read_text(encoding="utf-8")
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".yaml")
    }
    return own | examples()


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
def methods(request: AccountRequest) -> HttpResponse:
    """All versions, newest first."""
    found = Method.objects.visible_to(request.user).select_related("county")
    region: Any = request.user.region
    context = {"acts": acts(request, region) and region.level == "county"}
    return table_response(request, "evaluation/methods.html", tables.methods(found), context)


@page(READERS)
def method(request: AccountRequest, pk: int) -> HttpResponse:
    """One version in words, and as written; ``?export=xlsx`` gives its indicators with their sources."""
    subject = get_object_or_404(Method.objects.visible_to(request.user).select_related("county"), pk=pk)
    scheme = parse_scheme(subject.scheme, subject.name)
    names = veto_names()
    tracks: list[dict[str, Any]] = [
        {
            "track": track,
            "criteria": [_criterion(criterion, track) for criterion in track.criteria],
            "group": _group(track.group_by),
            "vetoes": [(names.get(code, code), ACTIONS[action]) for code, action in track.vetoes.items()],
            "population": _population(track.population),
            "steps": _steps(track),
            "further": _further(track),
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


def _criterion(criterion: Criterion, track: Track) -> dict[str, Any]:
    """An indicator in words; one that tells no source of its own stands on the track's."""
    own = criterion.source or criterion.note
    source, note = (criterion.source, criterion.note) if own else (track.source, track.note)
    if criterion.normalise:
        low, high = criterion.normalise.minmax
        benchmark = _("最小至最大折 %(l)s—%(h)s") % {"l": _plain(low), "h": _plain(high)}
    else:
        benchmark = _benchmark(criterion)
    return {
        "title": criterion.indicator.title,
        "formula": criterion.indicator.formula,
        "unit": criterion.indicator.unit,
        "weight": _plain(criterion.weight),
        "benchmark": benchmark,
        "direction": _("越低越好") if criterion.direction == "less" else _("越高越好"),
        "missing": MISSING[criterion.missing],
        "source": source or "",
        "local": LOCAL_NOTE in (note or ""),
    }


def _benchmark(criterion: Criterion) -> str:
    if criterion.benchmark == "mean":
        return _("本组平均")
    said = yard_name(criterion.yardstick) if criterion.yardstick else _plain(criterion.benchmark)
    bands = [
        _("%(f)s 倍起 %(p)s 分") % {"f": _plain(one.least), "p": _plain(one.points)} for one in criterion.bands or ()
    ]
    return f"{said}（{'、'.join(bands)}）" if bands else said


def _group(group: str | Grouping | None) -> str:
    if group is None:
        return _("不分组，全部一起排名")
    if isinstance(group, Grouping):
        named = "；".join(f"{name}：{'、'.join(values)}" for name, values in group.groups.items())
        words = {"c": GROUP_WORDS[group.column], "g": named, "o": group.others}
        return _("按%(c)s归组排名、定档（%(g)s；其余为“%(o)s”）") % words
    return _("按%(c)s分组排名、定档") % {"c": GROUP_WORDS[group]}


def _population(where: Where) -> str:
    return _where(where, {}) or _("全部企业")


def _where(where: Where, titles: dict[str, str]) -> str:
    """Conditions in words; ``titles`` are those of keys that are no columns of the facts."""
    words = []
    for key, condition in where.columns.items():
        title = titles.get(key) or (BY_KEY[key].title if key in BY_KEY else _("行业大类"))
        words += _condition(title, condition)
    words += [_where(part, titles) for part in where.all or ()]
    if where.any:
        words.append(f"（{_(' 或 ').join(_where(part, titles) for part in where.any)}）")
    return "；".join(words)


def _condition(title: str, condition: Condition) -> list[str]:
    words = []
    if condition.equals is not None:
        shown = (_("是") if condition.equals else _("否")) if isinstance(condition.equals, bool) else condition.equals
        words.append(f"{title}：{shown}")
    if condition.min is not None:
        words.append(_("%(t)s不低于 %(v)s") % {"t": title, "v": _plain(condition.min)})
    if condition.max is not None:
        words.append(_("%(t)s不高于 %(v)s") % {"t": title, "v": _plain(condition.max)})
    if condition.among is not None:
        words.append(f"{title}：{'、'.join(map(str, condition.among))}")
    if condition.has is not None:
        words.append(_("含%(t)s：%(v)s") % {"t": title, "v": "、".join(condition.has)})
    return words


def _further(track: Track) -> list[tuple[str, str]]:
    """What else a track rules, each with its name; nothing for a track that needs no more than the plain words."""
    titles = {criterion.key: criterion.indicator.title for criterion in track.criteria} | {"score": _("得分")}
    found = [
        (_("%(g)s 档入档条件") % {"g": step.grade}, _where(step.require, titles))
        for step in track.grades
        if step.require
    ]
    for one in track.outside:
        counted = _("，计入总数") if one.counted else ""
        found.append((_("不参加排名，列入%(g)s") % {"g": one.grade}, f"{_where(one.when, titles)}{counted}"))
    if track.ties:
        names = [
            f"{titles.get(tie.key) or BY_KEY[tie.key].title}{_('高者') if tie.direction == 'more' else _('低者')}"
            for tie in track.ties
        ]
        found.append((_("同分先后"), _("、").join(names)))
    for words, part in ((_("分类加分"), track.bonus), (_("分类减分"), track.deduction)):
        if part:
            found.append((words, _adjustment(part)))
    for criterion in track.criteria:
        said = [_("封顶 %(c)s 倍权重") % {"c": _plain(criterion.cap)}] if isinstance(criterion.cap, Decimal) else []
        said += [_("不封顶")] if criterion.cap is None else []
        said += [_("下限 %(f)s 分") % {"f": _plain(criterion.floor)}] if isinstance(criterion.floor, Decimal) else []
        said += [_("不设下限")] if criterion.floor is None else []
        if said:
            found.append((titles[criterion.key], "，".join(said)))
    return found


def _adjustment(part: Adjustment) -> str:
    kinds = []
    for kind in part.kinds:
        items = "、".join(f"{label} {_plain(points)}" for label, points in kind.items.items())
        highest = _("，取最高") if kind.take == "highest" else ""
        cap = _("，至多 %(c)s 分") % {"c": _plain(kind.cap)} if kind.cap else ""
        kinds.append(f"{kind.kind}：{items}{highest}{cap}")
    whole = [_("合计至多 %(c)s 分") % {"c": _plain(part.cap)}] if part.cap else []
    return "；".join([*kinds, *whole])


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _steps(track: Track) -> list[tuple[str, str]]:
    low = 0.0
    found = []
    for step in track.grades:
        if step.upto is not None:
            found.append((step.grade, f"{low:g}%—{float(step.upto) * 100:g}%{_rounding(step)}"))
            low = float(step.upto) * 100
        elif step.share == "rest":
            found.append((step.grade, _("其余")))
        else:
            found.append((step.grade, f"{_plain(Decimal(str(step.share)) * 100)}%{_rounding(step)}"))
    return found


def _rounding(step: Grade) -> str:
    return f"（{ROUNDING[step.rounding]}）" if step.rounding else ""
