"""Which enterprise falls under which policy: from final grades, consecutive years, and rules in force on a day.

An item is computed, never stored: the same final lists and rules give the same items. An enterprise with an open
objection is held back. Rules of one policy that meet in one enterprise follow the rule's ``overlap``: the highest
holds, or they add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tenghuan.apps.evaluation.models import LOCAL_NOTE, UNDECIDED, Graded, Objection, Overlap, PolicyRule, Run
from tenghuan.apps.evaluation.states import RunState


class Standing(TextChoices):
    """Where an item stands on a day: held back by an open objection, else as its period says."""

    HELD = "held", _l("暂缓")
    FORECAST = "forecast", _l("未审定（仅供测算）")
    LATER = "later", _l("未开始")
    RUNNING = "running", _l("执行中")
    OVER = "over", _l("已到期")


@dataclass(frozen=True)
class Due:
    """One enterprise under one policy: what is done to it, why, since how many years, and whether it is held back.

    It acts from ``first`` to ``last`` (both days counted, no ``last``: until further notice).
    """

    graded: Graded
    policy: str
    bureau: str
    value: Decimal
    unit: str
    operation: str
    years: int
    basis: str
    first: date
    last: date | None
    held: bool
    final: bool
    note: str

    @property
    def period(self) -> str:
        """From when to when, in words."""
        return f"{self.first.isoformat()}—{self.last.isoformat() if self.last else _('长期')}"

    def over(self, on: date) -> bool:
        """Whether the period lies behind a day."""
        return self.last is not None and on > self.last

    def standing(self, on: date) -> Standing:
        """Where the item stands on a day."""
        if self.held:
            return Standing.HELD
        if not self.final:
            return Standing.FORECAST
        if on < self.first:
            return Standing.LATER
        return Standing.OVER if self.over(on) else Standing.RUNNING

    def status(self, on: date) -> str:
        """Where the item stands, in words."""
        if not self.held:
            return str(self.standing(on).label)
        return _("暂缓（异议未办结，执行期已过）") if self.over(on) else _("暂缓（异议办理中）")


def consecutive(history: Sequence[tuple[int, str]], year: int, grade: str) -> int:
    """Return for how many years up to ``year``, without a gap, the grade has been ``grade`` ((year, grade) pairs)."""
    by_year = dict(history)
    count = 0
    while by_year.get(year - count) == grade:
        count += 1
    return count


def applicable(rules: Iterable[PolicyRule], grade: str, years: int) -> list[PolicyRule]:
    """Return the rules that count for a grade held ``years`` years, overlaps settled, by policy.

    Of one policy and bureau, only the rules of the longest reached run of years count (连续 3 年 replaces 首年);
    of those, all that add up, or the one with the highest value.
    """
    by_policy: dict[tuple[str, str], list[PolicyRule]] = defaultdict(list)
    for rule in rules:
        if rule.grade == grade and rule.consecutive_years <= years:
            by_policy[rule.policy, rule.bureau].append(rule)
    found = []
    for same in by_policy.values():
        longest = max(rule.consecutive_years for rule in same)
        reached = [rule for rule in same if rule.consecutive_years == longest]
        adding = [rule for rule in reached if rule.overlap == Overlap.SUM]
        others = [rule for rule in reached if rule.overlap != Overlap.SUM]
        found += adding
        if others:
            found.append(max(others, key=lambda rule: rule.value))
    return found


def covers(rule: PolicyRule, industry: str, town: str) -> bool:
    """Tell whether a rule's scope (industry divisions, towns) holds an enterprise; an empty scope holds everyone."""
    towns = [name for name in rule.towns.replace(",", "、").replace("，", "、").split("、") if name.strip()]
    if towns and town not in (name.strip() for name in towns):
        return False
    return not rule.industries.strip() or industry[:2] in divisions(rule.industries)


