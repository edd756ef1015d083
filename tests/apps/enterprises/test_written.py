"""Enterprises as people write them: by hand, by the register's own workbook, by a call; beside what bureaus list."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.urls import reverse

from tenghuan.apps.enterprises.models import Conflict, Enterprise, FormerName, YearFacts, here
from tenghuan.apps.enterprises.registers import ENTERPRISES
from tenghuan.apps.enterprises.services.conflicts import settle_conflict
from tenghuan.apps.enterprises.services.enterprises import add_name, restore
from tenghuan.apps.enterprises.services.sources import commit_source, withdraw_source
from tenghuan.apps.enterprises.table import Line
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit import records
from tenghuan.apps.kit.exchange import field_list
from tenghuan.apps.kit.models import Event, Origin
from tenghuan.apps.remediation.models import Case
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import export
from tests.apps.enterprises.made import code, make_enterprise
from tests.apps.enterprises.scenarios import A, B, base, land, sheet, tax
from tests.apps.kit.sheds import by
from tests.kit.test_api import bearer
from tests.kit.test_workbooks import checked, committed, row_of


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(world):
    return by(world.home, "office")


def change(office, enterprise, **values):
    records.change(office, ENTERPRISES, enterprise, values)
    enterprise.refresh_from_db()


def first():
    return Enterprise.objects.get(uscc=A)


def listed_by_another(actor, county, **values):
    """The market bureau's list, which names the first enterprise as well."""
    row = {"uscc": A, "name": "甲公司", "town": "dong1镇", "industry": "1751", "above_scale": True, **values}
    return commit_source(actor, county, sheet("base", "经信局", f"{'、'.join(values)}.xlsx"), [Line(2, row)])


# codes


# the weighted sum of the first code's seventeen signs leaves 21 modulo 31, and 31 − 21 = 10 is written A
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("91330600MAXY00001A", ""),
        ("91330600maxy00001a", ""),
        ("91330600MAXY00001B", "校验位"),
        ("91330600MAXY0000", "18 位"),
        ("91330600MAXI00001A", "不允许的字符"),
        ("", "必填"),
    ],
)
def test_a_code_is_checked_by_its_digits(world, given, said):
    if not said:
        assert make_enterprise(world.home, 1, uscc=given).uscc == "91330600MAXY00001A"
        return
    with pytest.raises(InputFault, match=said):
        make_enterprise(world.home, 1, uscc=given)
    assert not Enterprise.objects.exists()


def test_a_code_is_once_in_a_county_and_may_stand_in_another(world):
    make_enterprise(world.home, 1)
    with pytest.raises(InputFault, match="已在册"):
        make_enterprise(world.home, 1, name="另一家")
    assert make_enterprise(world.foreign, 1).county == world.foreign.region


def test_a_code_that_stands_is_not_changed_and_a_poor_one_does_not_hinder_the_rest(world, office):
    made = make_enterprise(world.home, 1)
    with pytest.raises(InputFault, match="登记后不能修改"):
        change(office, made, uscc=code(2))
    made.refresh_from_db()
    Enterprise.objects.filter(pk=made.pk).update(uscc="91330600MA00000019", industry="0000")
    made.refresh_from_db()
    change(office, made, phone="13800000000", uscc=made.uscc, industry="0000")
    assert made.phone == "13800000000"


@pytest.mark.parametrize(
    ("given", "kept"), [("C3311", "3311"), (" 33 ", "33"), ("A3311", None), ("9999", None), ("C", None), ("", "")]
)
def test_an_industry_is_one_of_the_standard(world, given, kept):
    if kept is None:
        with pytest.raises(InputFault, match="行业代码"):
            make_enterprise(world.home, 1, industry=given)
    else:
        assert make_enterprise(world.home, 1, industry=given).industry == kept


def test_a_town_of_another_county_is_refused(world):
    made = make_enterprise(world.home, 1)
    with pytest.raises(InputFault, match="不属于本县"):
        change(by(world.home, "office"), made, town=world.foreign.town_regions[0])
    made.refresh_from_db()
    assert made.town == world.home.town_regions[0]


# former names


def test_former_names_are_read_and_written_as_one_text_and_lead_to_the_enterprise(world, office):
    made = make_enterprise(world.home, 1, former=" 老乙厂;老甲厂、\n老乙厂 ")
    assert made.former == "老乙厂；老甲厂" == "；".join(sorted(("老甲厂", "老乙厂")))
    assert set(made.former_names.values_list("name", flat=True)) == {"老甲厂", "老乙厂"}
    change(office, made, former="老甲厂；新丙厂")
    assert set(made.former_names.values_list("name", flat=True)) == {"老甲厂", "新丙厂"}
    client = world.client("office")
    shown = client.get(reverse("enterprises:list"), {"q": "新丙"}).context["shown"]
    assert [one.pk for one in shown.object_list] == [made.pk]
    assert not client.get(reverse("enterprises:list"), {"q": "老乙"}).context["shown"].object_list


