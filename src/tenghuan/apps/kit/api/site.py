"""One API for all registers: read, add, change, retire, move. Generated from the declarations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI

from tenghuan.apps.kit.api.calls import Limited, router_of
from tenghuan.apps.kit.api.tokens import ByToken
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.errors import InputFault

DESCRIPTION = "各登记表的读写接口。令牌在“我的账号 › 接口令牌”中生成；权限和数据范围与令牌所属账号在页面上的相同。"


def api() -> NinjaAPI:
    """Return the API over every register that was declared."""
    made = NinjaAPI(
        title="腾换接口", version="1", description=DESCRIPTION, auth=ByToken(), urls_namespace="api", docs_url="docs"
    )
    for key, register in REGISTERS.items():
        made.add_router(f"/{key}", router_of(register), tags=[str(register.title)])
    _faults(made)
    return made


def _faults(made: NinjaAPI) -> None:
    @made.exception_handler(InputFault)
    def fault(request: HttpRequest, exception: InputFault) -> HttpResponse:
        told = {"message": exception.message, "where": exception.where, "remedy": exception.remedy}
        return made.create_response(request, told, status=422)

    @made.exception_handler(Limited)
    def limited(request: HttpRequest, exception: Limited) -> HttpResponse:
        response = made.create_response(request, {"message": "调用过于频繁", "remedy": "请稍后再试"}, status=429)
        response["Retry-After"] = str(exception.seconds)
        return response

    @made.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, exception: Any) -> HttpResponse:
        return made.create_response(request, {"message": "令牌或账号无权进行这一操作"}, status=403)

    @made.exception_handler(Http404)
    def missing(request: HttpRequest, exception: Any) -> HttpResponse:
        return made.create_response(request, {"message": "没有这条记录"}, status=404)
