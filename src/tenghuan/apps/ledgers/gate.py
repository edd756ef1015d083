"""The gate before what was freed is given: is the project two-high, what must it offset, is enough there (§6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.parameters import Found, parameter
from tenghuan.apps.ledgers.books import ENERGY
from tenghuan.apps.ledgers.models import Allocation

DATA = Path(__file__).parent / "data" / "two_high.yaml"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One rule of the gate: what it asks, what the project has, whether it passes, and where the rule comes from."""

    rule: str
    value: str
    passed: bool
    source: str


@cache
def two_high() -> dict[str, Any]:
    """Return the divisions that count as two-high, with their source."""
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def is_two_high(industry: str) -> bool:
    """Tell whether an industry code (a leading section letter allowed) lies in a two-high division."""
    return industry.lstrip("ABCDEFGHIJKLMNOPQRST")[:2] in two_high()["divisions"]


def offset(allocation: Allocation, today: date) -> Decimal:
    """Return the energy that must be taken from what was freed: times the ratio where the project burns much."""
    line = parameter(allocation.county, "high_consumption_line", today).number
    intensity = allocation.intensity
    ratio = Decimal(1)
    if intensity is None or intensity >= line:
        ratio = parameter(allocation.county, "energy_replacement_ratio", today).number
    return (allocation.energy * ratio).quantize(CENT, ROUND_HALF_UP)


def lines(allocation: Allocation, today: date | None = None) -> list[Line]:
    """Return every rule of the gate as it stands for a project today."""
    today = today or timezone.localdate()
    line = parameter(allocation.county, "high_consumption_line", today)
    found, intensity = [], allocation.intensity
    if is_two_high(allocation.industry):
        name = two_high()["divisions"][allocation.industry.lstrip("ABCDEFGHIJKLMNOPQRST")[:2]]
        given = allocation.approvals or allocation.exception
        rule = _("两高行业（%(n)s）须有产能置换、节能审查、环评、排污许可，或例外依据") % {"n": name}
        found.append(Line(rule, given or _("没有填写"), bool(given), two_high()["source"] + _("；本地参数（待核实）")))
    need = offset(allocation, today)
    rule = _("单位增加值能耗低于 %(l)s 吨标准煤/万元的等量配置，否则减量替代") % {"l": line.value}
    shown = _("增加值未知") if intensity is None else _("%(i)s，须替代 %(n)s 吨标准煤") % {
        "i": f"{intensity:.3f}", "n": plain(need)
    }  # fmt: skip
    found.append(Line(rule, shown, True, _source(line)))
    left = ENERGY.balance(allocation.county, "available")
    enough = left >= need or allocation.state != "draft"
    value = _("可用 %(l)s，需要 %(n)s") % {"l": plain(left), "n": plain(need)}
    found.append(Line(_("替代来源须为已销号企业且余额足够"), value, enough, ENERGY.title))
    return found


def _source(found: Found) -> str:
    return "；".join(filter(None, (found.source, found.note)))


def hindrance(allocation: Allocation) -> str:
    """Return why a project may not go on, "" if it may."""
    failed = [line for line in lines(allocation) if not line.passed]
    return "；".join(_("%(r)s：%(v)s") % {"r": line.rule, "v": line.value} for line in failed)


def order_of(county: Any) -> dict[str, str]:
    """Return the classes of projects in the order in which the county's plan gives what was freed: code → word."""
    found = parameter(county, "allocation_order", timezone.localdate()).value
    return {str(row["code"]): row["name"] for row in found}


def out_of_turn(actor: Any, allocation: Allocation) -> str:
    """Say which application of an earlier class is to be decided first."""
    order = list(order_of(allocation.county))
    own = order.index(allocation.priority) if allocation.priority in order else len(order)
    waiting = Allocation.objects.filter(county=allocation.county, state__in=("applied", "reviewed"), retired_on=None)
    first = waiting.filter(priority__in=order[:own]).order_by("number").first()
    if first is None:
        return ""
    word = order_of(allocation.county).get(first.priority, first.get_priority_display())
    return _("按方案次序，先审定“%(w)s”的申请 %(n)s") % {"w": word, "n": first.number}
