"""``tenghuan manage open_periods``: open the reporting periods that the calendar asks for (for cron)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.services.periods import open_due_periods


class Command(BaseCommand):
    help = "Open the reporting periods that are due by today; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Open and say what was opened."""
        opened = open_due_periods(Actor.platform("periods"))
        for period in opened:
            self.stdout.write(f"{period.plan} {period}")
        self.stdout.write(f"{len(opened)} periods opened")
