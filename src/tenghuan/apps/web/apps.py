"""The app of what pages share: when all models stand, every business says what the shell shows of it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from tenghuan.apps.web.wording import use_house_words


class WebConfig(AppConfig):
    name = "tenghuan.apps.web"
    label = "web"

    def ready(self) -> None:
        """Speak in the words of the house; let each app say in its ``shell.py`` what menu and search show of it."""
        use_house_words()
        autodiscover_modules("shell")
