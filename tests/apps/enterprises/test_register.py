"""Sources in and out of the register: identities, facts, conflicts, the way back."""

from decimal import Decimal

import pytest

from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.models import Conflict, Enterprise, FormerName, Record, Source, YearFacts
from tenghuan.apps.enterprises.services.conflicts import settle_conflict
from tenghuan.apps.enterprises.services.sources import commit_source, withdraw_source
from tenghuan.apps.enterprises.table import Line
from tenghuan.errors import InputFault
from tests.apps.enterprises.scenarios import A, B, base, disputed, land, sheet, tax


def _facts(code, year=2022):
    return YearFacts.objects.get(enterprise__uscc=code, year=year)


def _everything():
    models = (Enterprise, FormerName, Source, Record, YearFacts, Conflict)
    return {m.__name__: list(m.objects.order_by("pk").values()) for m in models}


def test_a_base_sheet_says_who_enterprises_are(world, actor):
    base(actor, world.home.region, former_names="甲厂；甲老厂")
    first = Enterprise.objects.get(uscc=A)
    assert (first.name, first.town.name, first.industry, first.above_scale) == ("甲公司", "dong1镇", "1751", True)
    assert sorted(first.former_names.values_list("name", flat=True)) == ["甲厂", "甲老厂"]
    assert Enterprise.objects.get(uscc=B).above_scale is False


def test_facts_of_several_registers_meet_in_one_row_and_lead_to_their_records(world, actor):
    base(actor, world.home.region)
    tax(actor, world.home.region)
    land(actor, world.home.region, 12.5)
    facts = _facts(A)
    assert (facts.tax, facts.land_mu) == (Decimal(100), Decimal("12.5"))
    record = Record.objects.get(pk=facts.sources["land_mu"])
    assert (record.source.workbook, record.line, record.source.columns["land_mu"]) == ("用地.xlsx", 2, "D")
    assert set(facts.sources) == {"tax", "land_mu"}
    assert not YearFacts.objects.filter(enterprise__name="丙公司").exists()


def test_an_unknown_enterprise_is_created_under_the_name_given(world, actor):
    tax(actor, world.home.region)
    assert Enterprise.objects.get(uscc=A).name == "某公司"
    base(actor, world.home.region)
    assert Enterprise.objects.get(uscc=A).name == "甲公司"
    assert Enterprise.objects.count() == 3


def test_the_same_sheet_twice_changes_nothing(world, actor):
    tax(actor, world.home.region)
    before = _everything()
    with pytest.raises(InputFault, match="已入库"):
        tax(actor, world.home.region)
    assert _everything() == before


def test_a_later_sheet_of_the_same_bureau_corrects_and_its_withdrawal_restores(world, actor):
    tax(actor, world.home.region)
    before = _everything()
    correction = tax(actor, world.home.region, (90.0, None, 5.0), name="更正.xlsx")
    assert (_facts(A).tax, Conflict.objects.count()) == (Decimal(90), 0)
    withdraw_source(actor, correction)
    after = _everything()
    for name in ("Enterprise", "Source", "Record", "Conflict"):
        assert after[name] == before[name]
    assert [{**row, "id": 0} for row in after["YearFacts"]] == [{**row, "id": 0} for row in before["YearFacts"]]


def test_withdrawing_takes_the_enterprises_that_only_it_knew(world, actor):
    source = tax(actor, world.home.region)
    withdraw_source(actor, source)
    assert all(rows == [] for rows in _everything().values())


def test_two_bureaus_conflict_until_a_person_decides(world, actor):
    conflict = disputed(actor, world.home.region)
    assert (conflict.fact, _facts(A).land_mu) == ("land_mu", Decimal(10))
    with pytest.raises(InputFault, match="理由"):
        settle_conflict(actor, conflict, conflict.second, " ")
    settle_conflict(actor, conflict, conflict.second, "以实测为准")
    assert _facts(A).land_mu == Decimal(11)
    land(actor, world.home.region, 7.0, year=2021, name="别年.xlsx")
    assert _facts(A).land_mu == Decimal(11)
    conflict.refresh_from_db()
    assert (conflict.settled_by, conflict.reason) == (actor.person, "以实测为准")
    withdraw_source(actor, Source.objects.get(workbook="另一张.xlsx"))
    assert (_facts(A).land_mu, Conflict.objects.count()) == (Decimal(10), 0)


def test_two_bureaus_that_name_another_town_conflict_too(world, actor):
    base(actor, world.home.region)
    base(actor, world.home.region, town="dong2镇", unit="市场监管局", name="市监.xlsx")
    assert Enterprise.objects.get(uscc=A).town.name == "dong1镇"
    conflict = Conflict.objects.get(enterprise__uscc=A, fact="town")
    assert conflict.year is None
    settle_conflict(actor, conflict, conflict.second, "以营业执照为准")
    assert Enterprise.objects.get(uscc=A).town.name == "dong2镇"
    assert Enterprise.objects.get(uscc=B).town.name == "dong1镇"


def test_a_new_name_keeps_the_old_one_until_withdrawn(world, actor):
    base(actor, world.home.region)
    rows = [Line(2, {"uscc": A, "name": "新甲公司", "town": "dong1镇", "industry": "1751", "above_scale": True})]
    renaming = commit_source(actor, world.home.region, sheet("base", "经信局", "更名.xlsx"), rows)
    first = Enterprise.objects.get(uscc=A)
    assert (first.name, first.former_names.get().name) == ("新甲公司", "甲公司")
    withdraw_source(actor, renaming)
    first.refresh_from_db()
    assert (first.name, first.former_names.count()) == ("甲公司", 0)


def test_what_something_final_stands_on_stays(world, actor, monkeypatch):
    source = tax(actor, world.home.region)
    monkeypatch.setattr(hooks, "withdraw_guards", [lambda s: "2022 年度评价已定稿" if s.register == "tax" else ""])
    with pytest.raises(InputFault, match="已定稿"):
        withdraw_source(actor, source)
    assert Source.objects.filter(pk=source.pk).exists()


def test_counties_do_not_mix(world, actor):
    tax(actor, world.home.region)
    tax(actor, world.foreign.region, (1.0, 2.0, 3.0))
    assert Enterprise.objects.filter(uscc=A).count() == 2
    assert YearFacts.objects.get(enterprise__uscc=A, enterprise__county=world.home.region).tax == Decimal(100)
