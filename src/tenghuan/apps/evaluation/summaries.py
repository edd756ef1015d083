"""What a run comes to, and what another method would: small tables that are shown as figures and exported as sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import Graded, Run
from tenghuan.apps.evaluation.queries.runs import TownTile, TrackCount
from tenghuan.apps.evaluation.wording import division_name, grade_word, note
from tenghuan.publishing.tables import Column, Table
from tenghuan.scoring import AreaRank
from tenghuan.scoring.columns import Indicator
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


def _counted(title: str, grades: Sequence[str]) -> list[Column]:
    named = enumerate(map(grade_word, grades))
    return [Column(f"g{at}", title % {"g": grade}, kind="number", digits=0, width=10) for at, grade in named]


def counts(run: Run, tracks: Iterable[TrackCount], ladder: Sequence[str]) -> Table:
    """How many enterprises of each track have which grade."""
    grades = [*ladder, ""]
    columns = [
        Column("track", _("类别"), width=18),
        *_counted(_("%(g)s（家）"), grades),
        *(Column(f"s{at}", _("%(g)s占比") % {"g": grade}, kind="percent", digits=1) for at, grade in enumerate(ladder)),
        Column("total", _("合计（家）"), kind="number", digits=0),
    ]
    rows = []
    for track in tracks:
        row: dict[str, Any] = {"track": track.track or _("不在评价范围"), "total": track.total}
        if track.track:
            row |= {f"g{at}": track.grades.get(grade, 0) for at, grade in enumerate(grades)}
            row |= {f"s{at}": track.grades.get(grade, 0) / track.total for at, grade in enumerate(ladder)}
        rows.append(row)
    return Table(_("%(c)s%(y)d年度各档次家数") % _of(run), columns, rows, note(run))


def spread(run: Run, width: Decimal, found: Iterable[tuple[str, str, int, int]]) -> Table:
    """Scores in equal steps by track and grade."""
    columns = [
        Column("track", _("类别"), width=18),
        Column("low", _("得分自（含）"), kind="number", digits=1),
        Column("high", _("至（不含）"), kind="number", digits=1),
        Column("grade", _("档次"), width=10),
        Column("n", _("家数"), kind="number", digits=0),
    ]
    rows = [
        {"track": track, "low": float(at * width), "high": float((at + 1) * width), "grade": grade_word(grade), "n": n}
        for track, grade, at, n in sorted(found, key=lambda row: (row[0], row[2], row[1]))
    ]
    return Table(_("%(c)s%(y)d年度得分分布") % _of(run), columns, rows, note(run))


def moved(run: Run, then: int, flows: Iterable[tuple[str | None, str, int]]) -> Table:
    """From which grade of an earlier final list to which of this."""
    columns = [
        Column("before", _("%(y)d 年度档次") % {"y": then}, width=20),
        Column("after", _("%(y)d 年度档次") % {"y": run.year}, width=20),
        Column("n", _("家数"), kind="number", digits=0),
    ]
    merged: dict[tuple[str, str], int] = {}
    for before, after, n in flows:
        merged[before or "", after] = merged.get((before or "", after), 0) + n
    rows = [
        {"before": before or _("未参评或未定档"), "after": grade_word(after), "n": n}
        for (before, after), n in sorted(merged.items(), key=lambda item: [grade or "~" for grade in item[0]])
    ]
    return Table(_("%(c)s%(y)d年度档次流向") % _of(run), columns, rows, note(run))


def towns(run: Run, tiles: Iterable[TownTile], ladder: Sequence[str]) -> Table:
    """Each town's average score and how many of its enterprises have which grade."""
    grades = [*ladder, ""]
    columns = [
        Column("town", _("镇街"), width=18),
        Column("average", _("平均得分"), kind="number"),
        *_counted(_("%(g)s（家）"), grades),
        Column("total", _("合计（家）"), kind="number", digits=0),
    ]
    rows = [
        {
            "town": tile.town or _("未注明镇街"),
            "average": tile.average,
            "total": tile.total,
            **{f"g{at}": tile.grades.get(grade, 0) for at, grade in enumerate(grades)},
        }
        for tile in tiles
    ]
    return Table(_("%(c)s%(y)d年度各镇街评价结果") % _of(run), columns, rows, note(run))


def value_column(made: Indicator) -> Column:
    """The column of an indicator; a share of something is shown as per cent."""
    if made.is_share:
        return Column(made.key, made.title, kind="percent", digits=2)
    return Column(made.key, made.title, made.unit, "number", 4 if "electricity" in made.key else 2)


def area_name(by: str, area: str) -> str:
    """An area as people call it: an industry by its name."""
    return division_name(area) if by.startswith("industry") else area


def areas(
    run: Run,
    by: tuple[str, str],
    track: str,
    found: Sequence[AreaRank],
    indicators: Sequence[Indicator],
    grades: Mapping[str, Mapping[str, int]],
    ladder: Sequence[str],
) -> Table:
    """Industries, parks or towns ranked; 100 is the average of the county.

    Args:
        run: whose list.
        by: (column, its name).
        track: whose enterprises count.
        found: the ranking.
        indicators: the track's.
        grades: area → grade → how many enterprises.
        ladder: the track's grades, best first.
    """
    columns = [
        Column("rank", _("名次"), kind="number", digits=0, width=8),
        Column("area", by[1], width=28),
        Column("enterprises", _("企业数"), kind="number", digits=0, width=10),
        Column("score", _("综合得分"), kind="number"),
        *_counted(_("%(g)s 档"), ladder),
        *map(value_column, indicators),
    ]
    rows = [
        {
            "rank": area.rank,
            "area": area_name(by[0], area.area),
            "enterprises": area.enterprises,
            "score": area.score,
            **{f"g{at}": grades.get(area.area, {}).get(grade, 0) for at, grade in enumerate(ladder)},
            **area.values,
        }
        for area in found
    ]
    title = _("%(c)s%(y)d年度%(l)s亩均效益排名（%(t)s）") % _of(run, l=by[1], t=track)
    return Table(title, columns, rows, note(run))


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """A name that a workbook takes for a sheet, another than those taken."""
    base = re.sub(r"[\[\]:*?/\\']", "·", text)[:27]
    names = {name.lower() for name in taken}
    return next(n for at in range(1, 1000) if (n := base if at == 1 else f"{base}_{at}").lower() not in names)
