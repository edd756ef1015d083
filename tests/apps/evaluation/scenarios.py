"""One call of every service of the evaluation app."""

from datetime import date
from decimal import Decimal

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.parameters import default_policies
from tenghuan.apps.evaluation.services import decisions, methods, objections, policies, procedure, runs
from tenghuan.apps.evaluation.services.decisions import Decided
from tests.apps.evaluation.test_procedure import SCHEME, code


def _frozen(world, actor):
    enterprise = Enterprise.objects.create(
        county=world.home.region, uscc=code(1), name="示例厂", town=world.home.town_regions[0], above_scale=True
    )
    YearFacts.objects.create(enterprise=enterprise, year=2022, land_mu=10, tax=100, rd=1, revenue=100)
    return runs.freeze(actor, methods.add_method(actor, world.home.region, 2022, SCHEME, "测试办法"))


def _scored(world, actor):
    run = _frozen(world, actor)
    runs.score(actor, run)
    return run


def _confirming(world, actor):
    run = _scored(world, actor)
    procedure.open_confirmation(actor, run)
    return run


def _published(world, actor):
    run = _confirming(world, actor)
    procedure.publish(actor, run, opens=date(2023, 5, 4), days=7)
    return run


def _reviewing(world, actor):
    run = _published(world, actor)
    procedure.close_publication(actor, run, today=date(2023, 6, 1))
    return run


def _objection(world, actor):
    run = _published(world, actor)
    return objections.file_objection(actor, Graded.objects.get(run=run), text="面积有误", today=date(2023, 5, 5))


def _forwarded(world, actor):
    objection = _objection(world, actor)
    objections.forward(actor, objection, opinion="属实")
    return objection


def _override(world, actor):
    run = _scored(world, actor)
    enterprise = Enterprise.objects.get()
    return procedure.override(actor, run, enterprise, grade="B", reason="建设期", document="东政办〔2023〕1号")


def _decision(world, actor):
    _frozen(world, actor)
    one = Decided(code(1), "bonus", "省级绿色工厂", "东经信〔2023〕2号", points=Decimal(3))
    return decisions.decide(actor, world.home.region, 2022, [one])[0]


def _policy(world, actor):
    return policies.add_policy(
        actor, world.home.region, policy="差别电价", grade="D", operation="add", value=Decimal("0.1"), unit="元/千瓦时",
        bureau="供电公司", basis="本县文件", effective_from=date(2023, 7, 1),
    )  # fmt: skip


SCENARIOS = {
    "evaluation.decide": _decision,
    "evaluation.withdraw_decision": lambda world, actor: decisions.withdraw_decision(
        actor, _decision(world, actor), "录入有误"
    ),
    "evaluation.assess_stability": lambda world, actor: runs.assess_stability(actor, _scored(world, actor), draws=10),
    "evaluation.lift_override": lambda world, actor: procedure.lift_override(
        actor, _override(world, actor), reason="文件已废止"
    ),
    "evaluation.adopt_policies": lambda world, actor: policies.adopt_policies(
        actor, world.home.region, default_policies()[:1], since=date(2023, 7, 1)
    ),
    "evaluation.verify_policy": lambda world, actor: policies.verify_policy(
        actor, _policy(world, actor), basis="东政办〔2023〕9号"
    ),
    "evaluation.add_method": _frozen,
    "evaluation.freeze": _frozen,
    "evaluation.score": _scored,
    "evaluation.abandon": lambda world, actor: runs.abandon(actor, _scored(world, actor), "数据有误"),
    "evaluation.override": _override,
    "evaluation.open_confirmation": _confirming,
    "evaluation.confirm_sheet": lambda world, actor: procedure.confirm_sheet(
        actor, Graded.objects.get(run=_confirming(world, actor))
    ),
    "evaluation.publish": _published,
    "evaluation.close_publication": _reviewing,
    "evaluation.finalise": lambda world, actor: procedure.finalise(
        actor, _reviewing(world, actor), decided_on=date(2023, 6, 2), number="1号"
    ),
    "evaluation.object": _objection,
    "evaluation.forward": _forwarded,
    "evaluation.accept": lambda world, actor: objections.accept(
        actor, _forwarded(world, actor), decision="采纳", corrections={"land_mu": "9"}
    ),
    "evaluation.reject": lambda world, actor: objections.reject(actor, _forwarded(world, actor), decision="不采纳"),
    "evaluation.add_policy": _policy,
    "evaluation.end_policy": lambda world, actor: policies.end_policy(actor, _policy(world, actor), date(2024, 7, 1)),
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "evaluation.confirm_sheet": "same",
    "evaluation.end_policy": "same",
    "evaluation.lift_override": "same",
    "evaluation.override": "same",
    "evaluation.assess_stability": "same",
    "evaluation.verify_policy": "same",
    "evaluation.decide": "same",
    "evaluation.adopt_policies": "same",
}
