"""Screening in the application: versions, thresholds, exemptions, runs on frozen facts, and cases out of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tenghuan.apps.audit.trail import in_service
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.evaluation.snapshot import digest, thawed
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.remediation.registers import CLEARING
from tenghuan.apps.screening import opening, rulesets, running, services
from tenghuan.apps.screening.facts import WITH_GRADE
from tenghuan.apps.screening.models import Caught, RuleSet, Run
from tenghuan.apps.screening.registers import PUBLISHING
from tenghuan.apps.screening.wording import deciding
from tenghuan.errors import InputFault
from tenghuan.screening import rule_sets, screen
from tenghuan.screening.rulesfile import shipped_text
from tests.apps.evaluation.test_procedure import code
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import case
from tests.apps.screening.made import RULES, exemption, rule_set
from tests.apps.screening.scenarios import published, workbook
from tests.apps.screening.scenarios import run as run_by

YEAR = 2025


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


CODES = [code(n) for n in range(1, 8)]


def enterprise(county, number, town=0):
    """The enterprise of that number, with a code whose check digit is right: screening reads the codes."""
    told = {"name": f"{county.region.name}第{number}机械厂", "town": county.town_regions[town]}
    return Enterprise.objects.get_or_create(county=county.region, uscc=CODES[number], defaults=told)[0]


def facts(county, number, *, town=0, land=10, tax=20, energy=100, value=100, year=YEAR):
    """An enterprise with tax per mu ``tax / land`` and energy per value added ``energy / value``."""
    found = enterprise(county, number, town)
    told = {"land_mu": land, "tax": tax, "energy_tce": energy, "value_added": value}
    YearFacts.objects.update_or_create(enterprise=found, year=year, defaults=told)
    return found


def result(run):
    return {
        (CODES.index(row.enterprise.uscc), row.list_name): row.verdict
        for row in run.caught.select_related("enterprise")
    }


@pytest.fixture
def four(world):
    """Worked out by hand by RULES: 5 of tax a mu, 0.52 tce; 1 of tax a mu."""
    facts(world.home, 0, tax=20)  # 2 a mu, 1.0 tce: 高耗低效
    facts(world.home, 1, tax=5)  # 0.5 a mu, 1.0 tce: both lists
    facts(world.home, 2, tax=60)  # 6 a mu: none
    facts(world.home, 3, tax=20, energy=None)  # 2 a mu, energy unknown: 不可判 on the first
    return world.home


def test_screening_is_done_before_the_transaction_that_keeps_it(four, monkeypatch):
    seen: list[bool] = []

    def noted(*told, **more):
        seen.append(in_service())
        return screen(*told, **more)

    monkeypatch.setattr(running, "screen", noted)
    run_by(by(four, "office"), published(four), YEAR)
    assert seen == [False]


def test_a_run_says_who_is_on_which_list_and_who_cannot_be_judged(four):
    run = run_by(by(four, "office"), published(four), YEAR)
    assert result(run) == {
        (0, "高耗低效"): "入",
        (1, "高耗低效"): "入",
        (1, "低散乱"): "入",
        (3, "高耗低效"): "不可判",
    }
    assert run.looked_at == 4
    # the time as clocks in China show it
    Run.objects.filter(pk=run.pk).update(at="2026-11-29T19:49:00+00:00")
    assert str(Run.objects.get()) == "东县 2025 年数据 2026-11-30 03:49"
    lines = run.caught.get(enterprise__uscc=CODES[0]).lines
    assert len(lines) == 2
    assert all(word in lines[0]["text"] for word in ("亩均税收", "2", "低于", "5", "东政〔2026〕1 号 第三条"))


def test_the_facts_of_a_run_are_frozen_and_give_the_same_result_again(four):
    run = run_by(by(four, "office"), published(four), YEAR)
    facts(four, 2, tax=1)
    run.snapshot.open()
    content = run.snapshot.read()
    assert digest(content) == run.snapshot_digest
    again = screen(thawed(content, WITH_GRADE), rulesets.rules_of(run.rules), year=YEAR).table
    numbers = [CODES.index(uscc) for uscc in again["uscc"].to_pylist()]
    assert dict(
        zip(zip(numbers, again["list"].to_pylist(), strict=True), again["verdict"].to_pylist(), strict=True)
    ) == (result(run))


def test_a_second_run_says_who_is_new_gone_and_still_there(four):
    rules, office = published(four), by(four, "office")
    first = run_by(office, rules, YEAR)
    facts(four, 0, tax=90)  # leaves the first list
    facts(four, 1, tax=20)  # leaves 低散乱, stays on 高耗低效
    facts(four, 2, tax=10)  # comes on
    second = run_by(office, rules, YEAR)
    moved = {(CODES.index(row.enterprise.uscc), row.list_name): (row.verdict, row.moved) for row in second.caught.all()}
    assert second.before == first
    assert moved == {
        (0, "高耗低效"): ("退出", "gone"),
        (1, "高耗低效"): ("入", "still"),
        (1, "低散乱"): ("退出", "gone"),
        (2, "高耗低效"): ("入", "new"),
        (3, "高耗低效"): ("不可判", ""),
    }


def test_who_left_stays_gone_for_one_run_only(four):
    rules, office = published(four), by(four, "office")
    run_by(office, rules, YEAR)
    facts(four, 0, tax=90)
    run_by(office, rules, YEAR)
    third = run_by(office, rules, YEAR)
    assert (0, "高耗低效") not in result(third)


def test_an_exemption_with_its_document_holds_until_its_end(four):
    exemption(four, enterprise=enterprise(four, 0), ends_on=date.today())
    exemption(four, enterprise=enterprise(four, 1), lists="低散乱", ends_on=date.today())
    run = run_by(by(four, "office"), published(four), YEAR)
    assert result(run)[(0, "高耗低效")] == "豁免"
    assert result(run)[(1, "高耗低效")] == "入"
    assert result(run)[(1, "低散乱")] == "豁免"
    assert "东专班〔2026〕2 号" in run.caught.get(enterprise__uscc=CODES[0]).reason


def test_an_exemption_that_ended_or_has_not_begun_lets_nobody_off(four):
    exemption(four, enterprise=enterprise(four, 0), ends_on=date.today() - timedelta(days=1))
    exemption(four, enterprise=enterprise(four, 1), starts_on=date.today() + timedelta(days=1))
    run = run_by(by(four, "office"), published(four), YEAR)
    assert "豁免" not in result(run).values()


def test_an_exemption_of_an_unknown_list_or_of_turned_dates_is_refused(world):
    with pytest.raises(InputFault, match="没有清单“高能耗”"):
        exemption(world.home, lists="高能耗")
    with pytest.raises(InputFault, match="截止日期早于起始日期"):
        exemption(world.home, ends_on=date(2025, 12, 31))


def test_a_workbook_of_thresholds_counts_before_the_text(four):
    rules, office = rule_set(four), by(four, "office")
    content = workbook(("单位增加值能耗", "", "", 1.2, "省分行业指南"))
    assert services.import_thresholds(office, rules, content, "阈值表.xlsx") == 1
    # the new limit is above what the enterprises burn: 1.0
    assert [row.limit for row in rulesets.rules_of(rules).thresholds] == [Decimal("1.2")]
    PUBLISHING.take(office, rules, "publish", document="文号")
    run = run_by(office, rules, YEAR)
    assert (0, "高耗低效") not in result(run)


def test_every_fault_of_a_workbook_of_thresholds_is_named(four):
    rules = rule_set(four)
    content = workbook(("没有的指标", "", "", 1, ""), ("单位增加值能耗", "", "", "多", ""))
    with pytest.raises(InputFault) as fault:
        services.import_thresholds(by(four, "office"), rules, content, "阈值表.xlsx")
    assert "没有这样的指标：没有的指标" in str(fault.value)
    assert "限值" in str(fault.value)
    rules.refresh_from_db()
    assert rules.thresholds == []


def test_a_published_version_takes_no_thresholds_and_no_change(four):
    rules = published(four)
    with pytest.raises(InputFault, match="只有草案"):
        services.import_thresholds(by(four, "office"), rules, workbook(), "阈值表.xlsx")
    client = _client(four)
    answer = client.post(f"/r/screening_rules/{rules.pk}/change", {"text": RULES.replace("5", "9")})
    assert answer.status_code == 403


def _client(county, account="office"):
    from django.test import Client

    client = Client()
    client.force_login(county.accounts[account], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_rules_that_cannot_be_read_or_name_a_list_unknown_to_cases_are_refused(world):
    with pytest.raises(InputFault, match="没有这样的指标或列：tax_a_mu"):
        rule_set(world.home, RULES.replace("tax_per_mu", "tax_a_mu"))
    with pytest.raises(InputFault, match="没有清单“五小企业”"):
        rule_set(world.home, RULES.replace("低散乱", "五小企业"))


def test_the_version_in_effect_latest_holds(world):
    office = by(world.home, "office")
    first, second = published(world.home), published(world.home, effective_from=date(2026, 6, 1))
    assert (first.version, second.version) == (1, 2)
    assert rulesets.holding(world.home.region, date(2026, 5, 31)) == first
    assert rulesets.holding(world.home.region, date(2026, 6, 1)) == second
    PUBLISHING.take(office, second, "withdraw", reason="另有规定")
    assert rulesets.holding(world.home.region, date(2026, 6, 1)) == first
    assert rulesets.holding(world.home.region, date(2025, 1, 1)) is None


def test_a_draft_screens_nobody_and_a_year_without_facts_neither(four):
    with pytest.raises(InputFault, match="已发布"):
        run_by(by(four, "office"), rule_set(four), YEAR)
    with pytest.raises(InputFault, match="没有 2019 年的企业数据"):
        run_by(by(four, "office"), published(four), 2019)
    assert not Run.objects.exists()


@pytest.mark.parametrize("account", ["department", "town", "leader"])
def test_only_the_countys_own_office_screens(world, four, account):
    with pytest.raises(InputFault, match="不能办理"):
        run_by(by(four, account), published(four), YEAR)
    neighbour = by(world.neighbour, "office")
    with pytest.raises(InputFault, match="不能办理"):
        run_by(neighbour, RuleSet.objects.latest("pk"), YEAR)


def test_a_rule_over_consecutive_years_reads_the_years_before(world):
    text = "name: x\nlists:\n  - {name: 低散乱, any: [{key: tax_per_mu, below: 5, for_years: 2}]}\n"
    facts(world.home, 0, year=2025)
    facts(world.home, 0, year=2024)
    facts(world.home, 1, year=2025)
    facts(world.home, 1, year=2024, tax=90)
    run = run_by(by(world.home, "office"), published(world.home, text=text), 2025)
    assert result(run) == {(0, "低散乱"): "入"}
    assert run.looked_at == 2


def test_cases_are_opened_one_an_enterprise_with_its_lists_joined(four):
    office = by(four, "office")
    run = run_by(office, published(four), YEAR)
    every = list(run.caught.values_list("enterprise", flat=True))
    opened = opening.open_cases(office, run, every)
    assert sorted((CODES.index(one.enterprise.uscc), one.lists) for one in opened.cases) == [
        (0, "高耗低效"),
        (1, "高耗低效、低散乱"),
    ]
    assert opened.refused == []
    two = Case.objects.get(enterprise__uscc=CODES[1])
    assert two.state == "found"
    assert (two.area, two.energy, two.tax_per_mu) == (10, 100, Decimal("0.5"))
    assert "亩均税收" in two.problem


def test_opening_twice_adds_nothing_and_a_running_case_is_named(four):
    office = by(four, "office")
    running = case(four, enterprise=enterprise(four, 0))
    run = run_by(office, published(four), YEAR)
    every = list(run.caught.values_list("enterprise", flat=True))
    for _time in range(2):
        opened = opening.open_cases(office, run, every)
        assert len(opened.cases) == 1
        assert [name for name, _why in opened.refused] == [running.enterprise.name]
        assert running.number in opened.refused[0][1]
    assert Case.objects.count() == 2
    CLEARING.take(by(four, "town"), opened.cases[0], "verify", opinion="属实")


def test_the_office_screens_looks_and_opens_on_the_pages(four):
    client, rules = _client(four), published(four)
    answer = client.post("/screening/start", {"year": str(YEAR)}, follow=True)
    text = answer.content.decode()
    assert "高耗低效" in text
    assert enterprise(four, 1).name in text
    run = Run.objects.get()
    ticked = Caught.objects.filter(run=run, enterprise=enterprise(four, 1))
    text = client.post(f"/screening/{run.pk}/cases", {"pk": [row.pk for row in ticked]}).content.decode()
    assert "已立案 1 件，未立 0 件" in text
    text = client.get(f"/screening/{run.pk}/?verdict=不可判").content.decode()
    assert enterprise(four, 3).name in text
    assert enterprise(four, 1).name not in text
    text = client.get(f"/screening/why/{ticked[0].pk}").content.decode()
    assert "依据：东政〔2026〕1 号 第三条" in text
    assert str(rules) in client.get("/screening/").content.decode()


def test_every_row_that_the_filters_find_is_opened_where_all_were_asked_for(four):
    client, _rules = _client(four), published(four)
    run = run_by(by(four, "office"), _rules, YEAR)
    answer = client.post(f"/screening/{run.pk}/cases?list_name=低散乱", {"every": "1"})
    assert "已立案 1 件" in answer.content.decode()
    assert [one.enterprise for one in Case.objects.all()] == [enterprise(four, 1)]


def test_the_preview_shows_whom_a_draft_catches_beside_the_version_that_holds_and_keeps_nothing(four):
    published(four)
    draft = rule_set(four, RULES.replace("below: 5", "below: 7").replace("below: 1", "below: 0.1"))
    text = _client(four).get(f"/screening/rules/{draft.pk}/try").content.decode()
    assert enterprise(four, 2).name in text  # 6 a mu: only the draft catches it
    assert "按本版不再列入" in text  # 低散乱 of the second one
    assert not Run.objects.exists()
    assert not Caught.objects.exists()


def test_a_draft_is_begun_from_the_version_at_hand_with_its_thresholds(four):
    office, first = by(four, "office"), rule_set(four)
    services.import_thresholds(office, first, workbook(("单位增加值能耗", "", "17", 0.4, "x")), "阈值表.xlsx")
    second = opening.draft(office, four.region, first)
    assert (second.version, second.state, second.text) == (2, "draft", first.text)
    assert second.thresholds == first.thresholds


def test_a_county_without_shipped_rules_is_told_so(world):
    with pytest.raises(InputFault, match="没有随平台提供东县的筛查规则"):
        opening.draft(by(world.home, "office"), world.home.region)


def test_nobody_sees_a_run_of_another_county_and_a_town_only_its_own_enterprises(world, four):
    facts(four, 5, town=1, tax=20)
    run = run_by(by(four, "office"), published(four), YEAR)
    assert _client(world.neighbour).get(f"/screening/{run.pk}/").status_code == 404
    other = run.caught.get(enterprise=enterprise(four, 5, 1))
    town = _client(four, "town")
    text = town.get(f"/screening/{run.pk}/").content.decode()
    assert other.name not in text
    assert enterprise(four, 0).name in text
    assert town.get(f"/screening/why/{other.pk}").status_code == 404
    assert town.post(f"/screening/{run.pk}/cases", {"every": "1"}).status_code == 403


@pytest.mark.parametrize("county", sorted(rule_sets()))
def test_the_shipped_rules_of_every_county_can_be_kept_as_its_first_version(world, county):
    found = rule_set(world.home, shipped_text(county))
    assert [rule.name for rule in rulesets.rules_of(found).lists] == [rule.name for rule in rule_sets()[county].lists]


def test_the_list_says_in_short_what_decided_those_on_lists_first_and_what_is_lacking(four):
    run = run_by(by(four, "office"), published(four), YEAR)
    rows = list(_client(four).get(f"/screening/{run.pk}/").context["table"].rows)
    assert [row.verdict for row in rows] == ["入", "入", "入", "不可判"]
    assert rows[-1].reason == "缺：单位增加值能耗"
    first = next(row for row in rows if row.enterprise == enterprise(four, 0))
    assert deciding(first.verdict, first.lines) == [
        "亩均税收 2.0000 万元/亩，低于 5 万元/亩",
        "单位增加值能耗 1.0000 吨标准煤/万元，高于 0.52 吨标准煤/万元",
    ]
    assert deciding("不可判", rows[-1].lines) == ["单位增加值能耗 未知，高于 0.52 吨标准煤/万元"]


def test_who_was_closed_within_the_year_and_is_caught_again_is_shown_with_the_old_case(world, settings, tmp_path):
    from tests.apps.remediation import cases

    settings.MEDIA_ROOT = tmp_path
    old = cases.closed(world.home)
    YearFacts.objects.create(enterprise=old.enterprise, year=2025, land_mu=10, tax=20, energy_tce=100, value_added=50)
    run = run_by(by(world.home, "office"), published(world.home), 2025)
    page = world.client("office").get(f"/screening/{run.pk}/").content.decode()
    assert "跟踪期前案" in page
    assert old.number in page
    opened = opening.open_cases(by(world.home, "office"), run, [old.enterprise_id])
    assert opened.cases[0].before == old
