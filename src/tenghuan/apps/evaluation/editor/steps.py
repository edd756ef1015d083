"""Rows added to and taken from a scheme's data, and where the cursor goes then."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import wholes
from tenghuan.apps.evaluation.editor.draft import ASKED, conditions, owns_shares, vetoes_offered
from tenghuan.apps.evaluation.editor.text import copied
from tenghuan.errors import InputFault
from tenghuan.scoring.columns import INDICATORS
from tenghuan.scoring.scheme import MAX_CRITERIA, MAX_TRACKS

MOST = {"tracks": MAX_TRACKS, "criteria": MAX_CRITERIA, "grades": 20, "conditions": 40, "vetoes": 40}


def take(data: dict[str, Any], verb: str, path: str) -> str:
    """Take one step: ``add`` tracks or tracks.N.PART, ``remove`` or ``up`` tracks.N or tracks.N.PART.M.

    Returns:
        The id of the field where the cursor goes.

    Raises:
        InputFault: no such step, or no room for another row.
    """
    parts = path.split(".")
    numbers = wholes(parts[1::2])
    tracks = data.setdefault("tracks", [])
    if parts[0] != "tracks" or any(n < 0 for n in numbers) or (numbers and numbers[0] >= len(tracks)):
        raise _nothing()
    if verb == "add" and len(parts) == 1:
        return _add_track(tracks)
    if verb == "add" and len(parts) == 3:
        return _add(tracks[numbers[0]], numbers[0], parts[2])
    if verb == "remove" and len(parts) == 2 and len(tracks) > 1:
        tracks.pop(numbers[0])
        return "add-track"
    if verb == "up" and len(parts) == 2 and numbers[0] > 0:
        at = numbers[0]
        tracks[at - 1], tracks[at] = tracks[at], tracks[at - 1]
        return f"t{at - 1}_name"
    if verb == "remove" and len(parts) == 4 and len(numbers) == 2:
        _remove(tracks[numbers[0]], parts[2], numbers[1])
        return f"add-t{numbers[0]}-{parts[2]}"
    raise _nothing()


def _nothing() -> InputFault:
    return InputFault(_("没有这一行"), remedy=_("请刷新页面后再试"))


def _room(rows: Any, part: str) -> None:
    if len(rows) >= MOST[part]:
        raise InputFault(_("至多 %(n)d 行") % {"n": MOST[part]})


def _add_track(tracks: list[dict[str, Any]]) -> str:
    _room(tracks, "tracks")
    made = copied(tracks[-1]) if tracks else {"criteria": [], "grades": [{"grade": "A", "upto": Decimal(1)}]}
    names = {str(track.get("name")) for track in tracks}
    name = next(name for n in range(1, MAX_TRACKS + 1) if (name := _("新类别%(n)d") % {"n": n}) not in names)
    tracks.append({**made, "name": name, "population": {}})
    return f"t{len(tracks) - 1}_name"


def _add(track: dict[str, Any], at: int, part: str) -> str:
    adders = {"criteria": _add_criterion, "grades": _add_grade, "conditions": _add_condition, "vetoes": _add_veto}
    if part not in adders:
        raise _nothing()
    return f"t{at}_{adders[part](track)}"


def _add_criterion(track: dict[str, Any]) -> str:
    rows = track["criteria"] = track.get("criteria") or []
    _room(rows, "criteria")
    taken = {row.get("key") for row in rows}
    key = next((key for key in INDICATORS if key not in taken), None)
    if key is None:
        raise InputFault(_("可用的指标都已在表中"))
    rows.append({"key": key, "benchmark": "mean"})
    return f"c{len(rows) - 1}_key"


def _add_grade(track: dict[str, Any]) -> str:
    rows = track["grades"] = track.get("grades") or []
    _room(rows, "grades")
    taken = {row.get("grade") for row in rows}
    letter = next(letter for letter in map(chr, range(ord("A"), ord("Z") + 1)) if letter not in taken)
    rows.append({"grade": letter, **({"share": Decimal(0)} if owns_shares(rows) else {"upto": Decimal(1)})})
    return f"g{len(rows) - 1}_grade"


def _add_condition(track: dict[str, Any]) -> str:
    rows = track["population"] = track.get("population") or {}
    _room(rows, "conditions")
    order = sorted(ASKED, key=lambda column: column.key not in ("above_scale", "land_mu"))
    column = next((column for column in order if column.key not in rows), None)
    if column is None:
        raise InputFault(_("可用的条件都已在表中"))
    numeric = column.kind in ("number", "integer")
    rows[column.key] = True if column.kind == "boolean" else {"min": Decimal(0)} if numeric else ""
    return f"p{len(list(conditions(rows))) - 1}_column"


def _add_veto(track: dict[str, Any]) -> str:
    rows = track["vetoes"] = track.get("vetoes") or {}
    _room(rows, "vetoes")
    offered = vetoes_offered(track)
    if not offered:
        raise InputFault(_("可用的否决事项都已在表中"), remedy=_("本县另有事项的，在“高级”里写代码"))
    rows[offered[0][0]] = "D"
    return f"v{len(rows) - 1}_code"


def _remove(track: dict[str, Any], part: str, n: int) -> None:
    if part in ("criteria", "grades") and n < len(track.get(part) or []):
        track[part].pop(n)
    elif part == "conditions":
        _remove_condition(track, n)
    elif part == "vetoes" and n < len(track.get("vetoes") or {}):
        track["vetoes"].pop(list(track["vetoes"])[n])
    else:
        raise _nothing()


def _remove_condition(track: dict[str, Any], n: int) -> None:
    rows = list(conditions(track.get("population")))
    if n >= len(rows):
        raise _nothing()
    column, operator, _value = rows[n]
    condition = track["population"][column]
    if isinstance(condition, dict) and len(condition) > 1:
        condition.pop(operator)
    else:
        track["population"].pop(column)
