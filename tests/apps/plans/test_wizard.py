"""From a document to a published plan: upload, review with small decisions, two officers, publication."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit.models import Event, Task
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans import highlighting, hooks
from tenghuan.apps.plans.models import Draft, DraftItem, Duty, Indicator, ItemState, Plan, PlanVersion
from tenghuan.apps.plans.services import decisions, drafts
from tenghuan.errors import InputFault
from tests.apps.plans.documents import PLAN


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(client, text=PLAN, name="东县方案.txt"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("plans:drafts"), {"document": SimpleUploadedFile(name, content)})


@pytest.fixture
def draft(world):
    upload(world.client("office"))
    return Draft.objects.get()


def item(draft, kind, words):
    return next(i for i in draft.items.filter(kind=kind) if words in str(i.data))


def decide(client, row, state, revision=None):
    told = {"revision": row.revision if revision is None else revision, "state": state}
    return client.post(reverse("plans:decide", args=(row.pk,)), told, headers={"HX-Request": "true"})


def test_upload_is_read_and_opens_the_review(world, draft):
    assert draft.state == "review"
    kinds = set(draft.items.values_list("kind", flat=True))
    assert {"meta", "target", "action"} <= kinds
    tax = item(draft, "target", "亩均税收")
    assert (tax.data["value"], tax.data["catalogue"], tax.data["caliber"]) == (25, "tax_per_mu", "level")
    text = next(block["text"] for block in draft.blocks if block["id"] == tax.block)
    assert "25万元" in text[tax.start : tax.end]
    page = world.client("office").get(reverse("plans:review", args=(draft.pk,)), {"kind": "target"})
    shown = page.content.decode()
    assert f'data-items="{tax.pk}' in shown
    assert f'id="item-{tax.pk}"' in shown
    actions = [e.action for e in Entry.objects.filter(action__startswith="plans.")]
    assert {"plans.upload_document", "plans.record_reading"} <= set(actions)


def test_the_same_file_again_leads_to_the_same_draft(world, draft):
    response = upload(world.client("office"), name="另一个名字.txt")
    assert response.url == reverse("plans:draft", args=(draft.pk,))
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("方案.doc", b"\xd0\xcf\x11\xe0" + b"x" * 99, "不支持这种格式"),
        ("方案.txt", b"", "没有选择文件"),
        ("照片.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 200, ""),
        ("坏的.docx", b"PK\x03\x04 broken" * 20, ""),
    ],
)
def test_a_wrong_file_gets_a_clear_word(world, name, content, words):
    client = world.client("office")
    response = upload(client, content, name)
    if response.status_code == 422:
        assert words in response.content.decode()
        assert "怎么改" in response.content.decode()
        assert Draft.objects.count() == 0
        return
    failed = Draft.objects.get()
    assert failed.state == "failed"
    page = client.get(reverse("plans:draft", args=(failed.pk,))).content.decode()
    assert "没有读出来" in page
    assert failed.error in page
    assert "Traceback" not in page


def test_a_document_beyond_the_limit_is_refused(world, monkeypatch):
    from tenghuan.apps.plans.views import drafts as views

    class Tiny:
        max_bytes = 1024

    monkeypatch.setattr(views, "default_limits", Tiny)
    response = upload(world.client("office"), "字" * 2000)
    assert response.status_code == 422
    assert "超过上限" in response.content.decode()


def test_every_decision_is_kept_at_once(world, draft):
    client = world.client("office")
    tax, use = item(draft, "target", "亩均税收"), item(draft, "target", "用能")
    assert decide(client, tax, "accepted").status_code == 200
    assert decide(client, use, "dropped").status_code == 200
    # the browser closes; a colleague opens the list later and sees how far it is
    page = world.client("office").get(reverse("plans:drafts"))
    assert page.context["drafts"][0].items_decided == 2
    tax.refresh_from_db()
    assert (tax.state, tax.decided_by) == ("accepted", "测试dong-office")
    row = Entry.objects.filter(action="plans.decide_item", key=str(use.pk)).get()
    assert (row.before["state"], row.after["state"]) == ("open", "dropped")


def test_the_second_officer_s_stale_decision_is_refused(world, draft):
    tax = item(draft, "target", "亩均税收")
    decide(world.client("office"), tax, "dropped")
    late = decide(world.client("office"), tax, "accepted", revision=0)
    assert late.status_code == 422
    text = late.content.decode()
    assert "已把这一条处理为“不采用”" in text
    assert f'id="item-{tax.pk}"' in text  # the row as it is now comes back with the refusal
    tax.refresh_from_db()
    assert (tax.state, tax.revision) == ("dropped", 1)
    stale = world.client("office").post(
        reverse("plans:correct", args=(tax.pk,)), {**target_form(tax), "revision": 0}, headers={"HX-Request": "true"}
    )
    assert stale.status_code == 422
    tax.refresh_from_db()
    assert tax.corrected is None


def target_form(row, **changes):
    shown = ("indicator", "value", "unit", "year", "comparison", "caliber", "catalogue", "nature", "section")
    return {"revision": row.revision, **{k: row.data.get(k) or "" for k in shown}, **changes}


def test_correct_reopen_and_add(world, draft):
    client, tax = world.client("office"), item(draft, "target", "亩均税收")
    url = reverse("plans:correct", args=(tax.pk,))
    assert "25" in client.get(url).content.decode()
    assert client.post(url, target_form(tax, value=28, lead="县税务局、县经信局")).status_code == 200
    tax.refresh_from_db()
    assert (tax.state, tax.data["value"], tax.read["value"]) == ("corrected", 28, 25)
    assert tax.data["lead"] == ["县税务局", "县经信局"]
    assert draft.units.filter(name="县税务局").exists()
    bad = client.post(url, target_form(tax, value="许多"))
    assert bad.status_code == 422
    assert "invalid-feedback" in bad.content.decode()
    decide(client, tax, "open")
    tax.refresh_from_db()
    assert (tax.state, tax.data["value"]) == ("open", 25)
    add = reverse("plans:add_item", args=(draft.pk, "action"))
    assert client.get(add).status_code == 200
    told = {"title": "强化用地保障", "section": "四2", "lead": "县自然资源局", "deadline": "2023-06-30"}
    assert "强化用地保障" in client.post(add, told).content.decode()
    added = item(draft, "action", "强化用地保障")
    assert (added.state, added.read, added.data["deadline"]) == ("added", None, "2023-06-30")


def test_accept_all_that_is_sure_leaves_the_doubtful(world, draft):
    DraftItem.objects.filter(draft=draft, kind="target").update(confidence=0.95)
    doubtful = item(draft, "target", "用能")
    DraftItem.objects.filter(pk=doubtful.pk).update(confidence=0.5)
    world.client("office").post(reverse("plans:accept_sure", args=(draft.pk, "target")))
    states = dict(draft.items.filter(kind="target").values_list("pk", "state"))
    assert states.pop(doubtful.pk) == "open"
    assert set(states.values()) == {"accepted"}
    page = world.client("office").get(reverse("plans:review", args=(draft.pk,)), {"kind": "target"})
    assert page.context["items"][0].pk == doubtful.pk


def test_a_target_without_a_lead_is_given_one_from_the_county_s_register(world, draft):
    row = item(draft, "target", "亩均税收")
    assert not row.data.get("lead")
    form = reverse("plans:correct", args=(row.pk,))
    assert "归“东县经信局”，已预填" in world.client("office").get(form).content.decode()
    Unit.objects.filter(name="东县经信局").update(active=False)
    assert "已预填" not in world.client("office").get(form).content.decode()
    row.refresh_from_db()
    assert not row.data.get("lead")  # proposed, not decided


def test_units_are_proposed_merged_and_mapped(world, draft):
    rows = {row.name: row for row in draft.units.all()}
    assert rows["县经信局"].unit == world.home.departments[0]  # 东县经信局: same function
    merged = {rows["县人社局"].same_as, rows["县人力社保局"].same_as}
    assert merged in ({"", "县人社局"}, {"", "县人力社保局"})
    client, commerce = world.client("office"), rows["县商务局"]
    url = reverse("plans:map_unit", args=(commerce.pk,))
    other = world.home.departments[1]
    assert client.post(url, {"revision": 0, "target": f"unit:{other.pk}"}).status_code == 200
    assert client.post(url, {"revision": 0, "target": "new:department"}).status_code == 422
    commerce.refresh_from_db()
    assert commerce.unit == other
    foreign = world.neighbour.departments[0]
    assert client.post(url, {"revision": 1, "target": f"unit:{foreign.pk}"}).status_code == 404
    assert client.post(url, {"revision": 1, "target": "same:县商务局"}).status_code == 422
    client.post(reverse("plans:accept_sure", args=(draft.pk, "unit")))
    assert not draft.units.filter(state="open").exists()


def test_publish_what_was_decided(world, draft):
    client = world.client("office")
    tax, use = item(draft, "target", "亩均税收"), item(draft, "target", "用能")
    client.post(reverse("plans:correct", args=(tax.pk,)), target_form(tax, value=28, caliber="level"))
    decide(client, use, "dropped")
    project = item(draft, "target", "10亿元")
    client.post(reverse("plans:correct", args=(project.pk,)), target_form(project, catalogue="", caliber="annual"))
    action = item(draft, "action", "招引重大项目")
    told = {"title": "招引重大项目", "section": action.data["section"], "lead": "县商务局", "deadline": "2023-09-30"}
    client.post(reverse("plans:correct", args=(action.pk,)), {**told, "revision": 0})
    url = reverse("plans:publish", args=(draft.pk,))
    page = client.get(url)
    assert page.context["open"] > 0
    assert "没有审核" in page.content.decode()
    refused = client.post(url, {"note": "首版"})
    assert refused.status_code == 422
    assert Plan.objects.count() == 0
    done = client.post(url, {"note": "首版", "accept_open": "on"})
    version = PlanVersion.objects.get()
    assert done.url == reverse("plans:version", args=(version.pk,))
    draft.refresh_from_db()
    assert (draft.state, draft.version, version.note) == ("published", version, "首版")
    plan = Plan.objects.get()
    assert (plan.document_number, plan.end_year, plan.region) == ("东政〔2022〕1号", 2023, world.home.region)
    published = Indicator.objects.get(catalogue_key="tax_per_mu")
    assert float(published.milestones.get().value) == 28
    assert not Indicator.objects.filter(title__contains="用能").exists()
    mine = Indicator.objects.get(title__contains="重大制造业项目")
    assert (mine.catalogue_key, mine.caliber, mine.milestones.get().caliber) == ("", "annual", "annual")
    duty = Duty.objects.get(title="招引重大项目")
    assert (str(duty.due_on), duty.responsibilities.get().unit.name) == ("2023-09-30", "县商务局")
    names = {unit.name for unit in world.home.region.units.all()}
    assert len(names & {"县人社局", "县人力社保局"}) == 1
    assert "县经信局" not in names
    assert client.get(reverse("plans:board")).status_code == 200


def test_a_correction_stays_with_its_row_whatever_it_is_renamed_to(world, actor, draft):
    land, clear = item(draft, "target", "2000"), item(draft, "target", "120")
    told = target_form(land, indicator="盘活存量建设用地", catalogue="", caliber="annual")
    assert world.client("office").post(reverse("plans:correct", args=(land.pk,)), told).status_code == 200
    drafts.publish_draft(actor, draft, accept_open=True)
    found = Indicator.objects.get(title="盘活存量建设用地")
    assert (found.catalogue_key, found.caliber) == ("", "annual")
    other = Indicator.objects.get(catalogue_key=clear.data["catalogue"])
    assert other.caliber == clear.data["caliber"]


def test_a_draft_is_the_office_s_task_until_it_is_published_or_put_away(world, actor, draft):
    held = Task.objects.open().held_by(world.home.accounts["office"]).filter(kind__startswith="drafts:")
    assert [(task.title, task.thing) for task in held] == [("审核方案草稿：东县方案.txt", draft)]
    assert not Task.objects.open().held_by(world.home.accounts["department"]).exists()
    assert world.client("office").get(held[0].thing.get_absolute_url()).status_code in (200, 302)
    drafts.publish_draft(actor, draft, accept_open=True)
    assert not held.all().exists()
    verbs = Event.objects.about(draft).values_list("verb", "before", "after")
    assert list(verbs) == [("read", "reading", "review"), ("publish", "review", "published")]


def test_nobody_publishes_or_decides_twice(world, actor, draft):
    drafts.publish_draft(actor, draft, accept_open=True)
    with pytest.raises(InputFault, match="已发布"):
        drafts.publish_draft(actor, draft, accept_open=True)
    row = draft.items.first()
    with pytest.raises(InputFault, match="不能再改"):
        decisions.decide_item(actor, row, row.revision, "dropped")
    assert PlanVersion.objects.count() == 1


def test_a_second_document_becomes_version_two(world, actor, draft):
    drafts.publish_draft(actor, draft, accept_open=True)
    before = set(Indicator.objects.values_list("pk", flat=True))
    upload(world.client("office"), PLAN.replace("25万元以上", "27万元以上"))
    second = Draft.objects.exclude(pk=draft.pk).get()
    client = world.client("office")
    client.post(reverse("plans:publish", args=(second.pk,)), {"accept_open": "on"})
    version = PlanVersion.objects.get(number=2)
    assert set(Indicator.objects.filter(retired=False).values_list("pk", flat=True)) == before
    page = client.get(reverse("plans:version", args=(version.pk,))).content.decode()
    assert "≥25" in page
    assert "≥27" in page
    assert [entry["title"] for entry in version.changes["changed"]] == ["规上工业亩均税收"]


def test_a_new_version_keeps_the_caliber_that_the_county_reports_in(world, actor, draft):
    """The reviewer's 年度 caliber of version one is proposed for version two, and holds once data exist."""
    client = world.client("office")
    project = item(draft, "target", "10亿元")
    client.post(reverse("plans:correct", args=(project.pk,)), target_form(project, catalogue="", caliber="annual"))
    drafts.publish_draft(actor, draft, accept_open=True)
    upload(client, PLAN.replace("项目8个", "项目9个"))
    second = Draft.objects.exclude(pk=draft.pk).get()
    again = item(second, "target", "10亿元")
    assert (again.data["caliber"], again.data["catalogue"], again.data["value"]) == ("annual", "", 9)
    assert any("沿用现行方案的口径“当年”" in reason for reason in again.reasons)
    drafts.publish_draft(actor, second, accept_open=True)
    row = Indicator.objects.get(title__contains="重大制造业项目", retired=False)
    assert (row.caliber, float(row.milestones.get().value)) == ("annual", 9)


