"""Why an enterprise stands on a list, in Chinese words for a page: rule, value, threshold, source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tenghuan.scoring.bulk import identifier, quoted
from tenghuan.scoring.duck import Duck
from tenghuan.screening.exact import NOTHING, UNKNOWN
from tenghuan.screening.formula import Check, FromTable, MeanTimes, checks
from tenghuan.screening.judging import limit_words
from tenghuan.screening.keys import is_measured, kind_of, title, unit
from tenghuan.screening.looking import measured_keys
from tenghuan.screening.rules import Condition, ListRule, Rules

WORDS = {
    "below": "低于", "above": "高于", "min": "不低于", "max": "不高于", "after": "晚于", "before": "早于", "in": "属于",
}  # fmt: skip
HOLDS = {True: "成立", False: "不成立", None: "不可判"}


@dataclass(frozen=True)
class Line:
    """One condition: what is measured, its value, the comparison, the limit, where the limit comes from, what came out.

    ``value`` and ``limit`` are text as shown, with the unit; ``holds`` is None where it cannot be decided.
    """

    what: str
    value: str
    comparison: str
    limit: str
    source: str
    holds: bool | None

    def __str__(self) -> str:
        source = f"（依据：{self.source}）" if self.source else ""
        return f"{self.what} {self.value}，{self.comparison} {self.limit}：{HOLDS[self.holds]}{source}"


@dataclass(frozen=True)
class Catch:
    """An enterprise on a list, or one that the list cannot judge: the row of OUT and its conditions in words."""

    uscc: str
    name: str | None
    town: str | None
    list: str
    verdict: str
    reason: str | None
    source: str
    lines: tuple[Line, ...]

    def text(self) -> str:
        """All of it, a line a condition."""
        head = f"{self.uscc} {self.name or ''}".rstrip() + f"：{self.list} {self.verdict}"
        reason = [f"理由：{self.reason}"] if self.reason else []
        source = [f"规则依据：{self.source}"] if self.source else []
        return "\n".join([head, *(f"· {line}" for line in self.lines), *reason, *source])


def catches(duck: Duck, rules: Rules, codes: Collection[str] | None) -> tuple[Catch, ...]:
    """The rows of ``found``, which is kept, in words; of some enterprises or (None) of all."""
    if codes is not None and not codes:
        return ()
    only = "" if codes is None else f"WHERE judged.uscc IN ({', '.join(quoted(code) for code in sorted(codes))})"
    made = [f"{part}_{at}" for at in range(len(rules.lists)) for part in ("verdict", "reason")]
    made += [f"text_{key}" for key in measured_keys(rules)]
    asked = ", ".join(f"found.{identifier(name)}" for name in made)
    sql = f"SELECT judged.*, {asked} FROM judged JOIN found USING (row) {only} ORDER BY row"  # noqa: S608  names are ours
    rows = duck.rows(sql).to_pylist()
    return tuple(
        _catch(rules, rule, row, row[f"verdict_{at}"], row[f"reason_{at}"])
        for row in rows
        for at, rule in enumerate(rules.lists)
        if row[f"verdict_{at}"] is not None
    )


def _catch(rules: Rules, rule: ListRule, row: dict[str, Any], verdict: str, reason: str | None) -> Catch:
    sources = dict(_sources(rule))
    lines = tuple(_line(rules, check, row, sources.get(check, "")) for check in dict.fromkeys(checks(rule.formula)))
    return Catch(row["uscc"], row["name"], row["town"], rule.name, verdict, reason, rule.source or "", lines)


def _sources(rule: ListRule) -> list[tuple[Check, str]]:
    """The checks of a list with the source of the condition that each was written in."""
    found: list[tuple[Check, str]] = []

    def walk(conditions: tuple[Condition, ...], above: str) -> None:
        for condition in conditions:
            source = condition.source or above
            walk(condition.any or condition.all or (), source)
            if condition.key is not None:
                found.extend((check, source) for check in checks(condition.formula))

    walk(rule.any or rule.all or (), "")
    return found


def _line(rules: Rules, check: Check, row: dict[str, Any], source: str) -> Line:
    number = rules.checks.index(check)
    value = _value(check.key, row)
    measure = unit(check.key) if is_measured(check.key) else ""
    comparison = WORDS[check.op]
    limit = limit_words(check) if not isinstance(check.limit, FromTable | MeanTimes) else ""
    if isinstance(check.limit, FromTable):
        place = row[f"at_{check.key}"]
        limit, source = row[f"shown_{check.key}"], _of_table(rules, place) or source
    elif isinstance(check.limit, MeanTimes):
        limit = row[f"shown_{number}"]
        group = f"同一{title(check.limit.group)}" if check.limit.group else "全部"
        comparison = f"低于{group}平均的 {check.limit.factor} 倍"
    elif isinstance(check.limit, tuple):
        limit = limit[1:-1].replace(", ", "、")
    years = f"连续 {check.years} 年" if check.years > 1 else ""
    shown = (text if text == UNKNOWN or not measure else f"{text} {measure}" for text in (value, limit))
    return Line(title(check.key), next(shown), years + comparison, next(shown), source, row[f"says_{number}"])


def _value(key: str, row: dict[str, Any]) -> str:
    if is_measured(key):
        return str(row[f"text_{key}"])
    value = row[key]
    if value is None or value == "":
        return UNKNOWN if value is None else NOTHING
    return ("是" if value else "否") if kind_of(key) == "boolean" else str(value)


def _of_table(rules: Rules, place: int | None) -> str:
    """Which row of the table the limit is, and its source."""
    if place is None:
        return "阈值表没有适用的行"
    row = rules.thresholds[place]
    scope = "、".join([row.town or "任何镇街", f"行业 {row.industry}" if row.industry else "任何行业"])
    return f"阈值表（{scope}）{row.source or ''}"
