"""What the templates of every business use of the kit."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tenghuan.apps.kit import once

register = template.Library()


@register.simple_tag
def once_token() -> SafeString:
    """Render the hidden field by which a form that is sent twice makes one thing."""
    return format_html('<input type="hidden" name="once" value="{}">', once.token())
