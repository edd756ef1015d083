"""The addresses that declarations bring, and those of files, views and the inbox."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from tenghuan.apps.access.pages import marked
from tenghuan.apps.kit.api import api
from tenghuan.apps.kit.register import Register
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.kit.views import desk, listing, records, sheets, tokens

app_name = "kit"
urlpatterns = [
    path("inbox/", desk.inbox, name="inbox"),
    path("attachments/<int:pk>", desk.file, name="file"),
    path("attachments/<int:pk>/withdraw", desk.withdraw_file, name="withdraw_file"),
    path("tokens/", tokens.own, name="tokens"),
    path("tokens/<int:pk>/end", tokens.end, name="end_token"),
    path("views/save", desk.save_view, name="save_view"),
    path("views/<int:pk>/drop", desk.drop_view, name="drop_view"),
]


def _of(register: Register) -> list[URLPattern]:
    found = [
        path("", listing.index(register), name="list"),
        path("<int:pk>/", records.detail(register), name="detail"),
        path("<int:pk>/of/<slug:name>", records.story(register), name="story"),
    ]
    if register.papers:
        found.append(path("<int:pk>/papers/<slug:key>.<slug:kind>", records.paper(register), name="paper"))
    by_hand = {"add": "add", "change": "<int:pk>/change", "retire": "<int:pk>/retire"}
    found += [path(by_hand[verb], getattr(records, verb)(register), name=verb) for verb in sorted(register.verbs)]
    if register.writes is None:
        found += [
            path("<int:pk>/comment", records.comment(register), name="comment"),
            path("<int:pk>/attach", records.attach(register), name="attach"),
        ]
    elif register.importable:
        found.append(path("import", sheets.bring_in(register), name="import"))
    if register.importable:
        found += [
            path("template.xlsx", listing.blank(register), name="template"),
            path("whole.xlsx", listing.whole(register), name="whole"),
        ]
    if register.loop is not None:
        found += [
            path("<int:pk>/take/<slug:verb>", records.take(register), name="take"),
            path("<int:pk>/undo", records.undo(register), name="undo"),
            path("bulk", listing.bulk(register), name="bulk"),
            path("stages", desk.stages(register), name="stages"),
        ]
    return found


def _with_own(register: Register) -> list[URLPattern]:
    """Return a register's addresses with those that its app adds, which go before the kit's of the same name."""
    own: list[URLPattern] = import_module(register.urls).urlpatterns if register.urls else []
    names = {one.name for one in own}
    return [*own, *(one for one in _of(register) if one.name not in names)]


def routes() -> list[URLResolver]:
    """Return the addresses of every declared register: ``r/KEY/…``, named ``KEY:list``, ``KEY:detail`` and so on."""
    return [
        path(one.place or f"r/{key}/", include((_with_own(one), key), namespace=key)) for key, one in REGISTERS.items()
    ]


def api_routes() -> list[URLResolver]:
    """Return the addresses of the API below ``api/v1/``: tokens let calls in, its description is open to everyone."""
    # made once: each asking for ``urls`` makes new views
    urls = api().urls
    for pattern in urls[0]:
        # the guard is the token, held by the API itself
        assert pattern.callback is not None  # each leads to a view
        marked(pattern.callback, public=True)
    return [path("api/v1/", urls)]
