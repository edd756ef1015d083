from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "tenghuan.apps.assessment"
    verbose_name = _("考核赛马")

    def ready(self) -> None:
        """Bring the days and spreads that the assessment runs by."""
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
