"""The second factor: one-time passwords and recovery codes. Every code is taken once, however many ask at once."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.organization import totp
from tenghuan.apps.organization.changing import remove_factor
from tenghuan.apps.organization.models import Account, RecoveryCode, SecondFactor
from tenghuan.errors import InputFault


@service("organization.confirm_factor", lazy("启用动态口令"))
def confirm_factor(actor: Actor, account: Account, secret: str, code: str) -> list[str]:
    """Take a secret into use once a code shows that the phone has it; return new recovery codes, shown this once."""
    step = totp.step_of(secret, code)
    if step is None:
        raise InputFault(_("动态口令不正确"), remedy=_("请核对手机时间，输入当前显示的 6 位数字"))
    values = {"secret": totp.seal(secret), "confirmed_at": timezone.now(), "last_step": step}
    SecondFactor.objects.update_or_create(account=account, defaults=values)
    codes = _renew_codes(account)
    record(account, label=_("启用动态口令"), after={"second_factor": True})
    return codes


@service("organization.renew_codes", lazy("更换恢复码"), locks=("account",))
def renew_codes(actor: Actor, account: Account) -> list[str]:
    """Give new recovery codes; the old ones are void."""
    codes = _renew_codes(account)
    record(account, label=_("更换恢复码"), after={"codes": len(codes)})
    return codes


@service("organization.use_factor", lazy("验证动态口令"))
def use_factor(actor: Actor, account: Account, code: str) -> bool:
    """Say whether a one-time password or a recovery code is right and unused, and use it up."""
    if _take_totp(account, code):
        record(account, label=_("动态口令验证通过"), after={"outcome": "second"})
        return True
    unused = RecoveryCode.objects.filter(account=account, mark=totp.mark_of(code), used_at=None)
    if unused.update(used_at=timezone.now()):
        left = RecoveryCode.objects.filter(account=account, used_at=None).count()
        record(account, label=_("使用恢复码"), after={"outcome": "recovery", "codes": left})
        return True
    nothing_changed()
    return False


@service("organization.drop_factor", lazy("停用动态口令"))
def drop_factor(actor: Actor, account: Account) -> None:
    """Take an account's second factor away: by itself where it is optional, by the security administrator if lost."""
    if account.is_administrator:
        raise InputFault(_("管理员的动态口令须两名管理员共同停用"), remedy=_("请提出变更，由另一名管理员复核"))
    # whoever gives it up stays signed in; who has it taken away is signed out
    remove_factor(account, sign_out=actor.user is None or actor.user.pk != account.pk)


def _take_totp(account: Account, code: str) -> bool:
    factor = SecondFactor.objects.filter(account=account).exclude(confirmed_at=None).first()
    secret = totp.unseal(factor.secret) if factor else None
    step = totp.step_of(secret, code) if secret else None
    if factor is None or step is None:
        return False
    return bool(SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))


def _renew_codes(account: Account) -> list[str]:
    codes = totp.new_codes()
    RecoveryCode.objects.filter(account=account).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, mark=totp.mark_of(code)) for code in codes)
    return codes
