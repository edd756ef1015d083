"""Documents as portals, copies and reports give them: run together, glued, in columns, without a title."""

import re

import pytest

from tenghuan.errors import InputFault
from tenghuan.reading import read_plan

PORTAL = (
    "索引号：QC0012024 发布机构：青川县人民政府办公室 发文日期：2024-03-11 "
    "青川县人民政府办公室关于印发青川县先进制造业倍增行动方案（2024—2026年）的通知 青政办发〔2024〕12号 "
    "各乡镇人民政府，县政府各部门： 《青川县先进制造业倍增行动方案（2024—2026年）》已经县政府第30次常务会议审议通过，"
    "现印发给你们，请认真贯彻落实。 青川县人民政府办公室 2024年3月11日 青川县先进制造业倍增行动方案（2024—2026年） "
    "为加快新型工业化，制定本方案。 一、总体要求 （一）指导思想。坚持工业强县。 （二）主要目标。到2026年，"
    "规上工业产值达到500亿元以上，年均增长12%左右，规上企业净增60家。 二、重点任务 （一）壮大主导产业。"
    "1.做强装备制造。到2026年，装备产业产值达到200亿元。（牵头单位：县工信局；责任单位：县发改局、县科技局）"
    "2.培育新材料。每年引进项目5个。（牵头单位：县招商局；责任单位：县工信局） （二）培育企业。"
    "三年新增规上企业60家。（牵头单位：县工信局；责任单位：县统计局、县税务局） 三、保障措施 "
    "（一）加强领导。成立工作专班。（责任单位：县府办） "
    "（二）加大投入。每年安排专项资金3000万元。（责任单位：县财政局）"
)
VARIANTS = {
    "one line with blanks": ("plan.txt", PORTAL),
    "one line without a blank": ("plan.txt", PORTAL.replace(" ", "")),
    "one line a chapter": ("plan.txt", re.sub(r" (?=[一二三]、)", "\n", PORTAL)),
    "one paragraph of a page": (
        "plan.html",
        "<body><div>" + PORTAL.replace(" ", "&nbsp;&nbsp;") + "</div></body>",
    ),
}


def read(text, name="plan.txt"):
    return read_plan(text.encode(), name).to_json()


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_page_on_one_line_is_read_like_its_paragraphs(variant):
    name, text = VARIANTS[variant]
    found = read(text, name)
    assert found["title"] == "青川县先进制造业倍增行动方案（2024—2026年）"
    assert found["issuer"] == "青川县人民政府办公室"
    assert (found["document_number"], found["issued_on"]) == ("青政办发〔2024〕12号", "2024-03-11")
    assert [(t["section"], t["value"], t["unit"], t["year"]) for t in found["targets"]] == [
        ("一（二）", 500, "亿元", 2026),
        ("一（二）", 12, "%", None),
        ("一（二）", 60, "家", 2026),
        ("二（一）1", 200, "亿元", 2026),
        ("二（一）2", 5, "个", None),
        ("二（二）", 60, "家", 2026),
        ("三（二）", 3000, "万元", None),
    ]
    assert [(a["section"], a["lead"], a["support"]) for a in found["actions"]] == [
        ("二（一）1", ["县工信局"], ["县发改局", "县科技局"]),
        ("二（一）2", ["县招商局"], ["县工信局"]),
        ("二（二）", ["县工信局"], ["县统计局", "县税务局"]),
        ("三（一）", ["县府办"], []),
        ("三（二）", ["县财政局"], []),
    ]


def test_item_numbers_that_run_into_figures_are_numbers():
    found = read(
        "青川县工业倍增三年行动计划（2024—2026年）\n为推进新型工业化，制定本计划。\n一、总体目标\n到2026年，规上企业达到300家。\n"
        "二、重点任务\n1、2024年，开工项目20个。（责任单位：县经信局）\n2、30家企业完成数字化改造。（责任单位：县科技局）\n"
        "三、保障措施\n1.121家企业实行挂钩服务，新增贷款20亿元。（责任单位：县金融办）\n"
        "2.3家银行设立专营机构。（责任单位：县人行）\n3.2026年底前，培训技工2000人次。（责任单位：县人社局）\n"
    )
    assert [(t["section"], t["value"], t["year"]) for t in found["targets"]][1:] == [
        ("二1", 20, 2024),
        ("二2", 30, None),
        ("三1", 121, None),
        ("三1", 20, None),
        ("三2", 3, None),
        ("三3", 2000, 2026),
    ]
    assert [a["section"] for a in found["actions"]] == ["二1", "二2", "三1", "三2", "三3"]