def test_a_forbidden_switch_is_shown_before_publication(world, actor, draft, monkeypatch):
    drafts.publish_draft(actor, draft, accept_open=True)
    monkeypatch.setattr(hooks, "caliber_guards", [set])
    client = world.client("office")
    upload(client, PLAN.replace("120家，盘活", "130家，盘活"))
    second = Draft.objects.exclude(pk=draft.pk).get()
    land = item(second, "target", "低效工业用地")
    client.post(reverse("plans:correct", args=(land.pk,)), target_form(land, caliber="annual"))
    page = client.get(reverse("plans:publish", args=(second.pk,)))
    assert [switch.title for switch in page.context["switches"]] == ["盘活低效工业用地"]
    assert "口径或单位须改回后才能发布" in page.content.decode()
    refused = client.post(reverse("plans:publish", args=(second.pk,)), {"accept_open": "on"})
    assert refused.status_code == 422
    second.refresh_from_db()
    assert (second.state, PlanVersion.objects.count()) == ("review", 1)


def test_faults_are_told_in_the_reviewer_s_words_and_lead_to_the_item(world, draft):
    client, land = world.client("office"), item(draft, "target", "低效工业用地")
    client.post(reverse("plans:correct", args=(land.pk,)), target_form(land, unit="斗"))
    page = client.get(reverse("plans:publish", args=(draft.pk,)))
    fault = next(f for f in page.context["faults"] if "斗" in f["message"])
    assert fault["where"] == "指标“盘活低效工业用地” · 计量单位"
    assert (fault["kind"], fault["item"]) == ("target", land.pk)


