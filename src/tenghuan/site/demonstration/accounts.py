"""Demonstration accounts: one log-in name a role and unit, one password for all (changed by force outside the demo)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from pypinyin import Style, lazy_pinyin

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.organization.models import Account, Level, Region, Unit, UnitKind

PASSWORD = "Tenghuan-2026"  # noqa: S105  (printed at every start; SessionGuard forces a change outside the demo)
ADMINISTRATORS = (
    (Role.SYSTEM_ADMIN, "sysadmin", "系统管理员"),
    (Role.SECURITY_ADMIN, "secadmin", "安全管理员"),
    (Role.AUDIT_ADMIN, "auditadmin", "审计管理员"),
)


@dataclass(frozen=True)
class Planned:
    """An account to open: log-in name, name, role, region, unit, and an enterprise's credit code."""

    username: str
    name: str
    role: str
    region: Region
    unit: Unit | None = None
    code: str = ""


def spelled(name: str) -> str:
    """Return a unit's name in pinyin without the leading 市/县/区, as its log-in name: 市经信局 → jingxinju."""
    short = name[1:] if name[:1] in "市县区" and len(name) > 2 else name
    return "".join(lazy_pinyin(short, style=Style.NORMAL, errors="ignore"))[:40]


def _of_county(key: str, county: Region) -> Iterator[Planned]:
    yield Planned(f"{key}-office", f"{county.name}专班办公室", Role.OFFICE, county)
    yield Planned(f"{key}-leader", f"{county.name}领导", Role.LEADER, county)
    named: set[str] = set()
    for unit in Unit.objects.filter(region=county, active=True).exclude(kind=UnitKind.COLLECTIVE).order_by("pk"):
        username = f"{key}-{spelled(unit.name)}"
        if username not in named:
            named.add(username)
            yield Planned(username, f"{unit.name}联络员", Role.DEPARTMENT, county, unit)
    if enterprise := Enterprise.objects.filter(county=county, above_scale=True).order_by("uscc").first():
        yield Planned(f"{key}-enterprise", enterprise.name, Role.ENTERPRISE, county, code=enterprise.uscc)
    for town in Region.objects.filter(parent=county, level=Level.TOWN).order_by("code"):
        hall = Unit.objects.filter(region=town).first()
        username = f"{key}-{spelled(town.name)}"
        if hall is not None and username not in named:
            named.add(username)
            yield Planned(username, f"{town.name}工作人员", Role.TOWN, town, hall)


def planned(counties: dict[str, Region]) -> Iterator[Planned]:
    """Yield every account of the demonstration: the province, the cities, the counties by key."""
    province = Region.objects.get(level=Level.PROVINCE)
    for role, username, name in ADMINISTRATORS:
        yield Planned(username, name, role, province)
    yield Planned("province", f"{province.name}专班", Role.OFFICE, province)
    cities = {county.parent for county in counties.values() if county.parent is not None}
    for city in sorted(cities, key=lambda region: region.code):
        yield Planned(f"{spelled(city.name.rstrip('市'))}-city", f"{city.name}专班", Role.OFFICE, city)
    for key, county in counties.items():
        yield from _of_county(key, county)


@service("demonstration.open_accounts")
def open_accounts(actor: Actor, counties: dict[str, Region]) -> list[Account]:
    """Open the accounts that are missing, all with the demonstration's password; return the new ones."""
    known = set(Account.objects.values_list("username", flat=True))
    secret = make_password(PASSWORD)
    new = [
        Account(
            username=plan.username,
            name=plan.name,
            role=plan.role,
            region=plan.region,
            unit=plan.unit,
            enterprise_code=plan.code,
            password=secret,
        )
        for plan in planned(counties)
        if plan.username not in known
    ]
    if not new:
        nothing_changed()
        return []
    Account.objects.bulk_create(new)
    record("accounts", label=f"演示账号 {len(new)} 个", after={"usernames": [account.username for account in new]})
    return new
