"""A small world: two counties of one city and one of another, units, towns, and an account of each role in each."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Account, Region, Unit, UnitKind

PASSWORD = "Chengtou-2026"
HASHED = make_password(PASSWORD, hasher="md5")


@dataclass
class County:
    """One county with two departments, two towns and an account of every role (``second`` = the neighbour unit)."""

    region: Region
    departments: list[Unit] = field(default_factory=list)
    towns: list[Unit] = field(default_factory=list)
    town_regions: list[Region] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)


def _account(username: str, role: str, region: Region, unit: Unit | None = None, code: str = "") -> Account:
    return Account(
        username=username,
        name=f"测试{username}",
        role=role,
        region=region,
        unit=unit,
        enterprise_code=code,
        password=HASHED,
        must_change_password=False,
    )


def new_account(username: str, role: str, region: Region, unit: Unit | None = None) -> Account:
    """An account that is kept."""
    account = _account(username, role, region, unit)
    account.save()
    return account


def make_county(city: Region, code: str, name: str, tag: str) -> County:
    region = Region.objects.create(code=code, name=name, level="county", parent=city)
    county = County(region)
    # thousands of tests make their world: rows of a kind in one query, not in forty
    towns = [Region(code=f"{code}00{n}", name=f"{tag}{n}镇", level="town", parent=region) for n in (1, 2)]
    for town in towns:
        town.path = f"{region.path}{town.code}/"  # as Region.save does
    county.town_regions = Region.objects.bulk_create(towns)
    units = []
    for n, (unit, town) in enumerate(zip(("经信局", "科技局"), towns, strict=True), start=1):
        county.departments.append(Unit(region=region, name=f"{name}{unit}"))
        county.towns.append(Unit(region=town, name=f"{tag}{n}镇政府", kind=UnitKind.TOWN))
        units += [county.departments[-1], county.towns[-1]]
    Unit.objects.bulk_create(units)
    for role in Role:
        unit = county.departments[0] if role == Role.DEPARTMENT else None
        at = county.town_regions[0] if role == Role.TOWN else region
        if role == Role.TOWN:
            unit = county.towns[0]
        if role == Role.OFFICE:
            unit = county.departments[0]
        code18 = "91330600MA00000019" if role == Role.ENTERPRISE else ""
        county.accounts[role.value] = _account(f"{tag}-{role.value}", role, at, unit, code18)
    county.accounts["department2"] = _account(f"{tag}-dep2", Role.DEPARTMENT, region, county.departments[1])
    county.accounts["town2"] = _account(f"{tag}-town2", Role.TOWN, county.town_regions[1], county.towns[1])
    Account.objects.bulk_create(county.accounts.values())
    return county


@dataclass
class World:
    """``home`` and ``neighbour`` lie in one city, ``foreign`` in another; ``city`` holds a prefecture office."""

    city: Region
    home: County
    neighbour: County
    foreign: County
    prefecture: Account

    def client(self, account: Account | str) -> Client:
        client = Client()
        client.force_login(
            account if isinstance(account, Account) else self.home.accounts[account],
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client


@pytest.fixture
def world(db: None) -> World:
    province = Region.objects.create(code="99", name="青省", level="province")
    city = Region.objects.create(code="9901", name="甲市", level="city", parent=province)
    other = Region.objects.create(code="9902", name="乙市", level="city", parent=province)
    return World(
        city=city,
        home=make_county(city, "990101", "东县", "dong"),
        neighbour=make_county(city, "990102", "西县", "xi"),
        foreign=make_county(other, "990201", "北县", "bei"),
        prefecture=new_account("jia-office", Role.OFFICE, city),
    )


@pytest.fixture
def actor(world: World) -> Actor:
    user = world.home.accounts["office"]
    return Actor(account=user.username, person=user.name, unit=str(user.unit), region_path=user.region.path, user=user)
