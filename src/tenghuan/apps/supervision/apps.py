from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "tenghuan.apps.supervision"
    verbose_name = _("督办")

    def ready(self) -> None:
        """Bring the limits that orders run by, the button that raises one from any other thing, and its way back."""
        from tenghuan.apps.kit import further, parameters
        from tenghuan.apps.supervision import raising

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
        further.SOURCES.append(raising.button)
        further.LINKS.append(raising.orders_about)
