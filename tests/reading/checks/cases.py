"""For each rule, workbooks that break it and workbooks that keep it."""

from __future__ import annotations

import datetime
from dataclasses import replace

from tenghuan.reading.checks import Context, Known
from tenghuan.reading.registers import Register, RegisterField, add_register
from tests.reading.checks.workbooks import A, B, C, Case, code

BASE = ["统一社会信用代码", "企业名称", "所属镇街", "行业代码", "是否规上", "成立日期"]
DAY = datetime.date(2015, 6, 30)
TOWNS = Context(towns=frozenset({"清溪镇", "临江街道"}), industries=frozenset({"1751", "3311", "33"}))
KNOWN = Context(enterprises={A: Known("甲纺织有限公司", ("老甲纺织厂",)), B: Known("乙机械有限公司")})


def base(*rows: list) -> list[list]:
    return [BASE, *rows]


def row(uscc=A, name="甲纺织有限公司", town="清溪镇", industry="1751", scale="是", day=DAY) -> list:
    return [uscc, name, town, industry, scale, day]


TAX = ["统一社会信用代码", "企业名称", "年度", "评价税收（万元）"]
ENV = ["统一社会信用代码", "企业名称", "年度", "COD", "氨氮", "二氧化硫", "氮氧化物", "主要污染物排放量（吨）"]
LAND = [
    "统一社会信用代码",
    "企业名称",
    "年度",
    "登记用地（亩）",
    "承租用地（亩）",
    "出租用地（亩）",
    "其他用地（亩）",
    "用地面积（亩）",
]


def tax(*rows: list) -> list[list]:
    return [TAX, *rows]


def paid(value, uscc=A, name="甲纺织有限公司", year=2022) -> list:
    return [uscc, name, year, value]


def many(values: list[float]) -> list[list]:
    return tax(*(paid(v, code(n), f"企业{n}") for n, v in enumerate(values)))


