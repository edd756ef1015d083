"""No field of a form takes more text than a person writes: the limit holds before any view reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tenghuan.errors import InputFault


class FormTexts:
    """Refuse (422) a form with a text longer than ``settings.FORM_TEXT_CHARACTERS``; files have limits of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST":
            return None
        most = settings.FORM_TEXT_CHARACTERS
        if all(len(text) <= most for _name, texts in request.POST.lists() for text in texts):
            return None
        fault = InputFault(_("填写的文字超过 %(n)d 字") % {"n": most}, remedy=_("请删减后再提交，大段材料请用附件上传"))
        template = "includes/fault.html" if getattr(request, "htmx", False) else "fault.html"
        return render(request, template, {"fault": fault}, status=422)
