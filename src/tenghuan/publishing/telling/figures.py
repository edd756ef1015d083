"""The figures of a paper by name: what stands in braces in its text, and what the annex of sources lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tenghuan.errors import InputFault
from tenghuan.publishing.papers import PERCENT, Figure
from tenghuan.publishing.telling.facts import ON_PACE, Facts, Line

HERE = Path(__file__).parent
TO_FILL = "待填："
_MARK = re.compile(r"\{([^{}\n]{1,200})\}")
_DIGITS = re.compile(r"\d+(?:\.\d+)?%?")
_TOTAL, _CASES = "全部指标汇总", "整治案件台账"


@cache
def formats() -> dict[str, Any]:
    """Return how many digits each unit is shown with."""
    found: dict[str, Any] = yaml.safe_load((HERE / "formats.yaml").read_text(encoding="utf-8"))
    return found


@cache
def rules() -> dict[str, Any]:
    """Return how many are named in a text and the like."""
    found: dict[str, Any] = yaml.safe_load((HERE / "rules.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Told:
    """A figure with what it counts, its unit in words and where it comes from."""

    figure: Figure
    unit: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """As running text shows it."""
        return self.figure.shown


def amount(value: Decimal | int | None, unit: str, *, words: str = "—") -> Figure:
    """Return an amount with the digits of its unit; a unit that is not listed keeps the digits it came with."""
    told = formats()
    number = None if value is None else Decimal(value)
    digits = told["digits"].get(unit)
    if digits is None:
        exponent = number.normalize().as_tuple().exponent if number is not None else 0
        digits = min(max(-int(exponent), 0), told["most"]) if isinstance(exponent, int) else 0
    return Figure(number, digits, words=words)


def needed(line: Line) -> Figure:
    """Return what each month that is left must bring; of things that are counted a part of one is no nought."""
    found = amount(line.needed, line.unit)
    value = found.value
    if value is None or found.digits or value == value.to_integral_value():
        return found
    return Figure(value, formats()["share"])


def share(value: Decimal | None, *, words: str = "—") -> Figure:
    """Return a fraction of one as per cent."""
    return Figure(value, formats()["share"], PERCENT, words)


def points(value: Decimal | None) -> Figure:
    """Return the distance between two shares in percentage points, without a sign before it."""
    return Figure(None if value is None else abs(value) * 100, formats()["share"])


def compared(line: Line) -> Figure:
    """Return an indicator's change against the year before: per cent, of shares in percentage points."""
    if line.in_points:
        return Figure(None if line.yoy is None else line.yoy * 100, formats()["share"])
    return share(line.yoy)


def figures(facts: Facts) -> dict[str, Told]:
    """Return every figure that a text of these facts may name."""
    found = {**_totals(facts), **_clearing(facts)}
    for name, line in named_lines(facts).items():
        found |= _line(name, line)
    for town in facts.places:
        found |= {
            f"{town.name}.在册": Told(amount(town.listed, "件"), "件", _CASES),
            f"{town.name}.销号": Told(amount(town.closed, "件"), "件", _CASES),
            f"{town.name}.销号率": Told(share(town.share), "", _CASES),
            f"{town.name}.超期": Told(amount(town.late, "件"), "件", _CASES),
            f"{town.name}.腾地": Told(amount(town.land, "亩"), "亩", _CASES),
        }
    for office in facts.offices:
        found |= {
            f"{office.name}.牵头指标": Told(amount(office.judged, "项"), "项", _TOTAL),
            f"{office.name}.达序时": Told(amount(office.on_pace, "项"), "项", _TOTAL),
            f"{office.name}.达序时率": Told(share(office.share), "", _TOTAL),
        }
    for matter in facts.matters:
        found[f"{matter.number}.逾期天数"] = Told(amount(matter.over, "个"), "个工作日", "督办台账")
    return found


def named_lines(facts: Facts) -> dict[str, Line]:
    """Return the indicators by the name that texts call them; a title borne by several is numbered."""
    found: dict[str, Line] = {}
    for line in facts.lines:
        base = line.title.replace("\n", "")
        name, at = base, 2
        while name in found:
            name, at = f"{base}（{at}）", at + 1
        found[name] = line
    return found


