"""Every rule finds the workbook that breaks it, at the right cell, and leaves the sound one alone."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tenghuan.reading.checks import CHECKS, Context, Waiver, check, default_rules, queue
from tenghuan.reading.workbooks import open_workbook, preview
from tests.reading.checks.cases import CASES, KNOWN, TAX, base, many, paid, row, shares, tax
from tests.reading.checks.workbooks import A, Case, book, faults


def test_every_rule_has_workbooks_and_data() -> None:
    assert {case.rule for case in CASES} == set(CHECKS) == set(default_rules())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_the_failing_workbook_is_found_at_its_cell(case: Case) -> None:
    data = case.content(case.bad)
    found = [f for f in faults(data, case.register, case.context, case.filename) if f.rule == case.rule]
    assert [f.cell for f in found] == [case.cell]
    fault = found[0]
    assert case.says in fault.message
    assert fault.remedy
    assert fault.label
    assert fault.severity == default_rules()[case.rule].severity
    assert (fault.file, fault.sheet) == (case.filename, "样表" if case.text else "Sheet1")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_the_sound_workbook_passes(case: Case) -> None:
    found = faults(case.content(case.good), case.register, case.context, case.filename)
    assert [f for f in found if f.rule == case.rule] == []


def test_a_share_of_45_percent_is_45_however_its_cell_shows_it() -> None:
    def also(book_, page) -> None:
        page.write(3, 1, 0.45, book_.add_format({"num_format": "0%"}))
        page.write(4, 1, 0.07, book_.add_format({"num_format": "0.00%"}))

    data = book(shares(45, "45%", 0, 0, "４５％", "≥40%"), also=also)
    rows = preview(open_workbook(data, isolate=False), "plots_of_the_tests").rows
    assert rows.columns["density"].values == [45, 45, 45, 7, 45, None]
    assert [(fault.cell, fault.rule) for fault in check(rows)] == [("B7", "not_understood")]
    assert "百分比" not in check(rows)[0].message


def test_a_likely_code_is_shown_and_not_taken() -> None:
    wrong = A.replace("0", "O", 1)
    data = book(base(row(wrong)))
    fault = next(f for f in faults(data, "base") if f.rule == "code_digit")
    assert A in fault.remedy
    assert preview(open_workbook(data, isolate=False)).rows.columns["uscc"].values == [wrong]


def test_a_waiver_needs_a_reason_and_one_place() -> None:
    with pytest.raises(ValidationError):
        Waiver(rule="tenfold", sheet="S", cell="D2", reason=" ")
    with pytest.raises(ValidationError):
        Waiver(rule="tenfold", sheet="S", reason="确认无误")
    with pytest.raises(ValidationError):
        Waiver(rule="tenfold", sheet="S", cell="D2", row=2, reason="确认无误")


def test_waivers_lift_warnings_and_never_errors() -> None:
    data = book(tax(paid(1_200_000), paid("约", A[:10])))
    last = {A: {"tax": 120.0}}
    waivers = [
        Waiver(rule="tenfold", sheet="Sheet1", row=2, reason="新项目投产，已核对完税证明"),
        Waiver(rule="not_understood", sheet="Sheet1", cell="D3", reason="不想改了"),
    ]
    found = {f.rule: f for f in faults(data, "tax", Context(last_year=last, waivers=waivers))}
    assert found["tenfold"].waived == "新项目投产，已核对完税证明"
    assert not found["tenfold"].blocks
    assert found["not_understood"].waived == ""
    assert found["not_understood"].blocks


def test_an_unwaived_warning_blocks_too() -> None:
    fault = faults(book(tax(paid("12.5"))), "tax")[0]
    assert fault.severity == "warning"
    assert fault.blocks


def test_names_without_code_wait_for_a_person_and_are_never_filled_in() -> None:
    data = book(tax(paid(1, None, "老甲纺织厂"), paid(2, None, "丙公司"), paid(3)))
    rows = preview(open_workbook(data, isolate=False), "tax").rows
    waiting = queue(rows, KNOWN)
    assert [(w.row, w.cell, w.name, w.candidates) for w in waiting] == [
        (2, "B2", "老甲纺织厂", (A,)),
        (3, "B3", "丙公司", ()),
    ]
    assert rows.columns["uscc"].values == [None, None, A]


def test_many_hits_in_a_column_become_one_fault_with_the_count() -> None:
    data = book([TAX, *(paid(str(n), A, year=2000 + n) for n in range(30))])
    found = [f for f in faults(data, "tax") if f.rule == "number_text"]
    assert [(f.cell, f.count) for f in found] == [("D2", 30)]
    assert "30 处" in found[0].message


def test_errors_come_first_then_by_row() -> None:
    found = faults(book(base(row(day="2015.6.30"), row(A[:9], "乙", town=None))), "base")
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=lambda s: s != "error")


def test_a_county_may_leave_a_rule_out_or_change_its_threshold() -> None:
    data = book(many([10.0] * 20 + [1e5]))
    rules = dict(default_rules())
    rules["outlier"] = rules["outlier"].model_copy(update={"thresholds": {"times": 20000, "rows": 20}})
    assert "outlier" not in {f.rule for f in faults(data, "tax", Context(rules=rules))}
    del rules["outlier"]
    assert "outlier" not in {f.rule for f in faults(data, "tax", Context(rules=rules))}


def test_a_sound_workbook_has_no_faults_at_all() -> None:
    rows = preview(open_workbook(book(base(row())), isolate=False)).rows
    assert check(rows) == []


def test_csv_texts_are_not_called_numbers_as_text() -> None:
    text = "统一社会信用代码,企业名称,年度,评价税收\n" + f"{A},甲,2022,12.5\n"
    assert faults(text.encode("gb18030"), "tax", filename="税.csv") == []
