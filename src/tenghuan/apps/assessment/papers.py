"""The printed results table (考核结果表, methodology2 §18): every formula with its numbers put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.assessment import counting, ranking, tables
from tenghuan.apps.assessment.models import Race, RaceState, Result
from tenghuan.apps.kit.printing import Print
from tenghuan.publishing.papers import Form, Grid, Heading, Paper, Paragraph, Signatures
from tenghuan.publishing.papers.blocks import Block

TITLE = gettext_lazy("考核结果表")


def _head(race: Race) -> Form:
    return Form([
        (_("考核编号"), race.number), (_("年度"), str(race.year)), (_("考核对象"), race.get_kind_display()),
        (_("数据截至"), f"{race.until:%Y-%m-%d}"), (_("考核办法"), str(race.scheme)), (_("依据"), race.scheme.source),
        (_("会议纪要号"), race.minutes), (_("公布日"), f"{race.published_on:%Y-%m-%d}" if race.published_on else ""),
    ])  # fmt: skip


def _adjusted(lines: Sequence[Any]) -> list[tuple[str, str, str, str]]:
    """Return who got bonus or deduction for which item, how much, and on what basis."""
    return [
        (line.object, part["item"], _signed(part), part["basis"])
        for line in lines
        for part in line.points
        if part["bonus"] or part["deduction"]
    ]


def _signed(part: dict[str, Any]) -> str:
    plus = [f"+{part['bonus']}"] if part["bonus"] else []
    return "　".join([*plus, *([f"−{part['deduction']}"] if part["deduction"] else [])])


def _foot(race: Race) -> str:
    digest = _("结果摘要（SM3）%(d)s") % {"d": race.digest[:16]}
    return "　".join(filter(None, (race.number, digest, _("示例数据") if race.sample else "")))


def sheet(account: Any, race: Race) -> Paper:
    """Return the results of a run that an account may see, with the basis of every bonus and deduction."""
    lines = list(ranking.seen_by(account, race, race.results.all()))
    rows = [(one.object, one.formula, counting.plain(one.score), _remark(one)) for one in lines]
    ranks = [(str(one.rank), one.object, one.group, counting.plain(one.score)) for one in lines]
    blocks: list[Block] = [
        _head(race),
        Grid((_("被考核单位"), _("指标完成情况（逐项代入式）"), _("得分"), _("备注")), rows, (2, 8, 1.2, 2)),
        Heading(_("名次")),
        Grid((_("名次"), _("被考核单位"), _("分组"), _("得分")), ranks, (1, 4, 2, 2)),
        *_basis(lines),
        *_notes(race),
        Signatures((_("考核组"), _("专班办公室"))),
    ]
    return Paper(tables.title_of(race), blocks, foot=_foot(race), landscape=True)


def own_sheet(account: Any, result: Result) -> Paper:
    """Return one object's own results table."""
    race = result.race
    rows = [
        (part["item"], part["target"], part["actual"], part["formula"], part["points"], part["basis"] or part["drawn"])
        for part in result.points
    ]
    headings = (_("项目"), _("目标"), _("实际"), _("代入式"), _("得分"), _("依据"))
    ending = Form([
        (_("加分"), counting.plain(result.bonus)), (_("减分"), counting.plain(result.deduction)),
        (_("得分"), counting.plain(result.score)), (_("名次"), str(result.rank)),
    ])  # fmt: skip
    blocks: list[Block] = [
        _head(race), Grid(headings, rows, (3, 1.2, 1.2, 6, 1, 3)), ending, *_basis([result]), *_notes(race),
        Signatures((_("被考核单位"), _("专班办公室"))),
    ]  # fmt: skip
    return Paper(f"{result.object}{TITLE}", blocks, subtitle=str(race), foot=_foot(race), landscape=True)


def _remark(line: Any) -> str:
    words = [_("第 %(r)d 名") % {"r": line.rank}]
    words += [line.group] if line.group else []
    words += [_("加分 %(n)s") % {"n": counting.plain(line.bonus)}] if line.bonus else []
    words += [_("减分 %(n)s") % {"n": counting.plain(line.deduction)}] if line.deduction else []
    return "，".join(words)


def _basis(lines: Sequence[Any]) -> list[Block]:
    rows = _adjusted(lines)
    if not rows:
        return []
    return [
        Heading(_("加减分依据")),
        Grid((_("被考核单位"), _("项目"), _("加减分"), _("依据")), rows, (3, 3, 1.5, 5)),
    ]


def _notes(race: Race) -> list[Block]:
    note = counting.scheme_of(race.scheme_text).note
    return [Paragraph(note)] if note else []


def _computed(thing: Any) -> bool:
    race: Race = thing.race if isinstance(thing, Result) else thing
    return race.state not in (RaceState.FROZEN, RaceState.ABANDONED)


RACE_PAPERS = (Print("results", TITLE, sheet, _computed),)
RESULT_PAPERS = (Print("results", TITLE, own_sheet, _computed),)
