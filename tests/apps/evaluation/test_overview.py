"""The overview, the ranking of areas and the enterprise's page: complete on the page and in their workbooks."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.evaluation.models import Decision, Graded
from tenghuan.apps.evaluation.summaries import sheet_name


def at(name, *keys):
    return reverse(f"evaluation:{name}", args=keys)


def book_of(response):
    assert response["Content-Type"].endswith("sheet")
    return openpyxl.load_workbook(io.BytesIO(response.content))


def rows_of(sheet):
    headings, *rows = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_the_overview_is_a_workbook_and_can_be_narrowed_to_a_track(evaluated, world):
    client, run = world.client("office"), evaluated.published
    book = book_of(client.get(at("run", run.pk), {"export": "xlsx"}))
    assert book.sheetnames == ["各档次家数", "得分分布", "档次流向", "各镇街"]
    ranked = run.graded.exclude(track="")
    counted = {row["类别"]: row for row in rows_of(book["各档次家数"])}
    assert counted["规上"]["A（家）"] == run.graded.filter(track="规上", grade="A").count()
    assert sum(row["家数"] for row in rows_of(book["得分分布"])) == ranked.exclude(score=None).count()
    assert sum(row["家数"] for row in rows_of(book["档次流向"])) == ranked.count()
    assert sum(row["合计（家）"] for row in rows_of(book["各镇街"])) == ranked.count()
    page = client.get(at("run", run.pk), {"track": "规上"})
    above = run.graded.filter(track="规上")
    assert sum(tile["total"] for tile in page.context["towns"]) == above.count()
    assert sum(link["value"] for link in page.context["sankey"]["series"][0]["links"]) == above.count()
    town = book_of(world.client("town").get(at("run", run.pk), {"export": "xlsx"}))
    assert len(rows_of(town["各镇街"])) == 1  # its own


def test_industries_parks_and_towns_are_ranked_shown_and_exported(evaluated, world):
    client, run = world.client("leader"), evaluated.published
    for by, column in (("town", "town_name"), ("industry_division", "industry")):
        page = client.get(at("areas", run.pk), {"by": by, "track": "规上"})
        rows = page.context["table"].rows
        assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
        assert [bar["value"] for bar in page.context["chart"]["series"][0]["data"]] == [
            round(row["score"], 2) for row in rows
        ]
        graded = sum(row[f"g{n}"] for row in rows for n in range(4))
        assert graded == run.graded.filter(track="规上").exclude(grade="").exclude(**{column: ""}).count()
    book = book_of(client.get(at("areas", run.pk), {"export": "all"}))
    assert book.sheetnames == [f"{kind} {track}" for track in ("规上", "规下") for kind in ("镇街", "园区", "行业")]
    page = client.get(at("areas", run.pk), {"by": "industry_division", "track": "规下"})
    assert [row["行业"] for row in rows_of(book["行业 规下"])] == [row["area"] for row in page.context["table"].rows]


def test_names_of_sheets_are_such_as_a_workbook_takes():
    assert sheet_name("镇街 规下（3/4 亩）", []) == "镇街 规下（3·4 亩）"
    long = sheet_name("行业 " + "长" * 40, [])
    assert len(long) <= 31
    assert sheet_name("行业 " + "长" * 40, [long]) != long


def test_an_enterprise_stands_on_lists_with_policies_and_cases(evaluated, world):
    enterprise = evaluated.mine.enterprise
    Decision.objects.create(
        county=enterprise.county, enterprise=enterprise, year=2023, kind="veto", code="tax_arrears", reason="未缴清",
        document="税字 1 号",
    )  # fmt: skip
    page = world.client("leader").get(reverse("enterprises:detail", args=(enterprise.pk,)))
    shown = {panel.key: told for panel, told in page.context["panels"]}
    sections = shown["known"]["sections"]
    lists = next(one for one in sections if one.title == "所在名单")
    assert [row["year"] for row in lists.table.rows] == ["2023", "2022", "2021"]
    assert lists.table.rows[0]["what"] == "欠缴税款，未缴清"
    assert lists.table.rows[1]["state"] == "公示中"
    assert [one for one in sections if "2021 年度审定结果" in str(one.title)]
    assert "没有提出过异议" in [section.empty for section in sections]
    book = book_of(world.client("leader").get(reverse("enterprises:book", args=(enterprise.pk,))))
    assert book.sheetnames[:2] == ["年度数据", "位次"]
    assert {"历年评价", "所在名单"} <= set(book.sheetnames)
    assert [row["名单或事项"] for row in rows_of(book["所在名单"])] == [row["list"] for row in lists.table.rows]
    assert rows_of(book["位次"])[0]["全县（市、区）名次"] == shown["position"]["rows"][0]["groups"][2]["rank"]
    keys = [chart["key"] for chart in shown["facts"]["charts"]]
    assert keys[:4] == ["chart-yield", "chart-amounts", "chart-land", "chart-energy"]
    other = world.client("enterprise").get(reverse("enterprises:detail", args=(enterprise.pk,)))
    told = next(told for panel, told in other.context["panels"] if panel.key == "known")
    assert [one.title for one in told["sections"]] == [one.title for one in sections]


def test_an_enterprise_sees_what_its_last_final_grade_brings_while_the_next_is_open(evaluated, world):
    worst = evaluated.final.graded.filter(grade="D", enterprise__grades__run=evaluated.published).first()
    account = world.home.accounts["enterprise"]
    account.enterprise_code = worst.enterprise.uscc
    account.save()
    page = world.client("enterprise").get(at("own"))
    assert page.context["policies_of"] == evaluated.final
    assert [row["item"].policy for row in page.context["policies"]] == ["差别电价"]
    assert "按 2021 年度审定结果" in page.content.decode()
    line = Graded.objects.get(run=evaluated.published, enterprise=worst.enterprise)
    forecast = world.client("office").get(at("sheet", line.pk))
    assert forecast.context["policies_of"] == evaluated.published


def test_stability_is_shown_before_the_publication(evaluated, world):
    run = evaluated.published
    type(run).objects.filter(pk=run.pk).update(state="confirming", confirm_by=timezone.localdate() - timedelta(days=1))
    text = world.client("office").get(at("run", run.pk)).content.decode()
    assert "档次稳定性：平均" in text
    type(run).objects.filter(pk=run.pk).update(stability={})
    assert "尚未测算稳定性" in world.client("office").get(at("run", run.pk)).content.decode()
