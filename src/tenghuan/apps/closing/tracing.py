"""From a clause of the plan to all that serves it, and back from any record to the targets that it counts for.

Nothing is tied by hand: a task names its indicators in the plan, and a register's measure says which records an
indicator counts. What serves a clause is therefore what its number is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.closing.measuring import Feed, feed_of, within
from tenghuan.apps.funds.models import Claim
from tenghuan.apps.kit.further import Further, Link
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.kit.registry import of_model
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Duty, Indicator, Item, ItemKind
from tenghuan.publishing.tables import Table

SHOWN = 10  # records of an indicator; the rest is in the register's list
COLUMNS = 6
COUNTS_FOR = _("计入指标")


@dataclass(frozen=True)
class Money:
    """What enterprises behind a target were promised and paid of policy money, in 10⁴ CNY."""

    count: int
    decided: Decimal
    paid: Decimal
    address: str


@dataclass(frozen=True)
class Serving:
    """An indicator with what its number is made of: its register's records, the newest first, and the money."""

    item: Indicator
    feed: Feed | None
    count: int = 0
    table: Table | None = None
    address: str = ""
    money: Money | None = None


@dataclass(frozen=True)
class Trace:
    """A clause, its indicators with what serves them, its tasks; ``near``: it names none, these are its campaign's."""

    item: Item
    serving: Sequence[Serving]
    duties: Sequence[Duty]
    near: bool = False


def traced(account: Any, item: Item) -> Trace:
    """Return what serves a clause, within the account's scope: at most five queries for each of its indicators.

    A town's share of a clause leads to the whole: what the register counts is the county's.
    """
    item = item.whole or item
    indicators, near = _indicators(account, item)
    duties = Duty.objects.visible_to(account).filter(indicators__in=indicators, retired=False).exclude(pk=item.pk)
    told = [] if near else list(duties.distinct().order_by("kind", "order", "pk"))
    return Trace(item, [_serving(account, one) for one in indicators], told, near)


def _indicators(account: Any, item: Item) -> tuple[list[Indicator], bool]:
    found = Indicator.objects.visible_to(account).filter(plan=item.plan, retired=False, whole=None)
    found = found.select_related("plan__region").order_by("campaign_order", "order", "pk")
    if item.kind == ItemKind.INDICATOR:
        return list(found.filter(pk=item.pk)), False
    own = list(found.filter(duties=item.pk))
    near = bool(item.campaign_key) and not own
    return (list(found.filter(campaign_key=item.campaign_key)) if near else own), near


def _serving(account: Any, item: Indicator) -> Serving:
    feed = feed_of(item)
    if feed is None:
        return Serving(item, None)
    rows = feed.measure.rows(feed.register.rows(account).filter(**{feed.county: item.plan.region}))
    rows = within(feed, item, rows)
    order = f"-{feed.measure.when or feed.measure.year or 'pk'}"
    shown = rows.order_by(order, "-pk")[:SHOWN]
    table = Table(item.title, feed.register.list_columns[:COLUMNS], list(shown))
    return Serving(item, feed, rows.order_by().count(), table, feed.whole_address, _money(account, feed, rows))


def _money(account: Any, feed: Feed, rows: models.QuerySet[Any]) -> Money | None:
    """Return what the enterprises behind the rows were promised and paid; None for nothing, or where none is named."""
    if not feed.measure.enterprise:
        return None
    firms = rows.order_by().values(feed.measure.enterprise)
    claims = Claim.objects.visible_to(account).filter(enterprise__in=firms, retired_on=None, decided_on__isnull=False)
    told = claims.aggregate(
        count=Count("pk"), decided=Sum("amount"), paid=Sum("amount", filter=Q(paid_on__isnull=False))
    )
    if not told["count"]:
        return None
    register = of_model(Claim)
    assert register is not None
    return Money(told["count"], told["decided"], told["paid"] or Decimal(0), reverse(f"{register.key}:list"))


def counts_for(account: Any, thing: models.Model) -> Sequence[Link]:
    """Return the targets of the county's plan in force that a record counts for (two queries)."""
    register = of_model(type(thing))
    fed = {one.indicator for one in register.measures if one.indicator} if register else set()
    if register is None or not fed or getattr(account, "role", "") not in OFFICIALS:
        return []
    county = _county(thing)
    named = Q(catalogue_key__in=fed) | Q(key__in=fed)
    found = Indicator.objects.visible_to(account).filter(
        named, plan__region=county, plan__is_current=True, retired=False, whole=None
    )
    ways = [(one, feed) for one in found.order_by("campaign_order", "order", "pk") if (feed := feed_of(one))]
    ways = [(one, feed) for one, feed in ways if feed.register is register]
    if not ways:
        return []
    kept = isinstance(thing, Kept)
    asked = {f"n{at}": Count("pk", filter=feed.measure.condition(kept=kept)) for at, (_one, feed) in enumerate(ways)}
    told = type(thing)._default_manager.filter(pk=thing.pk).order_by().aggregate(**asked)
    served = [one for at, (one, _feed) in enumerate(ways) if told[f"n{at}"]]
    return [Link(COUNTS_FOR, one.title, reverse("closing:trace", args=(one.pk,))) for one in served]


def _county(thing: models.Model) -> Region | None:
    value: Any = thing
    for name in scope_of(type(thing)).region.split("__"):
        value = getattr(value, name, None)
    return value if isinstance(value, Region) else None


def way(account: Any, thing: models.Model) -> Further | None:
    """Return the way from a clause to what serves it."""
    if isinstance(thing, Indicator | Duty) and getattr(account, "role", "") in OFFICIALS:
        return Further(_("溯源"), "binary-tree", reverse("closing:trace", args=(thing.pk,)))
    return None
