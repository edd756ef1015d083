"""Sample screening for a county: the rules that ship with the product, published, and one run; marked 示例数据."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.organization.models import Region
from tenghuan.apps.screening import opening, services
from tenghuan.apps.screening.models import RuleSet
from tenghuan.apps.screening.registers import PUBLISHING
from tenghuan.apps.screening.running import screened


def load(actor: Actor, county: Region) -> int:
    """Publish the county's shipped rules and screen the newest year, once; return how many stand on lists."""
    years = YearFacts.objects.filter(enterprise__county=county).order_by("-year").values_list("year", flat=True)
    year = years.first()
    if year is None or RuleSet.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        actor = replace(actor, region_path=county.path)
        rules = opening.draft(actor, county)
        PUBLISHING.take(actor, rules, "publish", document="示例：专班〔2026〕1 号")
        run = services.run(actor, rules, year, screened(actor, rules, year))
        for kept in (rules, run):
            type(kept).objects.filter(pk=kept.pk).update(sample=True)
    return run.caught.filter(verdict="入").values("enterprise").distinct().count()
