"""Schemes: every fault with its place, numbers as written, and the ones shipped."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tenghuan.errors import InputFault
from tenghuan.scoring import SchemeFault, load_scheme, parse_scheme, schemes
from tenghuan.scoring.columns import BY_KEY, INDICATORS
from tests.scoring.support import DATA

TEXT = (DATA / "huangyan.yaml").read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(SchemeFault) as caught:
        parse_scheme(text)
    return caught.value.faults


def test_numbers_are_kept_as_written():
    scheme = parse_scheme(TEXT)
    assert scheme.tracks[0].grades[0].upto == Decimal("0.20")
    assert scheme.tracks[0].criteria[0].benchmark == Decimal("24.097")
    assert scheme.keys[-1] == "tax_per_electricity"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("year: 2022", "yaer: 2022", "第 2 行 yaer", "不认识的选项"),
        (
            "key: tax_per_mu, weight: 30",
            "key: tax_per_acre, weight: 30",
            "第 8 行 tracks[0].criteria[0].key",
            "没有指标",
        ),
        ("weight: 30", "weight: 0", "第 8 行 tracks[0].criteria[0].weight", "须大于 0"),
        ("weight: 30", "weight: 三十", "第 8 行", "应为数字"),
        ("24.097", "average", "第 8 行 tracks[0].criteria[0].benchmark", "mean"),
        ("24.097", "-1", "第 8 行", "须大于 0"),
        ("benchmark: 24.097", "direction: more", "第 8 行", "须写且只写一个"),
        ("missing: mean_score", "missing: average", "第 11 行", "mean_score"),
        ("{above_scale: true}", "{scale: true}", "第 5 行 tracks[0].population", "没有这样的列"),
        ("{above_scale: true}", "{above_scale: 大}", "第 5 行", "应为 是 或 否"),
        ("{above_scale: true}", "{town: {min: 3}}", "第 5 行", "不能用 min"),
        ("group_by: null", "group_by: tax", "第 6 行", "不能按"),
        ("upto: 0.80", "upto: 0.1", "第 16 行 tracks[0].grades", "由小到大"),
        ("upto: 1.00", "upto: 0.99", "第 16 行", "须为 1"),
        ("safety_accident: D", "safety_accident: E", "第 17 行 tracks[0].vetoes.safety_accident", "not_AB"),
        ("cap: null", "cap: 0.1\n    floor: 5", "第", "写了两次"),
        ("floor: 0", "floor: .inf", "第 15 行", "不是数字"),
        ("name: 规下", "name: 规上", "tracks", "类别名称重复"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, place, words):
    found = faults(TEXT.replace(old, new, 1))
    assert any(place in line and words in line for line in found), found


def test_all_faults_at_once_and_each_once():
    found = faults(TEXT.replace("weight: 30", "weight: x").replace("24.097", "y").replace("cap: null", "cap: z"))
    assert len(found) == 3


def test_what_is_no_scheme_is_refused(tmp_path):
    for text in ("", "5", "a: [", "- 1", "name: !!python/object:os.system x", "name: x\ntracks: []", "{1: {}}"):
        assert faults(text)
    with pytest.raises(InputFault):
        load_scheme(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(SchemeFault, match="UTF-8"):
        load_scheme(tmp_path / "latin.yaml")
    bomb = "a: &a [x]\nb: &b [" + ", ".join(["*a"] * 30) + "]\n"
    assert "别名" in faults(bomb)[0]


def test_the_five_counties_have_schemes_that_say_what_is_unproven():
    found = schemes()
    for county in ("shengzhou", "lanxi", "yunhe", "cixi", "linan"):
        assert {county, f"{county}-industry_division", f"{county}-town", f"{county}-park"} <= set(found)
        scheme = found[county]
        assert "本地参数（待核实）" in (scheme.note or "")
        for track in scheme.tracks:
            assert track.source
            assert "本地参数（待核实）" in (track.note or "")
            assert track.total_weight == 100
            assert track.cap == Decimal("1.5")
        assert {track.group_by for track in found[f"{county}-town"].tracks} == {"town"}
    assert [track.name for track in found["cixi"].tracks] == [
        "规上",
        "租赁企业",
        "规下（3 亩以上）",
        "规下（不足 3 亩）",
    ]


ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
# what a person may write wrong: each once, in one place of the scheme
WRONG = (
    ("weight: 30", "weight: [1]"), ("weight: 30", "weight: 1e40"), ("weight: 30", "weight: true"),
    ("weight: 30", "weight: -5"), ("weight: 30", "weight:"), ("24.097", "0"), ("24.097", "true"), ("24.097", "[1]"),
    ("year: 2022", "year: 1800"), ("year: 2022", "year: 3000"), ("year: 2022", "year: 二〇二二"),
    ("year: 2022", "year: 2022.5"), ("year: 2022", "year: 2022-13-45"), ("cap: null", "cap: -1"),
    ("cap: null", "cap: 0.00001\n    source: 5"), ("floor: 0", "floor: x"), ("upto: 0.80", "upto: 1.8"),
    ("upto: 0.80", "upto: 0.1234567890123"), ("grade: B", "grade: ''"), ("grade: B", "grade: 2"),
    ("grade: B", f"grade: {'长' * 30}"), ("grade: B", "grade: A"), ("missing: mean_score", "missing: 3"),
    ("missing: mean_score", "direction: down"), ("safety_accident: D", "safety_accident: 关停"),
    ("{above_scale: true}", "[]"), ("{above_scale: true}", "{above_scale: {}}"),
    ("{above_scale: true}", "{land_mu: {min: x}}"), ("{above_scale: true}", "{land_mu: {most: 3}}"),
    ("{above_scale: true}", "{registered_on: {max: 去年}}"), ("{above_scale: true}", "{land_mu: {in: 3}}"),
    ("{above_scale: true}", "{}\n    colour: red"), ("benchmark: 24.097", "normalise: {minmax: [1]}"),
    ("benchmark: 24.097", "normalise: {minmax: [9, 1]}"), ("benchmark: 24.097", "normalise: 3"),
    ("- name: 规上", "- name:"), ("- name: 规上", "- name: 5"), ("name: 规上", "\tname: 规上"),
    ("name: 规上", "name 规上"),
    ("name: 规上", "name: '规上"), ("name: 规上", "name: @规上"), ("name: 规上", "name: *规上"),
    ("name: 规上", "name: !规上 x"), ("name: 规上", 'name: "\\规"'), ("{above_scale: true}", "{above_scale: true"),
    ("year: 2022", " year: 2022"), ("year: 2022", "- 2022"), ("year: 2022", "year: 2022\n---\na: b"),
    ("year: 2022", "<<: 3"), ("year: 2022", "year: \x07"), ("year: 2022", "? [a]\n: 1"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_no_english_gets_into_a_fault_and_each_says_how_to_mend(old, new):
    assert old in TEXT
    for line in faults(TEXT.replace(old, new, 1)):
        assert not ENGLISH.search(line), line
        assert re.search(r"怎么改|请|应为“键", line), line


def test_a_fault_names_its_place_in_words():
    with pytest.raises(SchemeFault) as caught:
        parse_scheme(TEXT.replace("weight: 30", "weight: 0").replace("upto: 0.80", "upto: x"))
    found = {fault.where: fault for fault in caught.value.located}
    assert found["类别“规上” › 指标“亩均税收” › 权重"].remedy == "填大于 0 的数"
    assert found["类别“规上” › B 档 › 累计比例"].place == ("tracks", 0, "grades", 1, "upto")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tracks: " + "[" * 40_000, "嵌套"),
        (TEXT.replace("name: 规上\n", 'name: "规\\0上"\n'), "控制字符"),
        ("a: &a [1]\n" + "b: *a\n" * 30, "别名"),
    ],
)
def test_bombs_and_hidden_characters_are_refused_at_once(text, words):
    assert any(words in fault for fault in faults(text))


def test_what_an_indicator_divides_by_is_never_negative():
    """But for land made of its parts the kernel looks for zero only; anything below is refused with the facts."""
    assert not any(BY_KEY[indicator.denominator].negative for indicator in INDICATORS.values())


def test_a_text_longer_than_any_scheme_is_refused_before_it_is_parsed():
    with pytest.raises(SchemeFault, match="文字超过 50 KB"):
        parse_scheme("[" + "[]," * 20_000 + "]")
