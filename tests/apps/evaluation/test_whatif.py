"""What-if: a form beside what is in force, faults at their field, who moves; the run is never touched."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.evaluation.models import Run


@pytest.fixture
def asks(evaluated, world):
    client = world.client("office")

    def ask(**said):
        return client.get(reverse("evaluation:what_if", args=(evaluated.published.pk,)), {"track": "规上", **said})

    return ask


def test_as_it_is_nothing_moves(asks):
    page = asks()
    assert "found" not in page.context
    assert [(f["title"], f["now"]) for f in page.context["shares"]] == [
        ("A", "20"),
        ("B", "60"),
        ("C", "15"),
        ("D", "5"),
    ]
    assert page.context["criteria"][0]["benchmark"]["now"] == "本组平均"
    same = asks(**{"try": "1"})
    assert (same.context["regraded"], same.context["reranked"], same.context["changes"]) == (0, 0, [])


def test_who_moves_is_shown_and_the_run_is_not_touched(asks, evaluated):
    run = evaluated.published
    kept, state, entries = (
        list(run.graded.order_by("pk").values()),
        Run.objects.values().get(pk=run.pk),
        Entry.objects.count(),
    )
    page = asks(**{"try": "1", "share_A": "50", "share_B": "30"})
    matrix = page.context["matrix"]
    assert page.context["up"] == page.context["regraded"] > 0
    assert page.context["down"] == 0
    assert matrix["rows"][1]["cells"][0]["n"] == page.context["up"]  # from B to A
    assert matrix["total"] == run.graded.filter(track="规上").count()
    assert sum(row["total"] for row in matrix["rows"]) == sum(matrix["totals"]) == matrix["total"]
    row = page.context["table"].rows[0]
    assert (row["grade"], row["grade_after"], row["way"]) == ("B", "A", "↑ 升")
    assert row["town"]
    assert row["link"]
    assert {f["name"] for f in page.context["changes"]} == {"share_A", "share_B"}
    every = asks(**{"try": "1", "weight_tax_per_mu": "60", "show": "all"})
    assert len(every.context["table"].rows) == every.context["reranked"] > every.context["regraded"]
    assert every.context["table"].rows[0]["difference"] is not None
    assert list(run.graded.order_by("pk").values()) == kept
    assert Run.objects.values().get(pk=run.pk) == state
    assert Entry.objects.count() == entries


def test_the_workbook_holds_who_moves_the_matrix_and_the_changes(asks):
    shown = asks(**{"try": "1", "cap": "", "benchmark_tax_per_mu": "３０"})
    response = asks(**{"try": "1", "cap": "", "benchmark_tax_per_mu": "３０", "export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["变动企业", "档次变化", "改动内容"]
    rows = list(book["变动企业"].iter_rows(min_row=4, values_only=True))
    assert len(rows) == shown.context["regraded"]
    assert [row[1] for row in rows] == [row["uscc"] for row in shown.context["table"].rows]
    told = {row[0]: row[1:] for row in book["改动内容"].iter_rows(min_row=4, values_only=True)}
    assert told == {"亩均税收 基准值": ("本组平均", "３０"), "封顶 权重的倍数": ("1.5", "无")}
    totals = list(book["档次变化"].iter_rows(min_row=4, values_only=True))[-1]
    assert totals[-1] == shown.context["matrix"]["total"]


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("weight_tax_per_mu", "三十", "应为数字，现为“三十”"),
        ("weight_tax_per_mu", "0", "须大于 0"),
        ("weight_tax_per_mu", "", "请填数字"),
        ("benchmark_tax_per_mu", "平均", "应为数字或“本组平均”"),
        ("benchmark_tax_per_mu", "-2", "须大于 0"),
        ("share_A", "90", "各档占比合计 170%"),
        ("share_B", "1e2", "应为数字"),
        ("cap", "0", "须大于 0"),
    ],
)
def test_a_fault_stands_at_its_field_in_chinese(asks, field, said, words):
    page = asks(**{"try": "1", field: said})
    assert page.status_code == 422
    assert "found" not in page.context
    (wrong,) = page.context["wrong"]
    assert any(words in fault.what for fault in wrong["faults"])
    assert wrong["name"] == (field if not field.startswith("share") or words.startswith("应为") else "share_D")
    assert all("怎么改" in str(fault) for fault in wrong["faults"])
    assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", " ".join(map(str, wrong["faults"])))
    assert f'value="{said}"' in page.content.decode()


def test_shares_below_zero_and_an_unknown_track_are_no_crash(asks):
    page = asks(**{"try": "1", "share_A": "-20", "share_B": "100"})
    assert "不能为负" in page.content.decode()
    assert asks(track="没有").context["track"] == "规上"
