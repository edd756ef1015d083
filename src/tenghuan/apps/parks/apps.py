from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParksConfig(AppConfig):
    name = "tenghuan.apps.parks"
    verbose_name = _("园区")

    def ready(self) -> None:
        """Bring the limits that parks run by."""
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
