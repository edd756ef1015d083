"""Forms of accounts and units."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.web.forms import BootstrapMixin


class AuthoriseForm(BootstrapMixin, forms.Form):
    """Role and use of an account, set by the security administrator."""

    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    active = forms.BooleanField(label=_("启用"), required=False)
