"""Orders for tests: raised and moved as officers do it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.supervision.models import Order
from tenghuan.apps.supervision.raising import raise_order
from tenghuan.apps.supervision.registers import ORDERING
from tests.apps.kit.sheds import PNG, by
from tests.world import County


def draft(county: County, number: int = 1, unit: int = 0, **values: Any) -> Order:
    told = {
        "source": "meeting",
        "matter": f"第{number}件事项",
        "content": "查明原因并提出措施",
        "lead": county.departments[unit],
        **values,
    }
    return raise_order(by(county, "office"), county.region, told, issue=False)


def issued(county: County, number: int = 1, unit: int = 0, **values: Any) -> Order:
    order = draft(county, number, unit, **values)
    ORDERING.take(by(county, "office"), order, "issue")
    return order


def working(county: County, **values: Any) -> Order:
    order = issued(county, **values)
    ORDERING.take(by(county, "department"), order, "sign", promise="月底完成", planned_on=date.today())
    return order


def proof(shade: int = 0) -> dict[str, list[SimpleUploadedFile]]:
    return {"": [SimpleUploadedFile("佐证.png", PNG + bytes([shade]))]}


def reported(county: County, outcome: str = "done", **values: Any) -> Order:
    order = working(county, **values)
    told = {"outcome": outcome, "progress": "已完成", "files": proof()}
    ORDERING.take(by(county, "department"), order, "report", **told)
    return order


def back(order: Order, **days: int) -> Order:
    """Put columns of an order so many days before today, as if it had been issued then."""
    columns = {name: date.today() - timedelta(days=n) for name, n in days.items()}
    Order.objects.filter(pk=order.pk).update(**columns)
    order.refresh_from_db()
    return order
