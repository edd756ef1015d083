"""How grades, bases and states are said and shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.evaluation.models import LOCAL_NOTE, Run
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.reference import division
from tenghuan.scoring.columns import BY_KEY

UNDETERMINED = "-"  # in query strings: no grade
COLOURS = ("#1b7f3b", "#1f5fa8", "#c98a00", "#b3261e")
GREY = "#8a94a3"
ACTIONS = {
    "D": gettext_lazy("直接列为末档"),
    "down_one": gettext_lazy("降一档"),
    "not_A": gettext_lazy("不得评为首档"),
    "not_AB": gettext_lazy("不得评为前两档"),
}
MISSING = {
    "zero": gettext_lazy("缺数记 0 分"),
    "mean_score": gettext_lazy("缺数按本组平均得分"),
    "reweight": gettext_lazy("缺数不计，其余权重放大"),
}


def grade_word(grade: str) -> str:
    """The grade, or 未定档."""
    return grade or _("未定档")


def colour(grade: str, ladder: list[str]) -> str:
    """The colour of a grade by its place among the grades, best first."""
    if grade not in ladder:
        return GREY
    if len(ladder) == 1:
        return COLOURS[0]
    return COLOURS[round(ladder.index(grade) * (len(COLOURS) - 1) / (len(ladder) - 1))]


def basis_word(basis: str) -> str:
    """What a row's grade stands on, in words."""
    kind, _colon, rest = basis.partition(":")
    if kind == "rank":
        return _("按名次")
    if kind == "veto":
        return _("一票否决：%(v)s") % {"v": veto_names().get(rest, rest)}
    if kind == "exempt":
        return _("不参评：%(r)s") % {"r": rest}
    if kind == "outside":
        return _("不参加排名，列入%(g)s") % {"g": rest}
    if kind == "require":
        return _("名次在%(g)s 档，不符合入档条件") % {"g": rest}
    return _("不属于参评范围")


def fact(key: str) -> tuple[str, str]:
    """Name and unit of a fact."""
    return BY_KEY[key].title, BY_KEY[key].unit


def division_name(industry: str) -> str:
    """The division (大类) that an industry code belongs to, by name; the code itself if the table lacks it."""
    found = division(industry) if industry else None
    return found.name if found else industry


def note(run: Run) -> str:
    """What must stand beside every output of a run: sample data, and a method that is not public."""
    parts = [_("%(c)s %(y)d 年度，%(s)s") % {"c": run.county, "y": run.year, "s": run.get_state_display()}]
    if run.decision_number:
        parts.append(f"{run.decision_number}（{run.decided_on:%Y-%m-%d}）")
    if run.sample:
        parts.append(_("示例数据"))
    if run.method.unverified:
        parts.append(_("评价办法：%(n)s") % {"n": LOCAL_NOTE})
    return " · ".join(parts)


def ladder(scheme: Any) -> list[str]:
    """All grades of a scheme, best first, then the classes beside the ranking."""
    steps = [step.grade for track in scheme.tracks for step in track.grades]
    return list(dict.fromkeys([*steps, *(one.grade for track in scheme.tracks for one in track.outside)]))
