from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LandConfig(AppConfig):
    name = "tenghuan.apps.land"
    verbose_name = _("用地")

    def ready(self) -> None:
        """Bring the limits that land runs by."""
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
