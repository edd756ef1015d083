from collections import Counter

import pytest

from tenghuan.reference import division, industries, industry


def test_counts_are_those_of_the_standard() -> None:
    counts = Counter(entry.level for entry in industries())
    # 1380 to 1382 classes are quoted by public sources; see docs/reference-data.md
    assert counts == {"section": 20, "division": 97, "group": 473, "class": 1381}


def test_every_entry_has_its_parent_and_section() -> None:
    codes = {entry.code: entry for entry in industries()}
    assert len(codes) == len(industries())
    for entry in industries():
        if entry.level != "section":
            assert codes[entry.parent].section == entry.section
            assert entry.full_code == entry.section + entry.code
    assert [e.code for e in industries("section")] == list("ABCDEFGHIJKLMNOPQRST")
    assert [e.code for e in industries("division")] == [f"{n:02d}" for n in range(1, 98)]


def test_every_group_has_a_class_and_an_undivided_group_lends_its_name() -> None:
    by_group: dict[str, list[str]] = {}
    for entry in industries("class"):
        by_group.setdefault(entry.parent, []).append(entry.code)
    for group in industries("group"):
        classes = by_group[group.code]
        if classes == [group.code + "0"]:
            found = industry(classes[0])
            assert found is not None
            assert found.name == group.name


@pytest.mark.parametrize(
    ("code", "name", "section"),
    [
        ("0111", "稻谷种植", "A"),
        ("3854", "家用厨房电器具制造", "C"),
        ("C3854", "家用厨房电器具制造", "C"),
        (" c385 ", "家用电力器具制造", "C"),
        ("38", "电气机械和器材制造业", "C"),
        ("C", "制造业", "C"),
        ("3130", "钢压延加工", "C"),
        ("3451", "滚动轴承制造", "C"),
        ("2456", "儿童乘骑玩耍的童车类产品制造", "C"),
        ("2822", "涤纶纤维制造", "C"),
        ("3831", "电线、电缆制造", "C"),
        ("4620", "污水处理及其再生利用", "D"),
        ("9700", "国际组织", "T"),
    ],
)
def test_known_codes(code: str, name: str, section: str) -> None:
    found = industry(code)
    assert found is not None
    assert (found.name, found.section) == (name, section)


@pytest.mark.parametrize("code", ["", "9999", "A3854", "3", "38545", "C38X", "Z", "385 4", "制造业"])
def test_unknown_codes_are_none(code: str) -> None:
    assert industry(code) is None
    assert division(code) is None


def test_division_of_any_digits() -> None:
    for code in ("38", "385", "3854", "C3854"):
        found = division(code)
        assert found is not None
        assert (found.code, found.level) == ("38", "division")
    assert division("C") is None


def test_industrial_sections_are_complete() -> None:
    divisions = {s: [e.code for e in industries("division") if e.section == s] for s in "BCD"}
    assert divisions["B"] == [f"{n:02d}" for n in range(6, 13)]
    assert divisions["C"] == [str(n) for n in range(13, 44)]
    assert divisions["D"] == ["44", "45", "46"]