def test_too_many_or_too_long_names_are_refused(world):
    for names in ("；".join(f"老{n}厂" for n in range(21)), "长" * 121):
        with pytest.raises(InputFault, match="曾用名最多"):
            make_enterprise(world.home, 1, former=names)


def test_names_that_sheets_give_and_take_away_stand_in_the_column(world, actor):
    county = world.home.region
    source = base(actor, county, former_names="甲老厂；甲厂")
    assert first().former == "甲厂；甲老厂"
    add_name(actor, first(), "甲字号")
    assert first().former == "甲厂；甲字号；甲老厂"
    tax(actor, county)
    withdraw_source(actor, source)
    assert first().former == "甲字号"


# by hand, and by the lists of bureaus


def test_what_a_person_said_stands_above_the_lists_and_the_page_says_where_they_differ(world, actor, office):
    county = world.home.region
    base(actor, county, phone="1")
    change(office, first(), town=world.home.town_regions[1], park="城西园区")
    assert first().by_hand == {"town": world.home.town_regions[1].pk, "park": "城西园区"}
    listed_by_another(actor, county, phone="2")
    one = first()
    assert (one.town, one.park, one.phone) == (world.home.town_regions[1], "城西园区", "2")
    page = world.client("office").get(one.get_absolute_url()).content.decode()
    # the lists know no park: there is nothing to differ from
    assert "1 处人工登记与部门名录不一样" in page
    assert "镇街：dong2镇（经信局名录：dong1镇）" in page


def test_a_word_that_is_as_the_lists_say_is_theirs_again(world, actor, office):
    base(actor, world.home.region)
    change(office, first(), town=world.home.town_regions[1])
    change(office, first(), town=world.home.town_regions[0])
    assert first().by_hand == {}
    listed_by_another(actor, world.home.region, town="dong2镇")
    assert first().town == world.home.town_regions[1]


def test_a_decision_between_two_lists_takes_the_hand_s_word_back(world, actor, office):
    county = world.home.region
    base(actor, county)
    base(actor, county, town="dong2镇", unit="市场监管局", name="市监.xlsx")
    change(office, first(), town=None)
    assert first().town is None
    conflict = Conflict.objects.get(enterprise=first(), fact="town")
    settle_conflict(actor, conflict, conflict.second, "以营业执照为准")
    assert (first().town, first().by_hand) == (world.home.town_regions[1], {})


def test_an_enterprise_that_a_person_entered_stays_when_a_sheet_is_withdrawn(world, actor):
    made = make_enterprise(world.home, 1, uscc=A, name="甲厂")
    source = tax(actor, world.home.region)
    assert set(Enterprise.objects.values_list("uscc", flat=True)) > {A, B}
    withdraw_source(actor, source)
    assert [one.pk for one in Enterprise.objects.all()] == [made.pk]
    assert not YearFacts.objects.exists()


def test_a_sheet_changes_no_revision_of_what_it_says_as_before(world, actor):
    county = world.home.region
    base(actor, county)
    before = first().revision
    base(actor, county, name="再次.xlsx")
    assert first().revision == before
    listed_by_another(actor, county, phone="2")
    assert first().revision == before + 1


def test_the_story_of_a_column_names_the_cell_and_the_hand(world, actor, office):
    base(actor, world.home.region)
    one = first()
    address = reverse("enterprises:story", args=(one.pk, "name"))
    told = world.client("office").get(address).content.decode()
    for words in ("名录.xlsx", "B2", "经信局", "甲公司"):
        assert words in told, words
    assert "undone" not in told
    change(office, one, name="甲新公司")
    told = world.client("office").get(address).content.decode().split('class="timeline-list"')[1]
    assert told.index("名录.xlsx") < told.index("甲新公司")
    assert "undone" in told
    itself = world.home.accounts["enterprise"]
    itself.enterprise_code = A
    itself.save()
    assert office.person not in world.client(itself).get(address).content.decode()


# two at once, retired, taken back into use


def test_of_two_who_have_the_form_open_the_second_is_told_and_keeps_what_was_typed(world, office):
    made = make_enterprise(world.home, 1)
    client, address = world.client("office"), reverse("enterprises:change", args=(made.pk,))
    form = client.get(address).context["form"]
    sent = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    assert client.post(address, {**sent, "phone": "111"}).status_code == 302
    answer = client.post(address, {**sent, "phone": "222"})
    assert answer.status_code == 422
    assert "刚被他人修改" in answer.content.decode()
    assert 'value="222"' in answer.content.decode()
    made.refresh_from_db()
    assert (made.phone, made.revision) == ("111", 2)


