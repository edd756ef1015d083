"""Leads that may be the same are shown and judged by a person, never merged in silence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.kit import records
from tenghuan.apps.leads.alike import alike, different, key_of, why
from tenghuan.apps.leads.models import Lead, Verdict
from tenghuan.apps.leads.registers import LEADS
from tenghuan.apps.leads.stages import LEADING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.leads.made import make_lead
from tests.apps.leads.ways import gone, step

CODE = "91330600MA00000019"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("甲地高新电机有限公司", "甲地高新电机股份有限公司", True),
        ("甲地（中国）电机有限公司", "甲地(中国)电机有限责任公司", True),
        ("ＡＢＣ Motor", "abc motor", True),
        ("甲地电机集团", "甲地电机", True),
        ("甲地电机有限公司", "乙地电机有限公司", False),
        ("有限公司", "集团", False),
    ],
)
def test_a_name_is_known_again_without_the_form_of_the_company(one, other, same):
    assert (key_of(one) == key_of(other)) is same


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ({"company": "甲地电机有限公司"}, {"company": "甲地电机 股份有限公司"}, "企业名称相同"),
        ({"code": CODE}, {"code": CODE}, "信用代码相同"),
        ({"investor": "某某投资集团"}, {"investor": "某某投资"}, "投资方相同"),
    ],
)
def test_both_show_each_other_and_say_why(world, first, second, word):
    one, two = make_lead(world.home, 1, **first), make_lead(world.home, 2, **second)
    assert list(alike(one)) == [two]
    assert list(alike(two)) == [one]
    assert why(one, two) == word
    text = world.client("town").get(LEADS.address(one)).content.decode()
    assert two.number in text
    assert "裁定不重复" not in text  # the office's to say
    assert "裁定不重复" in world.client("office").get(LEADS.address(one)).content.decode()


def test_empty_codes_and_investors_are_not_the_same_and_a_neighbours_lead_is_not_shown(world):
    one = make_lead(world.home, 1)
    make_lead(world.home, 2)
    make_lead(world.neighbour, 1)
    assert list(alike(one)) == []


def test_nothing_is_set_up_before_a_person_judged_what_looks_the_same(world):
    lead = gone(world.home, "judge", investor="某某投资集团")
    other = make_lead(world.home, 2, investor="某某投资集团")
    with pytest.raises(InputFault, match=f"疑似重复线索未裁定：{other.number}"):
        step(world.home, lead, "set_up")
    different(by(world.home, "office"), lead, other, "一期和二期是两个项目")
    step(world.home, lead, "set_up")
    assert lead.state == "set_up"
    assert list(alike(other)) == []


def test_merging_ends_the_lead_and_names_the_one_that_stands(world):
    one, two = make_lead(world.home, 1, code=CODE), make_lead(world.home, 2, code=CODE)
    LEADING.take(by(world.home, "office"), two, "merge", same_as=one, reason="同一项目")
    assert (two.state, two.same_as) == ("invalid", one)
    assert list(alike(one)) == []
    one.refresh_from_db()
    assert one.state == "new"


def test_a_lead_is_merged_into_another_that_stands_in_the_same_county(world):
    office = by(world.home, "office")
    one, two, far = make_lead(world.home, 1), make_lead(world.home, 2), make_lead(world.neighbour, 1)
    for wrong in (one, far):
        with pytest.raises(InputFault, match="本县另一条线索"):
            LEADING.take(office, one, "merge", same_as=wrong.pk, reason="同一项目")
    LEADING.take(office, two, "drop", reason="查无此企业")
    with pytest.raises(InputFault, match="已无效"):
        LEADING.take(office, one, "merge", same_as=two, reason="同一项目")
    assert Lead.objects.get(pk=one.pk).state == "new"


def test_the_verdict_is_the_offices_with_a_reason_and_kept_once(world):
    one, two = (make_lead(world.home, number, code=CODE) for number in (1, 2))
    with pytest.raises(InputFault, match="专班办公室裁定"):
        different(by(world.home, "department"), one, two, "不同")
    with pytest.raises(InputFault, match="理由"):
        different(by(world.home, "office"), one, two, " ")
    with pytest.raises(InputFault, match="另一条线索"):
        different(by(world.home, "office"), one, make_lead(world.neighbour, 1), "不同")
    address = reverse("leading:different", args=(two.pk,))
    for _twice in range(2):
        assert world.client("office").post(address, {"other": one.pk, "reason": "不同项目"}).status_code == 302
    kept = Verdict.objects.get()
    assert (kept.first, kept.second, kept.reason) == (one, two, "不同项目")


def test_a_changed_name_is_looked_for_by_its_new_key(world):
    one, two = make_lead(world.home, 1), make_lead(world.home, 2)
    records.change(by(world.home, "office"), LEADS, two, {"company": one.company})
    assert list(alike(one)) == [two]
