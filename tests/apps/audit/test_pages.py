"""The audit page speaks Chinese: things, columns and values by the names that the other pages give them."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.audit.fields import account_word, field_word, kind_word, value_word
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.wording import ACTIONS, word
from tenghuan.apps.audit.wording import words as all_words
from tenghuan.apps.monitoring.services.reports import save_draft
from tests.apps.monitoring.campaigns import TODAY
from tests.apps.monitoring.conftest import campaign  # noqa: F401  (a fixture)


def test_a_service_has_the_same_name_alone_and_among_all():
    named = all_words()
    assert {action: word(action) for action in named} == named
    assert len(named) > len(ACTIONS)
    assert (word("evaluation.forward"), word("nothing.known")) == ("镇街初核异议", "nothing.known")


def test_an_entry_is_told_in_words(campaign, world, monkeypatch):  # noqa: F811
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    save_draft(campaign.actor("department"), campaign.report("annual"), value=Decimal("12.5"), today=TODAY)
    number = Entry.objects.get(action="monitoring.save_draft").number
    page = world.client("audit_admin").get(reverse("audit:entry", args=(number,))).content.decode()
    for words in (
        ">本期数<",
        ">12.5<",
        ">零报告<",
        ">否<",
        ">待报<",
        ">说明<",
        ">报送 编号",
        f">{word('monitoring.save_draft')}<",
    ):
        assert words in page, words
    for code in (">is_zero<", ">pending<", ">False<", ">monitoring.save_draft<"):
        assert code not in page


def test_values_are_shown_as_elsewhere(world):
    account, home = "organization.account", world.home
    assert field_word(account, "region_id") == "区域"
    assert field_word("monitoring.report", "evidence") == "佐证材料"  # noted beside the columns, not one of them
    assert value_word(account, "region_id", home.region.pk) == f"{home.region.name}（{home.region.pk}）"
    assert value_word(account, "role", "office") == "专班办公室"
    assert value_word(account, "is_active", True) == "是"
    assert value_word("login", "outcome", "failed") == "登录失败"
    assert (kind_word("login"), kind_word("organization.unit"), kind_word("gone.model")) == (
        "登录",
        "单位",
        "gone.model",
    )
    assert value_word("monitoring.report", "value", None) == "—"
    assert account_word("system:periods") == "平台（开放填报期）"


@pytest.mark.parametrize("model", [m for m in apps.get_models() if m.__module__.startswith("tenghuan.")], ids=str)
def test_every_model_has_a_chinese_name(model):
    assert not str(model._meta.verbose_name).isascii()
