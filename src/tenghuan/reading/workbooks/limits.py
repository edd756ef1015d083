"""Limits of what is read, as data (limits.yaml)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tenghuan.reading.workbooks.raw.refusal import size


class Limits(BaseModel):
    """How large and how strange a workbook may be; sizes in bytes, time in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file_bytes: int = Field(gt=0)
    entries: int = Field(gt=0)
    unpacked_bytes: int = Field(gt=0)
    part_bytes: int = Field(gt=0)
    ratio: int = Field(gt=0)
    ratio_from_bytes: int = Field(ge=0)
    sheets: int = Field(gt=0)
    rows: int = Field(gt=0)
    columns: int = Field(gt=0)
    cells: int = Field(gt=0)
    cell_characters: int = Field(gt=0)
    reply_bytes: int = Field(gt=0)
    memory_bytes: int = Field(gt=0)
    seconds: float = Field(gt=0)
    sniff_sheets: int = Field(gt=0)
    sniff_rows: int = Field(gt=0)
    sniff_columns: int = Field(gt=0)
    sniff_tries: int = Field(gt=0)
    preview_rows: int = Field(gt=0)
    header_rows: int = Field(gt=0)
    annotate_cells: int = Field(ge=0)
    annotate_faults: int = Field(ge=0)
    list_faults: int = Field(gt=0)
    macros: Literal["refuse", "allow"]
    external_links: Literal["refuse", "allow"]

    def in_words(self) -> list[str]:
        """Return the limits as an upload page states them."""
        return [
            f"文件不超过 {size(self.file_bytes)}，解压后不超过 {size(self.unpacked_bytes)}",
            f"每张工作表不超过 {self.rows} 行、{self.columns} 列、{self.cells} 个单元格；工作表不超过 {self.sheets} 张",
            f"读取时间不超过 {self.seconds:g} 秒，内存不超过 {size(self.memory_bytes)}",
            "不接收设密码、带宏、带外部链接或 DDE 的工作簿，不接收 .xlsb",
        ]


@cache
def default_limits() -> Limits:
    """Return the limits that ship with the product."""
    text = (files("tenghuan.reading.workbooks") / "limits.yaml").read_text(encoding="utf-8")
    return Limits(**yaml.safe_load(text))
