from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "tenghuan.apps.people"
    verbose_name = _("组织与账号")