URLS = [("draft", ()), ("progress", ()), ("review", ()), ("publish", ()), ("add_item", ("target",))]


@pytest.mark.parametrize(("name", "extra"), URLS)
def test_drafts_are_the_county_office_s_own(world, draft, name, extra):
    url = reverse(f"plans:{name}", args=(draft.pk, *extra))
    assert world.client("office").get(url).status_code in (200, 302)
    assert world.client(world.neighbour.accounts["office"]).get(url).status_code == 404
    assert world.client(world.foreign.accounts["office"]).get(url).status_code == 404
    assert world.client(world.prefecture).get(url).status_code == 404
    for role in ("department", "town", "leader", "enterprise", "system_admin"):
        assert world.client(role).get(url).status_code == 403


def test_rows_of_a_draft_are_the_county_office_s_own(world, draft):
    row, unit = draft.items.first(), draft.units.first()
    stranger = world.client(world.neighbour.accounts["office"])
    assert decide(stranger, row, "dropped").status_code == 404
    assert stranger.get(reverse("plans:correct", args=(row.pk,))).status_code == 404
    assert stranger.post(reverse("plans:map_unit", args=(unit.pk,)), {"revision": 0}).status_code == 404
    assert decide(world.client("leader"), row, "dropped").status_code == 403
    row.refresh_from_db()
    assert row.state == ItemState.OPEN


