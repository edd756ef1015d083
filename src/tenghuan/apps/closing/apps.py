from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosingConfig(AppConfig):
    name = "tenghuan.apps.closing"
    verbose_name = _("月度结账")

    def ready(self) -> None:
        """Bring the parameters, let settled numbers count wherever reported ones do, and offer the month's analysis."""
        from tenghuan.apps.closing import links, settling, tracing
        from tenghuan.apps.kit import further, parameters
        from tenghuan.apps.monitoring import readings

        parameters.declare(Path(__file__).parent / "data" / "closing.yaml")
        readings.settlements.append(settling.settled)
        further.SOURCES.extend((links.analysis, tracing.way))
        further.LINKS.append(tracing.counts_for)
