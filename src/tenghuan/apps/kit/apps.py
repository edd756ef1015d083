"""The app of the kit: when all models stand, every business declares its registers, loops and background work."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    name = "tenghuan.apps.kit"
    label = "kit"

    def ready(self) -> None:
        """Let each app declare what it has, in the order of the installed apps."""
        autodiscover_modules("registers")
        autodiscover_modules("tasks")
