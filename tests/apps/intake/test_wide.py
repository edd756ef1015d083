"""Energy tables with a column for each month come in as readings, each fault in the cell of its month."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from tenghuan.apps.energy.models import Reading
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit.models import Origin
from tests.apps.enterprises.scenarios import A, B
from tests.apps.intake.workbooks import base_book, committed, configured, sent

HEAD = ["信用代码", "户名", "能源品种", "1月", "2月", "3月"]
ROWS = [[A, "甲公司", "电力", 10000, 25000, None], [B, "乙公司", "电力", 30000, "—", 5000]]
NOBODY = "91330683MA0000009X"


@pytest.fixture
def office(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = world.client("office")
    committed(client, base_book())
    return client


def handed(client, rows, *above) -> Batch:
    return sent(client, "energy_readings", [*above, HEAD, *rows], "用电")


def titled(client, rows) -> Batch:
    """Hand in with the year and the unit above the headings, as offices do."""
    return handed(client, rows, ["2025年企业用电情况"], ["单位：千瓦时"])


def readings() -> set[tuple[str, int, int, Decimal]]:
    found = Reading.objects.select_related("enterprise").order_by("pk")
    return {(one.enterprise.uscc, one.year, one.month, one.amount) for one in found}


def test_a_row_of_months_becomes_readings_of_those_months_in_the_unit_of_the_carrier(office):
    batch = titled(office, ROWS)
    page = office.get(reverse("intake:configure", args=(batch.pk,))).content.decode()
    assert "D、E、F 列按“月份”分列了“消费量”，一行读成 3 条，空格不读" in page
    assert 'name="year"' in page
    assert 'value="2025"' in page
    assert ">消费量·3 月</option>" in page
    assert "缺少必填栏目" not in page
    assert configured(office, batch).status_code == 302
    assert (batch.state, batch.errors) == ("ready", 0), list(batch.faults.values_list("cell", "message"))
    office.post(reverse("intake:act", args=(batch.pk, "commit")))
    # 10,000 kWh are 1 万千瓦时
    assert readings() == {
        (A, 2025, 1, Decimal(1)),
        (A, 2025, 2, Decimal("2.5")),
        (B, 2025, 1, Decimal(3)),
        (B, 2025, 3, Decimal("0.5")),
    }
    assert sorted(Origin.objects.filter(batch=batch.name).values_list("line", flat=True)) == [4, 4, 5, 5]


def test_the_batch_is_withdrawn_whole(office):
    batch = titled(office, ROWS)
    configured(office, batch)
    office.post(reverse("intake:act", args=(batch.pk, "commit")))
    assert len(readings()) == 4
    office.post(reverse("intake:act", args=(batch.pk, "withdraw")), {"reason": "报错了"})
    assert readings() == set()


def test_a_year_that_nothing_says_is_asked_for(office):
    batch = handed(office, ROWS)
    refused = configured(office, batch)
    assert refused.status_code == 422
    assert "请填写本批次的年度" in refused.content.decode()
    assert configured(office, batch, year="2025").status_code == 302


def test_a_fault_of_the_register_stands_in_the_cell_of_its_month(office):
    batch = titled(office, [[A, "甲公司", "电力", 10000, -25000, "三千"], [NOBODY, "无名", "电力", 1, 2, 3]])
    configured(office, batch)
    assert batch.state == "faulty"
    cells = set(batch.faults.values_list("rule", "cell"))
    assert {("not_understood", "F4"), ("link", "A5")} <= cells
    assert any(cell == "E4" for _rule, cell in cells), cells
