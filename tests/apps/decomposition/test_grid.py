"""The grid, by keyboard and by workbook: what is typed is kept whole or not at all, every fault at its place."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.decomposition.breaking import portions_of
from tenghuan.apps.decomposition.models import Decomposition
from tests.apps.decomposition.breakdowns import drafted, published, settled
from tests.world import World


def address(made: Decomposition, name: str = "grid") -> str:
    return f"/decomposition/{made.pk}/{name}"


def typed(made: Decomposition, **cells: str) -> dict[str, Any]:
    """What the page sends: all cells as they stand, those given by "year-place" changed."""
    told: dict[str, Any] = {"revision": made.revision}
    for at, one in enumerate(portions_of(made)):
        told[f"weight-{one.pk}"] = str(one.weight)
        for key, text in one.amounts.items():
            told[f"{key}-{one.pk}"] = cells.get(f"y{key}_{at}", text)
    return told


def test_the_office_types_numbers_and_they_stand(world):
    made = drafted(world.home)
    client = world.client("office")
    page = client.get(address(made))
    assert page.status_code == 200
    assert 'data-asked="100"' in page.content.decode()
    answer = client.post(address(made), typed(made, y2027_0="1,020"))
    assert answer.status_code == 302
    assert portions_of(made)[0].amounts["2027"] == "1020"
    # the same form once more is refused, as it was made before the change
    again = client.post(address(made), typed(made, y2027_0="5"))
    assert again.status_code == 422
    assert "刚被他人改过" in again.content.decode()


def test_what_is_no_number_is_told_and_nothing_is_kept(world):
    made = drafted(world.home)
    before = [one.amounts for one in portions_of(made)]
    answer = world.client("office").post(address(made), typed(made, y2025_0="3", y2026_1="许多"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "dong2镇政府 许多" in text
    assert 'value="许多"' in text
    assert 'value="3"' in text  # nothing has to be typed twice
    assert [one.amounts for one in portions_of(made)] == before


def test_month_shares_are_kept_and_shown_as_what_is_due(world):
    made = drafted(world.home)
    months = {f"month-{month}": str(5 * month if month < 12 else 100) for month in range(1, 13)}
    assert world.client("office").post(address(made), {**typed(made), **months}).status_code == 302
    made.refresh_from_db()
    assert made.curve[0] == 5
    wrong = {**typed(made), **months, "month-12": "90"}
    assert "12 月为 100" in world.client("office").post(address(made), wrong).content.decode()


@pytest.mark.parametrize("name", ["grid", "workbook"])
def test_neighbours_strangers_and_other_roles_do_not_get_in(world, name):
    made = drafted(world.home)
    for account, status in (("department", 403), ("town", 403), ("leader", 403)):
        assert world.client(account).get(address(made, name)).status_code == status
    for county in (world.neighbour, world.foreign):
        assert world.client(county.accounts["office"]).get(address(made, name)).status_code == 404
    assert world.client(world.prefecture).get(address(made, name)).status_code == 403
    for verb in ("propose", "upload"):
        assert world.client("town").post(address(made, verb)).status_code == 403
        assert world.client(world.foreign.accounts["office"]).post(address(made, verb)).status_code == 404


def test_another_rule_puts_its_proposal_in_the_place_of_what_was_typed(world):
    made = drafted(world.home)
    client = world.client("office")
    client.post(address(made), typed(made, y2027_0="9"))
    made.refresh_from_db()
    answer = client.post(address(made, "propose"), {"rule": "equal", "revision": made.revision})
    assert answer.status_code == 302
    assert portions_of(made)[0].task == 50
    assert client.post(address(made, "propose"), {"rule": "nonsense"}).status_code == 422


def test_what_is_settled_is_shown_and_not_changed(world):
    made = settled(world.home)
    client = world.client("office")
    assert 'data-column="2025"' not in client.get(address(made)).content.decode()
    assert client.post(address(made), typed(made, y2027_0="9")).status_code == 422


def test_pages_of_what_is_published_show_the_towns_and_the_lamps(world):
    made = published(world.home)
    text = world.client("leader").get(f"/r/decompositions/{made.pk}/").content.decode()
    assert "最新数" in text
    assert "dong2镇政府" in text
    portion = portions_of(made)[0]
    assert "50" in world.client("town").get(f"/r/portions/{portion.pk}/").content.decode()
    for kind in ("docx", "pdf"):
        assert world.client("leader").get(f"/r/decompositions/{made.pk}/paper/breakdown.{kind}").status_code in (
            200,
            404,
        )


def test_the_page_of_an_indicator_leads_to_its_breakdown_for_its_own_office(world):
    made = drafted(world.home)
    page = f"/indicators/{made.indicator_id}/"
    client = world.client("office")
    text = client.get(page).content.decode()
    assert f"/decomposition/start?indicator={made.indicator_id}" in text
    assert (
        f'value="{made.indicator_id}" selected'
        in client.get(f"/decomposition/start?indicator={made.indicator_id}").content.decode()
    )
    answer = client.post("/decomposition/start", {"indicator": made.indicator_id, "receivers": "towns", "rule": "land"})
    assert answer.headers["Location"] == address(made)
    assert "/decomposition/start" not in world.client("town").get(page).content.decode()
    other = {"indicator": made.indicator_id, "receivers": "towns", "rule": "land"}
    assert world.client(world.neighbour.accounts["office"]).post("/decomposition/start", other).status_code == 404


# -- the workbook --------------------------------------------------------------------------------------------------
def book(world: World, made: Decomposition) -> openpyxl.Workbook:
    content = world.client("office").get(address(made, "workbook")).content
    return openpyxl.load_workbook(io.BytesIO(content))


def send(world: World, made: Decomposition, filled: openpyxl.Workbook) -> Any:
    stream = io.BytesIO()
    filled.save(stream)
    return world.client("office").post(
        address(made, "upload"), {"file": SimpleUploadedFile("分解表.xlsx", stream.getvalue())}
    )


def test_a_workbook_comes_back_as_it_went_and_what_was_filled_in_stands_in_the_grid(world):
    made = drafted(world.home)
    filled = book(world, made)
    page = filled["目标分解"]
    assert [cell.value for cell in page[4]][1:] == ["承接单位", "权重", "2025年", "2026年", "2027年"]
    assert [page.cell(7, at).value for at in (2, 4, 5, 6)] == ["方案目标", 34, 33, 33]
    same = send(world, made, filled)
    assert same.status_code == 200
    first = portions_of(made)[0]
    page["F5"] = 21
    text = send(world, made, filled).content.decode()
    assert f'name="2027-{first.pk}" value="21"' in text
    assert "点“保存”才生效" in text
    assert portions_of(made)[0].amounts == first.amounts  # nothing is kept before it is saved


def test_faults_of_a_workbook_are_told_with_their_cells(world):
    made = drafted(world.home)
    filled = book(world, made)
    page = filled["目标分解"]
    page["D5"], page["E6"], page["A6"] = "很多", "-", "999999"
    answer = send(world, made, filled)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "目标分解 D5" in text
    assert "目标分解 A6：不认识的承接单位" in text


def test_a_workbook_of_another_breakdown_or_of_an_older_state_is_refused(world):
    made, other = drafted(world.home), drafted(world.home, 2)
    filled = book(world, made)
    assert "不是“指标firms2" in send(world, other, filled).content.decode()
    world.client("office").post(address(made), typed(made, y2027_0="21"))
    assert "下载之后分解数已被改过" in send(world, made, filled).content.decode()
    filled["目标分解"]["D4"] = "某年"
    assert send(world, made, filled).status_code == 422
    empty = world.client("office").post(address(made, "upload"))
    assert empty.status_code == 422
