"""A register of enterprises that stood before: its rows become records, its former names can be read in one column."""

from __future__ import annotations

import pytest

from tests.migrating import former_steps

BEFORE = [("enterprises", "0003_years_of_an_enterprise")]
AFTER = [("enterprises", "0004_register_of_enterprises")]


@pytest.mark.django_db(transaction=True)
def test_enterprises_of_a_former_release_keep_what_they_say_and_their_names():
    newest = former_steps().loader.graph.leaf_nodes()
    former_steps().migrate(BEFORE)
    try:
        old = former_steps().loader.project_state(BEFORE).apps
        region = old.get_model("organization", "Region").objects.create(
            code="990001", name="旧县", level="county", path="99/9900/990001/"
        )
        enterprises = old.get_model("enterprises", "Enterprise").objects
        one = enterprises.create(
            county=region, uscc="91330600MAXY00001A", name="甲公司", park="城东", status="moved_in"
        )
        other = enterprises.create(county=region, uscc="91330600MAXY00002D", name="乙公司")
        for name in ("甲老厂", "甲厂"):
            old.get_model("enterprises", "FormerName").objects.create(enterprise_id=one.pk, name=name)
        former_steps().migrate(AFTER)
        new = former_steps().loader.project_state(AFTER).apps.get_model("enterprises", "Enterprise").objects
        told = new.values("name", "park", "status", "former", "revision", "by_hand", "retired_on", "made_by")
        blank = {"revision": 1, "by_hand": {}, "retired_on": None, "made_by": None}
        assert told.get(pk=one.pk) == {
            **blank, "name": "甲公司", "park": "城东", "status": "moved_in", "former": "甲厂；甲老厂",
        }  # fmt: skip
        assert told.get(pk=other.pk) == {**blank, "name": "乙公司", "park": "", "status": "normal", "former": ""}
    finally:
        former_steps().migrate(newest)
