"""``tenghuan manage unlock NAME``: the way back of a security administrator whom strangers' guesses locked out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.names import normal_name
from tenghuan.apps.organization.services.accounts import unlock_account


class Command(BaseCommand):
    help = "Lift the lock-out of one account."

    def add_arguments(self, parser: CommandParser) -> None:
        """One log-in name, in any spelling."""
        parser.add_argument("username", help="the log-in name, in any spelling")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lift the locks; the trail says that the platform's operator did."""
        account = Account.objects.filter(username=normal_name(options["username"])).first()
        if account is None:
            raise CommandError(f"没有登录名为 {options['username']} 的账号")
        unlock_account(Actor.platform("unlock"), account)
        self.stdout.write(f"{account} 已解除锁定")
