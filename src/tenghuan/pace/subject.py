"""What is assessed: an indicator with its targets, its readings by month, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from tenghuan.pace.numbers import ZERO, divide, percent, shown
from tenghuan.plan import default_periods
from tenghuan.plan.calibers import Caliber, Comparison, Direction
from tenghuan.plan.schema import Frequency, PeriodCalendar

FROM_ZERO = frozenset({Caliber.CUMULATIVE, Caliber.MERGED_COUNT})
ADDITIVE = FROM_ZERO | {Caliber.ANNUAL, Caliber.CUMULATIVE_WITH_BASE}
LEVELS = frozenset({Caliber.LEVEL, Caliber.SHARE, Caliber.STOCK})
RATES = frozenset({Caliber.CUMULATIVE_DROP_RATE, Caliber.AVERAGE_GROWTH})
LOOK_BACK = 12  # months before the one asked for that may hold a row of yellow lamps


class Month(NamedTuple):
    """A calendar month; compares in order of time."""

    year: int
    month: int

    def next(self) -> Month:
        """The month after."""
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    def back(self, months: int) -> Month:
        """So many months before."""
        index = self.year * 12 + self.month - 1 - months
        return Month(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"


Readings = Mapping[Month, Decimal]


class Mode(StrEnum):
    """What a month's reading of an additive quantity covers."""

    TO_DATE = "to_date"  # 累计数: from the caliber's start to the end of the month
    PERIODIC = "periodic"  # 本月数: what happened in this month only


