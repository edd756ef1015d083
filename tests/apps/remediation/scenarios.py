"""One call of every service of remediation that no declaration brings, and what its moves need when each is raced."""

from datetime import date

from tenghuan.apps.remediation import pressing, rules
from tenghuan.apps.remediation.models import Case
from tests.apps.kit.sheds import actor_of
from tests.apps.remediation import cases


def _judge(world, actor):
    thing = cases.claimed(world.home)
    rules.judge(actor_of(cases.bureaus(world.home)[0]), thing, passed=True, note="")


def _report(world, actor):
    thing = cases.working(world.home)
    rules.report(cases.by(world.home, "town"), thing, month=date(2026, 5, 1), percent=40, note="设备已拆")


def _press(world, actor):
    thing = cases.working(world.home)
    Case.objects.filter(pk=thing.pk).update(due_on=date(2026, 1, 5))
    pressing.press(cases.by(world.home, "office"), world.home.region)


SCENARIOS = {"cases.judge": _judge, "cases.report": _report, "cases.press": _press}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"cases.judge": "same", "cases.report": "same", "cases.press": "same"}

# move → what it is told beyond its table
RESULT = {"actual_land": "2", "after_tax_per_mu": "6", "after_energy": "150", "after_energy_per_value": "0.5"}
TOLD = {"cases.claim": RESULT}
