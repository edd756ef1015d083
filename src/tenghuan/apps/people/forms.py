"""What the registers of people ask for, on pages and in workbooks."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.own import Named, OwnForm, Values, choices_of
from tenghuan.apps.organization import queries
from tenghuan.apps.organization.models import Account, Region, SeatRole, Unit, UnitKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
WORKED = (("true", _("上班（调休）")), ("false", _("放假")))


class Placed(OwnForm):
    """A form with a region that is chosen a level at a time or found by name (``organization/_place.html``)."""

    @property
    def picks(self) -> bool:
        """Whether the region is to be chosen on the page."""
        return "region" in self.fields and self.account.role != Role.OFFICE

    def place(self) -> dict[str, Any]:
        """Return what the choice of region shows: the region taken, the levels above it, its units."""
        told = self["region"].value()
        chosen = Region.objects.visible_to(self.account).filter(pk=told).first() if str(told or "").isdigit() else None
        unit = str(self["unit"].value() or "") if "unit" in self.fields else ""
        return {**queries.place(self.account, chosen, unit), "bare": "unit" not in self.fields}


class AccountForm(Placed):
    """A new account within the system administrator's region, or what may change of one that stands."""

    username = forms.RegexField(r"^[A-Za-z0-9_.-]{3,50}$", label=_("登录名"), help_text=_("3—50 位字母、数字、_ . -"))
    name = forms.CharField(label=_("姓名或称呼"), max_length=60)
    role = forms.ChoiceField(label=_("拟任角色"), choices=Role.choices)
    # region and unit are chosen in _place.html: a province has more than a thousand
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("区域"), widget=forms.HiddenInput, help_text=_("区划代码，或不重名的名称")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("单位"), required=False, widget=forms.HiddenInput, help_text=_("部门账号必填")
    )
    enterprise_code = forms.CharField(label=_("统一社会信用代码（企业账号）"), max_length=18, required=False)
    password = forms.CharField(
        label=_("初始口令"),
        widget=forms.PasswordInput,
        strip=False,
        max_length=128,
        required=False,
        help_text=_("留空则生成一次性链接，由本人设口令"),
    )
    labels: ClassVar = {
        "role": ("角色",),
        "region": ("区划代码",),
        "enterprise_code": ("统一社会信用代码",),
        "name": ("姓名",),
    }

    def narrow(self) -> None:
        """Offer units in use; of an account that stands neither log-in name nor role nor password."""
        unit = cast("forms.ModelChoiceField", self.fields["unit"])
        unit.queryset = choices_of(unit).filter(active=True)
        if self.thing is not None:
            for name in ("username", "role", "password"):
                del self.fields[name]

    def named(self, name: str, field: forms.ModelChoiceField, word: str, given: Values) -> models.QuerySet[Any]:
        """A unit is looked for where the region lies, by its name or an alias."""
        region = Region.objects.filter(pk=given["region"]).first() if name == "unit" and given.get("region") else None
        if region is None:
            return super().named(name, field, word, given)
        here = queries.units_at(self.account, region)
        found = here.filter(name=word)
        return cast("models.QuerySet[Any]", found if found.exists() else here.filter(aliases__name=word))


class UnitForm(Placed):
    """A unit with its aliases."""

    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("区域"), widget=forms.HiddenInput, help_text=_("区划代码，或不重名的名称")
    )
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"), choices=UnitKind.choices)
    parent = Named(Unit.objects.all(), label=_("上级单位"), required=False, help_text=_("写单位全称"))
    aliases = forms.CharField(
        label=_("别名"), required=False, max_length=400, help_text=_("文件里的其他叫法，以顿号分隔")
    )
    active = forms.ChoiceField(
        label=_("在用"), choices=(("true", _("在用")), ("false", _("停用"))), required=False, initial="true"
    )
    labels: ClassVar = {"region": ("区划代码",), "aliases": ("别名（以顿号分隔）",)}

    def narrow(self) -> None:
        """The office adds units of its own region; a unit that stands stays in its region."""
        parent = cast("forms.ModelChoiceField", self.fields["parent"])
        if self.thing is not None:
            del self.fields["region"]
            parent.queryset = choices_of(parent).filter(region__path__startswith=self.thing.region.county_path)
        else:
            del self.fields["active"]
            if self.account.role == Role.OFFICE:
                region = cast("forms.ModelChoiceField", self.fields["region"])
                region.queryset = choices_of(region).filter(pk=self.account.region_id)
                self.initial.setdefault("region", self.account.region)

    def clean_aliases(self) -> tuple[str, ...]:
        """Return the aliases, each once."""
        told = self.cleaned_data["aliases"].replace("；", "、").replace(";", "、").split("、")
        return tuple(dict.fromkeys(alias.strip() for alias in told if alias.strip()))

    def clean_active(self) -> bool:
        """Return whether it is in use; left empty, it is."""
        return bool(self.cleaned_data["active"] != "false")


class SeatForm(OwnForm):
    """Who takes a seat, and from when; a workbook names the seat as well."""

    group = forms.CharField(label=_("工作组"), max_length=120)
    role = forms.ChoiceField(label=_("角色"), choices=SeatRole.choices)
    post = forms.CharField(label=_("职务"), max_length=80)
    person = forms.CharField(label=_("姓名"), max_length=30)
    since = forms.DateField(label=_("到任日期"), widget=DAY)
    account = Named(Account.objects.all(), label=_("登录名"), required=False, help_text=_("有账号的填登录名，可空"))

    def narrow(self) -> None:
        """The seat stands; officials in use may be named, and a successor is typed anew."""
        account = cast("forms.ModelChoiceField", self.fields["account"])
        account.queryset = choices_of(account).filter(is_active=True).exclude(role=Role.ENTERPRISE)
        if not self.is_bound:
            self.initial = {}
        if self.thing is not None:
            for name in ("group", "role", "post"):
                del self.fields[name]


class HolidayForm(OwnForm):
    """A day off, or one that is worked for it, by a notice."""

    day = forms.DateField(label=_("日期"), widget=DAY)
    worked = forms.ChoiceField(label=_("安排"), choices=WORKED)
    source = forms.CharField(label=_("依据"), max_length=120, help_text=_("通知的名称和文号"))

    def narrow(self) -> None:
        """A day that stands stays that day."""
        if self.thing is not None:
            del self.fields["day"]