class LampState(StrEnum):
    """A lamp, or why there is none."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"
    DONE = "done"
    NOT_DUE = "not_due"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Target:
    """One cell of the plan: by the end of ``year`` (None: every year) the value in its own caliber.

    ``share``: the second of two conditions, in per cent of the total.
    """

    year: int | None
    value: Decimal | None
    caliber: Caliber
    comparison: Comparison = Comparison.EQ
    upper: Decimal | None = None
    share: Decimal | None = None


@dataclass(frozen=True)
class Past:
    """A figure of a whole year before the first reading, in its own caliber."""

    year: int
    value: Decimal
    caliber: Caliber


@dataclass(frozen=True)
class Subject:
    """An indicator as the plan states it. ``first_year``: the first year whose amounts count.

    ``wholes``: the totals (分母) of the months that were reported in two parts; such a month's reading is the part.
    """

    caliber: Caliber
    targets: tuple[Target, ...]
    first_year: int
    frequency: Frequency = Frequency.MONTHLY
    direction: Direction = Direction.HIGHER
    unit: str = ""
    base_year: int | None = None
    base: Decimal | None = None
    past: tuple[Past, ...] = ()
    curve: tuple[Decimal, ...] | None = None
    mode: Mode = Mode.TO_DATE
    periods: PeriodCalendar = field(default_factory=default_periods)
    wholes: Mapping[Month, Decimal] = field(default_factory=dict)

    @cached_property
    def dated(self) -> tuple[Target, ...]:
        """The targets with a year, in order."""
        return tuple(sorted((t for t in self.targets if t.year is not None), key=lambda t: t.year or 0))

    def target_for(self, year: int) -> Target | None:
        """The target that counts in ``year``: of this year, of every year, or else the next one to come.

        Of two of one year, the one in the indicator's own caliber.
        """
        of_year = [t for t in self.dated if t.year == year]
        every = [t for t in self.targets if t.year is None]
        coming = [t for t in self.dated if t.year is not None and t.year > year]
        found = of_year or every or [t for t in coming if t.year == coming[0].year]
        return min(found, key=lambda t: t.caliber is not self.caliber, default=None)

    def due(self, month: int) -> bool:
        """Whether a value falls due for this month of the year."""
        return month in self.periods.of(self.frequency).due

    def lit(self, month: int) -> bool:
        """Whether this month of the year shows a lamp (January with February does not, §14.1)."""
        return month not in self.periods.of(self.frequency).unlit


@dataclass(frozen=True)
class Step:
    """One line of the derivation; the numbers are put in only when somebody reads it.

    ``{name}`` shows a number, ``{name%}`` a fraction of one in per cent.
    """

    text: str
    figures: Mapping[str, Decimal | None] = field(default_factory=dict)

    def __str__(self) -> str:
        line = self.text
        for name, value in self.figures.items():
            line = line.replace(f"{{{name}%}}", percent(value)).replace(f"{{{name}}}", shown(value))
        return line


def step(text: str, **figures: Decimal | None) -> Step:
    """Return a line of the derivation with its numbers."""
    return Step(text, figures)


class Parts(NamedTuple):
    """The two numbers whose quotient is a rate: what is printed beside it."""

    over: Decimal
    under: Decimal
    word: str = ""  # 增量, 已用份额, …: which rate it is
    inverse: bool = False  # target ÷ actual: lower is better

    @property
    def rate(self) -> Decimal:
        """The quotient; ``under`` is never zero."""
        return divide(self.over, self.under) or ZERO


@dataclass(frozen=True)
class Progress:
    """How much of a target is done.

    ``actual`` is in the target's caliber; ``rate`` is r, which the lamp uses, None where a quotient means nothing
    (a target of zero, a ceiling, negative growth): then only ``met`` is told. ``parts`` are the numbers behind r;
    ``total`` those with the base counted in (CUM_WITH_BASE); ``advance`` is (actual − base) ÷ (target − base) of a
    level; ``needed`` says what the rest of the time has to bring.
    """

    actual: Decimal
    rate: Decimal | None
    parts: Parts | None = None
    total: Parts | None = None
    advance: Decimal | None = None
    needed: Decimal | None = None
    met: bool = False
    broken: bool = False  # a bound is crossed that no later month can mend
    lagging: bool = False  # a second condition is not met yet: never green
    ceiling: bool = False  # rate is the share of an allowance that is used up: less is better
    steps: tuple[Step, ...] = ()

    @property
    def total_rate(self) -> Decimal | None:
        """The rate with the base counted in."""
        return self.total.rate if self.total else None


@dataclass(frozen=True)
class Earlier:
    """The last value of a year before the one that is judged, in the caliber it was reported in."""

    at: Month
    value: Decimal
    caliber: Caliber


@dataclass(frozen=True)
class Assessment:
    """One month of one indicator or task: progress, schedule, lamp, and how they came about.

    Target, progress and schedule are always of one year and one caliber. Where that year has no value yet,
    ``earlier`` holds the last one of the years before; it is shown as such and never measured against the target.
    """

    at: Month
    lamp: LampState
    target: Target | None = None
    progress: Progress | None = None
    expected: Decimal | None = None  # p: the share of the target due by now
    measure: Decimal | None = None  # r − p or r ÷ p, by the method; higher is better
    forecast: Decimal | None = None
    escalated: bool = False
    steps: tuple[Step, ...] = ()
    earlier: Earlier | None = None

    @property
    def actual(self) -> Decimal | None:
        """The value in the target's caliber (where there is none yet, the earlier one), None without data."""
        if self.progress is not None:
            return self.progress.actual
        return self.earlier.value if self.earlier else None

    @property
    def rate(self) -> Decimal | None:
        """The completion rate r, None without data or where a quotient means nothing."""
        return self.progress.rate if self.progress else None

    @property
    def due_parts(self) -> Parts | None:
        """The numbers behind p, over the same denominator as those behind r (the same target, if r is inverse)."""
        parts = self.progress.parts if self.progress else None
        if parts is None or self.expected is None:
            return None
        if not parts.inverse:
            return parts._replace(over=self.expected * parts.under)
        path = divide(parts.over, self.expected)
        return None if path is None else parts._replace(under=path)

    def explanation(self) -> list[str]:
        """The derivation in Chinese, a line a step (怎么算出来的)."""
        return [str(line) for line in self.steps]
