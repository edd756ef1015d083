"""The method editor: form and text are one content, faults stand beside their field, nothing unknown is lost."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.apps.evaluation.editor.draft import form, opened
from tenghuan.apps.evaluation.editor.sheet import Sheet, anchor, received
from tenghuan.apps.evaluation.editor.text import copied, written
from tenghuan.apps.evaluation.models import Method
from tenghuan.apps.evaluation.views.methods import shipped
from tenghuan.scoring import parse_scheme
from tests.apps.evaluation.samples import fill, two_years

ADD = reverse("evaluation:add_method")
# what a form has no field for: comments, a scheme's own county, a veto nobody names here, a source of one value
RICH = """# 县里的备注
name: 全县评价
county: shengzhou
year: 2022
tracks:
  - name: 规上
    population: {above_scale: true, land_mu: {min: 3, max: 500}}
    criteria:
      - {key: tax_per_mu, weight: 60.0, benchmark: 24.10, missing: zero}
      # 研发按省里口径
      - key: rd_ratio
        weight: 40
        normalise: {minmax: [20, 100]}
        direction: less
        source: 省科技厅口径
        note: 本地参数（待核实）：上年数
    floor:
    grades: [{grade: A, upto: 0.20}, {grade: B, upto: 1.00}]
    vetoes: {own_code: not_AB, tax_arrears: not_A}
"""


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the editor's form, as the page came."""
    page = html[html.index('id="editor"') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r'name="([^"]*)"', tag)
        said = re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found[name[1]] = unescape(said[1]) if said else "on"
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        found[name] = next((unescape(key) for key, chosen in options if chosen), unescape(options[0][0]))
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(inside)
    return found


def page_of(client, text=RICH, **changes):
    """The form as it comes for a text, and what a browser would send of it."""
    said = {"mode": "advanced", "do": "form", "year": "2022", "source": "本县办法", "scheme": text, **changes}
    response = client.post(ADD, said)
    return response, fields(response.content.decode())


def test_what_is_not_touched_stays_to_the_byte(world):
    response, sent = page_of(world.client("office"))
    assert response.status_code == 200
    assert sent["scheme"] == RICH
    sheet, _verb = received({**sent, "do": "check"})
    assert sheet.sound, sheet.faults
    assert sheet.text == RICH


@pytest.mark.parametrize("key", sorted(shipped()))
def test_every_shipped_scheme_comes_through_the_form_unchanged(world, key):
    _response, sent = page_of(world.client("office"), shipped()[key])
    assert received({**sent, "do": "check"})[0].text == shipped()[key]
    data = opened(shipped()[key])
    assert parse_scheme(written(data)) == parse_scheme(shipped()[key])


def test_one_change_leaves_the_rest_and_what_the_form_does_not_know(world):
    _response, sent = page_of(world.client("office"))
    sheet, _verb = received({**sent, "t0_c0_weight": "７０", "do": "check"})
    assert sheet.sound, sheet.faults
    before, after = opened(RICH), opened(sheet.text)
    assert after["tracks"][0]["criteria"][0]["weight"] == 70
    after["tracks"][0]["criteria"][0]["weight"] = Decimal("60.0")
    assert after == before
    lines = sheet.text.splitlines()
    assert lines[0] == "# 县里的备注"
    assert lines[lines.index("      # 研发按省里口径") + 1].strip() == "- key: rd_ratio"
    assert "benchmark: 24.10" in sheet.text


def test_the_form_says_everything_in_chinese_and_marks_what_is_local(world):
    response, _sent = page_of(world.client("office"))
    shown = response.context["form"]["tracks"][0]
    assert [c["title"] for c in shown["criteria"]] == ["亩均税收", "研发经费占比"]
    assert (shown["total"], [g["share"] for g in shown["grades"]]) == ("100", ["20", "80"])
    assert shown["floor"] == ""
    first, second = shown["criteria"]
    assert (first["marked"], second["marked"], second["source"], second["note"]) == (
        False,
        True,
        "省科技厅口径",
        "上年数",
    )
    text = response.content.decode()
    for words in ("亩均税收（万元/亩）", "不低于", "用地面积（亩）", "越低越好", "不得评为前两档", "欠缴税款"):
        assert words in text
    assert "own_code（不认识）" in text


def test_marks_come_and_go_by_value(world):
    _response, sent = page_of(world.client("office"))
    del sent["t0_c1_local"]
    sheet, _verb = received({**sent, "t0_c0_local": "on", "t0_local": "on", "t0_source": "县文件 5 号", "do": "check"})
    track = opened(sheet.text)["tracks"][0]
    assert (track["source"], track["note"]) == ("县文件 5 号", "本地参数（待核实）")
    assert track["criteria"][0]["note"] == "本地参数（待核实）"
    assert track["criteria"][1]["note"] == "上年数"
    inherited = form(opened(shipped()["cixi"]), {})["tracks"][0]["criteria"][0]
    assert inherited["inherited"]
    assert inherited["marked"]


