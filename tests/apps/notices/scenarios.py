"""Each service of notices run once, for the table of services."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices import nudging, services
from tenghuan.apps.notices.models import Channel, Delivery, DeliveryState
from tests.apps.kit.sheds import shed
from tests.world import World


def _nudge(world: World, actor: Actor) -> object:
    return nudging.nudge(actor, Task.objects.about(shed(world.home)).get(), "请办理")


def _wish(world: World, actor: Actor) -> object:
    told: dict[str, Any] = {"mail": "office@example.org", "muted": [], "mail_kinds": [], "digest": True}
    return services.wish(actor, {**told, "quiet_from": None, "quiet_until": None})


def _retry(world: World, actor: Actor) -> None:
    account = world.home.accounts["town"]
    dead = Delivery.objects.create(
        account=account, channel=Channel.MAIL, key="notice:1", subject="甲", body="乙", state=DeliveryState.DEAD
    )
    services.retry(actor, dead)


SCENARIOS = {"notices.nudge": _nudge, "notices.wish": _wish, "notices.retry": _retry}

# what one wishes is the same, said once or twice: tests/apps/test_races.py
DOUBLES = {"notices.wish": "same"}
