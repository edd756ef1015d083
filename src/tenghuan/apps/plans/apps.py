from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "tenghuan.apps.plans"
    verbose_name = _("方案")

    def ready(self) -> None:
        """Let the county's plan answer first when the kit asks for a parameter."""
        from tenghuan.apps.kit import parameters
        from tenghuan.apps.plans.queries import own_parameter

        parameters.provide(own_parameter)