def test_a_figure_of_a_list_is_no_item_number():
    found = read(
        "青川县行动方案（2024—2026年）\n为推进工业，制定本方案。\n一、工作目标\n到2026年，规上企业达到300家。\n"
        "二、重点任务\n（一）技改。到2026年，技改投资达到\n2.5亿元。（责任单位：县经信局）\n"
    )
    assert [(t["value"], t["unit"]) for t in found["targets"]] == [(300, "家"), (2.5, "亿元")]


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("青川市建设制造强市行动方案（2024—2026年）", "青川市"),
        ("关于加快推进青川县工业强县建设的实施意见", "青川县"),
        ("江南省青川县创建国家制造业高质量发展示范区工作方案", "青川县"),
        ("江州市青川区先进制造业试点示范城市建设方案", "青川区"),
        ("新昌县制造业攻坚行动方案", "新昌县"),
        ("武强县开发区提质行动方案", "武强县"),
        ("中共青川县委青川县人民政府关于建设工业强县的实施意见", "青川县"),
    ],
)
def test_the_region_is_a_place(title, region):
    found = read(
        f"{title}\n为推进工业，结合实际，制定本方案。\n一、工作目标\n到2026年，规上工业企业达到300家，亩均税收25万元。\n"
    )
    assert found["region"] == region


@pytest.mark.parametrize(
    ("signature", "issuer"),
    [
        ("青川县财政局　　　青川县科技局\n青川县工信局\n2024年5月6日", "青川县财政局、青川县科技局、青川县工信局"),
        ("青川县财政局 国家税务总局青川县税务局\n二〇二四年五月六日", "青川县财政局、国家税务总局青川县税务局"),
        ("青川县财政局青川县科技局\n2024年5月6日", "青川县财政局、青川县科技局"),
        ("青川县人民政府办公室\n2024年5月6日", "青川县人民政府办公室"),
    ],
)
def test_signatories_are_told_apart(signature, issuer):
    found = read(
        f"关于印发《青川县工业细则》的通知\n各乡镇：\n现将细则印发给你们，请执行。\n{signature}\n青川县工业实施细则\n"
        "为推进工业，制定本细则。\n一、工作目标\n到2026年，规上工业企业达到300家。\n"
    )
    assert (found["issuer"], found["issued_on"]) == (issuer, "2024-05-06")


TABLES = """青川县工业提质行动方案（2024—2026年）
一、工作目标
到2026年，规上工业企业达到300家。
二、重点任务
（一）项目攻坚。开工项目20个。（责任单位：县经信局）
附件1
2025年各乡镇目标任务分解表
序号\t乡镇\t新增规上企业（家）\t盘活低效用地（亩）
1\t东街道\t3\t20
2\t西镇\t4\t30
3\t南乡\t2\t—
\t合计\t9\t50
附件2
主要指标表
指标\t单位\t2023年完成\t2026年目标\t年均增长（%）
规上工业增加值\t亿元\t80\t110\t11.2
规上工业企业\t家\t210\t300\t12.6
附件3
目标分解表
指标名称\t单位\t东街道\t西镇\t南乡\t合计
新建厂房\t平方米\t300\t400\t200\t900
附件4
重点区域清单
名称\t四至\t说明
甲\t东\t其他
乙\t西\t其他
"""


def test_tables_of_towns_growth_and_other_shapes():
    found = read(TABLES)
    cells = {
        (s["indicator"], s["unit"], c["scope"], c["year"]): c["value"] for s in found["series"] for c in s["cells"]
    }
    assert cells["新增规上企业", "家", "西镇", 2025] == 4
    assert cells["盘活低效用地", "亩", "合计", 2025] == 50
    assert cells["盘活低效用地", "亩", "南乡", 2025] is None
    assert cells["规上工业增加值", "亿元", "青川县", 2026] == 110
    assert cells["规上工业增加值年均增长", "%", "青川县", 2026] == 11.2
    assert cells["新建厂房", "平方米", "南乡", 2026] == 200
    assert len(cells) == 8 + 6 + 4
    assert [note for note in found["notes"] if "表格" in note] == ["表格没有读出指标或任务，请人工核对：重点区域清单"]


def test_a_task_list_of_six_columns_one_cell_a_line():
    text = (
        "青川县2025年制造业重点工作任务清单\n序号\n重点任务\n具体内容\n牵头单位\n责任单位\n完成时限\n"
        "1\n项目建设\n开工亿元以上项目20个\n县发改局\n县工信局、\n县资规局\n12月底\n"
        "2\n企业培育\n新增规上企业30家\n县工信局\n县统计局\n12月底\n"
        "3\n土地整治\n盘活低效用地\n600亩\n县资规局\n各乡镇\n11月底\n"
    )
    assert [(t["number"], t["starts_with"], t["lead"], t["support"]) for t in read(text)["tasks"]] == [
        (1, "开工亿元以上项目20个", ["县发改局"], ["县工信局", "县资规局"]),
        (2, "新增规上企业30家", ["县工信局"], ["县统计局"]),
        (3, "盘活低效用地600亩", ["县资规局"], ["各乡镇"]),
    ]


