from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CultivationConfig(AppConfig):
    name = "tenghuan.apps.cultivation"
    verbose_name = _("梯度培育")

    def ready(self) -> None:
        """Bring the days that it runs by, and the part of an enterprise's page."""
        from tenghuan.apps.cultivation.panels import sections, titles
        from tenghuan.apps.enterprises import hooks
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
        hooks.section_sources.append(sections)
        hooks.rows_shown["titles"] = titles, "enterprise"