def test_a_form_that_was_open_while_a_sheet_came_in_does_not_write_over_it(world, actor, office):
    base(actor, world.home.region)
    seen = first()
    listed_by_another(actor, world.home.region, phone="2")
    with pytest.raises(InputFault, match="刚被他人修改"):
        records.change(office, ENTERPRISES, first(), {"address": "工业路"}, seen=seen.revision)
    assert (first().phone, first().address) == ("2", "")


def test_a_retired_enterprise_leaves_the_list_and_what_hangs_on_it_stays(world, actor, office):
    county = world.home.region
    base(actor, county)
    land(actor, county)
    one = first()
    case = Case.objects.create(
        county=county, number="ZZ1", enterprise=one, town=one.town, year=2026, lists="高耗低效", state="working"
    )
    client = world.client("office")
    retire = reverse("enterprises:retire", args=(one.pk,))
    assert client.post(retire, {"reason": " "}).status_code == 422
    assert client.post(retire, {"reason": "重复登记"}).status_code == 302
    one.refresh_from_db()
    assert (one.retired_because, one.status) == ("重复登记", "normal")
    assert "甲公司" not in client.get(reverse("enterprises:list")).content.decode()
    found = client.get(reverse("search"), {"q": "甲公司"}).content.decode()
    assert (one.get_absolute_url() in found, reverse("cases:detail", args=(case.pk,)) in found) == (False, True)
    page = client.get(one.get_absolute_url())
    assert page.status_code == 200
    assert "已停用" in page.content.decode()
    assert client.get(reverse("cases:detail", args=(case.pk,))).status_code == 200
    case.refresh_from_db()
    assert (case.enterprise, case.state) == (one, "working")
    assert YearFacts.objects.filter(enterprise=one).count() == 1
    # nothing new counts it, and nothing changes it
    assert not Enterprise.objects.filter(here(), pk=one.pk).exists()
    assert not YearFacts.objects.filter(here("enterprise__")).exists()
    assert client.get(reverse("enterprises:change", args=(one.pk,))).status_code == 403
    with pytest.raises(ProtectedError):
        one.delete()


def test_a_retired_code_is_not_entered_anew_but_taken_back_into_use(world, office):
    made = make_enterprise(world.home, 1)
    records.retire(office, ENTERPRISES, made, "登记错了")
    with pytest.raises(InputFault, match="恢复使用"):
        make_enterprise(world.home, 1)
    client = world.client("office")
    address = reverse("enterprises:restore", args=(made.pk,))
    assert "恢复使用" in client.get(made.get_absolute_url()).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert world.client("town").post(address, {"reason": "仍在经营"}).status_code == 403
    assert world.client(world.foreign.accounts["office"]).post(address, {"reason": "仍在经营"}).status_code == 404
    assert client.post(address, {"reason": "仍在经营"}).status_code == 302
    made.refresh_from_db()
    assert (made.retired_on, made.retired_because) == (None, "")
    assert Event.objects.about(made).order_by("-pk").first().note == "仍在经营"
    with pytest.raises(InputFault, match="专班办公室"):
        restore(by(world.neighbour, "office"), made, "仍在经营")


def test_only_the_office_of_its_county_writes_and_an_enterprise_is_not_shown_how_officials_deal(world):
    made = make_enterprise(world.home, 1)
    change_page = reverse("enterprises:change", args=(made.pk,))
    for name in ("department", "town", "leader", "enterprise"):
        assert world.client(name).get(change_page).status_code == 403, name
    assert world.client(world.foreign.accounts["office"]).get(change_page).status_code == 404
    assert world.client(world.prefecture).get(change_page).status_code == 403
    client = world.client("office")
    client.post(reverse("enterprises:comment", args=(made.pk,)), {"text": "内部核实中"})
    itself = world.home.accounts["enterprise"]
    itself.enterprise_code = made.uscc
    itself.save()
    assert "内部核实中" in client.get(made.get_absolute_url()).content.decode()
    page = world.client(itself).get(made.get_absolute_url())
    keys = {panel.key for panel, _told in page.context["panels"]}
    assert {"fields", "facts", "code"} <= keys
    assert not keys & {"timeline", "history", "files", "origins"}
    assert "内部核实中" not in page.content.decode()
    assert world.client(itself).get(reverse("enterprises:list")).status_code == 403


# its own workbook


