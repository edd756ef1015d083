"""Forms of accounts and units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.organization.models import Account, Region, Unit, UnitKind
from tenghuan.apps.web.forms import BootstrapMixin


class AccountForm(BootstrapMixin, forms.Form):
    """A new account, within the system administrator's own region."""

    username = forms.RegexField(r"^[A-Za-z0-9_.-]{3,50}$", label=_("登录名"), help_text=_("3—50 位字母、数字、_ . -"))
    name = forms.CharField(label=_("姓名或称呼"), max_length=60)
    role = forms.ChoiceField(label=_("拟任角色"), choices=Role.choices)
    # region and unit are chosen in _place.html, a level at a time: a province has more than a thousand
    region = forms.ModelChoiceField(Region.objects.none(), label=_("区域"), widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("单位"), required=False, widget=forms.HiddenInput)
    enterprise_code = forms.CharField(label=_("统一社会信用代码（企业账号）"), max_length=18, required=False)
    password = forms.CharField(label=_("初始口令"), widget=forms.PasswordInput, strip=False, max_length=128)

    def __init__(self, user: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.visible_to(user)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).filter(active=True)


class AuthoriseForm(BootstrapMixin, forms.Form):
    """Role and use of an account, set by the security administrator."""

    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    active = forms.BooleanField(label=_("启用"), required=False)


class UnitForm(BootstrapMixin, forms.Form):
    """A new unit with its aliases."""

    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"), choices=UnitKind.choices)
    aliases = forms.CharField(label=_("别名（以顿号分隔）"), required=False, max_length=400)


class IncumbentForm(BootstrapMixin, forms.Form):
    """Who takes a seat, and from when."""

    person = forms.CharField(label=_("姓名"), max_length=30)
    since = forms.DateField(label=_("到任日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    account = forms.ModelChoiceField(
        Account.objects.none(), label=_("账号（可空）"), required=False, empty_label=_("不关联账号")
    )

    def __init__(self, user: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officials = Account.objects.visible_to(user).filter(is_active=True).exclude(role=Role.ENTERPRISE)
        self.fields["account"].queryset = officials
