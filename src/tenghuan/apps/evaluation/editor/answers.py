"""What the form says, written into the data it was made from: only what differs from what it showed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.editor.draft import (
    FIXED,
    MEAN,
    REST,
    SCALED,
    column_kind,
    composed,
    conditions,
    ends,
    group_of,
    kind_of,
    owns_shares,
    plain,
    shares,
    told,
)
from tenghuan.apps.evaluation.models import LOCAL_NOTE
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.reading.numbers import NumberFault, number
from tenghuan.scoring.schemefaults import Located
from tenghuan.scoring.schemefile import CONTROL

YES, NO = ("是", "true", "1"), ("否", "false", "0")
Post = Mapping[str, str]
_KEEP: Any = object()


def value(text: str) -> Decimal | str:
    """A number where a number was typed (full-width digits, thousands separators too), else the text as it is."""
    try:
        return number(text, exponents=False)
    except NumberFault:
        return tidy(text)


def tidy(text: str) -> str:
    """A typed text on one line: browsers send line breaks of their own kind, other programs hidden characters."""
    return " ".join(CONTROL.sub("", text).split())


def answered(data: dict[str, Any], post: Post) -> list[Located]:
    """Write the form's answers into the data; what cannot be written as it was said is told."""
    found: list[Located] = []
    _put(data, "name", post.get("scheme_name"), plain(data.get("name")))
    _tell(data, post, "s_")
    for at, track in enumerate(data.get("tracks") or []):
        found += _track(track, post, at)
    return found


def _put(part: dict[str, Any], key: str, said: str | None, shown: str, empty: Any = _KEEP) -> None:
    """Write one answer, if it is another than what was shown; an empty one takes the key out, or writes ``empty``."""
    if said is None or tidy(said) == tidy(shown):
        return
    if tidy(said):
        part[key] = value(said) if key not in ("name", "grade", "source", "group_by") else tidy(said)
    elif empty is _KEEP:
        part.pop(key, None)
    else:
        part[key] = empty


def _tell(part: dict[str, Any], post: Post, prefix: str) -> None:
    """Source and remark of a part, and the mark 本地参数（待核实）."""
    shown = told(part)
    if f"{prefix}note" not in post:
        return
    if f"{prefix}source" in post:
        _put(part, "source", post[f"{prefix}source"], shown["source"])
    note, local = tidy(post[f"{prefix}note"]), f"{prefix}local" in post
    if (note, local) == (tidy(shown["note"]), shown["local"]):
        return
    words = "：".join(filter(None, [LOCAL_NOTE if local else "", note]))
    if words:
        part["note"] = words
    else:
        part.pop("note", None)


def _track(track: dict[str, Any], post: Post, at: int) -> list[Located]:
    prefix = f"t{at}_"
    _put(track, "name", post.get(f"{prefix}name"), plain(track.get("name")))
    _put(track, "group_by", post.get(f"{prefix}group_by"), group_of(track))
    _put(track, "cap", post.get(f"{prefix}cap"), plain(track.get("cap")), None)
    _put(track, "floor", post.get(f"{prefix}floor"), plain(track.get("floor", Decimal(0))), None)
    _tell(track, post, prefix)
    found = _population(track, post, at)
    for n, criterion in enumerate(track.get("criteria") or []):
        _criterion(criterion, post, f"{prefix}c{n}_")
    _shares(track.get("grades") or [], post, prefix)
    return found + _vetoes(track, post, at)


def _criterion(row: dict[str, Any], post: Post, prefix: str) -> None:
    before = row.get("key")
    _put(row, "key", post.get(f"{prefix}key"), plain(before))
    if row.get("key") != before:  # another was chosen from those that need no making
        for part in ("of", "change", "title", "unit"):
            row.pop(part, None)
    _put(row, "weight", post.get(f"{prefix}weight"), plain(row.get("weight")))
    _put(row, "missing", post.get(f"{prefix}missing"), plain(row.get("missing")) or "zero")
    _put(row, "direction", post.get(f"{prefix}direction"), plain(row.get("direction")) or "more")
    _tell(row, post, prefix)
    kind = post.get(f"{prefix}kind", kind_of(row))
    if kind == MEAN:
        row["benchmark"] = "mean"
    elif kind == FIXED and kind_of(row) == FIXED:
        _put(row, "benchmark", post.get(f"{prefix}benchmark"), plain(row.get("benchmark")))
    elif kind == FIXED:
        row.pop("benchmark", None)
        _put(row, "benchmark", post.get(f"{prefix}benchmark"), "")
    elif kind == SCALED:
        shown = ends(row)[:2]
        said = [tidy(post.get(f"{prefix}{end}", text)) for end, text in zip(("low", "high"), shown, strict=True)]
        if kind_of(row) != SCALED or said != shown:
            row["normalise"] = {"minmax": [value(part) for part in said]}
        row.pop("benchmark", None)
    if kind in (MEAN, FIXED) and row.get("normalise") is not None:
        row.pop("normalise")


