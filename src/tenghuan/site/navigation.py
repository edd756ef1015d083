"""What stands around every page: the menu of the account, what it looks at just now, the guide about the page."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import ADMINISTRATORS
from tenghuan.apps.organization.request import account_of
from tenghuan.apps.web import menu, scope

OPENED = "menu"  # the cookie that keeps which groups of the menu stand open
BAR = 4  # entries of a telephone's bar beside the menu itself
KEPT = 512  # menus that a process keeps as drawn: one for each account, page and number


class Shell:
    """What is around a page; worked out when a template asks, so that fragments cost nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def shown(self) -> list[menu.Shown]:
        """The entries of the account."""
        return menu.shown_to(self.request.user, self.request.path)

    @property
    def side(self) -> str:
        """The menu, drawn."""
        kept = self.request.COOKIES.get(OPENED)
        opened = None if kept is None else menu.GROUPS.keys() & kept.split(".")
        return _side(get_language(), tuple(self.shown), None if opened is None else frozenset(opened))

    @property
    def bar(self) -> str:
        """The entries at the bottom of a telephone's screen, drawn."""
        return _bar(get_language(), tuple(one for one in self.shown if one.entry.bar)[:BAR])

    @property
    def guide(self) -> str:
        """The address of the guide's chapter about this page."""
        chapter = next((one.entry.guide for one in self.shown if one.here), "")
        return reverse("guide", args=(chapter,)) if chapter else reverse("guides")

    @property
    def scoped(self) -> bool:
        """Whether there is anything to choose from."""
        user: Any = self.request.user
        return user.role not in ADMINISTRATORS and user.role != "enterprise"

    @property
    def scope_word(self) -> str:
        """What the account looks at just now: 全部, or the region; the year and month where they were chosen."""
        choice, user = scope.chosen(self.request), account_of(self.request)
        region = choice.name or user.region.name
        every = _("全部") if not choice.path and not user.region.county_path else ""
        year = _("%(y)d年") % {"y": choice.year} if choice.year else ""
        month = _("%(m)d月") % {"m": choice.month} if choice.month else ""
        return " · ".join(filter(None, (f"{region}{every}", f"{year}{month}")))


# drawing the menu took as long as many a page: what is drawn depends on nothing but what is told here


@lru_cache(KEPT)
def _side(_language: str | None, shown: tuple[menu.Shown, ...], opened: frozenset[str] | None) -> str:
    return render_to_string("shell/side.html", {"groups": menu.grouped(shown, opened)})


@lru_cache(KEPT)
def _bar(_language: str | None, entries: tuple[menu.Shown, ...]) -> str:
    return render_to_string("shell/bar.html", {"entries": entries})


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: the shell of the account that asks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"shell": SimpleLazyObject(lambda: Shell(request)), "demo": settings.DEMO}
