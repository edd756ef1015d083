"""The inbox, files and saved views: owner, neighbour, stranger."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from tenghuan.apps.kit import files, records, saving, taking
from tenghuan.apps.kit.models import Attachment, SavedView
from tests.apps.kit.sheds import PNG, actor_of, by, shed
from tests.workshop.registers import SHEDS

PHOTO = "现场.png"


@pytest.fixture
def photo(world, settings, tmp_path) -> Attachment:
    settings.MEDIA_ROOT = tmp_path
    return files.attach(by(world.home, "office"), shed(world.home), SimpleUploadedFile(PHOTO, PNG))


@pytest.mark.parametrize(
    ("account", "status"),
    [("office", 200), ("town", 200), ("leader", 200), ("town2", 404), ("department2", 404), ("system_admin", 403)],
)
def test_a_file_goes_to_whom_its_thing_is_shown(world, photo, account, status):
    response = world.client(account).get(reverse("kit:file", args=(photo.pk,)))
    assert response.status_code == status
    if status == 200:
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content) == PNG


def test_a_file_is_not_sent_to_another_county(world, photo):
    for county in (world.neighbour, world.foreign):
        client = world.client(county.accounts["office"])
        assert client.get(reverse("kit:file", args=(photo.pk,))).status_code == 404


def test_only_whoever_handed_it_in_takes_a_file_back(world, photo):
    address = reverse("kit:withdraw_file", args=(photo.pk,))
    assert world.client("town").post(address).status_code == 422
    assert world.client("office").post(address).status_code == 302
    assert world.client("office").get(reverse("kit:file", args=(photo.pk,))).status_code == 404


def test_the_same_bytes_are_kept_once_and_a_cut_file_is_mended(world, photo):
    again = files.attach(by(world.home, "town"), photo.thing, SimpleUploadedFile("同图.png", PNG))
    assert again.file_id == photo.file_id
    storage = photo.file.content.storage
    with storage.open(photo.file.content.name, "wb") as cut:
        cut.write(PNG[:10])
    files.attach(by(world.home, "office"), photo.thing, SimpleUploadedFile("再传.png", PNG))
    assert storage.open(photo.file.content.name).read() == PNG


@pytest.mark.parametrize(
    ("name", "content"),
    [("表.exe", b"MZ"), ("图.png", b"%PDF-1.4"), ("空.pdf", b""), ("大.pdf", b"%PDF-" + b"0" * (20 * 2**20))],
)
def test_what_is_no_evidence_is_refused(world, photo, name, content):
    with pytest.raises(ValueError, match=r"材料须为|文件内容与扩展名不符"):
        files.attach(by(world.home, "office"), photo.thing, SimpleUploadedFile(name, content))


def test_a_name_cannot_lead_anywhere_or_pretend_to_be_another_kind(world, photo):
    tricky = SimpleUploadedFile("报告\u202egnp.png", PNG)
    tricky.name = "..\\..\\报告\u202egnp.png"
    assert files.attach(by(world.home, "office"), photo.thing, tricky).name == "报告gnp.png"


def test_the_inbox_shows_what_one_must_do_and_nothing_else(world):
    thing = shed(world.home)
    assert str(thing) in world.client("town").get(reverse("kit:inbox")).content.decode()
    assert str(thing) not in world.client("town2").get(reverse("kit:inbox")).content.decode()
    assert world.client("audit_admin").get(reverse("kit:inbox")).status_code == 403


def test_a_view_comes_back_and_is_shared_within_the_county(world):
    client = world.client("office")
    told = {"page": "sheds:list", "name": "仓储", "query": "use=store&sort=-area", "shared": "1"}
    assert client.post(reverse("kit:save_view"), told).url == "/r/sheds/?use=store&sort=-area"
    assert "仓储" in world.client("department").get("/r/sheds/").content.decode()
    assert not SavedView.objects.usable_by(world.neighbour.accounts["office"]).exists()


def test_only_ones_own_view_is_dropped(world):
    view = saving.save(actor_of(world.home.accounts["office"]), page="sheds:list", name="甲", query="q=1")
    address = reverse("kit:drop_view", args=(view.pk,))
    assert world.client("department").post(address).status_code == 404
    assert world.client("office").post(address).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_leads_nowhere_but_to_its_own_list(world):
    told = {"page": "https://example.org/", "name": "甲", "query": "x"}
    assert world.client("office").post(reverse("kit:save_view"), told).url == "/?x"


@pytest.mark.parametrize(
    ("form", "sent", "field", "fault"),
    [
        ("comment", {"text": "请抓紧" * 700}, "text", "意见最多 2000 字"),
        ("attach", {"kind": "改造前<照片>"}, "kind", "没有选择文件"),
        ("attach", {"kind": "改造前<照片>", "file": "表.exe"}, "kind", "材料须为"),
        ("retire", {"reason": "  "}, "reason", "请写明停用理由"),
    ],
)
def test_a_small_form_that_is_refused_says_why_beside_it_and_keeps_what_was_typed(
    world, settings, tmp_path, form, sent, field, fault
):
    settings.MEDIA_ROOT = tmp_path
    thing = shed(world.home)
    told = (
        {**sent, "file": [SimpleUploadedFile("图.png", PNG), SimpleUploadedFile("表.exe", b"MZ")]}
        if "file" in sent
        else sent
    )
    response = world.client("office").post(reverse(f"sheds:{form}", args=(thing.pk,)), told)
    assert response.status_code == 422
    page = response.content.decode()
    shown = page.split(f'action="{reverse(f"sheds:{form}", args=(thing.pk,))}"')[1].split("</section>")[0]
    assert fault in shown.split('id="refused">')[1].split("</div>")[0]
    typed = shown.split("</form>")[0].split(f'name="{field}"')[1].split(">")[0]
    assert f'value="{escape(sent[field].strip())}"' in typed
    # of several files none is kept where one is refused
    assert not Attachment.objects.exists()


def test_a_form_that_the_page_does_not_show_is_refused_as_before(world):
    address = reverse("sheds:attach", args=(shed(world.home).pk,))
    response = world.client("leader").post(address, {"file": SimpleUploadedFile("图.png", PNG)})
    assert response.status_code == 422
    assert "不能上传材料" in response.content.decode()
    assert 'id="refused"' not in response.content.decode()


def test_a_value_tells_who_gave_it_and_who_changed_it(world):
    thing = shed(world.home, area="12.5")
    records.change(by(world.home, "town"), SHEDS, thing, {"area": "20"}, seen=1)
    client = world.client("office")
    address = reverse("sheds:story", args=(thing.pk, "area"))
    assert f'href="{address}" data-drawer>20</a>' in client.get(SHEDS.address(thing)).content.decode()
    story = client.get(address).context["story"]
    assert (story.thing, story.label, story.unit) == (str(thing), "用地面积", "亩")
    office, town = (world.home.accounts[role].name for role in ("office", "town"))
    told = [(step.given[0][1], office in step.by, town in step.by, step.remark) for step in story.steps]
    assert told == [("12.5", True, False, ""), ("20", False, True, "此前 12.5")]
    assert client.get(reverse("sheds:story", args=(thing.pk, "made_by"))).status_code == 404


def test_a_value_from_a_workbook_tells_its_cell(world):
    sheet = taking.Sheet("第1批", "厂房.xlsx", "名册", {"number": "A", "name": "B", "town": "C", "area": "D"})
    row = {"number": "S9", "name": "九号", "town": world.home.town_regions[0].name, "area": 30}
    for area in (30, 31):
        taking.commit(by(world.home, "office"), SHEDS, world.home.region, sheet, [(7, {**row, "area": area})])
    thing = SHEDS.model.objects.get(number="S9")
    story = world.client("leader").get(reverse("sheds:story", args=(thing.pk, "area"))).context["story"]
    assert [(step.given[0], step.place) for step in story.steps] == [
        (("工作簿入库", "30", ""), "厂房.xlsx · 名册 · D7"),
        (("工作簿入库", "31", ""), "厂房.xlsx · 名册 · D7"),
    ]


def test_what_is_not_known_stands_without_a_unit_and_tells_no_story(world):
    thing = shed(world.home, area="12.5", rent=None)
    page = world.client("office").get(SHEDS.address(thing)).content.decode()
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", page.split('id="fields"')[1]))
    assert re.sub(r"<[^>]+>", "", shown["年租金"]) == "—"
    assert "<a" not in shown["年租金"]
    assert re.sub(r"<[^>]+>", "", shown["用地面积"]) == "12.5 亩"
    assert reverse("sheds:story", args=(thing.pk, "area")) in shown["用地面积"]
