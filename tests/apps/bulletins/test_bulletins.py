"""A bulletin from draft to issue: figures bound, hand changes marked, checked by another, locked, replaced."""

from __future__ import annotations

import io
import re

import pytest
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from tenghuan.apps.bulletins import services
from tenghuan.apps.bulletins.drawing import content_of, sheet_of
from tenghuan.apps.bulletins.registers import BULLETINS, ISSUING
from tenghuan.apps.cockpit.sections.work import orders as orders_on_the_wall
from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.kit import records
from tenghuan.apps.supervision.quarters import Quarter, listed
from tenghuan.apps.supervision.raising import raise_order
from tenghuan.apps.supervision.registers import ORDERING, ORDERS
from tenghuan.errors import InputFault
from tests.apps.bulletins.drafts import checked, checker, drafted, issued, this_month
from tests.apps.kit.sheds import actor_of, by
from tests.apps.supervision.orders import back, reported, working
from tests.apps.supervision.orders import draft as order_draft
from tests.apps.supervision.orders import issued as order_issued
from tests.world import new_account

ORDER = {"source": "meeting", "matter": "雨污分流整改", "content": "查明原因"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_paper_the_list_the_quarter_and_the_wall_count_the_same_open_orders(world):
    home = world.home
    order_draft(home, 1)
    order_issued(home, 2)
    reported(home, number=3)
    argued = order_issued(home, 4)
    ORDERING.take(by(home, "department"), argued, "object", reason="不属本单位职责")
    over = reported(home, number=5)
    ORDERING.take(actor_of(new_account("checker", "office", home.region)), over, "close", opinion="属实")
    leader, today = home.accounts["leader"], timezone.localdate()
    rows = ORDERS.rows(leader)
    measure = next(one for one in ORDERS.measures if one.key == "orders.open")
    quarter = listed(rows, Quarter.at(today), today)[1]
    counts = {
        "paper": drafted(home).content.told.open_matters,
        "list": measure.rows(rows).count(),
        "quarter": sum(lead.open for lead in quarter),
        "wall": orders_on_the_wall(Sight(home.region, leader, today))["alive"],
    }
    assert counts == dict.fromkeys(counts, 3)


def test_a_draft_counts_the_open_orders_and_names_the_late_one(world):
    order = back(working(world.home), due_on=40)
    bulletin = drafted(world.home)
    text = "\n".join(part.text for part in bulletin.content.written)
    assert bulletin.code.startswith("TB")
    assert bulletin.state == "draft"
    assert bulletin.hand == 0
    facts = bulletin.content.told
    assert facts.open_matters == 1
    assert [one.number for one in facts.matters] == [order.number]
    assert f"{{{order.number}.逾期天数}}" in text  # bound, not typed


def test_a_towns_late_order_stands_on_its_own_sheet(world):
    town = world.home.towns[0]
    draft_ = raise_order(by(world.home, "office"), world.home.region, {**ORDER, "lead": town}, issue=True)
    back(draft_, due_on=40)
    bulletin = drafted(world.home)
    name = world.home.town_regions[0].name
    assert [one.town for one in bulletin.content.told.matters] == [name]
    assert draft_.matter in words(sheet_of(bulletin, name, "docx"))
    assert draft_.matter not in words(sheet_of(bulletin, world.home.town_regions[1].name, "docx"))


def test_an_edit_is_marked_and_its_figures_stay_bound(world):
    bulletin = drafted(world.home)
    part = bulletin.content.written[1]
    services.edit(by(world.home, "office"), bulletin, part.key, "截至目前在办{在办督办}件。", seen=part.text)
    bulletin.refresh_from_db()
    found = bulletin.content.written[1]
    assert (bulletin.hand == 1 and found.changed and "办公室" in found.by) or found.by
    assert "截至目前在办0件。" in words(content_of(bulletin, "docx"))


def test_a_figure_that_there_is_not_is_refused_where_it_stands(world):
    bulletin = drafted(world.home)
    part = bulletin.content.written[1]
    with pytest.raises(InputFault, match="没有名为“亩均税受”的数字") as fault:
        services.edit(by(world.home, "office"), bulletin, part.key, "完成{亩均税受}。", seen=part.text)
    assert fault.value.where == part.heading


def test_of_two_who_edit_the_same_part_the_second_is_told(world):
    bulletin = drafted(world.home)
    part = bulletin.content.written[1]
    services.edit(by(world.home, "office"), bulletin, part.key, "甲稿", seen=part.text)
    with pytest.raises(InputFault, match="刚被他人修改"):
        services.edit(by(world.home, "office"), bulletin, part.key, "乙稿", seen=part.text)


def test_who_submitted_it_cannot_check_it(world):
    bulletin = drafted(world.home)
    ISSUING.take(by(world.home, "office"), bulletin, "submit")
    with pytest.raises(InputFault, match="另一人"):
        ISSUING.take(by(world.home, "office"), bulletin, "check", opinion="无误")
    ISSUING.take(checker(world.home), bulletin, "check", opinion="无误")
    assert bulletin.state == "checked"


def test_what_is_to_be_filled_in_holds_up_the_submission(world):
    bulletin = drafted(world.home, "notice")
    with pytest.raises(InputFault, match="还有待填内容：验收单位"):
        ISSUING.take(by(world.home, "office"), bulletin, "submit")


@pytest.mark.parametrize("number", ["东制高办[2026]3号", "东制高办〔2026〕03号", "东制高办〔2026〕第3号", "3号"])
def test_a_number_that_the_standard_does_not_know_is_refused(world, number):
    bulletin = checked(world.home)
    with pytest.raises(InputFault, match="不合规范"):
        ISSUING.take(by(world.home, "office"), bulletin, "issue", number=number, issued_on=timezone.localdate())
    assert bulletin.state == "checked"
    assert not bulletin.files.exists()


def test_issued_it_is_locked_and_its_files_stay_as_they_went_out(world):
    bulletin = issued(world.home, "东制高办〔2026〕3号")
    before = {form: content_of(bulletin, form) for form in ("docx", "pdf", "xlsx")}
    working(world.home)  # the figures of the platform move on
    office = by(world.home, "office")
    with pytest.raises(InputFault, match="不能修改"):
        services.edit(office, bulletin, "whole", "改写", seen=bulletin.content.written[1].text)
    with pytest.raises(InputFault, match="不能修改"):
        services.refresh(office, bulletin)
    with pytest.raises(InputFault, match="不能修改"):
        records.change(office, BULLETINS, bulletin, {"title": "另一个标题"})
    bulletin.refresh_from_db()
    assert {form: content_of(bulletin, form) for form in before} == before
    assert "东制高办〔2026〕3号" in words(before["docx"])
    assert "草稿" not in words(before["docx"])
    assert "草稿" in words(content_of(drafted(world.home), "docx"))


def test_a_number_is_given_once_in_a_county(world):
    issued(world.home, "东制高办〔2026〕3号")
    with pytest.raises(InputFault, match="冲突"):
        issued(world.home, "东制高办〔2026〕3号")


def test_a_replacement_takes_the_figures_anew_and_replaces_when_it_is_issued(world):
    old = issued(world.home, "东制高办〔2026〕3号")
    working(world.home)
    office = by(world.home, "office")
    new = services.reissue(office, old)
    assert (new.version, new.before, new.content.told.open_matters) == (2, old, 1)
    old.refresh_from_db()
    assert old.state == "issued"
    assert old.content.told.open_matters == 0
    with pytest.raises(InputFault, match="已经起草"):
        services.reissue(office, old)
    ISSUING.take(office, new, "submit")
    ISSUING.take(checker(world.home), new, "check", opinion="无误")
    ISSUING.take(office, new, "issue", number="东制高办〔2026〕4号", issued_on=timezone.localdate())
    old.refresh_from_db()
    assert old.state == "replaced"


def test_taken_anew_it_keeps_the_words_of_hand_with_the_new_figures(world):
    bulletin = drafted(world.home)
    office, part = by(world.home, "office"), bulletin.content.written[1]
    services.edit(office, bulletin, part.key, "手改：在办{在办督办}件。", seen=part.text)
    working(world.home)
    services.refresh(office, bulletin)
    bulletin.refresh_from_db()
    bulletin.content.refresh_from_db()
    assert "手改：在办1件。" in words(content_of(bulletin, "docx"))


def test_a_brief_of_indicators_without_figures_is_not_drafted(world):
    with pytest.raises(InputFault, match="指标数据"):
        drafted(world.home, "month")


def test_the_form_sent_twice_drafts_once(world):
    first, second = (drafted(world.home, once="form") for _twice in range(2))
    assert first == second


def test_pages_of_a_bulletin(world):
    bulletin = issued(world.home)
    client = world.client("office")
    page = client.get(f"/r/bulletins/{bulletin.pk}/").content.decode()
    assert "总体情况" in page
    assert "起草替代稿" in page
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert client.get(f"/bulletins/{bulletin.pk}/file/{form}").content.startswith(start)
    assert client.get(f"/bulletins/{bulletin.pk}/compare").status_code == 200
    for account in ("department", "town", "leader"):
        assert world.client(account).get(f"/bulletins/{bulletin.pk}/file/pdf").status_code == 200
    for stranger in (world.foreign.accounts["office"], world.neighbour.accounts["office"]):
        for address in ("file/pdf", "compare", "sheet/pdf?town=x"):
            assert world.client(stranger).get(f"/bulletins/{bulletin.pk}/{address}").status_code == 404
    assert world.client("enterprise").get(f"/bulletins/{bulletin.pk}/file/pdf").status_code == 403


def test_the_page_of_a_draft_edits_previews_and_restores(world):
    bulletin = drafted(world.home)
    client = world.client("office")
    assert client.get(f"/bulletins/{bulletin.pk}/edit?part=whole").status_code == 200
    shown = client.post(f"/bulletins/{bulletin.pk}/preview", {"part": "whole", "text": "在办{在办督办}件，另有7件。"})
    assert "在办0件，另有7件。" in shown.content.decode()
    assert "手写数字" in shown.content.decode()
    part = bulletin.content.written[1]
    sent = {"part": "whole", "seen": part.text, "text": "改写{不存在}"}
    refused = client.post(f"/bulletins/{bulletin.pk}/edit", sent)
    assert refused.status_code == 422
    assert "没有名为" in refused.content.decode()
    client.post(f"/bulletins/{bulletin.pk}/edit", {**sent, "text": "改写"})
    client.post(f"/bulletins/{bulletin.pk}/edit", {"part": "whole", "seen": "改写", "text": "x", "restore": "1"})
    bulletin.refresh_from_db()
    assert bulletin.hand == 0
    assert world.client("department").get(f"/bulletins/{bulletin.pk}/edit?part=whole").status_code == 403


def test_the_page_drafts(world):
    client = world.client("office")
    assert client.get("/bulletins/draft").status_code == 200
    answer = client.post("/bulletins/draft", {"kind": "orders", "month": f"{this_month():%Y-%m}", "once": "a"})
    assert answer.status_code == 302
    assert re.search(r"/r/bulletins/\d+/#text", answer["Location"])


def test_two_editions_beside_each_other_say_what_changed(world):
    bulletin = drafted(world.home)
    office, part = by(world.home, "office"), bulletin.content.written[1]
    services.edit(office, bulletin, part.key, "在办{在办督办}件。", seen=part.text)
    ISSUING.take(office, bulletin, "submit")
    page = world.client("office").get(f"/bulletins/{bulletin.pk}/compare").content.decode()
    assert "<del>" in page
    assert "无改动" in page


def words(content: bytes) -> str:
    """All words of a Word document, headers and tables among them."""
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in (*section.header.paragraphs, *document.paragraphs)), *cells])


def words_of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
