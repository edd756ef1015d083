from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "tenghuan.apps.evaluation"
    verbose_name = _("亩均评价")

    def ready(self) -> None:
        from tenghuan.apps.enterprises import hooks
        from tenghuan.apps.evaluation import links
        from tenghuan.apps.evaluation.registers import OBJECTIONS
        from tenghuan.apps.kit import parameters

        parameters.declare(Path(__file__).parent / "data" / "procedure.yaml")
        hooks.grade_sources.append(links.grades)
        hooks.year_grades.append(links.year_grades)
        hooks.section_sources.append(links.sections)
        hooks.rows_shown["objections"] = OBJECTIONS.rows, "graded__enterprise"
        hooks.rows_shown["decisions"] = links.decisions, "enterprise"
        hooks.withdraw_guards.append(links.stands_on)
