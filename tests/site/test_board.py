"""The board with what monitoring adds, of a large county: at most twelve queries, session and account included."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from tenghuan.apps.monitoring.services.history import Figure, load_history
from tenghuan.apps.plans.models import Item
from tenghuan.apps.plans.services.publication import publish_pack
from tests.apps.plans.packs import large


def test_large_board_in_fourteen_queries(world, actor, django_assert_max_num_queries):
    plan = publish_pack(actor, world.home.region, large(100, 60)).plan
    items = Item.objects.filter(plan=plan).values_list("pk", flat=True)
    figures = [Figure(i, 2021 + at // 12, at % 12 + 1, Decimal(at % 30 + 1)) for i in items for at in range(36)]
    assert load_history(actor, plan, figures, note="示例数据") == 160 * 36
    client = world.client("office")
    client.get(reverse("units:list"))  # the session is known from now on
    with django_assert_max_num_queries(14):
        page = client.get(reverse("plans:board"))
    lamps = {row["lamp"] for row in (*page.context["table"].rows, *page.context["duties"].rows)}
    assert len(page.context["table"].rows) == 100
    assert len(page.context["duties"].rows) == 60
    assert lamps & {"green", "yellow", "red", "done"}
