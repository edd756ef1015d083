from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemediationConfig(AppConfig):
    name = "tenghuan.apps.remediation"
    verbose_name = _("整治提升")

    def ready(self) -> None:
        """Bring the defaults of the procedure."""
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "procedure.yaml")
