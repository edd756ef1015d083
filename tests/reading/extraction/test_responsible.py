"""Units in every bracket and wording."""

import pytest

from tenghuan.reading.extraction.responsible import first_leads, groups_in, split_units


def units(text):
    return [(group.lead, group.plain, group.support) for group in groups_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "落实。（牵头单位：县经信局；配合单位：县发改局、各乡镇（街道））",
        "落实。（牵头单位：县经信局，配合单位：县发改局、各乡镇（街道）",
        "落实。【牵头单位：县经信局】【配合单位：县发改局、各乡镇（街道）】",
        "落实。〔牵头部门：县经信局/协同单位：县发改局、各乡镇（街道）〕",
        "落实。[牵头：县经信局；配合：县发改局、各乡镇（街道）]",
        "落实。\n牵头单位：县经信局\n配合单位：县发改局、各乡镇（街道）",
        "落实。【牵头单位】县经信局【参与单位】县发改局、各乡镇（街道）",
        "落实。（县经信局牵头，县发改局、各乡镇（街道）配合）",
        "落实。（县经信局牵头，县发改局、各乡镇（街道）按照职责分工负责）",
    ],
)
def test_lead_and_support(text):
    assert units(text) == [(["县经信局"], [], ["县发改局", "各乡镇（街道）"])]


@pytest.mark.parametrize("label", ["责任单位", "责任部门", "责任单位和部门", "责任单位（部门）", "承办单位"])
def test_plain_labels(label):
    assert units(f"落实。（{label}：县经信局、县发改局）") == [([], ["县经信局", "县发改局"], [])]


def test_remarks_after_the_list_are_no_units():
    text = "（责任单位：市经信局、市发改局，列第一位的为牵头单位，下同）"
    assert units(text) == [([], ["市经信局", "市发改局"], [])]
    assert first_leads(text)
    assert split_units("区发改局、区经信局，以下均需各镇街负责，不再列出") == ["区发改局", "区经信局"]


def test_several_groups_in_one_item():
    text = "甲。（责任单位：县经信局）乙。（责任单位：县商务局、县财政局）"
    assert units(text) == [([], ["县经信局"], []), ([], ["县商务局", "县财政局"], [])]


def test_text_without_units_has_none():
    assert groups_in("压实各牵头责任单位的责任，分别由专人负责。") == []


def test_leads_side_by_side_and_a_unit_that_ends_in_unit():
    assert units("落实。（县经信局、县科技局分别牵头，县税务局参与）") == [(["县经信局", "县科技局"], [], ["县税务局"])]
    assert units("落实。（县经信局牵头，县各有关单位配合）") == [(["县经信局"], [], ["县各有关单位"])]


def test_a_remark_in_brackets_is_no_part_of_a_unit():
    assert split_units("县经信局、县资规局（排名第一的为牵头单位，下同）") == ["县经信局", "县资规局"]
