from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemediationConfig(AppConfig):
    name = "tenghuan.apps.remediation"
    verbose_name = _("整治提升")

    def ready(self) -> None:
        """Bring the defaults of the procedure, what the running cases are to free, and what the closed ones count."""
        from tenghuan.apps.kit import parameters
        from tenghuan.apps.ledgers import expecting
        from tenghuan.apps.plans import hooks
        from tenghuan.apps.remediation import expectation

        parameters.declare(Path(__file__).parent / "data" / "procedure.yaml")
        expecting.SOURCES.append(expectation.of_running)
        hooks.tally_sources.append(expectation.tallies)