FAULTS = {
    "t0_c0_weight": ("三十", "t0_c0_weight", "应为数字，现为“三十”"),
    "t0_c0_benchmark": ("", "t0_c0_benchmark", "请填基准值"),
    "t0_c1_key": ("tax_per_mu", "add-t0-criteria", "指标重复"),
    "t0_c1_low": ("200", "t0_c1_benchmark", "下端须小于上端"),
    "t0_g1_share": ("70", "add-t0-grades", "各档占比合计 90%，须为 100%"),
    "t0_g0_share": ("二", "t0_g0_share", "应为数字"),
    "t0_cap": ("-1", "t0_cap", "须大于 0"),
    "t0_p0_value": ("也许", "add-t0-conditions", "应为 是 或 否"),
    "t0_name": ("", "t0_name", "缺少此项"),
    "scheme_name": ("", "scheme-name", "缺少此项"),
}


@pytest.mark.parametrize("field", sorted(FAULTS))
def test_a_fault_stands_beside_its_field(world, field):
    client = world.client("office")
    said, place, words = FAULTS[field]
    _response, sent = page_of(client)
    page = client.post(ADD, {**sent, field: said, "do": "save"})
    assert page.status_code == 422
    assert not Method.objects.exists()
    (fault,) = [fault for fault in page.context["sheet"].summary if words in fault["words"]]
    assert fault["field"] == place
    html = page.content.decode()
    assert f'id="{place}"' in html
    assert re.search(rf'class="field-fault"[^>]*>[^<]*{words}', html)
    assert "怎么改" in fault["words"]
    assert fields(html)[field if field != "t0_p0_value" else "t0_p0_value"] == said  # what was typed is kept


def test_rows_come_and_go(world):
    client = world.client("office")
    _response, sent = page_of(client)
    for step, field in (
        ("add:tracks.0.criteria", "t0_c2_key"),
        ("add:tracks.0.grades", "t0_g2_grade"),
        ("add:tracks.0.vetoes", "t0_v2_code"),
        ("add:tracks.0.conditions", "t0_p3_column"),
        ("add:tracks", "t1_name"),
    ):
        page = client.post(ADD, {**sent, "do": step}, headers={"HX-Request": "true"})
        html = page.content.decode()
        assert page.status_code == 200
        assert "<html" not in html  # a fragment
        assert re.search(rf'id="{field}"[^>]*autofocus', html), step
        sent = fields(html)
    assert sent["t1_c2_key"] == sent["t0_c2_key"]
    for step in (
        "remove:tracks.0.criteria.2",
        "remove:tracks.0.grades.2",
        "remove:tracks.0.vetoes.2",
        "remove:tracks.0.conditions.3",
        "up:tracks.1",
        "remove:tracks.0",
    ):
        page = client.post(ADD, {**sent, "do": step})
        sent = fields(page.content.decode())
    assert opened(sent["scheme"]) == opened(RICH)
    for step in ("remove:tracks.9", "remove:tracks.0.criteria.9", "add:tracks.0.name", "up:tracks.0", "x:y", "add:"):
        page = client.post(ADD, {**sent, "do": step})
        assert page.status_code == 200
        assert page.context["sheet"].faults or step in ("add:",)


def test_conditions_of_one_column_said_twice_are_told(world):
    _response, sent = page_of(world.client("office"))
    sheet, _verb = received({**sent, "t0_p2_operator": "min", "t0_v0_code": "tax_arrears", "do": "check"})
    words = [fault["words"] for fault in sheet.summary]
    assert any("写了两行" in line and "参评条件" in line for line in words)
    assert any("“欠缴税款”写了两行" in line for line in words)


def test_what_the_form_cannot_show_stays_in_the_text(world):
    for text in ("a: [", "5", "tracks: 3", "tracks: [{criteria: {a: 1}}]", ""):
        page, _sent = page_of(world.client("office"), text)
        assert page.status_code == 200
        assert page.context["sheet"].mode == "advanced"
        assert page.context["sheet"].text == text
    assert anchor(()) == "scheme-name"


def test_saved_by_the_form_with_its_year(world):
    client = world.client("office")
    _response, sent = page_of(client)
    told = {**sent, "year": "2024", "t0_c0_kind": "mean", "t0_g0_share": "25", "t0_g1_share": "75", "do": "save"}
    assert client.post(ADD, told).status_code == 302
    method = Method.objects.get()
    scheme = parse_scheme(method.scheme)
    assert (method.year, scheme.year, scheme.county) == (2024, 2024, "shengzhou")
    assert scheme.tracks[0].criteria[0].benchmark == "mean"
    assert scheme.tracks[0].grades[0].upto == Decimal("0.25")
    page = client.post(ADD, {**sent, "year": "去年", "source": "", "do": "save"})
    assert page.status_code == 422
    assert set(page.context["wrong"]) == {"year", "source"}


