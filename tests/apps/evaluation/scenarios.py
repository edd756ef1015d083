"""One call of every service of the evaluation app."""

from datetime import date

from django.utils import timezone

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.evaluation import grading
from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.parameters import default_policies
from tenghuan.apps.evaluation.services import methods, policies, procedure, runs
from tests.apps.evaluation import steps
from tests.apps.evaluation.test_procedure import SCHEME, code


def _frozen(world, actor):
    enterprise = Enterprise.objects.create(
        county=world.home.region, uscc=code(1), name="示例厂", town=world.home.town_regions[0], above_scale=True
    )
    YearFacts.objects.create(enterprise=enterprise, year=2022, land_mu=10, tax=100, rd=1, revenue=100)
    return runs.freeze(actor, methods.add_method(actor, world.home.region, 2022, SCHEME, "测试办法"))


def _scored(world, actor):
    run = _frozen(world, actor)
    steps.score(actor, run)
    return run


def _weighed(actor, run):
    runs.assess_stability(actor, run, grading.weigh(run, draws=10))


def _confirming(world, actor):
    run = _scored(world, actor)
    steps.open_confirmation(actor, run)
    return run


def _published(world, actor, opens=date(2023, 5, 4)):
    run = _confirming(world, actor)
    steps.publish(actor, run, opens=opens, days=7)
    return run


def _objection(world, actor):
    run = _published(world, actor, timezone.localdate())
    return steps.file_objection(actor, Graded.objects.get(run=run), text="面积有误", today=timezone.localdate())


def _override(world, actor):
    run = _scored(world, actor)
    enterprise = Enterprise.objects.get()
    return procedure.override(actor, run, enterprise, grade="B", reason="建设期", document="东政办〔2023〕1号")


SCENARIOS = {
    "evaluation.assess_stability": lambda world, actor: _weighed(actor, _scored(world, actor)),
    "evaluation.lift_override": lambda world, actor: procedure.lift_override(
        actor, _override(world, actor), reason="文件已废止"
    ),
    "evaluation.adopt_policies": lambda world, actor: policies.adopt_policies(
        actor, world.home.region, default_policies()[:1], since=date(2023, 7, 1)
    ),
    "evaluation.add_method": _frozen,
    "evaluation.freeze": _frozen,
    "evaluation.override": _override,
    "evaluation.confirm_sheet": lambda world, actor: procedure.confirm_sheet(
        actor, Graded.objects.get(run=_confirming(world, actor))
    ),
    "evaluation.object": _objection,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "evaluation.add_method": "same",
    "evaluation.freeze": "same",
    "evaluation.confirm_sheet": "same",
    "evaluation.lift_override": "same",
    "evaluation.override": "same",
    "evaluation.assess_stability": "same",
    "evaluation.adopt_policies": "same",
}

# loop → how a thing that moves along it is made; move → what it is told beyond its table: tests/kit/test_races.py
MOVING = {"runs": _scored, "objections": _objection}
TOLD = {
    "runs.publish": {"days": 7, "published_on": date(2023, 5, 4)},
    "runs.finalise": {"decided_on": date(2023, 6, 2)},
    "objections.accept": {"land_mu": "9"},
}
