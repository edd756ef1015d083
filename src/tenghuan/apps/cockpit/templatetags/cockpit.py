"""What the templates of walls use."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tenghuan.apps.cockpit.sections import figures

register = template.Library()


@register.simple_tag(takes_context=True)
def goto(context: Context, address: str | None) -> SafeString | str:
    """Return the ``href`` of what is behind an element; none on a wall that nobody logged in at."""
    return "" if context.get("bare") or not address else format_html(' href="{}"', address)


@register.filter
def explained(figure: Any) -> list[tuple[str, str]]:
    """What a card says of itself."""
    return figures.explained(figure)


@register.filter
def plus(value: float, other: float) -> float:
    """The sum of two lengths in a drawing."""
    return value + other


@register.filter
def times(value: float, other: float) -> float:
    """The product of two lengths in a drawing."""
    return value * other
