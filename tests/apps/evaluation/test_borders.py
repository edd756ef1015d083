"""The evaluation at its borders: what a sheet promises, policies over years, decisions, who is new, what counts."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.evaluation.models import Graded, PolicyRule
from tenghuan.apps.evaluation.policies import applicable, consecutive, divisions, period
from tenghuan.apps.evaluation.queries import runs as queries
from tenghuan.apps.evaluation.queries.exemptions import proposed
from tenghuan.apps.evaluation.registers import DECISIONS
from tenghuan.apps.evaluation.services.methods import add_method
from tenghuan.apps.evaluation.services.procedure import confirm_sheet, override
from tenghuan.apps.evaluation.services.runs import freeze
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault
from tests.apps.evaluation.steps import abandon, add_policy, score
from tests.apps.evaluation.test_procedure import _grade, _published, code, run  # noqa: F401  (fixture)

CONDITIONS = """
name: 两步定档
year: 2022
tracks:
  - name: 规上
    population: {above_scale: true}
    criteria: [{key: tax_per_mu, weight: 100, benchmark: 20}]
    grades:
      - {grade: A, upto: 0.25, require: {tax_per_mu: {min: 39}}}
      - {grade: B, upto: 0.75}
      - {grade: C, upto: 1.00}
    vetoes: {safety_accident: D}
