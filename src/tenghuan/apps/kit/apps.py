from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "tenghuan.apps.kit"
    label = "kit"
