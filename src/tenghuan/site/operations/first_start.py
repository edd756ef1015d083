"""The first start in production: regions, and the three administrators with one-time links."""

from __future__ import annotations

import secrets

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Account, Region
from tenghuan.apps.organization.services.accounts import open_account
from tenghuan.apps.organization.services.first import make_link
from tenghuan.apps.organization.services.units import load_regions
from tenghuan.errors import InputFault
from tenghuan.reference import ancestors, children, region
from tenghuan.reference.regions import Region as Division

ACTOR = Actor.platform("setup")


def with_all_below(code: str) -> list[Division]:
    """Return a division with those above it, the highest first, and all below it, parents before children.

    Raises:
        InputFault: no such division in the table that ships with the product.
    """
    top = region(code)
    if top is None or len(code) != 6:
        raise InputFault(f"没有区划代码 {code}", remedy="请填省、市或县的 6 位代码，如绍兴市 330600、嵊州市 330683")
    found = [*reversed(ancestors(code)), top]
    below = list(children(code))
    while below:
        found += below
        below = [child for division in below for child in children(division.code)]
    return found


def take_regions(codes: list[str]) -> int:
    """Load the given divisions with those above and below them; return how many are new or renamed."""
    rows = {d.code: (d.code, d.name, d.level, d.parent or "") for code in codes for d in with_all_below(code)}
    return load_regions(ACTOR, list(rows.values()))


def appoint(role: Role, username: str, place: Region) -> Account | None:
    """Open an administrator's account with a password that nobody knows; None if such an administrator is there."""
    if Account.objects.filter(role=role, is_active=True).exists():
        return None
    nobody_knows = f"{secrets.token_urlsafe(24)}-aB1"
    return open_account(
        ACTOR, username=username, name=str(role.label), role=role, region=place, password=nobody_knows, active=True
    )


def link_for(username: str) -> str:
    """Return the path of a new one-time link of an account.

    Raises:
        InputFault: no such account, or it may not log in.
    """
    account = Account.objects.filter(username__iexact=username).first()
    if account is None:
        raise InputFault("没有这个登录名", where=username)
    return make_link(ACTOR, account)