"""


class TestSheet:
    @pytest.fixture
    def two_steps(self, run, actor, world):  # noqa: F811
        made = freeze(actor, add_method(actor, world.home.region, 2022, CONDITIONS, "测试办法"))
        score(actor, made)
        return made

    def page(self, world, made, number):
        line = Graded.objects.get(run=made, enterprise__uscc=code(number))
        return line, world.client("office").get(reverse("evaluation:sheet", args=(line.pk,))).content.decode()

    def test_who_is_held_back_by_a_condition_is_told_so_and_not_that_it_is_first(self, two_steps, world):
        """Tax of firm n is 20 n on 10 mu: 2 n a mu; five of twenty have a seat of A, the 20th alone has 39 a mu."""
        line, page = self.page(world, two_steps, 19)
        assert (line.rank, line.grade, line.basis) == (2, "B", "require:A")
        assert "怎样升到 A 档" in page
        assert "名次已到 A 档，须符合其入档条件。" in page
        assert "<b>39.00</b>" in page
        assert "已是首档" not in page

    def test_who_is_first_is_first(self, two_steps, world):
        line, page = self.page(world, two_steps, 20)
        assert (line.rank, line.grade) == (1, "A")
        assert "已是首档" in page

    def test_whoever_needs_rank_and_condition_is_told_both(self, two_steps, world):
        """The 15th is sixth: 32 a mu reach the fifth place, 39 the grade."""
        line, page = self.page(world, two_steps, 15)
        assert (line.rank, line.grade) == (6, "B")
        assert "得分须达到 160.0000。还须符合该档的入档条件。" in page
        assert "<b>39.00</b>" in page

    def test_where_nothing_but_a_rank_is_asked_nothing_else_is_said(self, two_steps, world):
        line, page = self.page(world, two_steps, 5)
        assert (line.rank, line.grade) == (16, "C")
        assert "得分须达到 60.0000。其他不变时" in page
        assert "入档条件" not in page


class TestOverYears:
    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.tuples(st.integers(2010, 2022), st.sampled_from("ABCD")), max_size=12), st.sampled_from("ABCD"))
    def test_years_on_end_are_counted_back_to_the_first_gap(self, history, grade):
        told = dict(history)
        count = consecutive(history, 2022, grade)
        assert all(told.get(2022 - back) == grade for back in range(count))
        assert told.get(2022 - count) != grade

    rules = st.lists(
        st.builds(
            PolicyRule,
            policy=st.sampled_from(["差别电价", "差别水价"]),
            bureau=st.sampled_from(["供电公司", "水务集团"]),
            grade=st.sampled_from("CD"),
            consecutive_years=st.integers(1, 3),
            value=st.integers(1, 9).map(Decimal),
            overlap=st.sampled_from(["max", "sum"]),
        ),
        max_size=8,
    )

    @settings(max_examples=100, deadline=None)
    @given(rules, st.integers(0, 4))
    def test_of_each_policy_the_longest_run_that_is_reached_counts(self, given_rules, years):
        found = applicable(given_rules, "D", years)
        by_policy = defaultdict(list)
        for rule in given_rules:
            if rule.grade == "D" and rule.consecutive_years <= years:
                by_policy[rule.policy, rule.bureau].append(rule)
        wanted = []
        for same in by_policy.values():
            longest = max(rule.consecutive_years for rule in same)
            values = [rule.value for rule in same if rule.consecutive_years == longest and rule.overlap == "sum"]
            highest = [rule.value for rule in same if rule.consecutive_years == longest and rule.overlap == "max"]
            wanted += [*values, *([max(highest)] if highest else [])]
        assert sorted(rule.value for rule in found) == sorted(wanted)

    @pytest.mark.parametrize(
        ("since", "until", "cycle", "first", "last"),
        [
            (date(2022, 1, 1), None, "01-01", date(2023, 1, 1), date(2023, 12, 31)),
            (date(2022, 1, 1), None, "12-31", date(2023, 12, 31), date(2024, 12, 30)),
            (date(2022, 1, 1), None, "03-01", date(2023, 3, 1), date(2024, 2, 29)),
            (date(2023, 3, 1), None, "03-01", date(2023, 3, 1), date(2024, 2, 29)),
            (date(2022, 1, 1), date(2024, 2, 28), "03-01", date(2023, 3, 1), date(2024, 2, 28)),
            (date(2022, 7, 1), date(2022, 7, 1), "", date(2022, 7, 1), date(2022, 7, 1)),
        ],
    )
    def test_a_cycle_is_a_year_less_a_day(self, since, until, cycle, first, last):
        rule = PolicyRule(effective_from=since, effective_until=until, cycle=cycle)
        assert period(rule, 2022) == (first, last)

    @pytest.mark.parametrize("text", ["13-43,44", "13—43、44", "13 - 43， 44", "44,13-43,20"])
    def test_industries_are_read_with_any_sign(self, text):
        assert divisions(text) == {f"{number:02d}" for number in range(13, 45)}

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"industries": "制造业"}, "写法不对"),
            ({"industries": "98"}, "写法不对"),
            ({"cycle": "02-30"}, "写法不对"),
            ({"cycle": "7-1"}, "07-01"),
            ({"effective_until": date(2022, 6, 30)}, "失效日期早于生效日期"),
        ],
    )
    def test_a_rule_that_cannot_be_is_refused(self, world, actor, told, words):
        columns = {
            "policy": "差别电价", "grade": "D", "operation": "add", "value": Decimal("0.1"), "unit": "元/千瓦时",
            "bureau": "供电公司", "basis": "文件", "effective_from": date(2022, 7, 1), **told,
        }  # fmt: skip
        with pytest.raises(InputFault, match=words):
            add_policy(actor, world.home.region, **columns)
        assert not PolicyRule.objects.exists()


class TestDecisions:
    def add(self, actor, world, **told):
        firm = Enterprise.objects.order_by("uscc").first()
        values = {"enterprise": firm, "year": 2022, "reason": "查实", "document": "9 号", **told}
        return records.add(actor, DECISIONS, world.home.region, values)

    @pytest.mark.parametrize(("points", "ok"), [("0", False), ("0.01", True), ("100", True), ("100.01", False)])
    def test_points_lie_above_nothing_and_up_to_a_hundred(self, run, actor, world, points, ok):  # noqa: F811
        if ok:
            assert self.add(actor, world, kind="bonus", points=points).points == Decimal(points)
            return
        with pytest.raises(InputFault, match="分值"):
            self.add(actor, world, kind="bonus", points=points)

    def test_a_veto_is_named_and_what_has_no_points_keeps_none(self, run, actor, world):  # noqa: F811
        with pytest.raises(InputFault, match="请选择否决事项"):
            self.add(actor, world, kind="veto")
        made = self.add(actor, world, kind="exempt", points="5", code="safety_accident")
        assert (made.points, made.code) == (None, "")

    def test_a_grade_that_the_method_has_not_is_refused_with_those_it_has(self, run, actor):  # noqa: F811
        line = _grade(_published(run, actor), 3)
        with pytest.raises(InputFault, match="没有档次“E”") as caught:
            override(actor, run, line.enterprise, grade="E", reason="查实", document="5 号")
        assert caught.value.remedy == "A、B、C、D"
        for told in ({"reason": " ", "document": "5 号"}, {"reason": "查实", "document": " "}):
            with pytest.raises(InputFault, match="理由和依据文件"):
                override(actor, run, line.enterprise, grade="D", **told)

    def test_a_list_given_up_takes_no_decision(self, run, actor):  # noqa: F811
        score(actor, run)
        line = _grade(run, 3)
        abandon(actor, run, "重做")
        with pytest.raises(InputFault, match="不能调整档次"):
            override(actor, run, line.enterprise, grade="D", reason="查实", document="5 号")
        with pytest.raises(InputFault, match="当前不在企业确认或公示期内"):
            confirm_sheet(actor, _grade(run, 3))

    @pytest.mark.parametrize(
        ("registered", "new"),
        [
            (date(2020, 12, 30), False),
            (date(2020, 12, 31), False),  # two years to the day
            (date(2021, 1, 1), True),
            (date(2022, 12, 31), True),
            (None, False),
        ],
    )
    def test_new_is_who_is_registered_for_less_than_two_years_at_the_year_s_end(self, run, world, registered, new):  # noqa: F811
        Enterprise.objects.filter(county=world.home.region).update(registered_on=date(2000, 1, 1))
        Enterprise.objects.filter(uscc=code(1)).update(registered_on=registered)
        found = proposed(world.home.region, 2022)
        assert ([one.uscc for one in found.enterprises] == [code(1)]) is new
        assert found.since == date(2020, 12, 31)
        assert proposed(world.home.region, 2021).enterprises == []  # without facts of that year nobody is judged
        assert proposed(world.neighbour.region, 2022).enterprises == []

    def test_who_is_retired_is_judged_no_more_and_not_proposed(self, run, world):  # noqa: F811
        Enterprise.objects.filter(uscc=code(1)).update(registered_on=date(2022, 5, 1), retired_on=date(2022, 12, 1))
        assert proposed(world.home.region, 2022).enterprises == []


class TestCounts:
    @pytest.fixture
    def listed(self, run, actor, world):  # noqa: F811
        """Odd firms in the second town; one without a town's name counts apart."""
        for number in range(1, 21, 2):
            Enterprise.objects.filter(uscc=code(number)).update(town=world.home.town_regions[1])
        made = freeze(actor, run.method)
        score(actor, made)
        return made

    def test_tracks_towns_and_steps_count_each_line_once(self, listed):
        """From the 15th on all have 1.5 times the points for tax: six share the four seats of A."""
        lines = listed.graded.all()
        (track,) = queries.by_track(lines)
        assert (track.track, track.total, track.grades) == ("规上", 20, {"A": 6, "B": 10, "C": 3, "D": 1})
        tiles = queries.by_town(lines)
        assert sum(tile.total for tile in tiles) == 20
        grades = Counter()
        for tile in tiles:
            grades.update(tile.grades)
        assert dict(grades) == track.grades
        width, steps = queries.distribution(lines)
        assert sum(n for _track, _grade, _at, n in steps) == 20
        for line in lines:
            at = int(line.score // width)
            assert any((grade, step) == (line.grade, at) for _track, grade, step, _n in steps)

    def test_the_average_of_a_town_is_that_of_its_lines_and_the_best_is_first(self, listed):
        tiles = queries.by_town(listed.graded.all())
        for tile in tiles:
            scores = [line.score for line in listed.graded.filter(town_name=tile.town)]
            assert tile.average == pytest.approx(float(sum(scores) / len(scores)))
        assert [tile.average for tile in tiles] == sorted((tile.average for tile in tiles), reverse=True)

    def test_a_town_without_a_score_comes_after_one_below_nothing_and_equal_ones_go_by_name(self, listed):
        lines = list(listed.graded.order_by("pk")[:4])
        for line, (town, points) in zip(
            lines, [("丙镇", None), ("乙镇", Decimal(-5)), ("丁镇", Decimal(3)), ("甲镇", Decimal(3))], strict=True
        ):
            Graded.objects.filter(pk=line.pk).update(town_name=town, score=points)
        found = queries.by_town(listed.graded.filter(pk__in=[line.pk for line in lines]))
        assert [tile.town for tile in found] == [*sorted(["丁镇", "甲镇"]), "乙镇", "丙镇"]

    def test_the_workbook_holds_each_line_as_the_list_says_it(self, listed, world):
        answer = world.client("office").get(reverse("evaluation:lines", args=(listed.pk,)), {"export": "xlsx"})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
        at = next(n for n, row in enumerate(rows) if "统一社会信用代码" in row)
        told = [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]
        kept = {line.enterprise.uscc: line for line in listed.graded.select_related("enterprise")}
        assert [row["统一社会信用代码"] for row in told] == sorted(kept, key=lambda uscc: (kept[uscc].rank, uscc))
        for row in told:
            line = kept[row["统一社会信用代码"]]
            assert (row["名次"], row["档次"], row["镇街"]) == (line.rank, line.grade, line.town_name)
            assert Decimal(str(row["总分"])) == line.score

    def test_a_run_on_the_very_same_facts_is_not_frozen_twice_and_on_others_it_is(self, run, actor):  # noqa: F811
        again = freeze(actor, run.method)
        assert again.pk == run.pk
        YearFacts.objects.filter(enterprise__uscc=code(1)).update(tax=Decimal("20.000001"))
        other = freeze(actor, run.method)
        assert other.pk != run.pk
        assert other.snapshot_digest != run.snapshot_digest
        assert other.frozen_at - run.frozen_at < timedelta(days=1)
