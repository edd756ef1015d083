"""The assessment's own pages: who opens them, what they show, what they refuse."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tenghuan.apps.assessment.models import Appeal, Month, Race, Scheme
from tenghuan.apps.assessment.registers import MONTHS, RACES, RESULTS, SHOWING
from tenghuan.assessing import parse_scheme
from tests.apps.assessment import races
from tests.apps.kit.sheds import PNG, by

ROLES = ("office", "leader", "department", "department2", "town", "enterprise", "system_admin")


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def statuses(world, address):
    return {role: world.client(role).get(address).status_code for role in ROLES}


def told(**different):
    return {"office": 200, "leader": 200, "department": 200, "department2": 200, "town": 200, **NONE, **different}


NONE = {"enterprise": 403, "system_admin": 403}
OFFICE_ONLY = {"leader": 403, "department": 403, "department2": 403, "town": 403}


def test_a_result_s_rows_are_its_object_s_and_the_office_s(world):
    result = races.result(world.home)
    address = reverse("assessment:result_rows", args=(result.pk, 0))
    assert statuses(world, address) == told(department2=404, town=404)
    page = world.client("department").get(address).content.decode()
    assert "10×18/20=9" in page
    assert "统计局 2026〔1〕号" in page
    assert world.client("office").get(reverse("assessment:result_rows", args=(result.pk, 9))).status_code == 404
    foreign = world.client(world.foreign.accounts["office"])
    assert foreign.get(address).status_code == 404


def test_what_a_run_was_computed_from_is_for_who_sees_all(world):
    race = races.computed(world.home)
    for name in ("inputs", "scheme", "result"):
        address = reverse("assessment:race_file", args=(race.pk, name))
        assert statuses(world, address) == told(department=403, department2=403, town=403)
    assert world.client("office").get(reverse("assessment:race_file", args=(race.pk, "other"))).status_code == 404
    again = world.client("leader").get(reverse("assessment:race_again", args=(race.pk,)))
    assert "结果一致" in again.content.decode()
    assert statuses(world, reverse("assessment:race_again", args=(race.pk,)))["department"] == 403


def test_a_kept_result_that_was_tampered_with_is_told(world):
    race = races.computed(world.home)
    Race.objects.filter(pk=race.pk).update(result=race.result.replace("29", "99", 1))
    again = world.client("office").get(reverse("assessment:race_again", args=(race.pk,)))
    assert "结果不一致" in again.content.decode()


def test_the_table_shows_everybody_to_the_office_and_own_lines_to_the_rest_until_it_is_published(world):
    race = races.fed_back(world.home)
    address = reverse("assessment:table", args=(race.pk,))
    assert statuses(world, address) == told()
    pages = {role: world.client(role).get(address).content.decode() for role in ("office", "department", "town")}
    shown = {role: ("东县经信局</a>" in page, "东县科技局</a>" in page) for role, page in pages.items()}
    assert shown == {"office": (True, True), "department": (True, False), "town": (False, False)}


def test_all_of_a_published_run_is_everybody_s(world):
    race = races.published(world.home)
    page = world.client("town").get(reverse("assessment:table", args=(race.pk,))).content.decode()
    assert "东县经信局" in page
    assert "东县科技局" in page
    own = world.client("department").get(RESULTS.address(race.results.get(rank=1))).content.decode()
    assert "东县科技局" in own


def test_the_workbook_of_a_table_has_the_page_s_numbers(world):
    race = races.computed(world.home)
    answer = world.client("office").get(reverse("assessment:table", args=(race.pk,)), {"export": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == [
        *("考核对象", "分组", "亩均税收", "月报按时报送", "督办单扣减", "加分", "减分", "得分", "名次", "代入式")
    ]
    assert rows[1][:9] == ["东县经信局", None, 9, 10, 10, 0, 0, 29, 1]
    assert rows[1][9].startswith("亩均税收：10×18/20=9；月报按时报送：")


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_results_table_is_printed(world, kind):
    race = races.computed(world.home)
    for register, thing in ((RACES, race), (RESULTS, race.results.first())):
        answer = world.client("office").get(reverse(f"{register.key}:paper", args=(thing.pk, "results", kind)))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_board_is_the_office_s_until_it_is_shown(world):
    board = races.month(world.home)
    address = reverse("assessment:board")
    assert "东县经信局" in world.client("office").get(address).content.decode()
    assert "部门赛马榜" not in world.client("department").get(address).content.decode()
    SHOWING.take(by(world.home, "office"), board, "show")
    page = world.client("town").get(address).content.decode()
    assert "2025 年 3 月部门赛马榜" in page
    assert "东县科技局" in page
    line = board.standings.get(unit=world.home.departments[0])
    rows = reverse("assessment:standing_rows", args=(line.pk, 0))
    assert statuses(world, rows) == told(department2=404, town=404)
    again = reverse("assessment:month_again", args=(board.pk,))
    assert "结果一致" in world.client("office").get(again).content.decode()
    assert statuses(world, reverse("assessment:month_file", args=(board.pk, "inputs"))) == told(
        department=403, department2=403, town=403
    )


def test_the_office_computes_a_month(world):
    scheme = races.scheme(world.home)
    address, sent = reverse("assessment:compute_month"), {"scheme": scheme.pk, "number": 2}
    for role in ("leader", "department", "town"):
        assert world.client(role).post(address, sent).status_code == 403
    assert world.client(world.foreign.accounts["office"]).post(address, sent).status_code == 404
    answer = world.client("office").post(address, sent)
    assert answer.url == MONTHS.address(Month.objects.get())
    assert world.client("office").post(address, {"scheme": scheme.pk, "number": "x"}).status_code == 422
    assert world.client(world.prefecture).post(address, sent).status_code == 422


def test_the_office_freezes_by_the_page(world):
    scheme = races.scheme(world.home)
    address = reverse("assessment:freeze", args=(scheme.pk,))
    assert statuses(world, address) == {"office": 200, **OFFICE_ONLY, **NONE}
    assert world.client(world.prefecture).get(address).status_code == 404
    answer = world.client("office").post(address, {"until": "2025-12-31"})
    assert answer.url == RACES.address(Race.objects.get())
    again = world.client("office").post(address, {"until": "2025-12-31"})
    assert again.status_code == 422
    assert "已有部门考核" in again.content.decode()


def test_an_object_appeals_by_the_page_with_evidence(world):
    result = races.result(world.home)
    address = reverse("assessment:appeal", args=(result.pk,))
    assert statuses(world, address) == told(office=404, leader=403, department2=404, town=404)
    sent = {"item": "亩均税收", "text": "应除钢压延外", "claimed": "19", "once": "a" * 32}
    client = world.client("department")
    assert client.post(address, sent).status_code == 422
    for _twice in range(2):
        file = SimpleUploadedFile("依据.png", PNG)
        assert client.post(address, {**sent, "proof": file}).url == RESULTS.address(result)
    assert Appeal.objects.get().claimed == 19


def test_a_version_is_saved_with_every_fault_told(world):
    address = reverse("assessment:new_scheme")
    page = world.client("office").get(address, {"kind": "towns"}).content.decode()
    assert "镇街年度考核" in page
    sent = {"year": 2025, "kind": "departments", "adding": "sum", "source": "本地参数（待核实）", "groups": ""}
    wrong = world.client("office").post(address, {**sent, "text": "name: x\nitems: [{item: a, shape: b}]"})
    assert wrong.status_code == 422
    strange = races.text_of().replace("reports.in_time", "reports.never")
    assert (
        "没有“reports.never”这种取数"
        in world.client("office").post(address, {**sent, "text": strange}).content.decode()
    )
    saved = world.client("office").post(address, {**sent, "text": races.text_of()})
    assert Scheme.objects.get().version == 1
    assert saved.status_code == 302
    more = {**sent, "text": races.text_of().replace("weight: 10", "weight: 20", 1)}
    world.client("office").post(address, more)
    assert list(Scheme.objects.values_list("version", flat=True)) == [2, 1]


def test_a_version_goes_out_as_a_workbook_and_comes_back_the_same(world):
    scheme = races.scheme(world.home)
    address = reverse("assessment:scheme_book", args=(scheme.pk,))
    assert statuses(world, address) == told()
    book = world.client("office").get(address).content
    upload = SimpleUploadedFile("方案.xlsx", book)
    page = world.client("office").post(reverse("assessment:new_scheme"), {"book": upload, "import": "1"})
    text = page.context["form"].initial["text"]
    assert parse_scheme(text) == parse_scheme(scheme.text)
    for name, content in (("方案.docx", book), ("方案.xlsx", b"nonsense")):
        wrong = world.client("office").post(
            reverse("assessment:new_scheme"), {"book": SimpleUploadedFile(name, content), "import": "1"}
        )
        assert wrong.status_code == 422
