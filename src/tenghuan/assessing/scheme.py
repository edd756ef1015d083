"""How objects are assessed: the scheme of contracts.md ("Assessment") as checked types."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tenghuan.assessing.shapes import Name, Shaped
from tenghuan.declaring import documents
from tenghuan.declaring.numbers import NotNegative, said
from tenghuan.scoring.schemefaults import SchemeFault, Words

MAX_ITEMS = 200
BEFORE, AFTER = ("object", "group"), ("bonus", "deduction", "score", "rank", "formula")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Disallowed(_Part):
    """What is not recognised (不予认定) before anything is counted; without an amount, the whole item."""

    object: Name
    item: Name
    column: Name = "actual"
    amount: NotNegative | None = None
    reason: Name


class Tie(_Part):
    """What decides between equal scores, more is better.

    ``completed``: the number of items with full points; ``points``: those of an item; ``progress``: of an item,
    (actual − base) ÷ (target − base) with ``base`` a column. Without ties, equal scores share the better rank.
    """

    by: Literal["completed", "points", "progress"]
    item: Name | None = None
    base: Name | None = None

    @model_validator(mode="after")
    def _fits(self) -> Tie:
        if (self.item is None) != (self.by == "completed"):
            raise said("completed 不写 item，points、progress 须写 item", "按同分比的方式补上或删去 item")
        if (self.base is None) != (self.by != "progress"):
            raise said("只有 progress 写 base（基数所在的列）", "按同分比的方式补上或删去 base")
        return self


class Scheme(_Part):
    """An assessment of one year."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    county: str | None = None
    source: str | None = None
    note: str | None = None
    items: Annotated[tuple[Shaped, ...], Field(min_length=1, max_length=MAX_ITEMS)]
    disallowed: Annotated[tuple[Disallowed, ...], Field(max_length=10_000)] = ()
    ties: Annotated[tuple[Tie, ...], Field(max_length=10)] = ()

    @field_validator("items")
    @classmethod
    def _once(cls, items: tuple[Shaped, ...]) -> tuple[Shaped, ...]:
        names = [item.item for item in items]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise said(f"项目重复：{'、'.join(twice)}", "每个项目只写一次，或改名")
        taken = [item.item for item in items if item.item in (*BEFORE, *AFTER)]
        if taken:
            raise said(f"项目不能叫 {'、'.join(taken)}，结果表已有这样的列", "给项目换一个名称")
        return items

    @model_validator(mode="after")
    def _of_an_item(self) -> Scheme:
        names = {item.item for item in self.items}
        named = {part.item for part in self.disallowed} | {tie.item for tie in self.ties if tie.item is not None}
        if named - names:
            raise said(f"没有这样的项目：{'、'.join(sorted(named - names))}", "写 items 里有的项目")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The OUT columns in their order."""
        return (*BEFORE, *(item.item for item in self.items), *AFTER)

    @property
    def further(self) -> tuple[str, ...]:
        """Columns of numbers that items and ties name, each once."""
        named = [name for item in self.items for name in item.columns]
        named += [tie.base for tie in self.ties if tie.base is not None]
        named += [part.column for part in self.disallowed]
        return tuple(dict.fromkeys(named))


class AssessmentFault(SchemeFault):
    """An assessment's scheme that cannot be used."""

    kind = "考核方案"


WORDS = Words(
    fields={
        "name": "名称", "year": "年度", "county": "县（市、区）", "source": "依据", "note": "说明", "items": "项目",
        "item": "项目", "weight": "权重", "shape": "算法", "min": "下限", "max": "上限", "target": "目标",
        "actual": "实际", "direction": "方向", "parts": "分项", "share": "占比", "points_at_standard": "标准分",
        "standard": "标准值", "base": "基数", "base_points": "基数得分", "every": "每档幅度", "floor_at": "起算线",
        "each": "每缺一个扣分", "shares": "扣减比例", "mark": "评分", "full_mark": "评分满分", "column": "列",
        "disallowed": "不予认定", "object": "考核对象", "amount": "数量", "reason": "原因", "ties": "同分比",
        "by": "方式", "draw": "取数", "supplier": "来源部门",
    },
    items={"items": "项目", "parts": "分项", "ties": "同分比", "disallowed": "不予认定"},
    branched=frozenset({"items"}),
)  # fmt: skip
KIND = documents.Kind(AssessmentFault, WORDS)


def load_scheme(path: str | Path) -> Scheme:
    """Read a scheme file. Raises InputFault with every fault and its place."""
    return documents.load(path, Scheme, KIND)


def parse_scheme(text: str, name: str = "scheme.yaml") -> Scheme:
    """Check the text of a scheme; ``name`` stands in messages. Raises InputFault with every fault and its place."""
    return documents.parse(text, name, Scheme, KIND)


@cache
def schemes() -> dict[str, Scheme]:
    """The schemes shipped with the product, by name."""
    return documents.shipped("tenghuan.assessing", "schemes", Scheme, KIND)


def choose_scheme(name: str) -> Scheme:
    """The scheme in the file of that name, else the shipped one. Raises InputFault."""
    return documents.chosen(name, Scheme, KIND, schemes())


def drawn_part(scheme: Scheme) -> Scheme | None:
    """Return the scheme with the items alone that are drawn from registers, None if there is none."""
    items = tuple(item for item in scheme.items if item.draws)
    names = {item.item for item in items}
    if not items:
        return None
    kept = {
        "items": items,
        "disallowed": tuple(part for part in scheme.disallowed if part.item in names),
        "ties": tuple(tie for tie in scheme.ties if tie.item is None or tie.item in names),
    }
    return scheme.model_copy(update=kept)


def text_of(scheme: Scheme) -> str:
    """Return the text of a scheme: read again, it is the same scheme."""
    told = scheme.model_dump(mode="json", exclude_none=True, exclude_defaults=False)
    told = {key: value for key, value in told.items() if value not in ([], ())}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000)
