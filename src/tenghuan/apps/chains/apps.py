from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChainsConfig(AppConfig):
    name = "tenghuan.apps.chains"
    verbose_name = _("产业链")

    def ready(self) -> None:
        """Hold leads to the chains of their county, and show an enterprise's links on its page."""
        from tenghuan.apps.chains import mapping, naming
        from tenghuan.apps.enterprises import hooks
        from tenghuan.apps.leads import registers

        registers.HELD.append(naming.hold_lead)
        hooks.section_sources.append(mapping.section)
        hooks.rows_shown["placings"] = mapping.placings, "enterprise"
