from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tenghuan.site"
    label = "site"