def test_begins_with_the_year_of_the_facts_and_the_last_method(world):
    client, home = world.client("office"), world.home
    assert client.get(ADD).context["sheet"].text == next(iter(shipped().values()))
    fill(home.region, home.town_regions, {2022: two_years(enterprises=5)[2022]})
    first = client.get(ADD).context["sheet"]
    assert first.year == "2022"
    Method.objects.create(
        county=home.region, name="本县办法", year=2021, version=1, scheme=RICH, digest="", source="县办法"
    )
    page = client.get(ADD)
    assert (page.context["sheet"].text, page.context["sheet"].source) == (RICH, "县办法")
    assert page.context["sheet"].year == "2022"
    assert client.get(ADD, {"from": "cixi"}).context["sheet"].text == shipped()["cixi"]
    grouped = parse_scheme(client.get(ADD, {"from": "cixi", "within": "town"}).context["sheet"].text)
    assert {track.group_by for track in grouped.tracks} == {"town"}


def test_without_facts_the_year_follows_the_last_method(world):
    Method.objects.create(
        county=world.home.region, name="本县办法", year=2021, version=1, scheme=RICH, digest="", source="县办法"
    )
    assert world.client("office").get(ADD).context["sheet"].year == "2022"


def test_copies_share_nothing():
    data = opened(shipped()["cixi"])
    assert data["tracks"][0]["vetoes"] is data["tracks"][1]["vetoes"]
    fresh = copied(data)
    assert fresh == data
    assert fresh["tracks"][0]["vetoes"] is not fresh["tracks"][1]["vetoes"]
    assert Sheet("", "", shipped()["cixi"]).form is not None


def test_a_version_is_shown_in_words_with_its_sources_and_exported(world):
    method = Method.objects.create(
        county=world.home.region, name="本县办法", year=2022, version=1, scheme=RICH, digest="", source="县办法"
    )
    address = reverse("evaluation:method", args=(method.pk,))
    page = world.client("leader").get(address)
    (track,) = page.context["tracks"]
    assert (track["group"], track["criteria"][0]["benchmark"]) == ("不分组，全部一起排名", "24.1")
    second = track["criteria"][1]
    assert (second["benchmark"], second["direction"], second["local"]) == ("最小至最大折 20—100", "越低越好", True)
    assert "不设下限" in page.content.decode()
    book = openpyxl.load_workbook(io.BytesIO(world.client("leader").get(address, {"export": "xlsx"}).content))
    rows = list(book.active.iter_rows(min_row=4, values_only=True))
    assert rows[1][-2:] == ("省科技厅口径", "本地参数（待核实）")
    assert rows[0][3] == 60


TYPED = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        (
            "",
            "0",
            "-1",
            "1e9",
            "１２",
            "1,000",
            "mean",
            "scaled",
            "fixed",
            "in",
            "equals",
            "min",
            "land_mu",
            "是",
            "nan",
        )
    ),
)
NAMES = (
    *("scheme_name", "year", "source", "s_note", "t0_name", "t0_cap", "t0_floor", "t0_group_by", "t0_note", "t0_local"),
    *(f"t0_c{n}_{part}" for n in (0, 1) for part in ("key", "weight", "kind", "benchmark", "low", "high", "missing")),
    *(f"t0_p{n}_{part}" for n in (0, 1, 2) for part in ("column", "operator", "value")),
    *(f"t0_g{n}_{part}" for n in (0, 1) for part in ("grade", "share")),
    *(f"t0_v{n}_{part}" for n in (0, 1) for part in ("code", "action")),
)
VERBS = (
    "check",
    "form",
    "advanced",
    "add:tracks",
    "add:tracks.0.grades",
    "remove:tracks.0.conditions.1",
    "up:tracks.1",
)


