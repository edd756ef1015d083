"""What a run comes to, and what another method would: small tables that are shown as figures and exported as sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import Graded, Run
from tenghuan.apps.evaluation.wording import grade_word, note
from tenghuan.publishing.tables import Column, Table
from tenghuan.scoring.whatif import Move


def _of(run: Run, **others: Any) -> dict[str, Any]:
    return {"c": run.county.name, "y": run.year, **others}


def way(grades: tuple[str | None, str | None], ladder: Sequence[str]) -> int:
    """1 for a better grade, -1 for a worse one, 0 for the same or where one of them is none of the ladder."""
    if not all(grade in ladder for grade in grades):
        return 0
    before, after = (ladder.index(str(grade)) for grade in grades)
    return (before > after) - (before < after)


def moves(run: Run, found: Iterable[Move], lines: Mapping[str, Graded], ladder: Sequence[str]) -> Table:
    """Who moves under a changed scheme: score, rank and grade before and after."""
    columns = [
        Column("name", _("企业名称"), width=34),
        Column("uscc", _("统一社会信用代码"), width=21),
        Column("town", _("镇街"), width=10),
        Column("grade", _("现档次"), width=9),
        Column("grade_after", _("改后档次"), width=9),
        Column("way", _("升降"), width=7),
        Column("score", _("现得分"), kind="number", digits=4),
        Column("score_after", _("改后得分"), kind="number", digits=4),
        Column("difference", _("得分变化"), kind="number", digits=4),
        Column("rank", _("现名次"), kind="number", digits=0, width=9),
        Column("rank_after", _("改后名次"), kind="number", digits=0, width=9),
    ]
    rows = [_move(move, lines.get(move.uscc), ladder) for move in found]
    return Table(_("%(c)s%(y)d年度假设测算：变动企业") % _of(run), columns, rows, note(run), {"name": "link"})


def _move(move: Move, line: Graded | None, ladder: Sequence[str]) -> dict[str, Any]:
    before, after = move.score
    words = {1: _("↑ 升"), -1: _("↓ 降"), 0: ""}
    return {
        "name": move.name or move.uscc,
        "uscc": move.uscc,
        "town": line.town_name if line else "",
        "grade": grade_word(move.grade[0] or ""),
        "grade_after": grade_word(move.grade[1] or ""),
        "way": words[way(move.grade, ladder)],
        "score": before,
        "score_after": after,
        "difference": None if before is None or after is None else round(after - before, 4),
        "rank": move.rank[0],
        "rank_after": move.rank[1],
        "link": reverse("evaluation:sheet", args=(line.pk,)) if line else "",
    }


def matrix(run: Run, track: str, found: Mapping[str, Any]) -> Table:
    """How many enterprises go from which grade (rows) to which (columns)."""
    columns = [
        Column("from", _("现档次 ＼ 改后档次"), width=18),
        *(Column(f"g{at}", grade, kind="number", digits=0) for at, grade in enumerate(found["grades"])),
        Column("total", _("合计"), kind="number", digits=0),
    ]
    rows = [
        {"from": row["grade"], "total": row["total"], **{f"g{at}": cell["n"] for at, cell in enumerate(row["cells"])}}
        for row in found["rows"]
    ]
    totals = {f"g{at}": n for at, n in enumerate(found["totals"])}
    rows.append({"from": _("合计"), "total": found["total"], **totals})
    return Table(_("%(c)s%(y)d年度假设测算：档次变化（%(t)s）") % _of(run, t=track), columns, rows, note(run))


def changes(run: Run, track: str, fields: Iterable[Mapping[str, Any]]) -> Table:
    """What was changed, from what to what."""
    columns = [
        Column("what", _("改动"), width=36),
        Column("now", _("现行"), width=16),
        Column("asked", _("假设"), width=16),
    ]
    rows = [
        {
            "what": field["what"],
            "now": field["now"] or _("无"),
            "asked": field["asked"] or _("无"),
        }
        for field in fields
    ]
    return Table(_("%(c)s%(y)d年度假设测算：改动内容（%(t)s）") % _of(run, t=track), columns, rows, note(run))