def _shares(grades: Sequence[dict[str, Any]], post: Post, prefix: str) -> None:
    """Cumulative shares from each grade's own; untouched ones keep the digits they were written with."""
    shown = shares(grades)
    said = [tidy(post.get(f"{prefix}g{n}_share", text)) for n, text in enumerate(shown)]
    for n, row in enumerate(grades):
        _put(row, "grade", post.get(f"{prefix}g{n}_grade"), plain(row.get("grade")))
    if said == shown:
        return
    if owns_shares(grades):
        for row, text, before in zip(grades, said, shown, strict=True):
            if text != before:
                share = value(text.removesuffix("%"))
                row["share"] = share / 100 if isinstance(share, Decimal) else "rest" if text == str(REST) else share
        return
    low = Decimal(0)
    for row, text in zip(grades, said, strict=True):
        share = value(text.removesuffix("%"))
        if isinstance(share, Decimal):
            low += share / 100
            row["upto"] = low.normalize() if low else Decimal(0)
        elif share:
            row["upto"] = share
        else:
            row.pop("upto", None)


def _population(track: dict[str, Any], post: Post, at: int) -> list[Located]:
    rows = list(conditions(track.get("population")))
    said, changed = [], False
    for n, (column, operator, now) in enumerate(rows):
        prefix = f"t{at}_p{n}_"
        wanted = (tidy(post.get(f"{prefix}column", column)), tidy(post.get(f"{prefix}operator", operator)))
        text = tidy(post.get(f"{prefix}value", plain(now)))
        same = wanted == (column, operator) and text == tidy(plain(now))
        said.append((*wanted, now if same else _meant(*wanted, text)))
        changed = changed or not same
    if not changed:
        return []
    found, twice = _gathered(said)
    track["population"] = found | composed(track.get("population"))
    where = _("类别“%(t)s” › 参评条件") % {"t": plain(track.get("name"))}
    words = _("同一列的同一条件写了两行，已合为一行")
    return [Located(("tracks", at, "population", column), 0, where, words, _("请核对留下的值")) for column in twice]


def _gathered(rows: Sequence[tuple[str, str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Conditions by column, and the columns of which one condition was said twice."""
    found: dict[str, dict[str, Any]] = {}
    twice = []
    for column, operator, meant in rows:
        told_already = found.setdefault(column, {})
        if operator in told_already:
            twice.append(column)
        told_already[operator] = meant
    return {c: parts["equals"] if set(parts) == {"equals"} else parts for c, parts in found.items()}, twice


def _meant(column: str, operator: str, text: str) -> Any:
    """A typed value in the kind of its column."""
    kind = column_kind(column)

    def one(part: str) -> Any:
        if kind == "boolean":
            return True if part in YES else False if part in NO else part
        return value(part) if kind in ("number", "integer") else part

    if operator in ("in", "has"):
        return [one(part.strip()) for part in re.split(r"[、,，;；]", text) if part.strip()]
    return one(text)


def _vetoes(track: dict[str, Any], post: Post, at: int) -> list[Located]:
    rows = track.get("vetoes") or {}
    said: dict[str, Any] = {}
    found = []
    for n, (code, action) in enumerate(rows.items()):
        wanted = tidy(post.get(f"t{at}_v{n}_code", code))
        if wanted in said:
            words = _("“%(v)s”写了两行，已合为一行") % {"v": veto_names().get(wanted, wanted)}
            where = _("类别“%(t)s” › 一票否决") % {"t": plain(track.get("name"))}
            found.append(Located(("tracks", at, "vetoes", wanted), 0, where, words, _("请核对动作")))
            continue
        said[wanted] = tidy(post.get(f"t{at}_v{n}_action", plain(action)))
    if said != rows:
        track["vetoes"] = said
    return found