def divisions(text: str) -> frozenset[str]:
    """Return the industry divisions that "13-43,44" names; ValueError for anything else."""
    found: set[str] = set()
    for part in text.replace("，", ",").replace("、", ",").replace("—", "-").split(","):
        first, _dash, last = (end.strip() for end in part.partition("-"))
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= 97:
            raise ValueError(text)
        found.update(f"{number:02d}" for number in range(low, high + 1))
    return frozenset(found)


def in_force(county_id: int, on: date) -> list[PolicyRule]:
    """Return the county's rules in force on a day."""
    open_end = Q(effective_until=None) | Q(effective_until__gte=on)
    in_use = Q(retired_on=None) | Q(retired_on__gt=on)
    return list(PolicyRule.objects.filter(open_end, in_use, county_id=county_id, effective_from__lte=on))


def due(run: Run, on: date, only: Graded | None = None) -> list[Due]:
    """Return every policy item that the list of ``run`` brings on a day, in the list's order.

    Args:
        run: whose grades; one that is not final is a forecast and counts as this year's.
        on: which rules are in force.
        only: one line of the list, with its enterprise; its items alone.
    """
    acting = ((rule, period(rule, run.year)) for rule in in_force(run.county_id, on))
    periods = {rule: acts for rule, acts in acting if acts is not None}
    if not periods:
        return []
    rules = list(periods)
    grades = {rule.grade for rule in rules}
    lines = _lines(run, grades, only)
    if not lines:
        return []
    earlier = Graded.objects.filter(run__county_id=run.county_id, run__state=RunState.FINAL, run__year__lt=run.year)
    if only is not None:
        earlier = earlier.filter(enterprise=only.enterprise_id)
    history: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for enterprise, year, grade in earlier.filter(grade__in=grades).values_list("enterprise_id", "run__year", "grade"):
        history[enterprise].append((year, grade))
    open_ones = Objection.objects.filter(UNDECIDED, county_id=run.county_id)
    if only is not None:
        open_ones = open_ones.filter(graded__enterprise=only.enterprise_id)
    held = set(open_ones.values_list("graded__enterprise_id", flat=True))
    items: list[Due] = []
    for graded in lines:
        years = consecutive([*history[graded.enterprise_id], (run.year, graded.grade)], run.year, graded.grade)
        covered = [rule for rule in rules if covers(rule, graded.industry, graded.town_name)]
        back = graded.enterprise_id in held
        found = applicable(covered, graded.grade, years)
        items.extend(_item(run, graded, rule, years, periods[rule], back) for rule in found)
    return items


def _lines(run: Run, grades: Collection[str], only: Graded | None) -> list[Graded]:
    if only is not None:
        return [only] if only.grade in grades else []
    return list(run.graded.filter(grade__in=grades).select_related("enterprise"))


def period(rule: PolicyRule, year: int) -> tuple[date, date | None] | None:
    """Return from when to when a rule acts on the grades of ``year``: its yearly cycle within its own dates.

    A cycle of 07-01 runs from 1 July of the year after the evaluated one (when the list is decided) for one year.
    None: the rule begins after that year is over, or ended before it; the grades of another year are what it acts on.
    """
    first, last = rule.effective_from, rule.effective_until
    if rule.cycle:
        month, day = (int(part) for part in rule.cycle.split("-"))
        first = max(first, date(year + 1, month, day))
        end = date(year + 2, month, day) - timedelta(days=1)
        last = min(last, end) if last else end
    return (first, last) if last is None or first <= last else None


def _item(run: Run, graded: Graded, rule: PolicyRule, years: int, acts: tuple[date, date | None], held: bool) -> Due:
    first, last = acts
    return Due(
        graded=graded,
        policy=rule.policy,
        bureau=rule.bureau,
        value=rule.value,
        unit=rule.unit,
        operation=rule.get_operation_display(),
        years=years,
        basis=rule.basis,
        first=first,
        last=last,
        held=held,
        final=run.state == RunState.FINAL,
        note="" if rule.verified else LOCAL_NOTE,
    )
