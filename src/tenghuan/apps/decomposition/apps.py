from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecompositionConfig(AppConfig):
    name = "tenghuan.apps.decomposition"
    verbose_name = _("目标分解")

    def ready(self) -> None:
        """Bring the limits that it runs by, and the button on the pages of indicators."""
        from tenghuan.apps.decomposition import breaking
        from tenghuan.apps.kit import further, parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
        further.SOURCES.append(breaking.button)