def crew(revenue: float) -> list[list]:
    head = ["统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "年平均职工人数（人）"]
    return [head, *([code(n), f"企业{n}", 2022, revenue, 10] for n in range(12))]


def shares(*values: object) -> list[list]:
    return [["宗地号", "约定建筑密度（%）"], *([f"P{n}", value] for n, value in enumerate(values))]


_PLOTS = Register(
    id="plots_of_the_tests",
    name="宗地",
    bureau="",
    period="none",
    key=("plot",),
    fields=(
        RegisterField(key="plot", label="宗地号", type="text", required=True),
        RegisterField(key="density", label="约定建筑密度", type="number", quantity="percent"),
    ),
)
add_register("plots_of_the_tests", lambda: _PLOTS)
_WORKS = Register(
    id="works_of_the_tests",
    name="技改项目",
    bureau="",
    period="none",
    key=("work",),
    fields=(
        RegisterField(key="work", label="项目号", type="text", required=True),
        RegisterField(
            key="nature", label="建设性质", type="choice", choices=("新建", "技术改造"), spellings={"技改": "技术改造"}
        ),
        RegisterField(key="total", label="总投资", type="number", required=True),
        RegisterField(key="begun", label="开工日期", type="date", required=True),
    ),
)
add_register("works_of_the_tests", lambda: _WORKS)
WORK, MONTHS = ["项目号", "建设性质", "总投资", "开工日期"], ["统一社会信用代码", "企业名称", "年度", "月份", "用电量"]


def work(nature: object = "新建", total: object = 7, begun: object = DAY, number: object = "X1") -> list[list]:
    return [WORK, [number, nature, total, begun]]


def monthly(month: object) -> list[list]:
    return [MONTHS, [A, ENTITY, 2022, month, 7]]


METER = ["统一社会信用代码", "企业名称", "年度", "户号", "用电量（千瓦时）"]
PARCEL = ["统一社会信用代码", "企业名称", "年度", "宗地号", "权证号", "用地面积（亩）"]
ENTITY = "甲纺织有限公司"


def meters(*numbers) -> list[list]:
    return [METER, *([A, ENTITY, 2022, number, 7] for number in numbers)]


def parcels(*rows: tuple) -> list[list]:
    return [PARCEL, *([A, ENTITY, 2022, parcel, paper, 7] for parcel, paper in rows)]


def claim(*heads: str) -> list[list]:
    return [[*TAX[:3], *heads], [A, ENTITY, 2022, 7, 8]]


def in_unit(unit: str) -> list[list]:
    return [[*TAX[:3], "评价税收", "单位"], [A, ENTITY, 2022, 5, unit]]


LAST = Context(last_year={A: {"tax": 120.0}})
LAST_ALL = Context(last_year={code(n): {"tax": 100.0} for n in range(12)})

CASES = [
    Case("two_columns", "tax", claim("评价税收", "实缴税金"), "D1", claim("评价税收", "免抵税额"), "D、E 列"),
    Case("two_columns", "tax", claim("2020年税收", "2021年税收"), "D1", claim("2021年税收", "2022年税收"), "评价税收"),
    Case("unit_unsaid", "tax", claim("评价税收（万元/元）", "备注"), "D1", claim("评价税收（元）", "备注"), "万元/元"),
    Case("unit_unsaid", "tax", claim("评价税收（亩）", "备注"), "D1", claim("评价税收", "备注"), "不是“评价税收”"),
    Case("unit_column", "tax", in_unit("元"), "D2", in_unit("万元"), "“元”"),
    Case("heading_year", "tax", claim("2021年评价税收", "备注"), "D1", claim("2022年评价税收", "备注"), "2021 年的数"),
    Case("heading_year", "tax", claim("上年税收", "备注"), "D1", claim("当年税收", "备注"), "本批次为 2022"),
    Case("short_row", "tax", tax(paid(1)[:3], paid(2, B)), "D2", tax(paid(1), paid(2, B)), "只有 3 格", text=True),
    Case("short_row", "tax", tax([A], paid(2, B)), "B2", [[*TAX, "备注"], paid(1)], "“未知”", text=True),
    Case("long_row", "tax", tax([*paid(1), "多"], paid(2, B)), "D2", tax([*paid(1), ""]), "错位", text=True),
    Case("identifier_numeric", "power", meters(3301234567890123456), "D2", meters("3301234567890123456"), "已丢失"),
    Case("identifier_numeric", "power", meters("3.30123E+18"), "D2", meters("3E18"), "3.30123E+18"),
    Case("identifier_numeric", "land", parcels((12.5, "1")), "D2", parcels(("12.5", "1")), "12.5"),
    Case("identifier_numeric", "land", parcels(("1", 330683001001123456)), "E2", parcels(("1", 330683)), "权证号"),
    Case("identifier_numeric", "land", parcels((DAY, "1")), "D2", parcels(("12-3", "1")), "改成了日期"),
    Case("identifier_zeros", "power", meters("0012345", 12346), "D3", meters("0012345", "0012346"), "只有 5 位"),
    Case("identifier_zeros", "power", meters(33001, 33002, 33003, 121), "D5", meters(33001, 33002, 121), "开头的 0"),
    Case("identifier_zeros", "power", meters("3301234567890120000"), "D2", meters("3301234567890123001"), "末尾都是 0"),
    Case(
        "not_understood",
        "tax",
        tax(paid(None)),
        "D2",
        tax(paid(0.45)),
        "显示为 45%",
        also=lambda out, page: page.write_number("D2", 0.45, out.add_format({"num_format": "0.0%"})),
    ),
    Case("not_understood", "tax", tax(paid("33,5")), "D2", tax(paid("33,500")), "逗号位置不对"),
    Case("not_understood", "tax", tax(paid("(12.5)")), "D2", tax(paid("-12.5")), "带括号"),
    Case("required", "base", base(row(town=None)), "C2", base(row()), "所属镇街"),
    Case(
        "required", "base", [BASE[:3] + BASE[4:], [A, "甲", "清溪镇", "是", DAY]], "", base(row()), "没有“行业代码”列"
    ),
    Case("code_length", "base", base(row(A[:16])), "A2", base(row()), "只有 16 位"),
    Case("code_length", "base", base(row(A + "1")), "A2", base(row()), "19 位"),
    Case("code_numeric", "base", base(row(913306830000000000)), "A2", base(row()), "被当作数字"),
    Case("code_numeric", "base", base(row("9.13307E+17")), "A2", base(row()), "9.13307E+17"),
    Case("code_numeric", "base", base(row("913306831234567000")), "A2", base(row()), "已丢失"),
    Case("code_digit", "base", base(row(A[:-1] + ("1" if A[-1] != "1" else "2"))), "A2", base(row()), "校验位"),
    Case("code_digit", "base", base(row(A.replace("0", "O"))), "A2", base(row(A.lower())), "字母"),
    Case("duplicate", "base", base(row(), row(B), row()), "A4", base(row(), row(B)), "第 2 行重复"),
    Case("duplicate", "tax", tax(paid(1), paid(2)), "A3", tax(paid(1), paid(2, year=2021)), "年度"),
    Case("name_code", "base", base(row(name="甲服饰公司")), "B2", base(row()), "甲纺织有限公司", KNOWN),
    Case("name_code", "base", base(row(name="甲")), "B2", base(row(name="老甲纺织厂")), "在名录中是", KNOWN),
    Case("name_other_code", "base", base(row(name="乙机械有限公司")), "A2", base(row()), B, KNOWN),
    Case("not_in_register", "tax", tax(paid(1, C)), "A2", tax(paid(1)), C, KNOWN),
    Case("name_only", "tax", tax(paid(1, None)), "B2", tax(paid(1)), A, KNOWN),
    Case("name_only", "tax", tax(paid(1, None, "丙")), "B2", tax(paid(1)), "没有同名企业", KNOWN),
    Case("not_understood", "tax", tax(paid("约100万")), "D2", tax(paid("１００")), "不是数字"),
    Case("not_understood", "tax", tax(paid(1, year="去年")), "C2", tax(paid(1, year="2022年度")), "不是年度"),
    Case("not_understood", "base", base(row(scale="可能")), "E2", base(row(scale="否")), "不是是或否"),
    Case("not_understood", "base", base(row(day="2015年13月1日")), "F2", base(row()), "不是日期"),
    Case(
        "error_value",
        "tax",
        tax(paid(None)),
        "D2",
        tax(paid(1)),
        "错误值",
        also=lambda out, page: page.write_formula("D2", "=1/0", None, "#DIV/0!"),
    ),
    Case(
        "merged_number",
        "tax",
        tax(paid(5), paid(None, B)),
        "D2",
        tax(paid(5), paid(6, B)),
        "2 至 3 行",
        merges=("D2:D3",),
    ),
    Case(
        "below_minimum",
        "land",
        [LAND, [A, "甲", 2022, -3, 0, 0, 4, 1]],
        "D2",
        [LAND, [A, "甲", 2022, 3, 0, 0, 0, 3]],
        "-3",
    ),
    Case("bare_fraction", _PLOTS.id, shares(45, 0.45), "B3", shares(0.4, "0.45%", 1), "同列其他行大于 1%"),
    Case("tenfold", "tax", tax(paid(1_200_000)), "D2", tax(paid(1_199)), "10000", LAST),
    Case("tenfold", "tax", tax(paid(12)), "D2", tax(paid(12.1)), "1/10", LAST),
    Case("column_unit", "tax", many([1e6] * 12), "D1", many([110.0] * 12), "10000 倍", LAST_ALL),
    Case("plausible_unit", "tax", many([1e6] * 12), "D1", many([110.0] * 12), "通常在"),
    Case("plausible_unit", "statistics", crew(12_000_000), "D1", crew(1_200), "之比"),
    Case("outlier", "tax", many([10.0] * 20 + [1e5]), "D22", many([10.0] * 20 + [4e4]), "10000 倍"),
    Case(
        "sum_parts",
        "land",
        [LAND, [A, "甲", 2022, 10, 5, 2, 0, 15]],
        "H2",
        [LAND, [A, "甲", 2022, 10, 5, 2, None, 13]],
        "应为 13",
    ),
    Case(
        "stated_total",
        "tax",
        [*tax(paid(1), paid(2, B)), [None, "合计", None, 4]],
        "D4",
        [*tax(paid(1), paid(2, B)), [None, "合计", None, 3]],
        "各行之和为 3",
    ),
    Case("unknown_town", "base", base(row(town="清溪乡")), "C2", base(row()), "清溪乡", TOWNS),
    Case(
        "unknown_industry", "base", base(row(industry="9999")), "D2", base(row(industry="C1751 棉纺纱")), "9999", TOWNS
    ),
    Case("unknown_industry", "base", base(row(industry="纺织业")), "D2", base(row(industry=33)), "不是行业代码", TOWNS),
    Case(
        "choice",
        "science",
        [["统一社会信用代码", "企业名称", "年度", "研发经费（万元）", "企业称号"], [A, "甲", 2022, 1, "小巨头"]],
        "E2",
        [["统一社会信用代码", "企业名称", "年度", "研发经费（万元）", "企业称号"], [A, "甲", 2022, 1, "隐形冠军"]],
        "小巨头",
    ),
    Case("date_text", "base", base(row(day="2015.6.30")), "F2", base(row()), "按 2015-06-30 读取"),
    Case("number_text", "tax", tax(paid("12.5")), "D2", tax(paid(12.5)), "文本形式"),
    Case("formula", "tax", tax(paid("=1+1")), "D2", tax(paid(2)), "公式"),
    Case(
        "blank_zero",
        "environment",
        [ENV, [A, "甲", 2022, 1, None, 1, 1, 3]],
        "E2",
        [ENV, [A, "甲", 2022, 1, 0, 1, 1, 3]],
        "未知",
    ),
    Case("blank_zero", "tax", tax(paid("—")), "D2", tax(paid(0)), "不按零处理"),
    Case(
        "unexplained",
        "tax",
        [[*TAX, "剔除项（万元）", "剔除原因"], [*paid(1), 5, None]],
        "E2",
        [[*TAX, "剔除项（万元）", "剔除原因"], [*paid(1), 5, "稽查查补"]],
        "剔除原因",
    ),
    Case("choice_near", "works_of_the_tests", work("技术"), "B2", work("技改"), "“技术”按“技术改造”读取"),
    Case("choice", "works_of_the_tests", work("迁建"), "B2", work("—"), "“迁建”不在“建设性质”"),
    Case("required", "works_of_the_tests", work(total="—"), "C2", work(), "“总投资”为空，填的是“—”"),
    Case("required", "works_of_the_tests", work(begun="/"), "D2", work(), "“开工日期”为空，填的是“/”"),
    Case("required", "works_of_the_tests", work(number="——"), "A2", work(number="无"), "“项目号”为空"),
    Case("month_year", "power", monthly("2021年10月"), "D2", monthly("2022年10月"), "是 2021 年的，这一行是 2022 年"),
    Case("month_year", "power", monthly("202110"), "D2", monthly("202210"), "是 2021 年的"),
    Case("other_year", "tax", tax(paid(1, year=2021)), "C2", tax(paid(1)), "2022", Context(year=2022)),
]
CASES = [replace(case, name=f"{case.rule}-{at}") for at, case in enumerate(CASES)]
