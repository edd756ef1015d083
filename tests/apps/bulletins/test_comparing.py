"""Two texts beside each other, and numbers of documents: what is shown leads from one to the other, sign by sign."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.bulletins import comparing
from tenghuan.apps.bulletins.comparing import Compared, Piece, differences
from tenghuan.apps.bulletins.rules import NUMBER

texts = st.text("甲乙12.5% ab\n", max_size=30)


@given(texts, texts)
def test_what_is_gone_and_the_same_is_the_old_text_and_what_is_new_and_the_same_the_new_one(before, after):
    found = differences(before, after)
    assert "".join(one.text for one in found if one.kind != "new") == before
    assert "".join(one.text for one in found if one.kind != "gone") == after
    assert all(one.text for one in found)
    assert Compared("题", found).differs == (before != after)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("完成12.50%。", "完成13.50%。", [("same", "完成"), ("gone", "12.50%"), ("new", "13.50%"), ("same", "。")]),
        ("共10家", "共100家", [("same", "共"), ("gone", "10"), ("new", "100"), ("same", "家")]),
        ("甲", "甲", [("same", "甲")]),
        ("", "甲", [("new", "甲")]),
        ("甲", "", [("gone", "甲")]),
        ("", "", []),
    ],
)
def test_a_figure_changes_as_a_whole(before, after, found):
    assert differences(before, after) == [Piece(*one) for one in found]


@given(
    st.lists(st.sampled_from(["甲行\n", "乙行\n", "丙行\n"]), max_size=6),
    st.lists(st.sampled_from(["甲行\n", "丁行\n"]), max_size=6),
)
def test_long_texts_are_compared_line_by_line_and_lead_to_the_same(before, after):
    one, other = "".join(before), "".join(after)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "MOST", 0)
        found = differences(one, other)
    assert "".join(piece.text for piece in found if piece.kind != "new") == one
    assert "".join(piece.text for piece in found if piece.kind != "gone") == other
    assert all(re.fullmatch(r"(?:[甲乙丙丁]行\n)+", piece.text) for piece in found)


@pytest.mark.parametrize("number", ["东制高办〔2026〕3号", "嵊制高办通〔2026〕12345号", "A〔2026〕1号"])
def test_a_number_is_written_as_the_standard_writes_it(number):
    assert NUMBER.fullmatch(number)


@pytest.mark.parametrize(
    "number",
    [
        "东制高办〔2026〕03号", "东制高办〔2026〕0号", "东制高办[2026]3号", "东制高办（2026）3号", "东制高办〔26〕3号",
        "东制高办〔2026〕第3号", "第〔2026〕3号", "〔2026〕3号", "东制高办 〔2026〕3号", "东制高办〔2026〕3", "",
        "东制高办〔２０２６〕3号", "东制高办〔2026〕３号", "东制高办〔2026〕123456号", "东制高办〔2026〕3号\n",
    ],
)  # fmt: skip
def test_another_writing_is_none(number):
    assert not NUMBER.fullmatch(number)
