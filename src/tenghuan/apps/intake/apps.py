from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "tenghuan.apps.intake"
    verbose_name = _("数据接入")

    def ready(self) -> None:
        from tenghuan.apps.enterprises import hooks
        from tenghuan.apps.intake.links import original_link

        hooks.original_links.append(original_link)
