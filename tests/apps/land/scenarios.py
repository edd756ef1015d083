"""One call of every service of land that no declaration brings."""

from datetime import date
from decimal import Decimal

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.land import dealing, drawing, lineage, reconciling, standing
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import parcel, square

PLATFORM = Actor.platform("land")
WHEN = {"on": date(2026, 3, 1), "document": "分割〔2026〕1号"}


def _split(world, actor):
    parts = [lineage.Part("新1", Decimal("6000")), lineage.Part("新2", Decimal("7333.3"))]
    lineage.split(by(world.home, "office"), parcel(world.home, 2), parts, **WHEN)


def _merge(world, actor):
    first, second = parcel(world.home, 1), parcel(world.home, 9, enterprise="", holder="甲")
    for one in (first, second):
        type(one).objects.filter(pk=one.pk).update(enterprise=None, holder="甲")
        one.refresh_from_db()
    lineage.merge(by(world.home, "office"), first, [second], lineage.Part("合1", Decimal("26666.6")), **WHEN)


def _draw(world, actor):
    thing = parcel(world.home)
    drawing.draw(by(world.home, "office"), world.home.region, {thing.number: square(1)})


def _redraw(world, actor):
    thing, office = parcel(world.home), by(world.home, "office")
    for at in (1, 2):
        drawing.draw(office, world.home.region, {thing.number: square(at)})
    thing.refresh_from_db()
    drawing.redraw(office, thing, thing.former_shapes.get())


def _scan(world, actor):
    parcel(world.home, start_by="2021-03-01")
    standing.scan(PLATFORM, world.home.region)


def _renew(world, actor):
    parcel(world.home, expires_on="2026-12-31")
    dealing.open_renewals(PLATFORM, world.home.region)


def _feed(world, actor):
    reconciling.feed(by(world.home, "office"), parcel(world.home).enterprise, 2025)


SCENARIOS = {
    "parcels.split": _split,
    "parcels.merge": _merge,
    "parcels.draw": _draw,
    "parcels.redraw": _redraw,
    "land.scan": _scan,
    "land.renew": _renew,
    "land.feed": _feed,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"parcels.draw": "same", "land.scan": "same", "land.renew": "same"}