def _totals(facts: Facts) -> dict[str, Told]:
    judged, on_pace = len(facts.judged), len(facts.lit(*ON_PACE))
    counts = {
        "指标总数": len(facts.lines), "亮灯指标": judged, "达序时": on_pace, "红灯": len(facts.lit("red")),
        "黄灯": len(facts.lit("yellow")), "蓝灯": len(facts.lit("blue")), "未报数": len(facts.lit("no_data")),
        "未到期": len(facts.lit("not_due")), "滞后": len(facts.behind),
    }  # fmt: skip
    found = {name: Told(amount(number, "项"), "项", _TOTAL) for name, number in counts.items()}
    rate = Decimal(on_pace) / judged if judged else None
    found["达序时率"] = Told(share(rate), "", _TOTAL)
    found["在办督办"] = Told(amount(facts.open_matters, "件"), "件", "督办台账")
    found["逾期督办"] = Told(amount(len(facts.matters), "件"), "件", "督办台账")
    found["公示企业"] = Told(amount(len(facts.named), "家"), "家", _CASES)
    return found


def _clearing(facts: Facts) -> dict[str, Told]:
    listed, closed = sum(one.listed for one in facts.places), sum(one.closed for one in facts.places)
    return {
        "在册案件": Told(amount(listed, "件"), "件", _CASES),
        "销号案件": Told(amount(closed, "件"), "件", _CASES),
        "销号率": Told(share(Decimal(closed) / listed if listed else None), "", _CASES),
        "超期案件": Told(amount(sum(one.late for one in facts.places), "件"), "件", _CASES),
        "腾出土地": Told(amount(sum((one.land for one in facts.places), Decimal(0)), "亩"), "亩", _CASES),
        "腾出用能": Told(amount(sum((one.energy for one in facts.places), Decimal(0)), "吨标准煤"), "吨标准煤", _CASES),
        "减碳": Told(amount(sum((one.carbon for one in facts.places), Decimal(0)), "吨"), "吨", _CASES),
    }


def _line(name: str, line: Line) -> dict[str, Told]:
    source = "；".join(part for part in (line.source, line.version, f"截至{line.as_of}" if line.as_of else "") if part)
    return {
        f"{name}.本期": Told(amount(line.current, line.unit), line.unit, source),
        f"{name}.实际": Told(amount(line.actual, line.unit), line.unit, source),
        f"{name}.完成率": Told(share(line.progress), "", source),
        f"{name}.序时": Told(share(line.pace), "", source),
        f"{name}.差距": Told(points(line.gap), "个百分点", source),
        f"{name}.同比": Told(compared(line), "个百分点" if line.in_points else "", source),
        f"{name}.月均需": Told(needed(line), line.unit, source),
    }


def fill(text: str, known: Mapping[str, Told], where: str = "") -> str:
    """Return a text with its figures in place of their names.

    Raises:
        InputFault: a name that no figure has; a brace that stands alone.
    """
    strange = [name for name in marks(text) if name not in known and not name.startswith(TO_FILL)]
    if strange:
        raise InputFault(f"没有名为“{strange[0]}”的数字", where=where, remedy="请从数字清单中选取，花括号内一字不差")
    if re.search(r"[{}]", _MARK.sub("", text)):
        raise InputFault("花括号没有成对", where=where, remedy="数字写作 {名称}，前后各一个花括号")
    return _MARK.sub(lambda found: known[found[1]].words if found[1] in known else f"〔{found[1]}〕", text)


def marks(text: str) -> list[str]:
    """Return the names in braces, in order."""
    return _MARK.findall(text)


def lacking(text: str) -> list[str]:
    """Return what is still to be filled in by hand."""
    return [name.removeprefix(TO_FILL) for name in marks(text) if name.startswith(TO_FILL)]


def loose(text: str, written: str) -> list[str]:
    """Return the numbers that somebody typed by hand: they are bound to no figure and stood not in the draft."""
    bare, drafted = _MARK.sub("", text), _DIGITS.findall(_MARK.sub("", written))
    found = []
    for number in _DIGITS.findall(bare):
        if number in drafted:
            drafted.remove(number)
        else:
            found.append(number)
    return found
