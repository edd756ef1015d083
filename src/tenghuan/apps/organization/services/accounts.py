"""Accounts: the system administrator opens them, the security administrator authorises them, nobody does both."""

from __future__ import annotations

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.organization.models import Account, PasswordMemory, Region, Unit
from tenghuan.errors import InputFault

SHOWN = (
    "username",
    "name",
    "role",
    "region_id",
    "unit_id",
    "enterprise_code",
    "is_active",
    "must_change_password",
)


@service("organization.open_account")
def open_account(
    actor: Actor,
    *,
    username: str,
    name: str,
    role: str,
    region: Region,
    password: str,
    unit: Unit | None = None,
    enterprise_code: str = "",
    active: bool = False,
    must_change_password: bool = True,
) -> Account:
    """Open an account, inactive until the security administrator authorises it; the first password must change."""
    if Account.objects.filter(username__iexact=username).exists():
        raise InputFault(_("登录名 %(u)s 已被使用") % {"u": username}, remedy=_("请换一个登录名"))
    if role == Role.DEPARTMENT and unit is None:
        raise InputFault(_("部门账号须指定单位"), remedy=_("请选择该账号所属单位"))
    if role == Role.ENTERPRISE and not enterprise_code:
        raise InputFault(_("企业账号须填统一社会信用代码"), remedy=_("请填 18 位代码"))
    if unit is not None and unit.region.county_path != region.county_path:
        raise InputFault(_("“%(u)s”不在所选区域") % {"u": unit}, remedy=_("请选所选区域或其所在县的单位"))
    account = Account(
        username=username,
        name=name,
        role=role,
        region=region,
        unit=unit,
        enterprise_code=enterprise_code,
        is_active=active,
        must_change_password=must_change_password,
    )
    account.set_password(password)
    account.save()
    record(account, after=snapshot(account, SHOWN))
    return account


@service("organization.authorise_account")
def authorise_account(actor: Actor, account: Account, *, role: str, active: bool) -> Account:
    """Set an account's role and whether it may log in; nobody authorises their own account."""
    if actor.user is not None and actor.user.pk == account.pk:
        raise InputFault(_("不能给自己授权"), remedy=_("请由另一名安全管理员办理"))
    before = snapshot(account, SHOWN)
    account.role, account.is_active = role, active
    account.save(update_fields=("role", "is_active"))
    record(account, before=before, after=snapshot(account, SHOWN))
    return account


@service("organization.change_password")
def change_password(actor: Actor, account: Account, password: str) -> None:
    """Set a new password after the policy's checks; the old one is remembered so that it does not come back."""
    validate_password(password, account)
    PasswordMemory.objects.create(account=account, password=account.password)
    account.set_password(password)
    account.must_change_password, account.password_changed_at = False, timezone.now()
    account.save(update_fields=("password", "must_change_password", "password_changed_at"))
    record(account, label=_("本人修改口令"))


@service("organization.reset_password")
def reset_password(actor: Actor, account: Account, password: str) -> None:
    """Give an account a new first password (security administrator); it must be changed at the next log-in."""
    validate_password(password, account)
    PasswordMemory.objects.create(account=account, password=account.password)
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=("password", "must_change_password"))
    reset(username=account.username)
    record(account, label=_("重置口令"))


@service("organization.unlock_account")
def unlock_account(actor: Actor, account: Account) -> None:
    """Lift the lock-out that failed log-ins brought on."""
    count = reset(username=account.username)
    record(account, before={"failures": count}, after={"failures": 0})


@service("organization.note_login")
def note_login(actor: Actor, account: Account, outcome: str) -> None:
    """Note a log-in or log-out (outcome: in, out)."""
    record(account, after={"outcome": outcome})


@service("organization.note_failure")
def note_failure(actor: Actor, username: str) -> None:
    """Note a failed log-in under the name that was tried."""
    record("login", label=username, after={"outcome": "failed"})