def test_line_breaks_of_any_kind_do_not_tear_the_text():
    folded = RICH.replace("source: 省科技厅口径", "source: |\n          省科技厅\n          # 口径")
    sheet, _verb = received({"mode": "form", "scheme": folded, "t0_c1_source": "省科技厅\r\n# 口径", "do": "check"})
    assert sheet.text == folded
    told = {"t0_c1_note": "上年数", "t0_c1_local": "on"}
    said = {**told, "t0_c1_source": "第一行\r\n# 第二行\u2028第三行", "t0_p0_column": "\x85x", "do": "check"}
    sheet, _verb = received({"mode": "form", "scheme": RICH, **said})
    assert opened(sheet.text) == sheet.data
    assert sheet.data["tracks"][0]["criteria"][1]["source"] == "第一行 # 第二行 第三行"


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(NAMES), TYPED, max_size=8), st.sampled_from(VERBS))
def test_whatever_is_typed_the_editor_stands_and_keeps_what_it_read(said, verb):
    sheet, _verb = received({"mode": "form", "scheme": RICH, **said, "do": verb})
    assert sheet.form is not None or sheet.mode == "advanced"
    for fault in sheet.summary:
        assert fault["words"]
    assert opened(sheet.text) == sheet.data  # what stands in the form is what the text says
    assert len(sheet.data["tracks"][0]["criteria"]) == 2
    assert sheet.data["county"] == "shengzhou"


# every word that the form has no field for, beside what it has
WIDE = """name: 全县评价
year: 2022
tracks:
  - name: 规上
    population: {land_mu: {min: 3}, any: [{above_scale: true}, {labels: {has: 高企}}]}
    group_by: {column: industry_division, groups: {纺织: ['17', '18']}, others: 其他}
    criteria:
      - {key: own, of: [revenue, energy_tce], title: 单位能耗产出, weight: 40, benchmark: {of: mean, year: last, times: 2}, floor: -5}
      - {key: up, of: tax_per_mu, change: true, weight: 30, benchmark: max, cap: null}
      - {key: tax_per_mu, weight: 30, benchmark: mean, bands: [{from: 0.5, points: 10}, {from: 1, points: 30}]}
    floor: 0
    grades: [{grade: A, share: 0.20, rounding: floor, require: {score: {min: 60}}}, {grade: B, share: rest}, {grade: C, share: 0.05, rounding: ceil}]
    outside: [{grade: 扶持类, when: {labels: {has: [重点]}}, counted: true}]
    ties: [tax, {key: own, direction: less}]
    bonus: {kinds: [{kind: 绿色, items: {绿色工厂: 3}, take: highest, cap: 3}], cap: 5}
    vetoes: {tax_arrears: not_A}
"""  # noqa: E501  as a person writes it


def sent(client, said, **changes):
    """The text that comes of what a browser sends, with some fields typed over."""
    response = client.post(ADD, {**said, "mode": "form", "do": "check", **changes})
    return fields(response.content.decode())["scheme"]


def test_a_form_that_nobody_touched_keeps_every_wider_word(evaluated, world):
    client = world.client("office")
    page, said = page_of(client, WIDE)
    assert "本类还有表单不显示的规定" in page.content.decode()
    assert parse_scheme(sent(client, said)) == parse_scheme(WIDE)


def test_what_is_changed_beside_wider_words_changes_that_alone(evaluated, world):
    client = world.client("office")
    _page, said = page_of(client, WIDE)
    changes = {"t0_c0_weight": "45", "t0_c2_weight": "25", "t0_g2_share": "10", "t0_p0_value": "5", "t0_floor": "1"}
    wanted = WIDE.replace("weight: 40", "weight: 45").replace(
        "weight: 30, benchmark: mean", "weight: 25, benchmark: mean"
    )
    wanted = (
        wanted.replace("share: 0.05", "share: 0.1").replace("{min: 3}", "{min: 5}").replace("floor: 0\n", "floor: 1\n")
    )
    assert parse_scheme(sent(client, said, **changes)) == parse_scheme(wanted)


def test_another_indicator_or_yardstick_takes_the_place_of_a_made_one(evaluated, world):
    client = world.client("office")
    _page, said = page_of(client, WIDE.replace("ties: [tax, {key: own, direction: less}]", "ties: [tax]"))
    changes = {"t0_c0_key": "rd_ratio", "t0_c1_kind": "mean", "t0_group_by": "town"}
    track = parse_scheme(sent(client, said, **changes)).tracks[0]
    assert (track.criteria[0].key, track.criteria[0].of) == ("rd_ratio", None)
    assert track.criteria[1].benchmark == "mean"
    assert track.group_by == "town"


def test_rows_are_added_to_and_taken_from_a_wide_scheme(evaluated, world):
    client = world.client("office")
    _page, said = page_of(client, WIDE)
    added = client.post(ADD, {**said, "mode": "form", "do": "add:tracks.0.grades"})
    after = fields(added.content.decode())
    assert after["t0_g3_share"] == "0"
    taken = client.post(ADD, {**after, "mode": "form", "do": "remove:tracks.0.grades.3"})
    less = client.post(ADD, {**fields(taken.content.decode()), "mode": "form", "do": "remove:tracks.0.conditions.0"})
    wanted = WIDE.replace("land_mu: {min: 3}, ", "")
    assert parse_scheme(fields(less.content.decode())["scheme"]) == parse_scheme(wanted)
