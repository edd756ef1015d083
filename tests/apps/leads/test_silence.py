"""Leads that nobody stirs: 3, 5 and 7 days; any stir sets the clock back."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records, timeline
from tenghuan.apps.leads import views
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.leads.registers import LEADS
from tenghuan.apps.leads.silence import days_of, sweep, sweep_all
from tenghuan.apps.leads.stages import LEADING
from tenghuan.apps.leads.tasks import sweep_leads
from tenghuan.apps.notices.models import Notice
from tests.apps.kit.sheds import by
from tests.apps.leads.made import make_lead
from tests.apps.leads.ways import gone, quiet, step

PLATFORM = Actor.platform("leads")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _told(lead):
    rows = Notice.objects.filter(key__startswith=f"lead:{lead.pk}:")
    return sorted(rows.values_list("account__username", "key"))


@pytest.mark.parametrize(("days", "level"), [(2, 0), (3, 1), (4, 1), (5, 2), (6, 2), (7, 3), (30, 3)])
def test_the_level_follows_the_days(world, days, level):
    lead = make_lead(world.home)
    quiet(lead, days)
    assert sweep(PLATFORM, world.home.region) == (level > 0)
    lead.refresh_from_db()
    assert lead.silent == level


def test_first_the_unit_is_told_then_the_office_too_each_once(world):
    lead = make_lead(world.home, unit=1)  # the second department's: the office's account belongs to the first
    quiet(lead, 3)
    sweep(PLATFORM, world.home.region)
    first = [("dong-dep2", f"lead:{lead.pk}:1:{date.today() - timedelta(days=3)}")]
    assert _told(lead) == first
    quiet(lead, 5)
    for _twice in range(2):
        sweep(PLATFORM, world.home.region)
    key = f"lead:{lead.pk}:2:{date.today() - timedelta(days=5)}"
    assert _told(lead) == sorted([*first, ("dong-dep2", key), ("dong-office", key)])


def test_a_lead_without_a_unit_is_told_to_the_office(world):
    lead = make_lead(world.home)
    Lead.objects.filter(pk=lead.pk).update(unit=None)
    quiet(lead, 3)
    sweep(PLATFORM, world.home.region)
    assert [name for name, _key in _told(lead)] == ["dong-office"]


def test_any_stir_sets_the_clock_back_and_a_day_twice_changes_nothing(world):
    office = by(world.home, "office")
    stirs = (
        lambda lead: step(world.home, lead, "respond"),
        lambda lead: timeline.comment(office, lead, "已电话联系"),
        lambda lead: records.change(office, LEADS, lead, {"industry": "电机"}),
    )
    for number, stir in enumerate(stirs, start=1):
        lead = make_lead(world.home, number)
        quiet(lead, 8)
        assert days_of(lead, date.today()) == 8
        lead.refresh_from_db()
        stir(lead)
        assert days_of(lead, date.today()) == 0
    assert sweep_all() == 0
    assert not Entry.objects.filter(action="leads.sweep").exists()


def test_a_lead_that_was_stirred_is_silent_no_more(world):
    lead = make_lead(world.home)
    quiet(lead, 5)
    assert sweep_all() == 1
    lead.refresh_from_db()
    timeline.comment(by(world.home, "office"), lead, "已联系")
    assert sweep_all() == 1
    lead.refresh_from_db()
    assert lead.silent == 0


def test_what_is_nobodys_or_at_its_end_is_not_looked_at(world):
    pooled, lost = make_lead(world.home, 1), make_lead(world.home, 2)
    LEADING.take(by(world.home, "department"), pooled, "give_back", reason="不在行")
    LEADING.take(by(world.home, "department"), lost, "lose", loss="money", reason="资金链断裂")
    landed = gone(world.home, "land", 3)
    for lead in (pooled, lost, landed):
        quiet(lead, 30)
    assert sweep_leads() == "停滞级变动 0 条"


def test_the_page_lists_the_longest_silence_first(world):
    for number, days in ((1, 3), (2, 9), (3, 1)):
        quiet(make_lead(world.home, number), days)
    text = world.client("leader").get(reverse("leading:silent")).content.decode()
    assert text.index("第2个高效电机项目") < text.index("第1个高效电机项目")
    assert "第3个高效电机项目" not in text
    assert "可收回重分" in text
    assert (
        "第2个" not in world.client(world.neighbour.accounts["office"]).get(reverse("leading:silent")).content.decode()
    )


def test_a_long_list_shows_the_longest_silence_and_the_workbook_has_all(world, monkeypatch):
    monkeypatch.setattr(views, "MOST", 1)
    for number, days in ((1, 3), (2, 9)):
        quiet(make_lead(world.home, number), days)
    client, address = world.client("leader"), reverse("leading:silent")
    text = client.get(address).content.decode()
    assert "第2个高效电机项目" in text
    assert "第1个高效电机项目" not in text
    assert "另有 1 条" in text
    sheet = load_workbook(io.BytesIO(client.get(f"{address}?export=xlsx").content)).active
    assert sum("高效电机项目" in str(cell.value) for row in sheet for cell in row) == 2
