"""Automatic numbers of Word: the 一、（一）1. that stands in no run but in the numbering part."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_CN = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str  # decimal, chineseCounting …
    text: str  # pattern such as （%2）
    start: int


class Numbering:
    """Counts the numbered paragraphs of one document in order and gives each its label."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._styles: dict[str, tuple[str, int]] = {}
        part = _numbering_part(document)
        if part is not None:
            self._load(part)
        self._load_styles(document)

    def _load(self, part: Any) -> None:
        for abstract in part.iterchildren(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"))
            self._levels[key] = {
                int(level.get(qn("w:ilvl"))): _Level(
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1") or 1),
                )
                for level in abstract.iterchildren(qn("w:lvl"))
            }
        for num in part.iterchildren(qn("w:num")):
            self._abstract_of[num.get(qn("w:numId"))] = _value(num, "w:abstractNumId", "")

    def _load_styles(self, document: Any) -> None:
        for style in document.styles.element.iterchildren(qn("w:style")):
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                self._styles[style.get(qn("w:styleId"))] = (
                    _value(found, "w:numId", "0"),
                    int(_value(found, "w:ilvl", "0") or 0),
                )

    def label(self, paragraph: Any) -> str:
        """The label of the next paragraph, "" for one without an automatic number or with a bullet."""
        properties = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is not None:
            number, level = _value(properties, "w:numId", "0"), int(_value(properties, "w:ilvl", "0") or 0)
        else:
            style = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            number, level = self._styles.get(style.get(qn("w:val")) if style is not None else "", ("0", 0))
        abstract = self._abstract_of.get(number, "")
        levels = self._levels.get(abstract, {})
        if number == "0" or level not in levels or levels[level].form in {"bullet", "none"}:
            return ""
        counts = self._counts[abstract]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]

        def fill(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            known = levels.get(at)
            return _format(counts.get(at, known.start if known else 1), known.form if known else "decimal")

        return re.sub(r"%(\d)", fill, levels[level].text)


def _numbering_part(document: Any) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            return relation.target_part._element if hasattr(relation.target_part, "_element") else None
    return None


def _value(element: Any, tag: str, default: str) -> str:
    found = element.find(qn(tag))
    return default if found is None else (found.get(qn("w:val")) or default)


def _chinese(count: int) -> str:
    hundreds, rest = divmod(count, 100)
    if 0 < hundreds < 10:
        between = "零" if rest < 10 else "一" if rest < 20 else ""
        return f"{_CN[hundreds]}百{between + _chinese(rest) if rest else ''}"
    tens, ones = divmod(rest, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_CN[tens]}十")
    return head + (_CN[ones] if ones or not tens else "")


def _format(count: int, form: str) -> str:
    if "hinese" in form or form in {"ideographDigital", "japaneseCounting", "taiwaneseCounting"}:
        return _chinese(count)
    if "ircle" in form and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    return str(count)
