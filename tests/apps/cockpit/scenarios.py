"""One call of every service of the cockpit."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cockpit import layout, services
from tenghuan.apps.cockpit.models import WallToken
from tests.apps.kit.sheds import by


def give(county, name="会议室大屏", days=30):
    """Give a token of a county; return (its text, its row)."""
    until = timezone.localdate() + timedelta(days=days)
    text = services.give_token(by(county, "office"), region=county.region, name=name, until=until)
    return text, WallToken.objects.latest("pk")


def screens(**changed):
    """The county's layout as the platform brings it, with another time between two looks."""
    return {**layout.shipped()["county"], "refresh": 90, **changed}


def _arrange(world, actor):
    services.arrange(by(world.home, "office"), region=world.home.region, screens=screens(), revision=0)


def _place(world, actor):
    tiles = {town.code: (1, n) for n, town in enumerate(world.home.town_regions, 1)}
    services.place(by(world.home, "office"), region=world.home.region, revision=0, tiles=tiles)


def _give(world, actor):
    give(world.home)


def _end(world, actor):
    services.end_token(by(world.home, "office"), give(world.home)[1])


def _open(world, actor):
    services.open_wall(Actor.platform("wall"), give(world.home)[1])


SCENARIOS = {
    "cockpit.arrange": _arrange,
    "cockpit.place": _place,
    "cockpit.give_token": _give,
    "cockpit.end_token": _end,
    "cockpit.open_wall": _open,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"cockpit.give_token": "each", "cockpit.open_wall": "each"}