def test_the_prefecture_is_told_who_imports(world):
    client = world.client(world.prefecture)
    assert "由各县" in client.get(reverse("plans:drafts")).content.decode()
    assert upload(client).status_code == 422
    assert Draft.objects.count() == 0


def test_failed_reading_can_be_read_again_or_put_away(world, actor, draft):
    Draft.objects.filter(pk=draft.pk).update(state="failed", error="试")
    client = world.client("office")
    client.post(reverse("plans:restart", args=(draft.pk,)))
    draft.refresh_from_db()
    assert draft.state == "review"
    client.post(reverse("plans:discard", args=(draft.pk,)))
    draft.refresh_from_db()
    assert draft.state == "discarded"
    assert Path(draft.document.content.path).exists()


def test_review_of_many_items_in_few_queries(world, draft, django_assert_max_num_queries):
    rows = [
        DraftItem(
            draft=draft, kind="target", order=n, read={"indicator": f"指标{n}", "value": n, "unit": "家"}, block="p1"
        )
        for n in range(300)
    ]
    DraftItem.objects.bulk_create(rows)
    client = world.client("office")
    client.get(reverse("plans:drafts"))
    with django_assert_max_num_queries(9):
        page = client.get(reverse("plans:review", args=(draft.pk,)), {"kind": "target"})
    assert page.content.decode().count("<article") >= 300
    with django_assert_max_num_queries(20):
        decide(client, DraftItem.objects.filter(draft=draft, kind="target").last(), "accepted")


def test_standards_are_ranked_by_what_is_typed(world):
    page = world.client("office").get(reverse("plans:standards"), {"q": "亩均增加值", "unit": "万元/亩"})
    first = page.content.decode().split("<option", 2)[1]
    assert 'value="value_added_per_mu"' in first
    assert "selected" in first


def test_overlapping_spans_are_cut_at_every_edge():
    rows = [
        DraftItem(pk=1, kind="target", start=0, end=4),
        DraftItem(pk=2, kind="action", start=2, end=6, confidence=0.4),
    ]
    cut = highlighting.pieces("零一二三四五六七", rows, 0.9)
    assert [(p["text"], p["items"], p["low"]) for p in cut] == [
        ("零一", "1", False),
        ("二三", "1 2", True),
        ("四五", "2", True),
        ("六七", "", False),
    ]
