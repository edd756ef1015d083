from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "tenghuan.apps.assessment"
    verbose_name = _("考核赛马")

    def ready(self) -> None:
        """Bring the days and spreads that it runs by, and the button that begins a year's run."""
        from tenghuan.apps.assessment import guards
        from tenghuan.apps.kit import further, parameters

        further.SOURCES.append(guards.freezing)
        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
