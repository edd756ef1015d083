"""The app of what pages share: when all models stand, every business says what the shell shows of it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "tenghuan.apps.web"
    label = "web"

    def ready(self) -> None:
        """Let each app say in its ``shell.py`` what stands in the menu and what the search finds."""
        autodiscover_modules("shell")
