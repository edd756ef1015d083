"""How tests make closes, figures and settlements: the number is the month."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.closing.models import Figure
from tenghuan.apps.closing.settling import settle
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.plans.models import Indicator
from tests.apps.closing.months import closed, opened
from tests.apps.kit.sheds import by
from tests.world import County


def make_closing(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return opened(county, number)


def make_figure(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return Figure.objects.filter(snapshot__closing=closed(county, number)).first()


def make_settlement(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    closing = opened(county, number)
    item = Indicator.objects.get(plan=closing.plan, key="cumulative")
    period = Period.objects.get(plan=closing.plan, year=closing.year, month=closing.month)
    Report.objects.update_or_create(period=period, item=item, defaults={"state": "locked", "value": number})
    return settle(by(county, "office"), item, closing.at, "reported", "以上报数为准")


def _late(county: County, closing: Any, patch: Any) -> dict[str, Any]:
    """A number comes late for a closed month."""
    item = Indicator.objects.get(plan=closing.plan, key="cumulative")
    period = Period.objects.get(plan=closing.plan, year=closing.year, month=closing.month)
    Report.objects.update_or_create(period=period, item=item, defaults={"state": "locked", "value": 99})
    return {}


# loop → move → what makes a thing ready for it
WALKS: dict[str, dict[str, Any]] = {"closings": {"renew": _late}}
MAKERS = {"closings": make_closing, "figures": make_figure, "settlements": make_settlement}
