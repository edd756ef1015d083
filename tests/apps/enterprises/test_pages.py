"""The register's pages: who sees what, search, one file an enterprise, the way back, position, conflicts, exports."""

import io

import openpyxl
import pytest
from django.urls import reverse

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.models import Conflict, Enterprise, Status, YearFacts
from tenghuan.apps.enterprises.services.sources import commit_source
from tenghuan.apps.enterprises.table import Line
from tenghuan.publishing.tables import Column, Table
from tests.apps.enterprises.scenarios import A, B, C, base, disputed, land, sheet, tax


@pytest.fixture
def register(world, actor):
    """Three enterprises of the home county; the first two lie in dong1, the third in dong2."""
    county = world.home.region
    towns = {A: "dong1镇", B: "dong1镇", C: "dong2镇"}
    names = {A: "甲公司", B: "乙公司", C: "丙公司"}
    rows = [
        Line(at, {"uscc": code, "name": names[code], "town": towns[code], "industry": "1751", "above_scale": code != B})
        for at, code in enumerate((A, B, C), start=2)
    ]
    rows[0].values["former_names"] = "甲厂"
    commit_source(actor, county, sheet("base", "经信局", "名录.xlsx"), rows)
    tax(actor, county, (100.0, 50.0, 10.0))
    commit_source(
        actor,
        county,
        sheet("land", "自然资源局", "用地.xlsx"),
        [Line(at, {"uscc": c, "year": 2022, "land_mu": mu}) for at, (c, mu) in enumerate(((A, 10), (B, 2), (C, 1)), 2)],
    )
    return {e.uscc: e for e in Enterprise.objects.filter(county=county)}


def _names(client, **params):
    page = client.get(reverse("enterprises:list"), params).content.decode()
    return [name for name in ("甲公司", "乙公司", "丙公司") if f">{name}</a>" in page]


@pytest.mark.parametrize("name", ["list", "conflicts", "registers"])
@pytest.mark.parametrize("role", list(Role))
def test_lists_open_to_officials(world, role, name):
    expected = 200 if role in OFFICIALS else 403
    assert world.client(role.value).get(reverse(f"enterprises:{name}")).status_code == expected


def _pages(enterprise):
    return [
        reverse("enterprises:detail", args=(enterprise.pk,)),
        reverse("enterprises:fact", args=(enterprise.pk, 2022, "tax")),
        reverse("enterprises:qr", args=(enterprise.pk,)),
    ]


def test_one_enterprise_by_own_neighbouring_and_foreign_accounts(world, register):
    for address in _pages(register[A]):

        def ask(account, address=address):
            return world.client(account).get(address).status_code

        assert [ask(role) for role in ("office", "department", "leader", "town")] == [200] * 4
        assert ask(world.home.accounts["department2"]) == 200
        assert ask(world.prefecture) == 200
        assert ask(world.home.accounts["town2"]) == 404
        for county in (world.neighbour, world.foreign):
            assert [ask(county.accounts[role]) for role in ("office", "department", "town", "leader")] == [404] * 4
        assert ask("enterprise") == 404
        assert [ask(role) for role in ("system_admin", "security_admin", "audit_admin")] == [403] * 3


def test_an_enterprise_sees_itself_and_no_other(world, register):
    account = world.home.accounts["enterprise"]
    account.enterprise_code = A
    account.save()
    client = world.client(account)
    for address in _pages(register[A]):
        assert client.get(address).status_code == 200
    for address in _pages(register[B]):
        assert client.get(address).status_code == 404
    assert client.get(reverse("enterprises:own"), follow=True).status_code == 200
    page = client.get(reverse("enterprises:detail", args=(register[A].pk,))).content.decode()
    assert "测试dong-office" not in page


def test_a_town_lists_its_own(world, register):
    assert _names(world.client("town")) == ["甲公司", "乙公司"]
    assert _names(world.client(world.home.accounts["town2"])) == ["丙公司"]
    assert _names(world.client("office")) == ["甲公司", "乙公司", "丙公司"]
    assert _names(world.client(world.prefecture)) == ["甲公司", "乙公司", "丙公司"]
    assert _names(world.client(world.neighbour.accounts["office"])) == []


