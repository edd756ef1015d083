"""What an account's change does, once it may be done: for the services of one hand and those of two."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import record, snapshot
from tenghuan.apps.organization import limits
from tenghuan.apps.organization.models import Account, PasswordMemory, RecoveryCode, SecondFactor, Session

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


def authorise(account: Account, *, role: str, active: bool) -> None:
    """Set role and use; whoever is signed in with the old ones is signed out."""
    before = snapshot(account, SHOWN)
    account.role, account.is_active = role, active
    account.save(update_fields=("role", "is_active"))
    _sign_out(account)
    record(account, before=before, after=snapshot(account, SHOWN))


def set_first_password(account: Account, password: str, *, hashed: bool = False) -> None:
    """Set a password that must be changed at the next log-in, lift the locks, end the sessions."""
    before = snapshot(account, SHOWN)
    remember_password(account)
    if hashed:
        account.password = password
    else:
        account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=("password", "must_change_password"))
    limits.unlock(account.username)
    _sign_out(account)
    record(account, label=_("重置口令"), before=before, after=snapshot(account, SHOWN))


def remove_factor(account: Account, *, sign_out: bool = True) -> None:
    """Take the second factor away with its recovery codes."""
    SecondFactor.objects.filter(account=account).delete()
    RecoveryCode.objects.filter(account=account).delete()
    if sign_out:
        _sign_out(account)
    record(account, label=_("停用动态口令"), before={"second_factor": True}, after={"second_factor": False})


def remember_password(account: Account) -> None:
    """Keep the present password's hash so that it does not come back."""
    PasswordMemory.objects.create(account=account, password=account.password)


def _sign_out(account: Account) -> None:
    Session.objects.filter(account=account).delete()
