"""``tenghuan manage sweep_orders``: grade the open orders and report what is late to the seats above (for cron)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tenghuan.apps.supervision.sweeping import sweep_all


class Command(BaseCommand):
    help = "Grade open orders by rule and report those that are late upwards; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say how much is new."""
        self.stdout.write(f"{sweep_all()} slips and reports")
