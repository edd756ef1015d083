from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationConfig(AppConfig):
    name = "tenghuan.apps.organization"
    verbose_name = _("组织")

    def ready(self) -> None:
        from tenghuan.apps.organization import signals  # noqa: F401  (connects the log-in signals)
