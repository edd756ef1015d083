"""RESULTS: one row an object and item, read, checked and put together by object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tenghuan.assessing.given import Given, Refusal
from tenghuan.assessing.scheme import Scheme
from tenghuan.assessing.shapes import Item
from tenghuan.declaring.tables import Row, Table, read_table
from tenghuan.scoring.columns import Column, fold

COLUMNS = (
    Column("object", "text", ("考核对象", "对象", "被考核单位")),
    Column("group", "text", ("分组", "组别")),
    Column("item", "text", ("项目", "考核项目", "考核指标")),
    Column("target", "number", ("目标", "目标值", "年度目标"), negative=True),
    Column("actual", "number", ("实际", "实际值", "实际完成"), negative=True),
    Column("matters", "text", ("事项", "扣减事项")),
    Column("bonus", "number", ("加分",), "分"),
    Column("deduction", "number", ("减分", "扣分"), "分"),
)
_KEYS = {fold(text): column.key for column in COLUMNS for text in (column.key, *column.headings)}


@dataclass
class Assessed:
    """An object with its group and rows; ``items`` holds the row of each item."""

    name: str
    group: str = ""
    rows: list[Row] = field(default_factory=list)
    items: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """Checked results of one file, by object in order of first appearance."""

    scheme: Scheme
    table: Table
    objects: tuple[Assessed, ...]

    def given(self, owner: Assessed, item: Item) -> Given | None:
        """What an object has for an item; None where there is no row."""
        row = owner.items.get(item.item)
        if row is None:
            return None
        refused = self._refusals.get((owner.name, item.item), ())
        return Given(row, key_of, self.table.title, refused, item.target)

    @cached_property
    def _refusals(self) -> dict[tuple[str, str], tuple[Refusal, ...]]:
        found: dict[tuple[str, str], tuple[Refusal, ...]] = {}
        for part in self.scheme.disallowed:
            key = (part.object, part.item)
            found[key] = (*found.get(key, ()), Refusal(part.column, part.amount, part.reason))
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks in Chinese about how the file was taken."""
        return tuple(_notes(self))


def key_of(name: str) -> str:
    """The key of the column that a shape names: one of ``COLUMNS``, else the name itself."""
    return _KEYS.get(fold(name), name)


def read_results(path: str | Path, scheme: Scheme) -> Results:
    """Read ``.xlsx`` or ``.csv`` for a scheme.

    Raises:
        InputFault: not a table, or no column for object or item; FactsFault: rows at fault, all of them listed.
    """
    further = dict.fromkeys(key_of(name) for name in scheme.further)
    known = {column.key for column in COLUMNS}
    own = tuple(Column(name, "number", (), negative=True) for name in further if name not in known)
    told = ("target", "actual", *(column.key for column in own))
    table = read_table(path, (*COLUMNS, *own), ("object", "item"), shares=told)
    objects = _by_object(table)
    _check_matters(table, scheme)
    table.settle()
    return Results(scheme, table, tuple(objects.values()))


def _by_object(table: Table) -> dict[str, Assessed]:
    objects: dict[str, Assessed] = {}
    for row in table.rows:
        name, item = row.text("object"), row.text("item")
        if not name:
            table.note(row, "object", "缺考核对象", "补填；合计、备注行请删去")
            continue
        owner = objects.setdefault(name, Assessed(name))
        group = row.text("group")
        if group and owner.group and group != owner.group:
            table.note(row, "group", f"“{name}”已分在“{owner.group}”，这里是“{group}”", "同一对象只写一个分组")
        owner.group = owner.group or group
        owner.rows.append(row)
        first = owner.items.setdefault(item, row) if item else row
        if first is not row:
            table.note(row, "item", f"与第 {first.place} 行重复：“{name}”的“{item}”", "同一对象的同一项目只留一行")
    return objects


def _check_matters(table: Table, scheme: Scheme) -> None:
    items = {item.item: item for item in scheme.items}
    for row in table.rows:
        item = items.get(row.text("item"))
        for word in item.unknown_words(row.text("matters")) if item else ():
            known = "、".join(getattr(item, "shares", ()))
            table.note(row, "matters", f"不认识“{word}”", f"只能用方案里的：{known}；多个事项用 ; 分开")


def _notes(results: Results) -> Iterator[str]:
    table, scheme = results.table, results.scheme
    names = {item.item for item in scheme.items}
    strange = dict.fromkeys(item for owner in results.objects for item in owner.items if item not in names)
    if strange:
        yield f"方案里没有的项目，只计加减分：{'、'.join(strange)}"
    objects = {owner.name for owner in results.objects}
    missed = dict.fromkeys(part.object for part in scheme.disallowed if part.object not in objects)
    if missed:
        yield f"不予认定清单里的对象不在成绩表中：{'、'.join(missed)}"
    absent = [name for name in dict.fromkeys(map(key_of, scheme.further)) if name not in table.headings]
    if absent:
        yield f"方案用到的列没有找到，按未知处理：{'、'.join(absent)}"
    if absent and table.unknown:
        yield f"没有认出的列，已搁置：{'、'.join(table.unknown)}"
