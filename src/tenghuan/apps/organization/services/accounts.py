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

from tenghuan.apps.access.roles import ADMINISTRATORS, Role
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.organization import limits
from tenghuan.apps.organization.changing import SHOWN, authorise, remember_password, set_first_password
from tenghuan.apps.organization.models import Account, Region, Session, Unit
from tenghuan.apps.organization.names import normal_name
from tenghuan.errors import InputFault


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
    """Open an account, inactive until the security administrator authorises it; the first password must change.

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
    _check_password(password, account)
    account.set_password(password)
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


@service("organization.authorise_account")
def authorise_account(actor: Actor, account: Account, *, role: str, active: bool) -> Account:
    """Set an account's role and whether it may log in; nobody authorises their own account.

    Raises:
        InputFault: it is one's own account, or an administrator's (a second administrator must confirm that).
    """
    _not_alone(actor, account, role)
    authorise(account, role=role, active=active)
    return account


@service("organization.change_password")
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


@service("organization.reset_password")
def reset_password(actor: Actor, account: Account, password: str) -> None:
    """Give an account a new first password (security administrator); it must be changed at the next log-in."""
    _not_alone(actor, account, account.role)
    validate_password(password, account)
    set_first_password(account, password)


@service("organization.unlock_account")
def unlock_account(actor: Actor, account: Account) -> None:
    """Lift the lock-out that failed log-ins brought on."""
    count = limits.unlock(account.username)
    record(account, before={"failures": count}, after={"failures": 0})


@service("organization.end_sessions")
def end_sessions(actor: Actor, account: Account, keys: list[str] | None = None, *, but: str = "") -> int:
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


@service("organization.note_login")
def note_login(actor: Actor, account: Account, outcome: str) -> None:
    """Note a log-in or log-out (outcome: in, out)."""
    record(account, after={"outcome": outcome})


@service("organization.note_failure")
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
