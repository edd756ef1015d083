from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SandtableConfig(AppConfig):
    name = "tenghuan.apps.sandtable"
    verbose_name = _("推演")

    def ready(self) -> None:
        """Bring the limits that it runs by, and the button on the pages of indicators."""
        from tenghuan.apps.kit import further, parameters
        from tenghuan.apps.sandtable import playing

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
        further.SOURCES.append(playing.button)
