"""A scheme as a workbook, for who does not write YAML: one sheet of items and one for each list that hangs on them.

``to_workbook(scheme)`` and ``text_of_workbook(path)`` are each other's inverse: what is read back is the same scheme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tenghuan.assessing.scheme import Scheme
from tenghuan.declaring.tables import read_table
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column as Shown
from tenghuan.publishing.tables import Table as Sheet
from tenghuan.publishing.tables import to_book
from tenghuan.scoring.columns import Column
from tenghuan.scoring.sources import NoSheetError

SHAPES = {
    "ratio": "完成率", "mix": "加权完成率", "standard": "标准值", "step": "分档", "quota": "缺额", "deduct": "扣减",
    "marks": "评分",
}  # fmt: skip
DIRECTIONS = {"more": "越高越好", "less": "越低越好"}
TIES = {"completed": "完成项目数", "points": "项目得分", "progress": "进展率"}
# sheet → its columns: key of the declaration and heading; the first heading tells the sheet
ITEMS = (
    ("shape", "算法"), ("item", "项目"), ("weight", "权重"), ("target", "目标"), ("direction", "方向"),
    ("points_at_standard", "标准分"), ("standard", "标准值"), ("base", "基数"), ("base_points", "基数得分"),
    ("every", "每档幅度"), ("floor_at", "起算线"), ("each", "每缺一个扣分"), ("full_mark", "评分满分"),
    ("min", "下限"), ("max", "上限"), ("draw", "取数"), ("supplier", "来源部门"), ("source", "依据"), ("note", "说明"),
)  # fmt: skip
PARTS = (
    ("actual", "实际列"), ("item", "项目"), ("target", "目标列"), ("share", "占比"), ("each", "每缺一个扣分"),
    ("draw", "取数"),
)  # fmt: skip
SHARES = (("word", "情形"), ("item", "项目"), ("share", "扣减比例"))
TIE = (("by", "同分比方式"), ("item", "项目"), ("base", "基数列"))
REFUSED = (("object", "不予认定对象"), ("item", "项目"), ("column", "列"), ("amount", "数量"), ("reason", "原因"))
HEAD = (("key", "方案字段"), ("value", "内容"))
FIELDS = {"name": "名称", "year": "年度", "county": "县代号", "source": "依据", "note": "说明"}
IN_PER_CENT = ("share", "standard", "base", "target")  # points never are
Rows = list[dict[str, str]]


def to_workbook(scheme: Scheme) -> bytes:
    """Return the scheme as a workbook."""
    told = scheme.model_dump(mode="json", exclude_none=True)
    items, parts, shares = [], [], []
    for item in told["items"]:
        name, marks = item["item"], item["shape"] == "marks"
        parts += [_part(name, part, marks) for part in item.pop("parts", [])]
        shares += [{"word": word, "item": name, "share": share} for word, share in item.pop("shares", {}).items()]
        item["shape"] = SHAPES[item["shape"]]
        if "direction" in item:
            item["direction"] = DIRECTIONS[item["direction"]]
        items.append(item)
    ties = [{**tie, "by": TIES[tie["by"]]} for tie in told["ties"]]
    head = [{"key": word, "value": told[key]} for key, word in FIELDS.items() if key in told]
    sheets = {"项目": (ITEMS, items), "分项": (PARTS, parts), "扣减": (SHARES, shares), "同分比": (TIE, ties)}
    sheets |= {"不予认定": (REFUSED, told["disallowed"]), "方案": (HEAD, head)}
    return to_book({name: _sheet(name, columns, rows) for name, (columns, rows) in sheets.items()})


def _part(item: str, part: Mapping[str, Any], marks: bool) -> dict[str, Any]:
    """A part of an item; a mark's column stands where others have that of the actual figure."""
    return {"item": item, **part, **({"actual": part["mark"]} if marks else {})}


def _sheet(name: str, columns: Sequence[tuple[str, str]], rows: Sequence[Mapping[str, Any]]) -> Sheet:
    told = [{key: _text(value) for key, value in row.items()} for row in rows]
    return Sheet(name, [Shown(key, heading, width=16) for key, heading in columns], told)


def _text(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def text_of_workbook(path: str | Path) -> str:
    """Return the text of the scheme in a workbook; the text is checked where it is used.

    Raises:
        InputFault: no workbook, no sheet of items, or a word for a shape, a direction or a tie that is not known.
    """
    path = Path(path)
    items = _read(path, ITEMS, must=True)
    parts, shares, ties, refused, head = (_read(path, sheet) for sheet in (PARTS, SHARES, TIE, REFUSED, HEAD))
    names = {word: key for key, word in FIELDS.items()}
    told: dict[str, Any] = {names[row["key"]]: row["value"] for row in head if row.get("key") in names}
    told.setdefault("name", path.stem)
    told["items"] = [_item(row, parts, shares) for row in items]
    if ties:
        told["ties"] = [_worded(row, "by", TIES) for row in ties]
    if refused:
        told["disallowed"] = refused
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000)


def _read(path: Path, columns: Sequence[tuple[str, str]], *, must: bool = False) -> Rows:
    """The rows of the sheet that has the first of the headings; without ``must``, none where there is no such sheet."""
    first = columns[0][0]
    named = [Column(key, "text", (heading,)) for key, heading in columns]
    try:
        table = read_table(path, named, (first,), shares=IN_PER_CENT)
    except NoSheetError:
        if must:
            raise
        return []
    table.settle()
    found = [{key: row.text(key).strip() for key, _heading in columns} for row in table.rows]
    return [{key: value for key, value in row.items() if value} for row in found if any(row.values())]


def _item(row: dict[str, str], parts: Rows, shares: Rows) -> dict[str, Any]:
    told: dict[str, Any] = _worded(_worded(row, "shape", SHAPES), "direction", DIRECTIONS)
    own = [part for part in parts if part.get("item") == row.get("item")]
    if own:
        told["parts"] = [_mended(part, told.get("shape") == "marks") for part in own]
    words = {part.get("word", ""): part.get("share", "") for part in shares if part.get("item") == row.get("item")}
    return told | ({"shares": words} if words else {})


def _mended(part: dict[str, str], marks: bool) -> dict[str, str]:
    names = {"actual": "mark"} if marks else {}
    return {names.get(key, key): value for key, value in part.items() if key != "item"}


def _worded(row: dict[str, str], key: str, words: Mapping[str, str]) -> dict[str, str]:
    if key not in row:
        return row
    known = {word: name for name, word in words.items()} | {name: name for name in words}
    if row[key] not in known:
        raise InputFault(f"不认识“{row[key]}”", where=row.get("item", ""), remedy=f"可写：{'、'.join(words.values())}")
    return {**row, key: known[row[key]]}
