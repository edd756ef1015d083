"""Making an extraction safe to draft from: a document may be cut off, misread or odd; a draft must still load."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

NO_SECTION = "（未标章节）"
_TEXT = {"title": 120, "issuer": 60, "document_number": 60, "region": 60}


def _clip(value: object, length: int) -> str:
    text = "".join(str(value or "").split())
    return text if len(text) <= length else text[: length - 1] + "…"


def _year(value: object) -> int | None:
    return value if isinstance(value, int) and 1990 <= value <= 2100 else None


def _date(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)).isoformat() if value else None
    except ValueError:
        return None


def _number(value: object) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if math.isfinite(value) else None


def tidy(extraction: dict[str, Any]) -> dict[str, Any]:
    """A copy whose texts fit the schema, whose numbers are numbers and whose rows have what they need."""
    period = extraction.get("period") or {}
    start, end = _year(period.get("start")), _year(period.get("end"))
    out: dict[str, Any] = {key: _clip(extraction.get(key), length) for key, length in _TEXT.items()}
    out["period"] = {"start": None if start and end and end < start else start, "end": end}
    for key in ("issued_on", "effective_from", "effective_until"):
        out[key] = _date(extraction.get(key))
    if out["effective_from"] and out["effective_until"] and out["effective_until"] < out["effective_from"]:
        out["effective_until"] = None
    out["targets"] = [t for row in extraction.get("targets") or [] if (t := _target(row))]
    out["series"] = [s for row in extraction.get("series") or [] if (s := _series(row))]
    out["actions"] = [_work(row) for row in extraction.get("actions") or []]
    out["tasks"] = [
        _work(row) | {"number": _number(row.get("number")) or index}
        for index, row in enumerate(extraction.get("tasks") or [], 1)
    ]
    out["groups"] = [_group(row) for row in extraction.get("groups") or []]
    return out


def _target(row: dict[str, Any]) -> dict[str, Any] | None:
    name, value = _clip(row.get("indicator"), 60), _number(row.get("value"))
    if not name or value is None:
        return None
    upper = _number(row.get("upper"))
    return row | {
        "indicator": name,
        "value": value,
        "upper": upper if upper is not None and upper > value else None,
        "unit": _clip(row.get("unit"), 20),
        "year": _year(row.get("year")),
        "section": _clip(row.get("section"), 60) or NO_SECTION,
    }


def _series(row: dict[str, Any]) -> dict[str, Any] | None:
    name = _clip(row.get("indicator"), 60)
    cells = [
        cell | {"value": _number(cell.get("value")), "column": str(cell.get("column") or "")}
        for cell in row.get("cells") or []
        if _year(cell.get("year")) and cell.get("role") in {"baseline", "actual", "target", "reference"}
    ]
    return row | {"indicator": name, "unit": _clip(row.get("unit"), 20), "cells": cells} if name else None


def _work(row: dict[str, Any]) -> dict[str, Any]:
    units = {role: [name for unit in row.get(role) or [] if (name := _clip(unit, 60))] for role in ("lead", "support")}
    return row | units | {"section": _clip(row.get("section"), 60) or NO_SECTION}


def _group(row: dict[str, Any]) -> dict[str, Any]:
    seats = {
        role: [{"post": post} for seat in row.get(role) or [] if (post := _clip(seat.get("post"), 60))]
        for role in ("leader", "deputy", "members", "liaison")
    }
    return seats | {
        "name": _clip(row.get("name"), 80) or "（未命名的组）",
        "lead_unit": _clip(row.get("lead_unit"), 60) or None,
    }