def test_search_and_filters(world, register):
    client = world.client("office")
    assert _names(client, q="甲厂") == ["甲公司"]
    assert _names(client, q=B[:17]) == ["乙公司"]
    assert _names(client, scale="0") == ["乙公司"]
    assert _names(client, town=world.home.town_regions[1].pk) == ["丙公司"]
    assert _names(client, division="17") == ["甲公司", "乙公司", "丙公司"]
    assert _names(client, division="33") == []
    assert _names(client, missing="power", year="2022") == ["甲公司", "乙公司", "丙公司"]
    assert _names(client, missing="tax", year="2022") == []
    assert _names(client, status="deregistered") == []


def test_the_list_takes_the_same_few_queries_however_long(world, register, django_assert_max_num_queries):
    Enterprise.objects.bulk_create(
        Enterprise(county=world.home.region, uscc=f"X{n:017}", name=f"第{n}公司") for n in range(300)
    )
    client = world.client("office")
    client.get(reverse("enterprises:list"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("enterprises:list")).content.decode()
    assert "共 303 条" in page
    assert page.count("第") < 120


def _file(answer):
    return io.BytesIO(b"".join(answer.streaming_content))


def test_the_list_is_ordered_by_a_year_s_figures_over_all_rows_unknown_last(world, register):
    def order(sort):
        page = world.client("office").get(reverse("enterprises:list"), {"sort": sort, "year": "2022"}).content.decode()
        return sorted(("甲公司", "乙公司", "丙公司"), key=lambda name: page.index(f">{name}</a>"))

    # tax 100, 50, 10 over 10, 2, 1 mu: 10, 25 and 10 a mu; the first of equal ones is the older
    assert order("-tax") == ["甲公司", "乙公司", "丙公司"]
    assert order("tax") == ["丙公司", "乙公司", "甲公司"]
    assert order("-tax_per_mu") == ["乙公司", "甲公司", "丙公司"]


def test_the_list_shows_grades_of_the_year_and_keeps_views(world, register, monkeypatch):
    graded = {register[A].pk: "A 类"}
    monkeypatch.setattr(hooks, "year_grades", [lambda keys, year, account: graded if year == 2022 else {}])
    client = world.client("office")
    assert "A 类" in client.get(reverse("enterprises:list"), {"year": "2022"}).content.decode()
    told = {"page": "enterprises:list", "name": "规上企业", "query": "scale=1&sort=-tax"}
    assert client.post(reverse("kit:save_view"), told).url == f"{reverse('enterprises:list')}?scale=1&sort=-tax"
    assert "规上企业" in client.get(reverse("enterprises:list")).content.decode()


def test_the_list_is_exported_as_filtered(world, register):
    answer = world.client("town").get(reverse("enterprises:list"), {"export": "xlsx", "scale": "1"})
    rows = list(openpyxl.load_workbook(_file(answer)).active.iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows[1:]] == ["甲公司"]
    assert rows[1][-3] == pytest.approx(10.0)


def test_the_page_shows_values_ratios_and_position(world, register):
    page = world.client("office").get(_pages(register[A])[0]).content.decode()
    for words in ("甲厂", "亩均税收", "第 2 / 3", "第 2 / 2", "高于 50%", "企业档案"):
        assert words in page, words
    facts = YearFacts.objects.get(enterprise=register[B])
    facts_page = world.client("office").get(_pages(register[B])[0]).content.decode()
    assert facts.tax / facts.land_mu == 25
    assert "第 1 / 3" in facts_page


def test_a_value_leads_to_its_cell(world, register):
    told = world.client("office").get(_pages(register[A])[1]).content.decode()
    for words in ("税务.xlsx", "表1", "D2", "税务局", "测试dong-office", "100"):
        assert words in told, words


def test_a_corrected_row_is_shown_as_such(world, register, actor):
    tax(actor, world.home.region, (90.0, 50.0, 10.0), name="更正.xlsx")
    page = world.client("office").get(_pages(register[A])[1]).content.decode()
    assert "更正.xlsx" in page
    assert page.count("已被更正，不计") == 1


def test_the_qr_code_opens_the_page_for_those_who_may(world, register):
    answer = world.client("office").get(_pages(register[A])[2])
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    code = reverse("enterprises:code", args=(A,))
    assert world.client("office").get(code).url == _pages(register[A])[0]
    assert world.client(world.neighbour.accounts["office"]).get(code).status_code == 404


def test_others_plug_in_grades_and_sections(world, register, monkeypatch):
    table = Table("名单", [Column("name", "名单名称")], [{"name": "高耗低效整治名单"}])
    monkeypatch.setattr(
        hooks, "grade_sources", [lambda e, a: [hooks.Grade(2021, "B", 88.5, 12), hooks.Grade(2020, "C")]]
    )
    monkeypatch.setattr(
        hooks,
        "section_sources",
        [lambda e, a: [hooks.Section("所列名单", table, order=10), hooks.Section("享受政策", empty="未享受政策")]],
    )
    page = world.client("office").get(_pages(register[A])[0]).content.decode()
    for words in ("88.5", "高耗低效整治名单", "未享受政策", "历年评价等级"):
        assert words in page, words
    assert page.index("所列名单") < page.index("享受政策")


def test_a_conflict_is_settled_by_the_office_of_the_county(world, actor):
    base(actor, world.home.region)
    conflict = disputed(actor, world.home.region)
    settle = reverse("enterprises:settle", args=(conflict.pk,))
    form = {"chosen": conflict.second_id, "reason": "以实测为准"}
    assert "另一张.xlsx" in world.client("leader").get(reverse("enterprises:conflicts")).content.decode()
    assert world.client(world.neighbour.accounts["office"]).post(settle, form).status_code == 404
    assert world.client(world.prefecture).post(settle, form).status_code == 403
    assert world.client("department").post(settle, form).status_code == 403
    assert world.client("office").post(settle, {**form, "reason": ""}).status_code == 422
    assert YearFacts.objects.get().land_mu == 10
    assert world.client("office").post(settle, form).status_code == 302
    assert YearFacts.objects.get().land_mu == 11
    assert Conflict.objects.get().chosen_id == conflict.second_id
    page = world.client("office").get(reverse("enterprises:conflicts"), {"status": "settled"}).content.decode()
    assert "以实测为准" in page


def test_a_status_is_changed_by_the_office_only(world, register):
    address = reverse("enterprises:set_status", args=(register[A].pk,))
    form = {"status": "moved_out", "reason": "已迁往邻县"}
    assert world.client("town").post(address, form).status_code == 403
    assert world.client(world.prefecture).post(address, form).status_code == 403
    assert world.client(world.foreign.accounts["office"]).post(address, form).status_code == 404
    assert world.client("office").post(address, form).status_code == 302
    assert Enterprise.objects.get(pk=register[A].pk).status == Status.MOVED_OUT


def test_completeness_counts_enterprises_by_register_and_year(world, register, actor):
    land(actor, world.home.region, year=2021, name="上年.xlsx")
    answer = world.client("office").get(reverse("enterprises:registers"), {"export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=3, values_only=True))
    by_name = {row[0]: row[2:] for row in rows[1:]}
    assert rows[0][2:4] == ("2022 年已有（家）", "2021 年已有（家）")
    assert by_name["税务数据"][:2] == (3, 0)
    assert by_name["用地数据"][:2] == (3, 1)
    town = world.client("town").get(reverse("enterprises:registers"), {"export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(town.content)).active.iter_rows(min_row=4, values_only=True))
    assert next(row for row in rows if row[0] == "税务数据")[2] == 2


def test_exports_hold_what_is_in_scope_and_in_force(world, register, actor):
    tax(actor, world.home.region, (90.0, 50.0, 10.0), name="更正.xlsx")
    address = reverse("enterprises:facts_export", args=("tax",))

    def rows(account):
        answer = world.client(account).get(address, {"year": 2022})
        return list(
            openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(min_row=2, values_only=True)
        )

    assert sorted((row[0], row[-1]) for row in rows("office")) == sorted([(A, 90), (B, 50), (C, 10)])
    assert sorted(row[0] for row in rows("town")) == sorted([A, B])
    assert rows(world.neighbour.accounts["office"]) == []
    assert world.client("office").get(reverse("enterprises:facts_export", args=("nothing",))).status_code == 404
