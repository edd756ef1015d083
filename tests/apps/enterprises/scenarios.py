"""One call of every service of the enterprises app, and the small register that its tests share."""

from tenghuan.apps.enterprises.models import Conflict, Enterprise
from tenghuan.apps.enterprises.registers import ENTERPRISES
from tenghuan.apps.enterprises.services import conflicts, enterprises, sources
from tenghuan.apps.enterprises.services.sources import Sheet
from tenghuan.apps.enterprises.table import Line
from tenghuan.apps.kit import records

# check digits by GB 32100-2015; no such enterprises exist
A, B, C = "91330600MAXY00001A", "91330600MAXY00002D", "91330600MAXY00003G"


def sheet(register="tax", unit="税务局", name="税务.xlsx", digest=""):
    columns = {"uscc": "A", "name": "B", "year": "C", "tax": "D", "land_mu": "D"}
    return Sheet(name, digest or f"{name}-{register}-{unit}", "表1", register, unit, columns)


def base(actor, county, town="dong1镇", unit="经信局", name="名录.xlsx", **more):
    rows = [
        Line(2, {"uscc": A, "name": "甲公司", "town": town, "industry": "1751", "above_scale": True, **more}),
        Line(3, {"uscc": B, "name": "乙公司", "town": town, "industry": "1752", "above_scale": False}),
        Line(4, {"uscc": C, "name": "丙公司", "town": town, "industry": "3311", "above_scale": True}),
    ]
    return sources.commit_source(actor, county, sheet("base", unit, name), rows)


def land(actor, county, value=10.0, unit="自然资源局", name="用地.xlsx", year=2022, code=A):
    rows = [Line(2, {"uscc": code, "name": "甲公司", "year": year, "land_mu": value})]
    return sources.commit_source(actor, county, sheet("land", unit, name), rows)


def tax(actor, county, amounts=(100.0, 50.0, None), year=2022, name="税务.xlsx"):
    rows = [
        Line(at, {"uscc": code, "name": "某公司", "year": year, "tax": amount})
        for at, (code, amount) in enumerate(zip((A, B, C), amounts, strict=True), start=2)
    ]
    return sources.commit_source(actor, county, sheet("tax", "税务局", name), rows)


def disputed(actor, county):
    land(actor, county)
    land(actor, county, 11.0, "经信局", "另一张.xlsx")
    return Conflict.objects.get()


def _settle(world, actor):
    conflict = disputed(actor, world.home.region)
    conflicts.settle_conflict(actor, conflict, conflict.second, "以实测为准")


def _status(world, actor):
    base(actor, world.home.region)
    enterprises.set_status(actor, Enterprise.objects.get(uscc=A), "deregistered", "已办理注销登记")


def _name(world, actor):
    base(actor, world.home.region)
    enterprises.add_name(actor, Enterprise.objects.get(uscc=A), "甲厂")


def _restore(world, actor):
    base(actor, world.home.region)
    one = Enterprise.objects.get(uscc=A)
    records.retire(actor, ENTERPRISES, one, "重复登记")
    enterprises.restore(actor, one, "仍在经营")


SCENARIOS = {
    "enterprises.commit_source": lambda world, actor: base(actor, world.home.region),
    "enterprises.withdraw_source": lambda world, actor: sources.withdraw_source(actor, tax(actor, world.home.region)),
    "enterprises.settle_conflict": _settle,
    "enterprises.set_status": _status,
    "enterprises.add_name": _name,
    "enterprises.restore": _restore,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "enterprises.add_name": "same",
    "enterprises.restore": "same",
    "enterprises.set_status": "same",
    "enterprises.settle_conflict": "same",
}
