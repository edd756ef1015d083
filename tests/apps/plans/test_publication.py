"""Publishing a pack: items keep their rows, a second version says what changed, calibers hold under data."""

import pytest

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.organization.models import Group, Seat, Unit, UnitAlias
from tenghuan.apps.plans import hooks
from tenghuan.apps.plans.models import Duty, Indicator, Item, Plan, PlanVersion, Responsibility
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tenghuan.plan import load_pack, packs
from tests.apps.plans.packs import pack, small


@pytest.fixture
def region(world):
    return world.home.region


def test_first_publication_sets_everything_up(actor, region):
    version = publish_pack(actor, region, pack(), "首次发布")
    plan = Plan.objects.get()
    assert (version.number, plan.current_version, plan.is_current) == (1, version, True)
    assert version.published_by == f"{actor.person}（{actor.account}）"
    assert len(version.digest) == 64
    indicator = Indicator.objects.get(key="tax_per_mu")
    assert [(m.year, float(m.value), m.comparison) for m in indicator.milestones.all()] == [
        (2022, 20.0, "eq"),
        (2023, 24.5, "ge"),
    ]
    assert indicator.references.get().raw == "37"
    # 东县经信局 stood in the county already; 县经信局 became its alias, 县人力社保局 was created
    assert UnitAlias.objects.get(name="县经信局").unit.name == "东县经信局"
    assert Unit.objects.filter(region=region, name="县人社局").count() == 0
    assert set(Responsibility.objects.filter(item=indicator).values_list("unit__name", "role")) == {
        ("东县经信局", "lead"),
        ("县人力社保局", "support"),
    }
    assert list(Seat.objects.order_by("order").values_list("role", "post", "unit__name")) == [
        ("leader", "副县长", None),
        ("deputy", "县经信局局长", "东县经信局"),
        ("members", "县人社局副局长", "县人力社保局"),
    ]
    assert [i.key for i in Duty.objects.get(title="整治高耗低效企业").indicators.all()] == ["rectified_firms"]
    assert Entry.objects.filter(action="plans.publish_pack", kind="plans.planversion").count() == 1


def test_the_same_pack_again_changes_nothing(actor, region):
    first = publish_pack(actor, region, pack())
    rows = Entry.objects.count()
    assert publish_pack(actor, region, pack()) == first
    assert PlanVersion.objects.count() == 1
    assert Entry.objects.count() == rows


def test_second_version_keeps_rows_and_says_what_changed(actor, region):
    publish_pack(actor, region, pack())
    before = dict(Item.objects.values_list("key", "pk"))
    data = small()
    data["indicators"][0]["milestones"][1]["value"] = 26
    data["indicators"][0]["support"] = []
    data["indicators"][1]["key"] = "renamed_key"  # found again by its name
    data["tasks"] = []
    data["actions"][1]["section"] = "四（一）"  # found again by its title
    data["actions"][0]["indicators"] = ["renamed_key"]
    data["parameters"][0]["value"] = 0.8
    data["actions"].append({"section": "四3", "title": "加强督查", "lead": ["县经信局"]})
    version = publish_pack(actor, region, pack(**data))
    assert version.number == 2
    after = dict(Item.objects.filter(retired=False).values_list("key", "pk"))
    assert {key: pk for key, pk in after.items() if key in before} == {
        key: pk for key, pk in before.items() if key != "task_1"
    }
    assert Item.objects.get(key="task_1").retired
    assert [entry["title"] for entry in version.changes["added"]] == ["加强督查"]
    assert [entry["title"] for entry in version.changes["dropped"]] == ["建立企业清单"]
    changed = {entry["title"]: {f["name"]: f for f in entry["fields"]} for entry in version.changes["changed"]}
    assert "≥24.5" in changed["规上工业亩均税收"]["目标"]["before"]
    assert "≥26" in changed["规上工业亩均税收"]["目标"]["after"]
    assert changed["规上工业亩均税收"]["配合单位"] == {"name": "配合单位", "before": "县人力社保局", "after": ""}
    assert changed["强化人才保障"]["章节"]["after"] == "四（一）"
    assert changed["专项经费占土地出让收入"]["值"]["after"] == "0.8 %"
    assert "整治高耗低效企业" not in changed


def test_a_dropped_item_that_returns_is_the_same_row(actor, region):
    publish_pack(actor, region, pack())
    pk = Item.objects.get(key="task_1").pk
    publish_pack(actor, region, pack(tasks=[]))
    publish_pack(actor, region, pack(plan={**small()["plan"], "issuer": "东县人民政府办公室"}))
    assert Item.objects.get(key="task_1", retired=False).pk == pk


@pytest.mark.parametrize(("field", "value"), [("caliber", "annual"), ("unit", "个")])
def test_caliber_and_unit_hold_once_data_exist(actor, region, monkeypatch, field, value):
    publish_pack(actor, region, pack())
    data = small()
    data["indicators"][1][field] = value
    if field == "caliber":
        data["indicators"][1]["milestones"][0]["caliber"] = value
    row = Indicator.objects.get(key="rectified_firms")
    monkeypatch.setattr(hooks, "caliber_guards", [lambda ids: {row.pk} & set(ids)])
    with pytest.raises(InputFault, match="已有填报数据"):
        publish_pack(actor, region, pack(**data))
    assert PlanVersion.objects.count() == 1
    monkeypatch.setattr(hooks, "caliber_guards", [])
    publish_pack(actor, region, pack(**data))
    row.refresh_from_db()
    assert getattr(row, field) == value


def test_a_later_plan_takes_over_and_an_older_one_does_not(actor, region):
    publish_pack(actor, region, pack())
    head = small()["plan"]
    later = {
        **head,
        "title": "东县新方案",
        "document_number": "东政〔2024〕2号",
        "period": {"start": 2024, "end": 2026},
    }
    older = {
        **head,
        "title": "东县旧方案",
        "document_number": "东政〔2017〕9号",
        "period": {"start": 2017, "end": 2019},
    }
    publish_pack(actor, region, pack(plan=later))
    publish_pack(actor, region, pack(plan=older))
    assert Plan.objects.get(is_current=True).title == "东县新方案"
    assert Plan.objects.count() == 3


def test_only_a_county_has_plans(actor, world):
    with pytest.raises(InputFault, match="县"):
        publish_pack(actor, world.city, pack())


@pytest.mark.parametrize("name", sorted(packs()))
def test_shipped_packs_publish_whole(actor, region, name):
    told = load_pack(name)
    publish_pack(actor, region, told)
    assert Indicator.objects.count() == len(told.indicators)
    assert Duty.objects.count() == len(told.actions) + len(told.tasks)
    assert Group.objects.count() == len(told.groups)
    named = [name for item in [*told.indicators, *told.actions, *told.tasks] for name in [*item.lead, *item.support]]
    assert Responsibility.objects.count() == len(named)