def test_a_workbook_with_faults_comes_back_with_each_in_its_cell(world):
    made = make_enterprise(world.home, 1)
    good = row_of(ENTERPRISES, made)
    rows = [
        {**good, "phone": "111"},
        {**good, "uscc": "91330600MAXY00001B", "name": "代码错"},
        {**good, "uscc": code(3), "name": "镇街错", "town": "无此镇"},
        {**good, "uscc": code(4), "name": "行业错", "industry": "9999"},
        {**good, "uscc": code(5), "name": None},
        {**good, "uscc": code(1), "phone": "222"},
    ]
    client = world.client("office")
    batch = checked(client, "enterprises", export(field_list(ENTERPRISES), rows))
    assert (batch.state, batch.register) == ("faulty", "enterprises")
    found = set(batch.faults.values_list("cell", flat=True))
    # code, town and industry stand in the first, fourth and sixth column; the fifth row has no name
    assert {"A3", "D4", "A5", "B6"} <= found
    assert not {cell for cell in found if cell.endswith("2")}
    marked = openpyxl.load_workbook(io.BytesIO(client.get(reverse("intake:marked", args=(batch.pk,))).content))
    comments = {cell: marked[batch.sheet][cell].comment for cell in found}
    assert all(comments.values())
    assert "校验位" in comments["A3"].text
    assert "行业代码" in comments["A5"].text
    client.post(reverse("intake:act", args=(batch.pk, "commit")))
    assert [*Enterprise.objects.values_list("phone", flat=True)] == [made.phone]


def test_what_was_mended_enters_changes_only_what_it_says_and_goes_out_again_whole(world):
    made = make_enterprise(world.home, 1)
    kept = row_of(ENTERPRISES, made)
    rows = [
        {**dict.fromkeys(kept), "uscc": made.uscc, "name": made.name, "phone": "111"},
        {**kept, "uscc": code(2), "name": "新厂", "former": "老新厂；更老厂", "above_scale": False},
    ]
    client = world.client("office")
    batch = committed(client, "enterprises", export(field_list(ENTERPRISES), rows))
    made.refresh_from_db()
    assert row_of(ENTERPRISES, made) == {**kept, "phone": "111"}
    new = Enterprise.objects.get(uscc=code(2))
    assert set(new.former_names.values_list("name", flat=True)) == {"老新厂", "更老厂"}
    assert Origin.objects.about(new).get().line == 3
    client.post(reverse("intake:act", args=(batch.pk, "withdraw")), {"reason": "表填错了"})
    made.refresh_from_db()
    assert row_of(ENTERPRISES, made) == kept
    assert not Enterprise.objects.filter(uscc=code(2)).exists()
    assert set(FormerName.objects.values_list("name", flat=True)) == {"老1厂"}


def test_a_list_of_a_bureau_stays_one_though_it_has_the_same_headings(world):
    """The register's own workbook is only what was sent from its page; others are the bureaus' list of names."""
    made = make_enterprise(world.home, 1)
    content = export(field_list(ENTERPRISES), [row_of(ENTERPRISES, made)])
    client = world.client("department")
    answer = client.post(reverse("intake:upload"), {"file": SimpleUploadedFile("企业名录.xlsx", content)})
    assert answer.status_code == 302
    assert Batch.objects.get().register == "base"


# the list


def test_wrong_filters_with_an_order_by_figures_show_an_empty_list(world):
    make_enterprise(world.home, 1)
    answer = world.client("office").get(reverse("enterprises:list"), {"status": "nonsense", "sort": "-tax"})
    assert answer.status_code == 200
    assert not answer.context["shown"].object_list


def test_the_county_stands_in_the_list_of_whoever_sees_more_than_one(world):
    make_enterprise(world.home, 1)

    def shown(account):
        context = world.client(account).get(reverse("enterprises:list")).context
        return "county" in [column.key for column in context["table"].columns]

    assert [shown(who) for who in ("office", "town", world.prefecture)] == [False, False, True]


# the API


def test_a_call_adds_changes_and_retires_by_the_same_services(world, client):
    headers = bearer(world.home.accounts["office"], writes=True)
    sent = {"headers": headers, "content_type": "application/json"}
    told = {"uscc": code(7), "name": "接口厂", "town": world.home.town_regions[0].pk, "former": "老接口厂"}
    made = client.post("/api/v1/enterprises", told, **sent)
    assert made.status_code == 201, made.json()
    one = f"/api/v1/enterprises/{made.json()['id']}"
    assert FormerName.objects.get().name == "老接口厂"
    wrong = client.post("/api/v1/enterprises", {**told, "uscc": code(7)[:-1] + "!"}, **sent)
    assert (wrong.status_code, "代码" in wrong.json()["message"]) == (422, True)
    assert client.patch(one, {"revision": 1, "phone": "1"}, **sent).json()["phone"] == "1"
    assert client.patch(one, {"revision": 1, "phone": "2"}, **sent).status_code == 422
    assert client.post(f"{one}/retire", {"reason": "重复", "revision": 2}, **sent).status_code == 200
    assert client.get("/api/v1/enterprises", headers=headers).json()["count"] == 0
    foreign = bearer(world.foreign.accounts["office"])
    assert client.get(one, headers=foreign).status_code == 404