def test_a_report_without_any_numbered_part_is_read_with_doubts():
    found = read(
        "青川县近日出台《青川县制造业招大引强行动计划（2024—2026年）》。计划提出，到2026年，引进亿元以上项目60个，"
        "到位资金100亿元以上。计划明确，将整治低效企业90家，腾出土地1200亩。"
    )
    assert [(t["value"], t["unit"]) for t in found["targets"]] == [(60, "个"), (100, "亿元"), (90, "家"), (1200, "亩")]
    assert found["title"] == "青川县制造业招大引强行动计划（2024—2026年）"
    assert all(t["confidence"] < 0.8 and t["reasons"] for t in found["targets"])


@pytest.mark.parametrize(
    "text",
    [
        "劳动合同\n甲方：青川县某公司\n乙方：张某\n一、合同期限\n本合同期限为3年，自2024年1月1日起至2026年12月31日止。\n"
        "二、工作报酬\n乙方月工资为5000元，每月10日前发放。\n",
        "关于召开会议的通知\n各单位：定于3月5日召开会议，请2名同志参加，会期1天。特此通知。请各单位按时参加并做好各项准备工作。\n",
        "招聘启事\n我公司招聘工程师5名，月薪1万元以上，工作地点在青川县城，有意者请于3月底前投递简历，电话联系人事部门办理，待遇从优，食宿自理。\n",
    ],
)
def test_what_is_no_plan_at_all_is_refused(text):
    with pytest.raises(InputFault, match="看不出"):
        read(text)


TWO_YEARS = """青川县工业提质行动方案（2024—2026年）
一、工作目标
到2026年，规上工业企业达到300家。
附件1
主要指标分解表
指标名称\t2024年\t增长（%）\t2025年\t增长（%）
规上工业总产值（亿元）\t300\t10\t330\t10
工业投资（亿元）\t50\t12\t56\t12.5
附件2
各镇街招商引资任务表（单位：个）
镇（街道）\t2023年完成\t2024年目标\t2025年目标
东街道\t3\t4\t5
西镇\t2\t3\t4
合计\t5\t7\t9
附件3
乡镇工业目标表
乡镇\t规上工业产值\t\t新增规上企业
\t目标（亿元）\t增速（%）\t（家）
东街道\t30\t10\t3
西镇\t20\t12\t2
"""


def test_tables_with_two_years_growth_beside_them_and_headings_of_two_rows():
    cells = {
        (s["indicator"], s["unit"], c["scope"], c["year"], c["role"]): c["value"]
        for s in read(TWO_YEARS)["series"]
        for c in s["cells"]
    }
    assert cells == {
        ("规上工业总产值", "亿元", "青川县", 2024, "target"): 300,
        ("规上工业总产值", "亿元", "青川县", 2025, "target"): 330,
        ("规上工业总产值增长", "%", "青川县", 2024, "target"): 10,
        ("规上工业总产值增长", "%", "青川县", 2025, "target"): 10,
        ("工业投资", "亿元", "青川县", 2024, "target"): 50,
        ("工业投资", "亿元", "青川县", 2025, "target"): 56,
        ("工业投资增长", "%", "青川县", 2024, "target"): 12,
        ("工业投资增长", "%", "青川县", 2025, "target"): 12.5,
        ("招商引资", "个", "东街道", 2023, "actual"): 3,
        ("招商引资", "个", "东街道", 2024, "target"): 4,
        ("招商引资", "个", "东街道", 2025, "target"): 5,
        ("招商引资", "个", "西镇", 2023, "actual"): 2,
        ("招商引资", "个", "西镇", 2024, "target"): 3,
        ("招商引资", "个", "西镇", 2025, "target"): 4,
        ("招商引资", "个", "合计", 2023, "actual"): 5,
        ("招商引资", "个", "合计", 2024, "target"): 7,
        ("招商引资", "个", "合计", 2025, "target"): 9,
        ("规上工业产值", "亿元", "东街道", 2026, "target"): 30,
        ("规上工业产值", "亿元", "西镇", 2026, "target"): 20,
        ("规上工业产值增速", "%", "东街道", 2026, "target"): 10,
        ("规上工业产值增速", "%", "西镇", 2026, "target"): 12,
        ("新增规上企业", "家", "东街道", 2026, "target"): 3,
        ("新增规上企业", "家", "西镇", 2026, "target"): 2,
    }
