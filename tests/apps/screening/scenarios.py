"""One call of every service of the screening app."""

import io

import openpyxl

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.screening import services
from tenghuan.apps.screening.registers import PUBLISHING
from tenghuan.apps.screening.running import screened
from tests.apps.evaluation.test_procedure import code
from tests.apps.kit.sheds import by
from tests.apps.screening.made import rule_set

HEADINGS = ("指标", "镇街", "行业代码", "限值", "依据")


def workbook(*rows):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def published(county, **values):
    rules = rule_set(county, **values)
    PUBLISHING.take(by(county, "office"), rules, "publish", document="东专班〔2026〕3 号")
    return rules


def _thresholds(world, actor):
    rules = rule_set(world.home)
    services.import_thresholds(actor, rules, workbook(("单位增加值能耗", "", "17", 0.4, "指南")), "阈值.xlsx")


def _carry(world, actor):
    rules = rule_set(world.home)
    row = {"key": "value_added_energy", "limit": "0.4", "town": None, "industry": "17", "source": "x", "note": None}
    services.carry_thresholds(actor, rules, [row], "阈值.xlsx")


def _run(world, actor):
    town = world.home.town_regions[0]
    found = Enterprise.objects.create(county=world.home.region, uscc=code(1), name="示例厂", town=town)
    YearFacts.objects.create(enterprise=found, year=2025, land_mu=10, tax=20)
    run(actor, published(world.home), 2025, once="form-1")


def run(actor, rules, year, *, once=""):
    """Screen and keep, as the page does."""
    return services.run(actor, rules, year, screened(actor, rules, year), once=once)


SCENARIOS = {
    "screening.thresholds": _thresholds,
    "screening.carry_thresholds": _carry,
    "screening.run": _run,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "screening.thresholds": "same",
    "screening.carry_thresholds": "same",
    "screening.run": "same",
}
