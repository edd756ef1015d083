"""The calls of one register. Each goes through the same functions as the page of the same name."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.orm import create_schema
from pydantic import ConfigDict

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.kit.api.tokens import limits, may, over_the_limit
from tenghuan.apps.kit.loop import WRITTEN
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


class Strict(Schema):
    """What a call gives: a name that no column bears is a fault, not a word lost."""

    model_config = ConfigDict(extra="forbid")


class Retiring(Strict):
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


def _given(register: Register, name: str, columns: Sequence[str], *more: tuple[str, Any, Any]) -> Any:
    """Return the schema of a call: columns of the record, any of them, and ``more`` (name, type, default).

    A link is given by the number of what it leads to, under the column's own name.
    """
    links = [name for name in columns if register.model._meta.get_field(name).is_relation]
    plain = [name for name in columns if name not in links]
    return create_schema(
        register.model,
        name=f"{register.key}_{name}",
        fields=plain or None,
        exclude=None if plain else [field.name for field in register.model._meta.fields],
        optional_fields=plain or None,
        custom_fields=[*((link, int | None, None) for link in links), *more],
        base_class=Strict,
    )


def _taking(schema: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say what a call takes as ``told``: a schema that is made from a register, no type that stands in the source."""

    def say(call: Callable[..., Any]) -> Callable[..., Any]:
        call.__annotations__["told"] = schema
        return call

    return say


def _columns(told: Schema) -> dict[str, Any]:
    """Return what was given, by column."""
    given = told.model_dump(exclude_unset=True)
    return {name: value for name, value in given.items() if name not in ("once", "revision")}


def router_of(register: Register) -> Router:
    """Return the calls of a register."""
    key, router = register.key, Router()
    state = ("state",) if register.loop is not None else ()
    kept = [*OUT, "county"] if register.writes is None else ["id"]
    shown: Any = create_schema(register.model, name=f"{key}_out", fields=[*kept, *register.fields, *state])
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

    if register.verbs and register.writes is None:
        if "add" in register.verbs:
            _adding(router, register, shown)
        _writing(router, register, shown)
    if register.loop is not None:
        _moving(router, register, shown)
    return router


def _found(request: HttpRequest, register: Register, pk: int, *, writing: bool = False) -> Any:
    account = _admit(request, register, writing=writing)
    return get_object_or_404(register.rows(account, retired=True), pk=pk)


def _adding(router: Router, register: Register, shown: Any) -> None:
    adding = _given(register, "new", register.fields, ("once", str, ""))

    @router.post("", response={201: shown}, operation_id=f"{register.key}_add", summary="新增")
    @_taking(adding)
    def add(request: HttpRequest, told: Any) -> Any:
        account = _admit(request, register, writing=True)
        county = county_of(account)
        if county is None or account.role == Role.LEADER:
            raise PermissionDenied
        return Status(201, records.add(Actor.of(request), register, county, _columns(told), once=told.once))


def _writing(router: Router, register: Register, shown: Any) -> None:
    key = register.key
    changing = _given(register, "change", register.fields, ("revision", int, ...))

    @router.patch("/{int:pk}", response=shown, operation_id=f"{key}_change", summary="修改")
    @_taking(changing)
    def change(request: HttpRequest, pk: int, told: Any) -> Any:
        thing = _found(request, register, pk, writing=True)
        records.change(Actor.of(request), register, thing, _columns(told), seen=told.revision)
        return thing

    @router.post("/{int:pk}/retire", response=shown, operation_id=f"{key}_retire", summary="停用")
    def retire(request: HttpRequest, pk: int, told: Retiring) -> Any:
        thing = _found(request, register, pk, writing=True)
        records.retire(Actor.of(request), register, thing, told.reason, seen=told.revision)
        return thing


def _moving(router: Router, register: Register, shown: Any) -> None:
    loop = register.loop
    assert loop is not None
    asked = tuple(dict.fromkeys(name for move in loop.moves for name in move.asks))
    texts = ((str(need), str, "") for need in WRITTEN)
    extra = ((name, str, "") for fields in loop.extra.values() for name in fields(None))
    moving = _given(register, "move", asked, ("revision", int, ...), *texts, *extra)
    verbs = "；".join(f"{verb} {label}" for verb, label in loop.verbs.items())

    @router.post(
        "/{int:pk}/moves/{slug:verb}",
        response=shown,
        operation_id=f"{register.key}_move",
        summary="办理一步",
        description=f"可用步骤：{verbs}",
    )
    @_taking(moving)
    def take(request: HttpRequest, pk: int, verb: str, told: Any) -> Any:
        thing = _found(request, register, pk, writing=True)
        loop.take(Actor.of(request), thing, verb, seen=told.revision, **_columns(told))
        return thing
