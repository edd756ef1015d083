"""From a reading to what a reviewer is shown: items with a proposed standard indicator and caliber, units mapped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.organization.services.units import resolve_units
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.identity import bare
from tenghuan.apps.plans.models import Draft, DraftItem, DraftKind, DraftUnit, Indicator, ItemState
from tenghuan.plan import catalogue
from tenghuan.plan.bureaus import bureau_of, kind_of
from tenghuan.plan.drafting.calibers import known_caliber, propose
from tenghuan.plan.standards import SURE, split_population

META = (
    "title",
    "document_number",
    "issuer",
    "region",
    "issued_on",
    "effective_from",
    "effective_until",
)
PARTS = (
    ("targets", DraftKind.TARGET),
    ("series", DraftKind.SERIES),
    ("actions", DraftKind.ACTION),
    ("tasks", DraftKind.TASK),
    ("groups", DraftKind.GROUP),
)
PLACE = ("anchor", "confidence", "reasons")
_CLAUSE = re.compile(r"[，。；：,;]")
TITLE_LENGTH = 40


def items_of(
    draft: Draft, reading: Mapping[str, Any], texts: Mapping[str, str], present: Iterable[Indicator] = ()
) -> list[DraftItem]:
    """One row for the metadata, then one for each thing read, in the document's order.

    Args:
        present: the indicators of the county's current plan; what is known there keeps its link and caliber.
    """
    known = _Present(present)
    rows = [_meta(draft, reading)]
    for part, kind in PARTS:
        for order, told in enumerate(reading.get(part) or []):
            data = {key: value for key, value in told.items() if key not in PLACE}
            reasons = list(told.get("reasons") or [])
            confidence = float(told.get("confidence") or 0)
            if kind in (DraftKind.TARGET, DraftKind.SERIES):
                confidence = min(confidence, _link(data, reasons, known))
            place = told.get("anchor") or {}
            if kind == DraftKind.TASK:
                data["title"] = _first_clause(texts.get(place.get("block", ""), ""), place) or data.get("starts_with")
            rows.append(
                DraftItem(
                    draft=draft,
                    kind=kind,
                    order=order,
                    read=data,
                    block=place.get("block", ""),
                    start=place.get("start", 0),
                    end=place.get("end", 0),
                    confidence=confidence,
                    reasons=reasons,
                )
            )
    return rows


def _meta(draft: Draft, reading: Mapping[str, Any]) -> DraftItem:
    period = reading.get("period") or {}
    data = {**{key: reading.get(key) for key in META}, "start": period.get("start"), "end": period.get("end")}
    reasons = []
    if not data["title"]:
        reasons.append(_("没有读到标题"))
    if not data["end"]:
        reasons.append(_("没有读到方案期末年份"))
    if data["region"] and data["region"] != draft.region.name:
        reasons.append(_("文件写的是“%(a)s”，不是%(b)s") % {"a": data["region"], "b": draft.region.name})
    return DraftItem(draft=draft, kind=DraftKind.META, read=data, confidence=0.5 if reasons else 0.95, reasons=reasons)


class _Present:
    """The current plan's indicators by name, and by standard indicator where only one links to it."""

    def __init__(self, rows: Iterable[Indicator]) -> None:
        rows = list(rows)
        links = Counter(row.catalogue_key for row in rows)
        self.by_name = {bare(row.title): row for row in rows}
        self.by_link = {row.catalogue_key: row for row in rows if row.catalogue_key and links[row.catalogue_key] == 1}

    def find(self, name: str, key: str) -> Indicator | None:
        return self.by_name.get(bare(name)) or self.by_link.get(key)


def _link(data: dict[str, Any], reasons: list[str], known: _Present) -> float:
    """Propose standard indicator and caliber, say why one should look; returns how sure the link is."""
    name, _population = split_population(str(data.get("indicator") or ""))
    unit = data.get("unit") or None
    candidate = catalogue().find(name, unit, caliber=known_caliber(data.get("nature")))
    standard = candidate.standard if candidate else None
    if "cells" in data:
        usual = standard.caliber if standard else None
        data["caliber"] = usual.value if usual else "cumulative"
        guess = None
    else:
        caliber, guess = propose(data, standard)
        data["caliber"] = caliber.value
    data["catalogue"] = standard.key if standard else ""
    present = known.find(name, data["catalogue"])
    if present is not None:
        changed = present.caliber != data["caliber"]
        data |= {"catalogue": present.catalogue_key, "caliber": present.caliber, "inherited": True}
        if changed:
            reasons.append(_("沿用现行方案的口径“%(c)s”") % {"c": wording.caliber_name(present.caliber)})
        return 1.0
    if candidate is None:
        reasons.append(_("没有对应的标准指标，按本县特有指标处理"))
        return 0.8
    if candidate.score < SURE:
        reasons.append(_("推定为标准指标“%(n)s”，请核对") % {"n": candidate.standard.zh})
        return round(candidate.score, 2)
    if guess:
        reasons.append(guess)
    return 1.0


def _first_clause(text: str, place: Mapping[str, Any]) -> str:
    span = text[place.get("start", 0) : place.get("end", 0)]
    return _CLAUSE.split(span, maxsplit=1)[0][:TITLE_LENGTH]


# -- units --------------------------------------------------------------------------------------------------------


def lead_for(kind: str, data: Mapping[str, Any], region: Region) -> Unit | None:
    """Return the unit of the county's register that a target without a lead belongs to by its standard indicator."""
    if kind != DraftKind.TARGET or data.get("lead") or not data.get("catalogue"):
        return None
    standard = catalogue().get(str(data["catalogue"]))
    if standard is None:
        return None
    named = ((unit, bureau_of(unit.name, region.name)) for unit in resolve_units(region).values())
    return next((unit for unit, bureau in named if bureau is not None and bureau.key == standard.bureau), None)


def unit_names(kind: str, data: Mapping[str, Any]) -> list[str]:
    """Every unit name in an item's data."""
    names = [*(data.get("lead") or []), *(data.get("support") or [])] if kind != DraftKind.GROUP else []
    if kind == DraftKind.GROUP and data.get("lead_unit"):
        names.append(data["lead_unit"])
    return [str(name) for name in names]


def units_of(draft: Draft, names: Iterable[str], known: Mapping[str, Unit]) -> list[DraftUnit]:
    """One row a name: a unit the county has under that name or alias, one of the same function, or a new one.

    Args:
        names: every use of a name, repeated.
        known: the county's names and aliases (``resolve_units``).
    """
    counts = Counter(names)
    region = draft.region.name
    by_function: dict[str, Unit] = {}
    for unit in known.values():
        bureau = bureau_of(unit.name, region)
        if bureau is not None:
            by_function.setdefault(bureau.key, unit)
    first_of: dict[str, str] = {}
    rows = []
    for name, uses in counts.most_common():
        row = DraftUnit(draft=draft, name=name[:80], uses=uses, kind=kind_of(name).value)
        bureau = bureau_of(name, region)
        key = bureau.key if bureau else ""
        if name in known:
            row.unit, row.state, row.reason = known[name], ItemState.ACCEPTED, _("名称或别名相同")
        elif key in by_function:
            row.unit, row.reason = by_function[key], _("职能相同（%(n)s）") % {"n": bureau.zh if bureau else ""}
        elif key and key in first_of:
            row.same_as, row.reason = first_of[key], _("文件中同一职能的另一名称")
        else:
            row.kind = bureau.kind.value if bureau else row.kind
            row.reason = _("本县尚无此单位，将新建")
            if key:
                first_of[key] = name
        rows.append(row)
    return rows
