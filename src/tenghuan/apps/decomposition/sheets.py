"""The breakdown as a table: one row a receiver, a column a year, sums below; for the grid, panels, papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.decomposition import goals
from tenghuan.apps.decomposition.breaking import plain
from tenghuan.apps.decomposition.models import Decomposition, Portion
from tenghuan.apps.decomposition.rules import goal_now, in_words
from tenghuan.apps.decomposition.stands import NOTHING, Stand, of
from tenghuan.pace.breakdown import Fault, Goal, Part, faults, together

WEIGHT, BASE = "weight", "base"


@dataclass(frozen=True)
class Head:
    """A column of numbers: its key, its words, whether it is typed, what all must come to, whether the plan says so."""

    key: str
    label: str
    asked: Decimal | None = None
    stated: bool = False
    note: str = ""

    @property
    def bare(self) -> str:
        """What is asked, as a script reads it."""
        return "" if self.asked is None else plain(self.asked)


@dataclass
class Line:
    """A receiver's row: its cells as texts by key (as typed where they could not be read), and what is wrong."""

    portion: Portion
    cells: list[tuple[Head, str]]
    total: Decimal | None
    stand: Stand = NOTHING
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """All of it; ``sums``: by head what the receivers come to, ``left``: what is above (or below) the target."""

    goal: Goal
    heads: list[Head]
    lines: list[Line]
    sums: list[tuple[Head, Decimal | None]]
    total: Decimal | None
    faults: list[str]
    months: list[tuple[int, str, Decimal]]
    year: int | None
    word: str

    @property
    def bare(self) -> str:
        """What base and all years must come to, as a script reads it."""
        return "" if self.goal.total is None else plain(self.goal.total)


def heads_of(goal: Goal, rule: str) -> list[Head]:
    """Return the columns of numbers: the weight, the base where there is one, the years."""
    found = [Head(WEIGHT, goals.weight_word(rule))]
    if goal.base is not None:
        found.append(Head(BASE, _("基数"), goal.base, stated=True))
    for column in goal.columns:
        label = _("%(y)s年") % {"y": column.year} if column.year else _("每年")
        note = "" if column.stated else _("方案未分年，按剩余年份均分")
        found.append(Head(column.key, label, column.amount, column.stated, note))
    return found


def sheet(
    decomposition: Decomposition,
    portions: Sequence[Portion],
    typed: Mapping[int, Mapping[str, str]] | None = None,
    wrong: Mapping[int, Mapping[str, str]] | None = None,
    alone: bool = False,
) -> Sheet:
    """Return the table of these portions.

    Args:
        typed: portion → column → what was typed but not kept yet.
        wrong: portion → column → why that cannot be taken.
        alone: the account sees only some of the portions: nothing is said of all together.
    """
    asked, shown, bad = goal_now(decomposition), typed or {}, wrong or {}
    heads, stands = heads_of(asked, decomposition.rule), of(decomposition, portions)
    lines = [
        Line(
            one,
            [(head, shown.get(one.pk, {}).get(head.key, _cell(one.part, head.key))) for head in heads],
            one.part.total if asked.yearly else None,
            stands.get(one.pk, NOTHING),
            bad.get(one.pk, {}),
        )
        for one in portions
    ]
    parts = [one.part for one in portions]
    found: list[Fault] = [] if alone or wrong else faults(asked, parts)
    sums = [] if alone else [(head, _together(asked, parts, head.key)) for head in heads]
    total = together(asked, parts, "") if asked.yearly and not alone else None
    year, months = months_of(decomposition, asked)
    word = _("合计") if asked.adds else _("加权平均")
    return Sheet(asked, heads, lines, sums, total, [in_words(one, portions) for one in found], months, year, str(word))


def _cell(part: Part, key: str) -> str:
    value = part.weight if key == WEIGHT else part.base if key == BASE else part.amounts.get(key)
    return "" if value is None else plain(value)


def _together(goal: Goal, parts: Sequence[Part], key: str) -> Decimal | None:
    if key == WEIGHT:
        return sum((part.weight for part in parts), Decimal(0))
    if key == BASE:
        return sum((part.base or Decimal(0) for part in parts), Decimal(0))
    return together(goal, parts, key)


def months_of(decomposition: Decomposition, goal: Goal) -> tuple[int | None, list[tuple[int, str, Decimal]]]:
    """Return the year told month by month (this one, else the first), and (month, per cent typed, amount due)."""
    dated = [column for column in goal.columns if column.year]
    now = [column for column in dated if column.year == timezone.localdate().year] or dated
    curve = decomposition.curve or [Decimal(100 * month) / 12 for month in range(1, 13)]
    if not goal.yearly or not now:
        return None, []
    texts = [plain(Decimal(str(point))) for point in decomposition.curve] if decomposition.curve else [""] * 12
    due = [now[0].amount * Decimal(str(point)) / 100 for point in curve]
    return now[0].year, list(zip(range(1, 13), texts, due, strict=True))
