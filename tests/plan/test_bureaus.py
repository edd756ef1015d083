"""Unit names: what function they stand for, whatever the county calls it."""

from __future__ import annotations

import pytest

from tenghuan.plan.bureaus import bureau_of, bureaus, kind_of, region_code


@pytest.mark.parametrize(
    ("name", "region", "key"),
    [
        ("市经信局", "临溪市", "economy"),
        ("县经商局", "临溪县", "economy"),
        ("区经济和信息化局", "临溪区", "economy"),
        ("市人社局", "临溪市", "human_resources"),
        ("市人力社保局", "临溪市", "human_resources"),
        ("市场监管局", "临溪市", "market"),
        ("市市场监管局", "临溪市", "market"),
        ("生态环境临溪分局", "临溪市", "ecology"),
        ("宁波生态环境局临溪分局", "临溪市", "ecology"),
        ("规划与自然资源局临溪分局", "临溪区", "natural_resources"),
        ("国网临溪供电公司", "临溪市", "power"),
        ("人行临溪支行", "临溪市", "central_bank"),
        ("区委人才办", "临溪区", "talent"),
        ("各乡镇（街道）", "临溪县", "towns"),
    ],
)
def test_function_of_a_name(name: str, region: str, key: str) -> None:
    found = bureau_of(name, region)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("name", ["临溪经济开发区", "青山新城管委会", "县蚕桑站"])
def test_what_is_no_bureau(name: str) -> None:
    assert bureau_of(name, "临溪县") is None


def test_kinds() -> None:
    names = ["临溪经济开发区", "石桥镇", "各镇街", "县蚕桑站"]
    assert [kind_of(name).value for name in names] == ["park", "town", "collective", "department"]


def test_keys_are_unique_and_stems_belong_to_one() -> None:
    stems = [stem for bureau in bureaus() for stem in bureau.stems]
    assert len({bureau.key for bureau in bureaus()}) == len(bureaus())
    assert len(stems) == len(set(stems))


def test_region_codes() -> None:
    assert region_code("嵊州市") == "330683"
    assert region_code("景宁畲族自治县") == "331127"
    assert region_code("某县") is None
