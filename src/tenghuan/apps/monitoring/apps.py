from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "tenghuan.apps.monitoring"
    verbose_name = _("月度填报")

    def ready(self) -> None:
        """Plug the computed lamps into the board, and the caliber guard into publication."""
        from tenghuan.apps.monitoring import sources
        from tenghuan.apps.plans import hooks

        hooks.board_sources.append(sources.board)
        hooks.history_sources.append(sources.past)
        hooks.caliber_guards.append(sources.fixed)
