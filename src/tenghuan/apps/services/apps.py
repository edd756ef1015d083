from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "tenghuan.apps.services"
    verbose_name = _("企业服务")

    def ready(self) -> None:
        """Bring the limits that requests run by."""
        from tenghuan.apps.enterprises import hooks
        from tenghuan.apps.kit import parameters
        from tenghuan.apps.services import desk
        from tenghuan.apps.services.registers import REQUESTS

        hooks.section_sources.append(desk.sections)
        hooks.rows_shown["requests"] = REQUESTS.rows, "enterprise"
        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
