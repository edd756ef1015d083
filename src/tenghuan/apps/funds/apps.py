from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "tenghuan.apps.funds"
    verbose_name = _("政策资金")

    def ready(self) -> None:
        """Bring the days that claims run by, and what an enterprise's page shows of policies."""
        from tenghuan.apps.enterprises import hooks
        from tenghuan.apps.funds import fitting
        from tenghuan.apps.funds.claiming import CLAIMS
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "limits.yaml")
        hooks.section_sources.append(fitting.sections)
        hooks.rows_shown["claims"] = CLAIMS.rows, "enterprise"
