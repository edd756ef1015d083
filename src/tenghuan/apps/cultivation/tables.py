"""Columns and rows that the pages of cultivation share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.cultivation.models import Title
from tenghuan.laddering import FACTS, Answer, Gap, Verdict
from tenghuan.laddering.judging import plain
from tenghuan.publishing.tables import Column

WORDS = {Answer.MET: "达标", Answer.MISSED: "未达", Answer.UNKNOWN: "未知"}


def title_columns() -> Sequence[Column]:
    """Return the columns of an enterprise's titles."""
    return (
        Column("kind", _("称号"), link=_address),
        Column("level", _("级别")),
        Column("name", _("产品或机构名称")),
        Column("state", _("状态")),
        Column("number", _("证书编号")),
        Column("recognised_on", _("认定日期"), kind="date"),
        Column("valid_until", _("有效期止"), kind="date"),
    )


def _address(title: Title) -> str:
    return reverse("titles:detail", args=(title.pk,))


def gap_rows(verdict: Verdict) -> list[dict[str, Any]]:
    """Return one row for each condition of an enterprise's verdict, requirement by requirement."""
    return [
        {
            "item": held.item.words or gap.words,
            "words": gap.words,
            "has": value_of(gap),
            "lacks": lack_of(gap),
            "answer": WORDS[gap.answer],
            "whole": WORDS[held.answer],
        }
        for held in verdict.held
        for gap in held.gaps
    ]


def gap_columns() -> Sequence[Column]:
    """Return the columns of a gap list."""
    return (
        Column("item", _("要求"), width=28),
        Column("words", _("门槛"), width=28),
        Column("has", _("现有")),
        Column("lacks", _("差额")),
        Column("answer", _("是否达标")),
        Column("whole", _("本项结论")),
    )


def value_of(gap: Gap) -> str:
    """Return what the enterprise has, in words; 未知 where nobody knows."""
    if gap.has is None:
        return _("未知")
    fact = FACTS[gap.condition.fact]
    if fact.truth:
        return _("是") if gap.has else _("否")
    return f"{plain(gap.has)} {fact.unit}".strip()


def lack_of(gap: Gap) -> str:
    """Return how much is missing (or too much), in words; "" where nothing is, or where nobody knows."""
    if not gap.lacks or FACTS[gap.condition.fact].truth:
        return ""
    fact, over = FACTS[gap.condition.fact], gap.condition.op in ("le", "lt")
    words = _("超 %(n)s %(u)s") if over else _("差 %(n)s %(u)s")
    return (words % {"n": plain(gap.lacks), "u": fact.unit}).strip()


def in_words(verdict: Verdict) -> str:
    """Return what is missing in one line: 研发费用占营业收入 ≥ 4 %（差 0.5 %）."""
    found = []
    for held in verdict.held:
        if held.answer is Answer.MISSED:
            missed = [gap for gap in held.gaps if gap.answer is Answer.MISSED]
            found += [f"{gap.words}（{lack}）" if (lack := lack_of(gap)) else gap.words for gap in missed]
    return "；".join(found)


def unknown_words(verdict: Verdict) -> str:
    """Return the facts that are not known, in one line."""
    found = [gap.condition for held in verdict.held if held.answer is Answer.UNKNOWN for gap in held.gaps]
    names = [FACTS[one.fact].label for one in found]
    return "、".join(dict.fromkeys(names))
