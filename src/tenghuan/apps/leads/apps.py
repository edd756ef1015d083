from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "tenghuan.apps.leads"
    verbose_name = _("招商")

    def ready(self) -> None:
        """Bring the days and bounds that leads run by."""
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
