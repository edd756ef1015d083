"""Row scope, set-based and in one place: ``Model.objects.visible_to(account)``.

A model says once, by lookup paths, whose row it is::

    objects = scoped(Scope(region="plan__region", unit=("responsibilities__unit",)))

Rules: an account sees rows of its region's subtree. With ``inherit`` a town's or park's account also sees the
rows of the regions above it up to its county (a county's plan is everybody's plan there). With ``unit``
lookups a department sees only rows that name its unit; with ``town`` a town sees only rows of its own subtree
even where ``inherit`` would give more; ``duty`` names the units that are responsible where every department may
see the row; with ``enterprise`` an enterprise sees only its own rows, without it
none. Administrators see no business rows. What is ``common`` (holidays) is nobody's: every account that a page
admits sees all of it. ``handed`` names the region that a row was handed down to by one above it: that region's
accounts see it though it is another's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from tenghuan.apps.access.roles import ADMINISTRATORS, Role

M = TypeVar("M", bound=models.Model)
NOTHING = Q(pk__in=())
COUNTY_DEPTH = 3  # province, city, county


@dataclass(frozen=True)
class Scope:
    """Lookup paths from a model to its owners; see the module's text."""

    region: str
    unit: tuple[str, ...] = ()
    duty: tuple[str, ...] = ()
    town: str = ""
    enterprise: str = ""
    inherit: bool = False
    administrators: bool = False
    common: bool = False
    handed: str = ""

    def condition(self, account: Any) -> Q:
        """Return the condition that a row must meet for the account to see it."""
        if not account.is_authenticated or not account.is_active:
            return NOTHING
        if self.common:
            return Q()
        if account.role in ADMINISTRATORS and not self.administrators:
            return NOTHING
        if account.role == Role.ENTERPRISE:
            return Q(**{self.enterprise: account.enterprise_code}) if self._own(account) else NOTHING
        condition = self._region(account)
        if account.role == Role.DEPARTMENT and self.unit:
            condition &= self._unit(account)
        if account.role == Role.TOWN and self.town:
            condition &= Q(**{f"{self.town}__path__startswith": account.region.path})
        return condition

    def within(self, path: str) -> Q:
        """Return the condition of lying in a region; a town narrows what has a town, the rest is its county's."""
        prefix = f"{self.region}__" if self.region else ""
        codes = path.split("/")[:-1]
        if self.handed:
            return Q(**{f"{prefix}path__startswith": path}) | Q(**{f"{self.handed}__path__startswith": path})
        if self._of_county and len(codes) == COUNTY_DEPTH:
            return Q(**{f"{prefix}path": path})
        if len(codes) <= COUNTY_DEPTH:
            return Q(**{f"{prefix}path__startswith": path})
        if self.town:
            return Q(**{f"{self.town}__path__startswith": path})
        county = "/".join(codes[:COUNTY_DEPTH]) + "/"
        return Q(**{f"{prefix}path__startswith": path}) | Q(**{f"{prefix}path": county})

    @property
    def _of_county(self) -> bool:
        """Whether the region is a county always, so that "of this county" is one equal value and no prefix: the
        database then walks the county's index in its order (a list of 100,000 rows is not sorted to show fifty)."""
        return self.region.rpartition("__")[2] == "county"

    def _own(self, account: Any) -> bool:
        return bool(self.enterprise and account.enterprise_code)

    def _region(self, account: Any) -> Q:
        prefix = f"{self.region}__" if self.region else ""
        path, county = account.region.path, account.region.county_path
        if self._of_county and county and (self.inherit or path == county):
            condition = Q(**{f"{prefix}path": county})
        else:
            condition = Q(**{f"{prefix}path__startswith": path})
            if self.inherit and county:
                condition |= Q(**{f"{prefix}path": county})
        if self.handed:
            condition |= Q(**{f"{self.handed}__path__startswith": account.region.path})
        return condition

    def _unit(self, account: Any) -> Q:
        if account.unit_id is None:
            return NOTHING
        condition = Q()
        for lookup in self.unit:
            condition |= Q(**{lookup: account.unit_id})
        return condition


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that can be narrowed to what an account may see."""

    scope: Scope

    def visible_to(self, account: Any) -> Self:
        """Keep the rows in the account's scope (distinct where a lookup crosses to many)."""
        narrowed = self.filter(self.scope.condition(account))
        many = account.is_authenticated and account.role == Role.DEPARTMENT and self.scope.unit
        return narrowed.distinct() if many else narrowed


# a plain base would hide from the type checker what the query set adds to the manager
_Manager = models.Manager.from_queryset(ScopedQuerySet)


class ScopedManager(_Manager[M]):
    """The manager whose rows can be narrowed; a model names it by :func:`scoped`."""


def scoped(scope: Scope) -> ScopedManager[Any]:
    """Return the manager for a model: ``objects = scoped(Scope(region="region"))``."""
    queryset = type("ScopedQuerySetOf", (ScopedQuerySet,), {"scope": scope})
    # the scope is the class's, as a related manager is made from the class; the name is the one that types know
    return type(ScopedManager.__name__, (ScopedManager,), {"_queryset_class": queryset})()


def scope_of(model: type[models.Model]) -> Scope:
    """Return the scope that a model declares with ``objects = scoped(…)``; TypeError if it declares none."""
    scope = getattr(model._default_manager.all(), "scope", None)
    if scope is None:
        raise TypeError(f"{model._meta.label} declares no scope")
    return scope
