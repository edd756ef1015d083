"""The measures of an official document as ``official.yaml`` gives them, and the fonts that a PDF can be made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst
import yaml

from tenghuan.errors import InputFault

POINTS_A_MM = 72 / 25.4


@dataclass(frozen=True)
class Standard:
    """The layout: ``page`` in mm and counts, ``sizes`` and ``pitch`` in points; see ``official.yaml``."""

    source: str
    effective: Any
    page: Mapping[str, float]
    pitch: float
    char_spacing: float
    char_space: int
    sizes: Mapping[str, float]
    mark_below: float
    red_line_below: float
    page_number_below: float
    signed_right: int
    lines: Mapping[str, float]
    fonts: Mapping[str, Any]
    pdf_fonts: Mapping[str, Sequence[str]]

    @property
    def width(self) -> float:
        """The width of the type area in mm (156, and what 28 signs need)."""
        return self.page["width"] - self.page["left"] - self.page["right"]

    @property
    def height(self) -> float:
        """The height of the type area in points: so many lines of the pitch."""
        return self.pitch * self.page["lines"]

    @property
    def bottom(self) -> float:
        """The bottom margin in points: what top margin and lines leave of the page."""
        return self.page["height"] * POINTS_A_MM - self.page["top"] * POINTS_A_MM - self.height


@cache
def standard() -> Standard:
    """Return the layout of the standard."""
    return Standard(**yaml.safe_load(Path(__file__).with_name("official.yaml").read_text(encoding="utf-8")))


def chosen_fonts(families: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return for each use the first wanted family that is there.

    Raises:
        InputFault: a use has none: boxes in place of characters are never printed.
    """
    there = {name.lower(): name for name in families}
    found: dict[str, str] = {}
    for use, names in wanted.items():
        hit = next((there[name.lower()] for name in names if name.lower() in there), "")
        if not hit:
            raise InputFault(
                "本机没有可用的中文字体，不能生成 PDF",
                where="、".join(names),
                remedy="请系统管理员安装其中一种字体（如软件包 fonts-noto-cjk）后重试；Word 版不受影响",
            )
        found[use] = hit
    return found


@cache
def font_book() -> Any:
    """Return the fonts of this machine as Typst found them: looked for once, as it takes most of a compile's time."""
    return typst.Fonts()


@cache
def pdf_fonts() -> Mapping[str, str]:
    """Return the fonts that PDFs are set in on this machine, by use."""
    return chosen_fonts(font_book().families(), standard().pdf_fonts)


def replaced_fonts() -> list[str]:
    """Return the uses whose first font is not there, each as "wanted → used": told to whoever makes a PDF."""
    wanted = standard().pdf_fonts
    return [f"{wanted[use][0]} → {used}" for use, used in pdf_fonts().items() if used.lower() != wanted[use][0].lower()]
