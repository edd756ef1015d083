"""What a layout may say: screens in turn, each with its sections on a grid; faults are told where they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tenghuan.errors import InputFault

DATA = Path(__file__).parent / "data" / "layout.yaml"


@dataclass(frozen=True)
class Part:
    """A section's place on a screen: columns and rows of the grid that it takes."""

    section: str
    width: int
    height: int


@dataclass(frozen=True)
class Screen:
    """One screen: its title, how many seconds it stands, its sections in order."""

    title: str
    dwell: int
    sections: tuple[Part, ...]


@dataclass(frozen=True)
class Plan:
    """The whole wall: seconds between two looks for new data, the screens in turn."""

    refresh: int
    screens: tuple[Screen, ...]

    @property
    def sections(self) -> list[str]:
        """Every section that some screen shows, once."""
        return list(dict.fromkeys(part.section for screen in self.screens for part in screen.sections))

    def told(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return asdict(self)


@cache
def shipped() -> Mapping[str, Any]:
    """Return what the platform brings: bounds, and the layout of a county and of what lies above."""
    found: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return found


def read(told: Any, known: Collection[str]) -> Plan:
    """Return a layout from plain data.

    Args:
        told: ``{"refresh": s, "screens": [{"title", "dwell", "sections": [{"section", "width", "height"}]}]}``.
        known: the keys of the sections that there are.

    Raises:
        InputFault: a value is missing or out of bounds, a section is unknown or shown twice on one screen, or the
            sections of a screen do not fit on it; the place is named.
    """
    bounds = shipped()["bounds"]
    if not isinstance(told, Mapping) or not isinstance(told.get("screens"), list | tuple):
        raise InputFault(_("版面没有屏幕"), where=_("版面"), remedy=_("至少设置一屏"))
    screens = tuple(_screen(one, n, known, bounds) for n, one in enumerate(told["screens"], 1))
    if not 1 <= len(screens) <= bounds["screens"]:
        raise InputFault(_("屏幕数须为 1—%(n)d") % {"n": bounds["screens"]}, where=_("版面"), remedy=_("请增减屏幕"))
    return Plan(_number(told, "refresh", bounds["refresh"], _("刷新间隔")), screens)


def _screen(told: Any, number: int, known: Collection[str], bounds: Mapping[str, Any]) -> Screen:
    where = _("第 %(n)d 屏") % {"n": number}
    title = str(told.get("title") or "").strip() if isinstance(told, Mapping) else ""
    if not 1 <= len(title) <= 20:
        raise InputFault(_("屏幕要有标题，不超过 20 字"), where=where, remedy=_("请填写标题"))
    dwell = _number(told, "dwell", bounds["dwell"], where + _("停留秒数"))
    parts = tuple(_part(one, where, known, bounds) for one in told.get("sections") or ())
    names = [part.section for part in parts]
    if not parts:
        raise InputFault(_("没有板块"), where=where, remedy=_("请给这一屏安排板块，或去掉这一屏"))
    if len(set(names)) < len(names):
        raise InputFault(_("同一板块在一屏里出现两次"), where=where, remedy=_("请去掉重复的板块"))
    if not fits(parts, bounds["columns"], bounds["rows"]):
        words = _("板块放不下：每屏 %(c)d 列 %(r)d 行") % {"c": bounds["columns"], "r": bounds["rows"]}
        raise InputFault(words, where=where, remedy=_("请缩小板块的宽或高，或移到别的屏"))
    return Screen(title, dwell, parts)


def _part(told: Any, where: str, known: Collection[str], bounds: Mapping[str, Any]) -> Part:
    name = str(told.get("section") or "") if isinstance(told, Mapping) else ""
    if name not in known:
        words = _("没有“%(s)s”这个板块") % {"s": name}
        raise InputFault(words, where=where, remedy=_("可用的板块：%(k)s") % {"k": "、".join(sorted(known))})
    width = _number(told, "width", (1, bounds["columns"]), f"{where} {name} {_('宽')}")
    height = _number(told, "height", (1, bounds["rows"]), f"{where} {name} {_('高')}")
    return Part(name, width, height)


def _number(told: Any, key: str, bounds: tuple[int, int], where: str) -> int:
    found = told.get(key)
    low, high = bounds
    if isinstance(found, bool) or not isinstance(found, int) or not low <= found <= high:
        raise InputFault(_("须为 %(a)d—%(z)d 的整数") % {"a": low, "z": high}, where=where, remedy=_("请更正"))
    return found


def fits(parts: Collection[Part], columns: int, rows: int) -> bool:
    """Tell whether sections laid one after the other into the first free place of a grid all find room."""
    free = [[True] * columns for _row in range(rows)]
    return all(_lay(part, free, columns, rows) for part in parts)


def _lay(part: Part, free: list[list[bool]], columns: int, rows: int) -> bool:
    for top in range(rows - part.height + 1):
        for left in range(columns - part.width + 1):
            place = [
                (row, column) for row in range(top, top + part.height) for column in range(left, left + part.width)
            ]
            if all(free[row][column] for row, column in place):
                for row, column in place:
                    free[row][column] = False
                return True
    return False
