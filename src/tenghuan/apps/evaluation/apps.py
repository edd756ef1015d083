from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "tenghuan.apps.evaluation"
    verbose_name = _("亩均评价")
