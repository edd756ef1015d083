"""A scheme's data as rows for the form: every value as text, beside it what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tenghuan.apps.evaluation.models import LOCAL_NOTE
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.wording import ACTIONS
from tenghuan.scoring.columns import BY_KEY, COLUMNS, DIVISION, GRADE, GROUP_COLUMNS, INDICATORS
from tenghuan.scoring.schemefaults import Located, Place, SchemeFault
from tenghuan.scoring.schemefile import read

FIXED, MEAN, SCALED, OTHER = "fixed", "mean", "scaled", "other"
GROUPED = "grouped"  # stands for a grouping that only the text can say
REST = _l("其余")
KINDS = ((FIXED, _l("固定数值")), (MEAN, _l("本组平均")), (SCALED, _l("按本组最小至最大折算")))
MISSING = {"zero": _l("记 0 分"), "mean_score": _l("按本组平均得分"), "reweight": _l("不计，权重放大")}
DIRECTIONS = (("more", _l("越高越好")), ("less", _l("越低越好")))
OPERATORS = (
    ("equals", _l("等于")),
    ("min", _l("不低于")),
    ("max", _l("不高于")),
    ("in", _l("属于（以、分隔）")),
    ("has", _l("含其中一个标签（以、分隔）")),
)
# columns that say who an enterprise is, or what people decided on it, select no population
ASKED = tuple(
    column for column in COLUMNS if column.key not in ("uscc", "name", "bonus", "deduction", "veto", "exempt", GRADE)
)
GROUP_WORDS = {DIVISION: _l("行业大类"), "industry": _l("行业代码"), "town": _l("镇街"), "park": _l("园区")}
Choices = list[tuple[str, str]]
Faults = Mapping[Place, Sequence[Located]]


def opened(text: str) -> dict[str, Any]:
    """The data of a scheme's text, if a form can show it.

    Raises:
        SchemeFault: it is no YAML, or its parts are not of the shape that a form has rows for.
    """
    _root, data = read(text, _("评分方案"))
    if not isinstance(data, dict) or not _shaped(data):
        raise SchemeFault(
            _("评分方案"), [_("内容的结构不是评价办法，表单打不开；请在“高级”里改，或从随平台提供的方案开始")]
        )
    return data


def _shaped(data: dict[str, Any]) -> bool:
    tracks = data.get("tracks")
    if not isinstance(tracks, list) or not all(isinstance(track, dict) for track in tracks):
        return False
    lists = (track.get(key) or [] for track in tracks for key in ("criteria", "grades"))
    mappings = (track.get(key) or {} for track in tracks for key in ("population", "vetoes"))
    return all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in lists) and all(
        isinstance(rows, dict) for rows in mappings
    )


def plain(value: Any) -> str:
    """A value as a person types it: no idle zeros, 是 and 否, nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "、".join(map(plain, value)) if isinstance(value, list) else str(value)


