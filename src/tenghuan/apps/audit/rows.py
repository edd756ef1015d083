"""Does a row say what the trail says of it? A change by SQL leaves the chain whole; it is found here.

The trail is read once from its first row; of every watched column the last word is kept, and held against the row. A
list with thousands of rows (a final grading) has one digest in the trail instead, made by :func:`rows_digest`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.db import models

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.audit.canonical import tidy
from tenghuan.apps.audit.chain import canonical
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import plain
from tenghuan.apps.audit.verify import Break

BATCH = 500
REPORT = ("state", "value", "phase", "is_zero", "note", "reason")
DECISION = ("kind", "points", "code", "reason", "document", "year", "enterprise_id")
# kind → columns that no change passes by the trail; a kind that is not installed is passed over
WATCHED: dict[str, tuple[str, ...]] = {
    "organization.account": ("username", "role", "region_id", "unit_id", "enterprise_code", "is_active"),
    "organization.incumbency": ("person", "since", "until", "account_id"),
    "monitoring.report": REPORT,
    "monitoring.lateexception": ("until", "reason"),
    "evaluation.run": ("state", "result_digest", "decided_on", "decision_number"),
    "evaluation.graded": ("computed", "grade"),
    "evaluation.decision": DECISION,
    "evaluation.policyrule": ("effective_until", "verified", "basis"),
    "evaluation.objection": ("state",),
}
# rows of these kinds are only made with a word in the trail: one that it does not know was put there by other means
COMPLETE = frozenset({"evaluation.decision"})
# after these a row is gone; other services say so by no word of what it is afterwards
REMOVALS = frozenset({"evaluation.withdraw_decision"})


@dataclass(frozen=True)
class Listed:
    """A list that one row of the trail stands for: the key of its digest, the rows' lookup, their columns, and when."""

    note: str
    rows: str
    columns: tuple[str, ...]
    order: str
    while_state: str


LISTS = {
    "evaluation.run": Listed(
        "list_digest", "graded", ("enterprise_id", "track", "group", "score", "rank", "grade"), "enterprise_id", "final"
    ),
}


def rows_digest(rows: models.QuerySet[Any], columns: tuple[str, ...], order: str) -> str:
    """Return the SM3 digest of a list's columns in the given order, each row as its canonical text."""
    found = hashlib.new("sm3")
    for row in rows.order_by(order).values_list(*columns).iterator(chunk_size=2000):
        found.update(canonical({"row": [_bare(value) for value in row]}) + b"\n")
    return found.hexdigest()


def list_digest(thing: models.Model) -> dict[str, str]:
    """Return what a service notes of a thing's list, ``{}`` where its kind has none."""
    listed = LISTS.get(thing._meta.label_lower)
    if listed is None:
        return {}
    return {listed.note: rows_digest(getattr(thing, listed.rows).all(), listed.columns, listed.order)}


def _bare(value: Any) -> Any:
    return _number(value) if isinstance(value, Decimal) else plain(value)


@dataclass
class _Said:
    """The trail's last word of one row."""

    number: int
    columns: dict[str, Any]
    gone: bool = False
    listed: str = ""


def row_breaks() -> Iterator[Break]:
    """Yield every watched row that is not as the trail says, that is gone, or that the trail does not know."""
    for kind, rows in _said().items():
        try:
            model = apps.get_model(kind)
        except LookupError:
            continue
        yield from _of_kind(kind, model, rows)


def _said() -> dict[str, dict[str, _Said]]:
    said: dict[str, dict[str, _Said]] = {kind: {} for kind in WATCHED}
    found = Entry.objects.filter(kind__in=WATCHED).order_by("number")
    for entry in found.only("number", "kind", "key", "action", "after").iterator(chunk_size=2000):
        row = said[entry.kind].setdefault(entry.key, _Said(entry.number, {}))
        row.number, row.gone = entry.number, entry.after is None or entry.action in REMOVALS
        after: dict[str, Any] = entry.after if isinstance(entry.after, dict) else {}
        row.columns.update({name: after[name] for name in WATCHED[entry.kind] if name in after})
        if listed := LISTS.get(entry.kind):
            row.listed = str(after.get(listed.note, row.listed))
    return said


def _of_kind(kind: str, model: type[models.Model], rows: dict[str, _Said]) -> Iterator[Break]:
    name = str(model._meta.verbose_name)
    keys = list(rows)
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        there = {str(row.pk): row for row in model._base_manager.filter(pk__in=part)}
        for key in part:
            yield from _of_row(name, key, rows[key], there.get(key))
    if kind in COMPLETE:
        known = {key for key, row in rows.items() if not row.gone}
        for pk in model._base_manager.values_list("pk", flat=True).iterator(chunk_size=2000):
            if str(pk) not in known:
                yield Break(0, f"{name}（编号 {pk}）在审计记录中没有来历（绕过平台新增）")


def _of_row(name: str, key: str, said: _Said, row: models.Model | None) -> Iterator[Break]:
    place = f"{name}（编号 {key}）"
    if row is None:
        if not said.gone and said.columns:
            yield Break(said.number, f"{place}已不存在，而审计记录第 {said.number} 行仍有（绕过平台删除）")
        return
    for column, told in said.columns.items():
        field = field_of(row, column)
        if not _same(field, told, getattr(row, field.attname)):
            words = f"{place}的“{field.verbose_name}”与审计记录第 {said.number} 行所记不符（绕过平台改动）"
            yield Break(said.number, words)
    yield from _of_list(place, said, row)


def _of_list(place: str, said: _Said, row: models.Model) -> Iterator[Break]:
    listed = LISTS.get(row._meta.label_lower)
    if not listed or not said.listed or getattr(row, "state", None) != listed.while_state:
        return
    if list_digest(row)[listed.note] != said.listed:
        yield Break(said.number, f"{place}的名单与审计记录第 {said.number} 行所记摘要不符（绕过平台改动）")


def _same(field: Any, told: Any, value: Any) -> bool:
    if isinstance(field, models.DecimalField) and told is not None and value is not None:
        return _number(told) == _number(value)
    if isinstance(field, models.ForeignKey | models.AutoField) and told is not None:
        return str(told) == str(value)
    return bool(told == tidy(plain(value)))


def _number(value: Any) -> str:
    try:
        text = f"{Decimal(str(value)):f}"
    except InvalidOperation:
        return str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
