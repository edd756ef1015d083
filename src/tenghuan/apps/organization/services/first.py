"""The first password of an account, set by its holder through a link that works once."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.services.accounts import change_password
from tenghuan.errors import InputFault


@service("organization.make_link", lazy("生成一次性链接"))
def make_link(actor: Actor, account: Account) -> str:
    """Return the path of a link; it ends with the account's next password, its next log-in, or by time.

    Raises:
        InputFault: the account may not log in. One that was just opened may have its link: it works from the day on
            that the security administrator authorises it.
    """
    if not account.is_active and account.has_usable_password():
        raise InputFault(_("账号已停用"), where=account.username, remedy=_("请先由安全管理员启用"))
    record(account, label=_("生成一次性链接"))
    return f"/first/{account.pk}/{default_token_generator.make_token(account)}/"


def _fits(account: Account, token: str) -> bool:
    return account.is_active and default_token_generator.check_token(account, token)


@service("organization.first_password", lazy("以一次性链接设置口令"))
def first_password(actor: Actor, account: Account, token: str, password: str) -> None:
    """Set the password that the holder of a link chose.

    Raises:
        InputFault: the link was used or is too old.
        ValidationError: the password breaks the policy.
    """
    locked = Account.objects.select_for_update().get(pk=account.pk)
    if not _fits(locked, token):
        raise InputFault(_("链接已用过或已过期"), remedy=_("请在服务器上运行 tenghuan setup --link 登录名 取得新链接"))
    change_password(actor, locked, password)
    record(locked, label=_("以一次性链接设置口令"))
