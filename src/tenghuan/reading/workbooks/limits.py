"""Limits of what is read, as data (limits.yaml)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


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


@cache
def default_limits() -> Limits:
    """Return the limits that ship with the product."""
    text = (files("tenghuan.reading.workbooks") / "limits.yaml").read_text(encoding="utf-8")
    return Limits(**yaml.safe_load(text))
