from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnergyConfig(AppConfig):
    name = "tenghuan.apps.energy"
    verbose_name = _("能碳")

    def ready(self) -> None:
        """Bring the bounds that months are marked by, and the part of an enterprise's page."""
        from tenghuan.apps.energy import accounts, panels
        from tenghuan.apps.enterprises import hooks
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "bounds.yaml")
        hooks.section_sources.append(panels.sections)
        hooks.rows_shown["energy"] = accounts.current, "enterprise"
