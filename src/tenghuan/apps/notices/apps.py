from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "tenghuan.apps.notices"
    verbose_name = _("消息")

    def ready(self) -> None:
        """Listen to what happens to things and to what becomes due; offer the nudge."""
        from tenghuan.apps.kit import further
        from tenghuan.apps.notices import listening, nudging

        listening.connect()
        further.SOURCES.append(nudging.button)
