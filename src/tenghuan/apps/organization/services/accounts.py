"""Accounts: the system administrator opens them, the security administrator authorises them, nobody does both.

What would change an administrator's account, or make one, is only proposed by the security administrator; a second
administrator confirms it (``services/proposals.py``).
"""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tenghuan.apps.access.roles import ADMINISTRATORS, Role
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.organization import limits
from tenghuan.apps.organization.changing import SHOWN, authorise, remember_password, set_first_password
from tenghuan.apps.organization.models import Account, Region, Session, Unit
from tenghuan.apps.organization.names import normal_name
from tenghuan.errors import InputFault

REACH = ("region_id", "unit_id", "enterprise_code")


@service("organization.open_account", lazy("开立账号"))
def open_account(
    actor: Actor,
    *,
    username: str,
    name: str,
    role: str,
    region: Region,
    password: str = "",
    unit: Unit | None = None,
    enterprise_code: str = "",
    active: bool = False,
    must_change_password: bool = True,
) -> Account:
    """Open an account, inactive until the security administrator authorises it; the first password must change.

    Without a password nobody can log in before its holder chose one through a link (``services/first.py``).

    Raises:
        InputFault: the name is taken, the role lacks what it needs, or the password breaks the policy.
    """
    _check_place(role, region, unit, enterprise_code)
    account = Account(
        username=normal_name(username),
        name=name,
        role=role,
        region=region,
        unit=unit,
        enterprise_code=enterprise_code,
        is_active=active,
        must_change_password=must_change_password,
    )
    if password:
        _check_password(password, account)
        account.set_password(password)
    else:
        account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise InputFault(_("登录名 %(u)s 已被使用") % {"u": account.username}, remedy=_("请换一个登录名")) from error
    record(account, after=snapshot(account, SHOWN))
    return account


def _check_place(role: str, region: Region, unit: Unit | None, enterprise_code: str) -> None:
    if role == Role.DEPARTMENT and unit is None:
        raise InputFault(_("部门账号须指定单位"), remedy=_("请选择该账号所属单位"))
    if role == Role.ENTERPRISE and not enterprise_code:
        raise InputFault(_("企业账号须填统一社会信用代码"), remedy=_("请填 18 位代码"))
    if unit is not None and unit.region.county_path != region.county_path:
        raise InputFault(_("“%(u)s”不在所选区域") % {"u": unit}, remedy=_("请选所选区域或其所在县的单位"))


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise InputFault("".join(error.messages), where=_("口令"), remedy=_("请换一个口令")) from error


@service("organization.authorise_account", lazy("账号授权"))
def authorise_account(actor: Actor, account: Account, *, role: str, active: bool) -> Account:
    """Set an account's role and whether it may log in; nobody authorises their own account.

    Raises:
        InputFault: it is one's own account, or an administrator's (a second administrator must confirm that).
    """
    _not_alone(actor, account, role)
    authorise(account, role=role, active=active)
    return account


@service("organization.disable_account", lazy("停用账号"))
def disable_account(actor: Actor, account: Account, reason: str) -> None:
    """Take an account out of use, with the reason; its sessions end.

    Raises:
        InputFault: it is out of use already, one's own, or an administrator's.
    """
    _not_alone(actor, account, account.role)
    if not account.is_active:
        raise InputFault(_("账号已停用"), where=str(account))
    authorise(account, role=account.role, active=False)
    record(account, label=_("停用理由"), after={"reason": reason})


@service("organization.change_account", lazy("修改账号资料"))
def change_account(
    actor: Actor, account: Account, *, name: str, region: Region, unit: Unit | None = None, enterprise_code: str = ""
) -> None:
    """Change whom an account names and where it belongs; the role is the security administrator's to change.

    Another region, unit or enterprise is another reach: the account is out of use until it is authorised again.

    Raises:
        InputFault: it is one's own account, or another region or unit of an administrator's; the place does not fit.
    """
    if actor.user is not None and actor.user.pk == account.pk:
        raise InputFault(_("不能修改自己的账号"), remedy=_("请由另一名系统管理员办理"))
    _check_place(account.role, region, unit, enterprise_code)
    before = snapshot(account, SHOWN)
    account.name, account.region, account.unit, account.enterprise_code = name, region, unit, enterprise_code
    after = snapshot(account, SHOWN)
    if before == after:
        nothing_changed()
        return
    moved = any(before[column] != after[column] for column in REACH)
    if moved and account.role in ADMINISTRATORS:
        raise InputFault(_("管理员账号不能改区域和单位"), remedy=_("请停用后另开账号，由两名管理员办理"))
    account.save(update_fields=("name", "region", "unit", "enterprise_code"))
    record(account, before=before, after=after)
    if moved and account.is_active:
        authorise(account, role=account.role, active=False)


@service("organization.change_password", lazy("修改口令"))
def change_password(actor: Actor, account: Account, password: str) -> None:
    """Set a new password after the policy's checks; the old one is remembered so that it does not come back.

    Every session of the account but the one that asks ends with it (Django compares the password's hash).
    """
    validate_password(password, account)
    remember_password(account)
    account.set_password(password)
    account.must_change_password, account.password_changed_at = False, timezone.now()
    account.save(update_fields=("password", "must_change_password", "password_changed_at"))
    record(account, label=_("本人修改口令"))


@service("organization.reset_password", lazy("重置口令"))
def reset_password(actor: Actor, account: Account, password: str) -> None:
    """Give an account a new first password (security administrator); it must be changed at the next log-in."""
    _not_alone(actor, account, account.role)
    validate_password(password, account)
    set_first_password(account, password)


@service("organization.unlock_account", lazy("解除登录锁定"))
def unlock_account(actor: Actor, account: Account) -> None:
    """Lift the lock-out that failed log-ins brought on."""
    count = limits.unlock(account.username)
    record(account, before={"failures": count}, after={"failures": 0})


@service("organization.end_sessions", lazy("结束会话"))
def end_sessions(actor: Actor, account: Account, keys: list[str] | None = None, *, but: str | None = "") -> int:
    """End an account's sessions (the given ones, or all) but one; return how many."""
    found = Session.objects.filter(account=account).exclude(session_key=but)
    if keys is not None:
        found = found.filter(session_key__in=keys)
    count = found.delete()[0]
    if count:
        record(account, label=_("结束会话"), after={"sessions": count})
    else:
        nothing_changed()
    return int(count)


@service("organization.note_login", lazy("登录或退出"))
def note_login(actor: Actor, account: Account, outcome: str) -> None:
    """Note a log-in or log-out (outcome: in, out)."""
    record(account, after={"outcome": outcome})


@service("organization.note_failure", lazy("登录失败"))
def note_failure(actor: Actor, username: str, outcome: str = "failed") -> None:
    """Note a failed log-in under the name that was tried (outcome: failed; locked, at the try that locks)."""
    record("login", label=username, after={"outcome": outcome})


def _not_alone(actor: Actor, account: Account, role: str) -> None:
    if actor.user is None:
        return
    if actor.user.pk == account.pk:
        raise InputFault(_("不能给自己授权"), remedy=_("请由另一名安全管理员办理"))
    if account.role in ADMINISTRATORS or role in ADMINISTRATORS:
        raise InputFault(_("管理员账号的变更须两名管理员共同办理"), remedy=_("请提出变更，由另一名管理员复核"))
