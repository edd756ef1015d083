"""Accounts, units, seats, changes that wait for a second hand, and the calendar: what the kit is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.filters import Scoped, yes_or_no
from tenghuan.apps.kit.models import Holiday
from tenghuan.apps.kit.own import OwnForm, Writes
from tenghuan.apps.kit.panels import Related
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.organization.models import Account, Proposal, Seat, Unit, UnitKind
from tenghuan.apps.organization.models.signing import ProposalState
from tenghuan.apps.people import forms, hooks, links
from tenghuan.apps.people.panels import Managing, Waiting
from tenghuan.publishing.tables import Column

KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


class AccountFilters(Scoped):
    """By role, use and place; regions and units by a part of their names, for there are more than a thousand."""

    role = django_filters.MultipleChoiceFilter(label=_("角色"), choices=Role.choices)
    active = yes_or_no("is_active", _("启用"))
    first = yes_or_no("must_change_password", _("须改口令"))
    region = django_filters.CharFilter(field_name="region__name", label=_("区域"), lookup_expr="icontains")
    unit = django_filters.CharFilter(field_name="unit__name", label=_("单位"), lookup_expr="icontains")


class UnitFilters(Scoped):
    """By kind, use and region."""

    kind = django_filters.MultipleChoiceFilter(label=_("类型"), choices=UnitKind.choices)
    active = yes_or_no("active", _("在用"))
    region = django_filters.CharFilter(field_name="region__name", label=_("区域"), lookup_expr="icontains")


ACCOUNTS = Register(
    key="accounts",
    model=Account,
    natural=("username",),
    fields=("username", "name", "role", "region", "unit", "enterprise_code", "is_active", "must_change_password"),
    columns=(
        "username",
        "name",
        "role",
        "region",
        "unit",
        "is_active",
        "must_change_password",
        Column("last_login", str(_("最近登录")), kind="date", width=18, sort="last_login"),
    ),
    search=("username", "name", "region__name", "unit__name", "enterprise_code"),
    filters=AccountFilters,
    panels=(Managing(),),
    readers=KEEPERS,
    writers=(Who.SYSTEM_ADMIN,),
    related=("region", "unit"),
    menu=Menu("system", "user-cog", 30, "09-administrators", bar=True),
    writes=Writes(
        form=forms.AccountForm,
        told=hooks.account_told,
        find=hooks.find_account,
        add=hooks.open_account,
        change=hooks.change_account,
        retire=hooks.disable_account,
        retirers=(Who.SECURITY_ADMIN,),
        answer=links.answer,
        page="people/placed_form.html",
        words=_("修改资料"),
    ),
)


def _with_aliases(rows: Sequence[Any]) -> Sequence[Any]:
    prefetch_related_objects(list(rows), "aliases")
    return rows


def _aliases(unit: Unit) -> str:
    return "、".join(alias.name for alias in unit.aliases.all())


UNITS = Register(
    key="units",
    model=Unit,
    natural=("region", "name"),
    fields=("region", "name", "kind", "parent", "active"),
    columns=("name", "kind", "region", "parent", Column("aliases", str(_("别名")), value=_aliases, width=30), "active"),
    search=("name", "aliases__name", "region__name"),
    filters=UnitFilters,
    panels=(
        Related(
            _("别名"),
            lambda unit, account: unit.aliases.order_by("name"),
            (Column("name", str(_("别名"))),),
            key="aliases",
        ),
        Related(
            _("账号"),
            lambda unit, account: Account.objects.visible_to(account).filter(unit=unit),
            (Column("name", str(_("姓名或称呼"))), Column("role", str(_("角色"))), Column("is_active", str(_("启用")))),
            key="accounts",
        ),
    ),
    readers=OFFICIALS | KEEPERS,
    writers=(Who.OFFICE, Who.SYSTEM_ADMIN),
    related=("region", "parent"),
    prepare=_with_aliases,
    menu=Menu("system", "sitemap", 20, "09-administrators"),
    writes=Writes(
        form=forms.UnitForm,
        told=hooks.unit_told,
        find=hooks.find_unit,
        add=hooks.add_unit,
        change=hooks.change_unit,
        retire=hooks.retire_unit,
        page="people/placed_form.html",
    ),
)


def _with_incumbents(rows: Sequence[Any]) -> Sequence[Any]:
    prefetch_related_objects(list(rows), "incumbencies__account")
    return rows


def _since(seat: Seat) -> Any:
    return getattr(hooks.present(seat), "since", None)


SEATS = Register(
    key="seats",
    model=Seat,
    natural=("group", "role", "post"),
    fields=("group", "role", "post", "unit"),
    columns=(
        "post",
        "group",
        "role",
        "unit",
        Column("person", str(_("现任")), value=lambda seat: getattr(hooks.present(seat), "person", None)),
        Column("since", str(_("到任日期")), kind="date", value=_since),
    ),
    search=("post", "group__name", "unit__name", "incumbencies__person"),
    filters=("group", "role", "unit"),
    panels=(
        Related(
            _("历任"),
            lambda seat, account: seat.incumbencies.select_related("account"),
            (
                Column("person", str(_("姓名"))),
                Column("since", str(_("起")), kind="date"),
                Column("until", str(_("止")), kind="date"),
                Column("account", str(_("账号"))),
            ),
            key="incumbencies",
            empty=_("尚未登记"),
        ),
    ),
    related=("group__region", "unit"),
    prepare=_with_incumbents,
    writes=Writes(
        form=forms.SeatForm,
        told=hooks.seat_told,
        find=hooks.find_seat,
        change=hooks.seat_successor,
        words=_("登记接任"),
    ),
)


class ProposalFilters(Scoped):
    """By state."""

    state = django_filters.MultipleChoiceFilter(label=_("状态"), choices=ProposalState.choices)


PROPOSALS = Register(
    key="proposals",
    model=Proposal,
    natural=("subject", "verb"),
    fields=("subject", "verb", "role", "active", "state", "asked_by", "asked_at", "decided_by", "decided_at"),
    columns=("subject", "verb", "role", "active", "state", "asked_by", "asked_at", "decided_by", "decided_at"),
    search=("subject__username", "subject__name", "asked_by__name"),
    filters=ProposalFilters,
    panels=(Waiting(),),
    readers=KEEPERS,
    writers=(),
    related=("subject", "asked_by", "decided_by"),
    importable=False,
    menu=Menu("system", "rubber-stamp", 35, "09-administrators"),
    writes=Writes(form=OwnForm, told=lambda proposal: {}, find=lambda account, values: None),
)


HOLIDAYS = Register(
    key="holidays",
    model=Holiday,
    natural=("day",),
    fields=("day", "worked", "source"),
    columns=("day", "worked", "source"),
    search=("source",),
    filters=("day", "worked"),
    readers=OFFICIALS | {Role.SYSTEM_ADMIN},
    writers=(Who.SYSTEM_ADMIN,),
    note=str(_("只登记与通用日历不同的日子；所有按工作日计算的期限立即照此计算")),
    menu=Menu("system", "calendar", 50, "09-administrators"),
    writes=Writes(
        form=forms.HolidayForm,
        told=hooks.holiday_told,
        find=hooks.find_holiday,
        add=hooks.set_holiday,
        change=hooks.change_holiday,
        retire=hooks.drop_holiday,
        hold=hooks.hold_calendar,
    ),
)
