from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "tenghuan.apps.projects"
    verbose_name = _("项目")

    def ready(self) -> None:
        """Bring the limits that projects run by."""
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
