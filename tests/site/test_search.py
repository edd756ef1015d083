"""The search over everything: by name, former name, initials, code, number; within the account's scope."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.enterprises.models import Enterprise, FormerName
from tenghuan.apps.kit.models import Initials
from tenghuan.apps.plans.models import Indicator, Plan
from tenghuan.apps.web.finding import FINDERS, Words, initials
from tests.apps.kit.sheds import shed


def found(client, text: str) -> dict[str, list[str]]:
    context = client.get(reverse("search"), {"q": text}).context
    kinds = {str(kind.title): [hit.label for hit in kind.hits] for kind in context["found"]}
    return {**kinds, **({"页面": [hit.label for hit in context["pages"]]} if context["pages"] else {})}


@pytest.fixture
def firms(world):
    def firm(county, code, name, town=0):
        return Enterprise.objects.create(
            county=county.region, uscc=code, name=name, town=county.town_regions[town], industry="3311"
        )

    made = firm(world.home, "91330600MA00000019", "青东机械有限公司")
    firm(world.home, "91330600MA00000027", "重山厨具有限公司", town=1)
    firm(world.foreign, "91330600MA00000035", "青东轴承有限公司")
    FormerName.objects.create(enterprise=made, name="红星铁器厂")
    return made


# worked out letter by letter: 青 qing 东 dong 机 ji 械 xie; 重山 is read chong shan, 重庆 chong qing, 重型 zhong xing
@pytest.mark.parametrize(
    ("name", "letters"),
    [("青东机械", "qdjx"), ("A2机械（青）", "a2jx（q）"), ("重庆机床", "cqjc"), ("重型机械", "zxjx"), ("", "")],
)
def test_the_initials_of_a_name(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("text", "letters"), [("QD", "qd"), ("q", ""), ("青d", ""), ("A2", ""), ("a b", ""), ("ab\x00", "ab")]
)
def test_letters_are_two_latin_letters_or_more(text, letters):
    assert Words.of(text).letters == letters


@pytest.mark.parametrize("text", ["青东", "红星", "qdjx", "MA00000019", "机械"])
def test_an_enterprise_is_found_by_name_former_name_initials_and_code(world, firms, text):
    assert found(world.client("office"), text)["企业档案"] == ["青东机械有限公司"]


def test_nothing_is_found_beyond_the_accounts_scope(world, firms):
    assert found(world.client("office"), "qd")["企业档案"] == ["青东机械有限公司"]
    assert found(world.client(world.foreign.accounts["office"]), "qd")["企业档案"] == ["青东轴承有限公司"]
    assert "企业档案" not in found(world.client("town2"), "qd")
    assert "企业档案" not in found(world.client("enterprise"), "qd")
    assert "企业档案" not in found(world.client("security_admin"), "青东")


def test_a_name_that_changed_is_found_by_its_new_initials(world, firms):
    client = world.client("office")
    assert "企业档案" not in found(client, "lsgj")
    Enterprise.objects.filter(pk=firms.pk).update(name="绿水工具有限公司")
    assert found(client, "lsgj")["企业档案"] == ["绿水工具有限公司"]
    assert Initials.objects.filter(name="绿水工具有限公司").get().letters == "lsgjyxgs"


def test_records_of_registers_tasks_indicators_units_plans_and_pages_are_found(world):
    shed(world.home, "S77", name="三号厂房")
    plan = Plan.objects.create(region=world.home.region, title="攻坚方案", document_number="东政发〔2021〕5号")
    Indicator.objects.create(
        plan=plan, kind="indicator", key="a", title="盘活用地", caliber="annual", unit="亩", frequency="monthly"
    )
    office, town = world.client("office"), world.client("town")
    assert found(office, "S77")["厂房"] == ["三号厂房"]
    assert found(office, "shcf")["厂房"] == ["三号厂房"]
    assert found(town, "shcf")["我的待办"] == ["核实：三号厂房"]
    assert "我的待办" not in found(office, "shcf")
    assert found(office, "phyd")["指标"] == ["盘活用地"]
    assert found(office, "2021〕5")["方案和文号"] == ["攻坚方案"]
    assert found(office, "kjj")["单位"] == ["东县科技局"]
    assert found(office, "作战")["页面"] == ["作战总览", "挂图作战"]
    assert found(office, "zzzl")["页面"] == ["作战总览"]
    assert "页面" not in found(world.client("enterprise"), "zzzl")


def test_many_hits_lead_to_the_list_that_finds_the_same(world):
    for n in range(9):
        shed(world.home, f"S{n}", name=f"老库房{n}")
    client = world.client("office")
    kind = next(kind for kind in client.get(reverse("search"), {"q": "lkf"}).context["found"] if kind.title == "厂房")
    assert (len(kind.hits), kind.more) == (6, True)
    assert client.get(kind.whole).context["shown"].paginator.count == 9


@pytest.mark.parametrize("text", ["", " ", "%", "_", "\x00", "'; drop", "<b>", "a" * 500, "‮", "()", "²"])
def test_nonsense_finds_nothing_and_breaks_nothing(world, text):
    for name in ("office", "enterprise", "system_admin", "audit_admin"):
        response = world.client(name).get(reverse("search"), {"q": text.replace("\x00", "")})
        assert response.status_code == 200
        assert "<b>" not in response.content.decode().split('id="content"')[1].split("</form>")[1][:2000]


def test_a_search_takes_a_fixed_number_of_queries(world, firms, django_assert_max_num_queries):
    client = world.client("office")
    client.get(reverse("search"), {"q": "qd"})
    # session, account, counts of the menu; then at most three for each kind by initials (new names, keeping, finding)
    with django_assert_max_num_queries(3 + 3 * len(FINDERS)):
        client.get(reverse("search"), {"q": "qd"})
