"""What the page of one indicator's month shows."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.closing import checking, comparison, queries, settling, tables
from tenghuan.apps.closing.contributions import splits
from tenghuan.apps.closing.measuring import Feed, feed_of, window
from tenghuan.apps.closing.models import Figure, Settlement
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.monitoring.queries.standing import end_of, known_about
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.plans.queries import items_of
from tenghuan.pace import Month


def of(account: Any, item: Indicator, asked: Month | None) -> dict[str, Any]:
    """Return what is told of an indicator's month: of the newest closed one if none is asked for, else the board's."""
    county = item.plan.region
    snapshot = queries.newest(account, county, asked)
    at = asked or (snapshot.at if snapshot else queries.board_month(item.plan))
    figure = None
    if snapshot is not None:
        figure = Figure.objects.filter(snapshot=snapshot, item=item).select_related("item", "unit").first()
    shown = figure or reckoned(item.plan, at, only=item.pk)[0]
    feed = feed_of(item)
    return {
        "item": item,
        "at": at,
        "asked": f"{at.year}-{at.month:02d}",
        "snapshot": snapshot if figure is not None else None,
        "figure": shown,
        "row": tables.row(1, shown, "", ""),
        "feed": feed,
        "behind": _behind(item, feed, at) if feed is not None and shown.registered is not None else "",
        "settlements": list(Settlement.objects.filter(item=item, year=at.year, month=at.month)),
        "settle": _to_settle(account, item, at),
        "splits": splits(item, at),
        "peers": comparison.peers(account, item, at),
        "references": item.references.all(),
        "months": list(queries.closings(account, county)[:36]),
    }


def _behind(item: Indicator, feed: Feed, at: Month) -> str:
    """The list of the records behind the register's number."""
    found = items_of([item.plan], only=item.pk)
    return feed.address(*window(feed, known_about(found, at=at).subject(found[0]), at))


def _to_settle(account: Any, item: Indicator, at: Month) -> Figure | None:
    """The month's two numbers as they are now, where they differ and this account decides; else None."""
    now = reckoned(item.plan, at, only=item.pk)[0]
    if now.computed is None or not settling.may_settle(account, item):
        return None
    decided = settling.newest([item.pk], at).get(item.pk)
    bound = parameter(item.plan.region, "closing_tolerance_percent", end_of(at)).number
    differs = checking.unsettled(now, decided, bound) or now.reported is None
    return now if differs or decided is not None else None
