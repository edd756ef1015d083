"""Rule sets as the pure room takes them: read, with imported thresholds, and which version holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from tenghuan.apps.organization.models import Region
from tenghuan.apps.screening.models import RuleSet, RuleState
from tenghuan.plan import load_pack, packs
from tenghuan.screening import Rules, Threshold, parse_rules, with_thresholds
from tenghuan.screening.rulesfile import shipped_text


def numbered(thing: RuleSet) -> None:
    """Give a new rule set the county's next version."""
    if thing.pk is None:
        last = RuleSet.objects.filter(county=thing.county).aggregate(last=Max("version"))["last"]
        thing.version = (last or 0) + 1


def rules_of(thing: RuleSet) -> Rules:
    """Return the rules of a set with the thresholds that were brought in; RulesFault for what cannot be used."""
    rules = parse_rules(thing.text, str(thing.name))
    return with_thresholds(rules, [_row(row) for row in thing.thresholds]) if thing.thresholds else rules


def _row(row: dict[str, Any]) -> Threshold:
    return Threshold.model_validate({**row, "limit": Decimal(row["limit"])})


def kept(rows: Iterable[Threshold]) -> list[dict[str, Any]]:
    """Return thresholds as JSON keeps them: limits as texts, so that no digit is lost."""
    return [{**row.model_dump(), "limit": str(row.limit)} for row in rows]


def holding(county: Region, day: date) -> RuleSet | None:
    """Return the published version that holds on a day: the one in effect latest."""
    found = RuleSet.objects.filter(county=county, state=RuleState.PUBLISHED, retired_on=None, effective_from__lte=day)
    return found.order_by("effective_from", "version").last()


def shipped_for(county: Region) -> str:
    """Return the text of the rules that ship for a county, "" if there are none."""
    key = next((key for key, path in packs().items() if load_pack(path).plan.region.code == county.code), "")
    return shipped_text(key)
