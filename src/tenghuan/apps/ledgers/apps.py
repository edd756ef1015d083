from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgersConfig(AppConfig):
    name = "tenghuan.apps.ledgers"
    verbose_name = _("台账")

    def ready(self) -> None:
        """Bring the defaults of the procedure."""
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "procedure.yaml")
