"""``translate`` and ``url`` as Django has them, letter for letter, but worked out once where nothing can change.

A page says some hundred fixed words and addresses. A word depends on the language alone, an address on the name of
the page and what it is of; both are kept in the process.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template import Node, defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.templatetags import i18n
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

KEPT_ADDRESSES = 20_000


class FixedWords(Node):
    """Words that stand in the template: put into each language once."""

    def __init__(self, told: TranslateNode) -> None:
        """``told``: Django's node, which is asked the first time."""
        self._told = told
        self._kept: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        """Return the words in the language of the page."""
        key = get_language(), context.autoescape
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._told.render(context)
        return found


def translate(parser: Parser, token: Token) -> Node:
    """As Django's ``translate``."""
    told: Any = i18n.do_translate(parser, token)
    words = told.filter_expression
    # a literal became a variable without lookups when Django's node was made
    fixed = not words.filters and getattr(words.var, "lookups", ()) is None
    return FixedWords(told) if fixed and told.asvar is None and told.message_context is None else told


class Address(URLNode):
    """The address of a page."""

    def render(self, context: Context) -> str:
        """Return it, or set the variable after ``as``: "" there if no page has the name."""
        args = tuple(arg.resolve(context) for arg in self.args)
        if self.kwargs or any(type(arg) not in (int, str) for arg in args):  # 1, True and 1.0 would be one key
            return str(super().render(context))
        name = self.view_name.resolve(context)
        try:
            found = _address(get_resolver(get_urlconf()), get_script_prefix(), _place(context), name, args)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


def _place(context: Any) -> str | None:
    """Return the namespace of the page that is shown, which decides between several of one application."""
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    return getattr(request, "current_app", None) or getattr(match, "namespace", None)


@lru_cache(KEPT_ADDRESSES)
def _address(_resolver: Any, _prefix: str, place: str | None, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args, current_app=place)


def url(parser: Parser, token: Token) -> Node:
    """As Django's ``url``."""
    told: Any = defaulttags.url(parser, token)
    return Address(told.view_name, told.args, told.kwargs, told.asvar)
