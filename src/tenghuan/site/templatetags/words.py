"""What ``{% load i18n %}`` loads here: Django's tags, fixed words of which are translated once for each language."""

from django import template
from django.templatetags import i18n

from tenghuan.site import lean

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)
for name in ("translate", "trans"):
    register.tag(name, lean.translate)
