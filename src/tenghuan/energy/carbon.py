"""The carbon account of an enterprise, its level and its grade among its industry (methodology §4.1)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tenghuan.energy.factors import carriers
from tenghuan.pace.numbers import HUNDRED, ZERO, divide

LEVELS = ("低碳", "中碳", "高碳")


@dataclass(frozen=True)
class Account:
    """A year's carbon dioxide in tonnes; ``missing``: carriers of which no factor is known, the sum is then unknown.

    ``deducted`` is at or below zero.
    """

    fuel: Decimal = ZERO
    power: Decimal = ZERO
    heat: Decimal = ZERO
    deducted: Decimal = ZERO
    missing: tuple[str, ...] = ()

    @property
    def gross(self) -> Decimal | None:
        """Before anything is taken off; None where a factor is missing."""
        return None if self.missing else self.fuel + self.power + self.heat

    @property
    def net(self) -> Decimal | None:
        """What counts; None where a factor is missing."""
        return None if self.gross is None else self.gross + self.deducted

    @property
    def neutral(self) -> Decimal | None:
        """What was taken off in per cent of the whole (碳中和率), None where there is nothing."""
        found = divide(-self.deducted, self.gross) if self.gross else None
        return None if found is None else found * HUNDRED


def account(carbon: Mapping[str, Decimal | None]) -> Account:
    """Return the account of carriers' carbon (t), as :func:`~tenghuan.energy.converting.converted` gives it."""
    parts = {"fuel": ZERO, "power": ZERO, "heat": ZERO, "deduction": ZERO}
    for key, amount in carbon.items():
        parts[carriers()[key].kind] += amount or ZERO
    missing = tuple(carriers()[key].name for key, amount in carbon.items() if amount is None)
    return Account(parts["fuel"], parts["power"], parts["heat"], parts["deduction"], missing)


def level(intensity: Decimal, bounds: Sequence[Decimal]) -> str:
    """Return 低碳, 中碳 or 高碳 of carbon per value added (t per 10⁴ CNY); edges belong to the lower one."""
    return LEVELS[bisect_left(bounds, intensity)]


def grade(ratio: Decimal, bounds: Sequence[Decimal]) -> int:
    """Return the grade (1 the best) of carbon per value added ÷ the industry's; edges belong to the better one."""
    return bisect_left(bounds, ratio) + 1


@dataclass(frozen=True)
class Verdict:
    """What an enterprise's carbon efficiency is; ``why`` says why there is none (不可评价)."""

    net: Decimal | None = None
    value_added: Decimal | None = None
    intensity: Decimal | None = None
    mean: Decimal | None = None
    ratio: Decimal | None = None
    level: str = ""
    grade: int | None = None
    why: str = ""


def judged(
    own: Account | None,
    value_added: Decimal | None,
    mean: Decimal | None,
    levels: Sequence[Decimal],
    grades: Sequence[Decimal],
) -> Verdict:
    """Return level and grade of an enterprise and year.

    Args:
        own: its carbon account, None where energy is not known whole.
        value_added: by the income approach, 10⁴ CNY.
        mean: carbon per value added of its industry.
        levels: upper bounds of 低碳 and 中碳 (t per 10⁴ CNY).
        grades: upper bounds of grades 1 to 4, in times of the mean.

    Value added at or below zero gives no grade; it is never taken for zero (§4.1).
    """
    net = own.net if own is not None else None
    known = Verdict(net, value_added)
    if own is None:
        return replace(known, why="全年能源数据不齐")
    if net is None:
        return replace(known, why="缺排放因子：" + "、".join(own.missing))
    if value_added is None:
        return replace(known, why="没有工业增加值")
    if value_added <= 0:
        return replace(known, why="工业增加值不大于 0")
    known = replace(known, intensity=net / value_added)
    if net < 0:
        return replace(known, why="核减量大于排放量")
    return _ranked(known, net / value_added, mean, levels, grades)


def _ranked(
    known: Verdict, intensity: Decimal, mean: Decimal | None, levels: Sequence[Decimal], grades: Sequence[Decimal]
) -> Verdict:
    known = replace(known, level=level(intensity, levels))
    if not mean or mean <= 0:
        return replace(known, why="没有同行业平均值")
    ratio = intensity / mean
    return replace(known, mean=mean, ratio=ratio, grade=grade(ratio, grades))


def mean_of(parts: Iterable[tuple[Decimal | None, Decimal | None]], least: int) -> Decimal | None:
    """Return an industry's carbon per value added: Σ carbon ÷ Σ value added of those that know both (t, 10⁴ CNY).

    Who has no value added above zero does not count; None where fewer than ``least`` count.
    """
    counted = [(net, made) for net, made in parts if net is not None and net >= 0 and made is not None and made > 0]
    if len(counted) < max(least, 1):
        return None
    return divide(sum((net for net, _ in counted), ZERO), sum((made for _, made in counted), ZERO))
