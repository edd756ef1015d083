"""The calls of one register. Each goes through the same functions as the page of the same name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.orm import create_schema
from pydantic import ConfigDict

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.kit.api.tokens import limits, may, over_the_limit
from tenghuan.apps.kit.register import Register
from tenghuan.apps.kit.views.listing import listing_of
from tenghuan.apps.organization.queries import county_of
from tenghuan.errors import InputFault

OUT = ("id", "revision", "made_at", "changed_at", "retired_on")


class Limited(Exception):
    """A token has had its calls of this minute."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(str(seconds))


class Told(Schema):
    """What a call gives beside columns: any further column by its name."""

    model_config = ConfigDict(extra="allow")


class Adding(Told):
    """A new record; ``once`` makes a repeated call add nothing more."""

    once: str = ""


class Changing(Told):
    """Columns to change, and the revision that the caller saw."""

    revision: int


class Retiring(Schema):
    """Why a record goes out of use, and the revision that the caller saw."""

    reason: str
    revision: int


def _admit(request: Any, register: Register, *, writing: bool = False) -> Any:
    token = request.auth
    if (seconds := over_the_limit(token)) > 0:
        raise Limited(seconds)
    if token.account.role not in register.readers or not may(token, register.key, writing=writing):
        raise PermissionDenied
    return token.account


def _columns(told: Told, register: Register) -> dict[str, Any]:
    names = {*register.fields, *(name for move in (register.loop.moves if register.loop else ()) for name in move.asks)}
    extra = told.model_extra or {}
    strange = sorted(set(extra) - names - {"reason", "opinion", "document"})
    if strange:
        raise InputFault(f"没有字段 {'、'.join(strange)}", remedy=f"可用字段：{'、'.join(sorted(names))}")
    return dict(extra)


def router_of(register: Register) -> Router:
    """Return the calls of a register."""
    key, router = register.key, Router()
    state = ("state",) if register.loop is not None else ()
    shown: Any = create_schema(register.model, name=f"{key}_out", fields=[*OUT, "county", *register.fields, *state])
    page: Any = type(f"{key}_page", (Schema,), {"__annotations__": {"count": int, "page": int, "results": list[shown]}})

    @router.get("", response=page, operation_id=f"{key}_list", summary="列表（搜索、筛选、排序与页面相同）")
    def every(request: HttpRequest) -> dict[str, Any]:
        _admit(request, register)
        listing, filters = listing_of(request, register)
        if not filters.is_valid():
            raise InputFault("；".join(f"{name}：{' '.join(told)}" for name, told in filters.errors.items()))
        part = Paginator(listing.found, limits()["rows_a_page"]).get_page(listing.asked.page)
        return {"count": part.paginator.count, "page": part.number, "results": list(part.object_list)}

    @router.get("/{int:pk}", response=shown, operation_id=f"{key}_get", summary="一条记录")
    def one(request: HttpRequest, pk: int) -> Any:
        return _found(request, register, pk)

    _writing(router, register, shown)
    if register.loop is not None:
        _moving(router, register, shown)
    return router


def _found(request: HttpRequest, register: Register, pk: int, *, writing: bool = False) -> Any:
    account = _admit(request, register, writing=writing)
    return get_object_or_404(register.rows(account, retired=True), pk=pk)


def _writing(router: Router, register: Register, shown: Any) -> None:
    key = register.key

    @router.post("", response={201: shown}, operation_id=f"{key}_add", summary="新增")
    def add(request: HttpRequest, told: Adding) -> Any:
        account = _admit(request, register, writing=True)
        county = county_of(account)
        if county is None or account.role == Role.LEADER:
            raise PermissionDenied
        return 201, records.add(Actor.of(request), register, county, _columns(told, register), once=told.once)

    @router.patch("/{int:pk}", response=shown, operation_id=f"{key}_change", summary="修改")
    def change(request: HttpRequest, pk: int, told: Changing) -> Any:
        thing = _found(request, register, pk, writing=True)
        records.change(Actor.of(request), register, thing, _columns(told, register), seen=told.revision)
        return thing

    @router.post("/{int:pk}/retire", response=shown, operation_id=f"{key}_retire", summary="停用")
    def retire(request: HttpRequest, pk: int, told: Retiring) -> Any:
        thing = _found(request, register, pk, writing=True)
        records.retire(Actor.of(request), register, thing, told.reason, seen=told.revision)
        return thing


def _moving(router: Router, register: Register, shown: Any) -> None:
    loop = register.loop
    assert loop is not None
    verbs = "；".join(f"{verb} {label}" for verb, label in loop.verbs.items())

    @router.post(
        "/{int:pk}/moves/{slug:verb}",
        response=shown,
        operation_id=f"{register.key}_move",
        summary="办理一步",
        description=f"可用步骤：{verbs}",
    )
    def take(request: HttpRequest, pk: int, verb: str, told: Changing) -> Any:
        thing = _found(request, register, pk, writing=True)
        loop.take(Actor.of(request), thing, verb, seen=told.revision, **_columns(told, register))
        return thing