def form(data: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """Everything that the form shows."""
    tracks = [_track(track, at, faults) for at, track in enumerate(data.get("tracks") or [])]
    return {
        "name": plain(data.get("name")),
        **told(data),
        "faults": _of(faults, (), ("name", "note", "tracks")),
        "tracks": tracks,
        "only": len(tracks) == 1,
    }


def told(part: Mapping[str, Any]) -> dict[str, Any]:
    """Where the values of a part come from, and whether nobody compared them with the county's own document yet."""
    note = plain(part.get("note"))
    rest = note.replace(LOCAL_NOTE, "").strip("：:；;， ")
    return {"source": plain(part.get("source")), "note": rest, "local": LOCAL_NOTE in note}


def _of(faults: Faults, place: Place, names: Sequence[str]) -> dict[str, list[Located]]:
    return {name: list(faults.get((*place, name), ())) for name in names}


def _track(track: dict[str, Any], at: int, faults: Faults) -> dict[str, Any]:
    place: Place = ("tracks", at)
    said, group = told(track), group_of(track)
    rows, vetoes = track.get("criteria") or [], track.get("vetoes") or {}
    criteria = [_criterion(row, n, (*place, "criteria", n), faults, said) for n, row in enumerate(rows)]
    names = ("name", "population", "group_by", "criteria", "cap", "floor", "grades", "vetoes", "source", "note")
    return {
        "at": at,
        "path": f"t{at}",
        "step": f"tracks.{at}",
        "name": plain(track.get("name")),
        "group_by": group,
        "groups": kept(_groups(group), group),
        "beyond": beyond(track),
        "cap": plain(track.get("cap")),
        "floor": plain(track.get("floor", Decimal(0))),
        **said,
        "conditions": [_condition(*row, n, place, faults) for n, row in enumerate(conditions(track.get("population")))],
        "criteria": criteria,
        "total": plain(sum((c["number"] for c in criteria), Decimal(0))),
        "grades": list(_grades(track.get("grades") or [], place, faults)),
        "vetoes": [_veto(code, action, n, track, place, faults) for n, (code, action) in enumerate(vetoes.items())],
        "faults": {**_of(faults, place, names), "": list(faults.get(place, ()))},
    }


def conditions(population: Any) -> Iterator[tuple[str, str, Any]]:
    """(column, operator, value) of each condition; one column may have several."""
    for column, condition in (population or {}).items():
        if column in ("any", "all"):  # groups of conditions stay in the text
            continue
        for operator, value in condition.items() if isinstance(condition, dict) else [("equals", condition)]:
            yield str(column), str(operator), value


def composed(population: Any) -> dict[str, Any]:
    """The groups of conditions of which any or all hold: the form has no rows for them."""
    return {key: part for key, part in (population or {}).items() if key in ("any", "all")}


def _groups(chosen: str) -> Choices:
    own = [(GROUPED, _("几个归为一组（见“高级”）"))] if chosen == GROUPED else []
    return [("", _("不分组")), *((key, str(GROUP_WORDS[key])) for key in GROUP_COLUMNS), *own]


def beyond(track: Mapping[str, Any]) -> list[str]:
    """What a track says that the form does not show, in words; the text keeps it."""
    criteria, grades = track.get("criteria") or [], track.get("grades") or []
    said = {
        _("“任一/同时”条件"): composed(track.get("population")),
        _("自定指标"): any(row.get("of") for row in criteria),
        _("分段计分"): any(row.get("bands") for row in criteria),
        _("单项封顶、下限"): any("cap" in row or "floor" in row for row in criteria),
        _("名额取整"): any(row.get("rounding") for row in grades),
        _("入档条件"): any(row.get("require") for row in grades),
        _("不参加排名"): track.get("outside"),
        _("同分先后"): track.get("ties"),
        _("分类加减分"): track.get("bonus") or track.get("deduction"),
    }
    return [words for words, there in said.items() if there]


def _condition(column: str, operator: str, value: Any, n: int, place: Place, faults: Faults) -> dict[str, Any]:
    offered = [*((c.key, f"{c.title}（{c.unit}）" if c.unit else c.title) for c in ASKED), (DIVISION, _("行业大类"))]
    found = [fault for at, several in faults.items() if at[:4] == (*place, "population", column) for fault in several]
    return {
        "n": str(n),
        "column": column,
        "columns": kept(offered, column),
        "operator": operator,
        "operators": kept([(key, str(words)) for key, words in OPERATORS], operator),
        "value": plain(value),
        "faults": found,
    }


def kept(offered: Choices, chosen: str) -> Choices:
    """The choices, with the one that the text has and nobody offers: shown, not lost."""
    known = chosen in (key for key, _words in offered)
    return offered if known else [*offered, (chosen, _("%(c)s（不认识）") % {"c": chosen} if chosen else "—")]


def kind_of(criterion: Mapping[str, Any]) -> str:
    """What a criterion is measured with."""
    if criterion.get("normalise") is not None:
        return SCALED
    benchmark = criterion.get("benchmark")
    if isinstance(benchmark, Mapping) or benchmark in ("max", "min"):
        return OTHER
    return MEAN if benchmark == "mean" else FIXED


def group_of(track: Mapping[str, Any]) -> str:
    """The column that a track is grouped by, or that it is grouped in a way of its own."""
    group = track.get("group_by")
    return GROUPED if isinstance(group, Mapping) else plain(group)


def ends(criterion: Mapping[str, Any]) -> list[str]:
    """The two ends of a scaling, as text."""
    scaling = criterion.get("normalise")
    found = scaling.get("minmax") if isinstance(scaling, Mapping) else None
    return ([plain(end) for end in found] if isinstance(found, list) else []) + ["", ""]


def _criterion(row: dict[str, Any], n: int, place: Place, faults: Faults, track: Mapping[str, Any]) -> dict[str, Any]:
    key, said = plain(row.get("key")), told(row)
    own = bool(said["source"] or row.get("note"))
    weight = row.get("weight")
    number = Decimal(str(weight)) if isinstance(weight, int | Decimal) and not isinstance(weight, bool) else Decimal(0)
    names = ("key", "weight", "benchmark", "normalise", "direction", "missing", "source", "note")
    found = _of(faults, place, names)
    found["benchmark"] += [
        *faults.get(place, ()),
        *found["normalise"],
        *faults.get((*place, "normalise", "minmax"), ()),
    ]
    pair = INDICATORS.get(key)
    return {
        "n": str(n),
        "key": key,
        "keys": kept(_indicators() + _own(row, key), key),
        "title": pair.title if pair else plain(row.get("title")) or key,
        "unit": pair.unit if pair else plain(row.get("unit")),
        "weight": plain(weight),
        "number": number,
        "kind": kind_of(row),
        "benchmark": plain(row.get("benchmark")) if kind_of(row) == FIXED else "",
        "ends": ends(row)[:2],
        "missing": plain(row.get("missing")) or "zero",
        "missings": kept([(key, str(words)) for key, words in MISSING.items()], plain(row.get("missing")) or "zero"),
        "direction": plain(row.get("direction")) or "more",
        "directions": kept([(key, str(words)) for key, words in DIRECTIONS], plain(row.get("direction")) or "more"),
        **said,
        "inherited": not own,
        "marked": said["local"] if own else track["local"],
        "faults": found,
    }


def _indicators() -> Choices:
    return [(pair.key, f"{pair.title}（{pair.unit or _('小数，如 0.03')}）") for pair in INDICATORS.values()]


def _own(row: Mapping[str, Any], key: str) -> Choices:
    """An indicator of the scheme's own, which only the text can make."""
    return [(key, _("%(t)s（自定）") % {"t": plain(row.get("title")) or key})] if row.get("of") else []


def number_of(value: Any) -> Decimal | None:
    """A value if it is a number."""
    return Decimal(str(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def shares(grades: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each grade's own share in per cent, from the cumulative ones of the text; what is no number stands as it is."""
    if owns_shares(grades):
        return [_own_share(row) for row in grades]
    low, found = Decimal(0), []
    for row in grades:
        upto = number_of(row.get("upto"))
        if upto is None:
            found.append(plain(row.get("upto")))
        else:
            found.append(plain((upto - low) * 100))
            low = upto
    return found


def owns_shares(grades: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each grade says its own share (``share``) instead of how far it reaches (``upto``)."""
    return any("share" in row for row in grades)


def _own_share(row: Mapping[str, Any]) -> str:
    share = number_of(row.get("share"))
    if share is not None:
        return plain(share * 100)
    return str(REST) if row.get("share") == "rest" else plain(row.get("share"))


def _grades(grades: list[dict[str, Any]], place: Place, faults: Faults) -> Iterator[dict[str, Any]]:
    for n, (row, share) in enumerate(zip(grades, shares(grades), strict=True)):
        upto = number_of(row.get("upto"))
        here = _of(faults, (*place, "grades", n), ("grade", "upto"))
        yield {
            "n": str(n),
            "grade": plain(row.get("grade")),
            "share": share,
            "upto": "" if upto is None else plain(upto * 100),
            "faults": here,
        }


def _veto(code: str, action: Any, n: int, track: dict[str, Any], place: Place, faults: Faults) -> dict[str, Any]:
    return {
        "n": str(n),
        "code": code,
        "codes": kept(vetoes_offered(track, code), code),
        "action": plain(action),
        "actions": kept([(key, str(words)) for key, words in ACTIONS.items()], plain(action)),
        "faults": list(faults.get((*place, "vetoes", code), ())),
    }


def vetoes_offered(track: Mapping[str, Any], chosen: str = "") -> Choices:
    """Vetoes that a track does not have yet, and the chosen one; of two codes of one name only the first."""
    taken = set(track.get("vetoes") or {}) - {chosen}
    names = veto_names()
    said = {names[code] for code in taken if code in names}
    offered: dict[str, str] = {}
    for code, name in names.items():
        if code == chosen or (code not in taken and name not in said and name not in offered.values()):
            offered[code] = name
    if chosen in names:
        offered = {code: name for code, name in offered.items() if code == chosen or name != names[chosen]}
    return list(offered.items())


def column_kind(key: str) -> str:
    """What a column of the facts holds: text, number, boolean, date …"""
    return BY_KEY[key].kind if key in BY_KEY else "text"
