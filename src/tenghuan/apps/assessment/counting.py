"""From figures to points: the text that ``tenghuan assess`` reads, and the lines that come out of it.

Everything is computed from the kept text alone, by the same room as the command, so that a ranking can be computed
again at any time, here or from the files that a page offers, and gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import decimal
from tenghuan.apps.assessment.drawing import Drawn, draw, title_of
from tenghuan.apps.assessment.objects import Object, Span
from tenghuan.assessing import Assessment, Scheme, assess, parse_scheme
from tenghuan.assessing.results import COLUMNS, key_of
from tenghuan.assessing.shapes import Item
from tenghuan.declaring.lists import to_csv
from tenghuan.errors import InputFault

KNOWN = {column.key for column in COLUMNS}
FEW, LATER = ("object", "group", "item", "target", "actual"), ("matters", "bonus", "deduction")
FILE = "考核数据.csv"


class Given(Protocol):
    """One object's figure for one item, whether kept as a row or just drawn."""

    object: str
    group: str
    item: str
    target: Decimal | None
    actual: Decimal | None
    further: str
    matters: str
    bonus: Decimal | None
    deduction: Decimal | None
    basis: str
    drawn: str
    link: str
    rows: list[dict[str, Any]]


@dataclass
class Sketch:
    """A figure that is not kept as a row of its own."""

    object: str
    group: str
    item: str
    target: Decimal | None = None
    actual: Decimal | None = None
    further: str = ""
    matters: str = ""
    bonus: Decimal | None = None
    deduction: Decimal | None = None
    basis: str = ""
    drawn: str = ""
    link: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)


def scheme_of(text: str) -> Scheme:
    """Return the scheme of a text. Raises InputFault with every fault and its place."""
    return parse_scheme(text, "考核方案")


def digest_of(text: str) -> str:
    """Return the SM3 digest of a text."""
    return hashlib.new("sm3", text.encode()).hexdigest()


# -- figures -------------------------------------------------------------------------------------------------------
def drawn_figures(scheme: Scheme, objects: Sequence[Object], span: Span) -> list[Sketch]:
    """Return a figure for every object and item; what the scheme names no source for stays empty."""
    keys = dict.fromkeys(key for item in scheme.items for key, _actual, _target in item.draws)
    found = {key: draw(key, objects, span) for key in keys}
    return [
        _figure(one, item, {key: found[key][one.name] for key, _actual, _target in item.draws})
        for one in objects
        for item in scheme.items
    ]


def _figure(one: Object, item: Item, drawn: Mapping[str, Drawn]) -> Sketch:
    made = Sketch(one.name, one.group, item.item)
    further: dict[str, Decimal] = {}
    for key, actual, target in item.draws:
        told = drawn[key]
        for column, number in ((actual, told.actual), (target, told.target)):
            if number is None:
                continue
            if key_of(column) in ("actual", "target"):
                setattr(made, key_of(column), number)
            else:
                further[column] = number
        made.matters = ";".join(filter(None, (made.matters, told.matters)))
        made.link = made.link or told.link
        made.rows += [line.told() for line in told.lines]
    made.further = written(further)
    made.drawn = "、".join(title_of(key) for key in drawn)[:120]
    return made


def written(numbers: Mapping[str, Decimal]) -> str:
    """Return further numbers as a figure keeps them: ``列名=数；列名=数``."""
    return "；".join(f"{name}={number.normalize():f}" for name, number in numbers.items())


def further_of(text: str) -> dict[str, Decimal]:
    """Return the further numbers of a figure. Raises InputFault: no pair of name and number."""
    found: dict[str, Decimal] = {}
    for part in filter(None, map(str.strip, re.split("[;；\n]", text))):
        name, _sign, text = (one.strip() for one in part.replace("＝", "=").partition("="))
        number = decimal(text, otherwise=None)
        if not name or number is None:
            raise InputFault(_("“%(p)s”看不懂") % {"p": part[:40]}, remedy=_("写“列名=数”，多项以分号分隔"))
        if found.setdefault(name, number) != number:
            raise InputFault(_("“%(n)s”写了两个不同的数") % {"n": name[:40]}, remedy=_("请只留一个"))
    return found


# -- points --------------------------------------------------------------------------------------------------------
def inputs_of(figures: Iterable[Given], scheme: Scheme) -> str:
    """Return the results that the command reads, a row an object and item, as the text of a CSV file."""
    further = [name for name in dict.fromkeys(scheme.further) if key_of(name) not in KNOWN]
    rows = []
    for figure in figures:
        told: dict[str, Any] = {name: getattr(figure, name) for name in (*FEW, *LATER)}
        rows.append({**told, **{name: further_of(figure.further).get(name) for name in further}})
    return to_csv((*FEW, *further, *LATER), rows)


def assessed(inputs: str, scheme: Scheme) -> Assessment:
    """Compute points and ranks from the text of results. Raises InputFault with every cell at fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_text(inputs, encoding="utf-8")
        return assess(path, scheme)


@dataclass(frozen=True)
class Part:
    """What one object got for one item, with the figures behind it, as a line of a ranking keeps it."""

    item: Item
    figure: Given | None
    points: Decimal
    formula: str

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        figure = self.figure
        return {
            "item": self.item.item,
            "full": plain(self.item.full),
            "points": plain(self.points),
            "formula": self.formula,
            "target": plain(_target(self.item, figure)),
            "actual": plain(figure.actual if figure else None),
            "further": figure.further if figure else "",
            "matters": figure.matters if figure else "",
            "basis": figure.basis if figure else "",
            "bonus": plain(figure.bonus if figure else None),
            "deduction": plain(figure.deduction if figure else None),
            "drawn": figure.drawn if figure else "",
            "link": figure.link if figure else "",
            "rows": list(figure.rows) if figure else [],
        }


def _target(item: Item, figure: Given | None) -> Decimal | None:
    return figure.target if figure and figure.target is not None else item.target


def plain(number: Decimal | None) -> str:
    """Return a number without idle zeros, "" for none."""
    return "" if number is None else f"{number.normalize() + 0:f}"


def parts_of(
    found: Assessment, at: int, scheme: Scheme, figures: Mapping[tuple[str, str], Given]
) -> list[dict[str, Any]]:
    """Return the points of a row of an assessment item by item, each with its own formula."""
    row, points = found.rows[at], found.points[at]
    return [
        Part(item, figures.get((row["object"], item.item)), row[item.item], points[item.item].formula).told()
        for item in scheme.items
    ]
