"""Broken lines, page furniture and tables in plain text."""

from tenghuan.reading.documents import load_document
from tenghuan.reading.documents.textables import Grid

FILL = "坚持以亩产论英雄，推动资源要素向优质企业集中，加快形成高效集约的发展格局，为共同富裕提供有力支撑。"


def blocks(text):
    return load_document((text + "\n" + FILL * 2).encode(), "plan.txt").blocks


def paragraphs(text):
    return [block.text for block in blocks(text) if block.kind == "paragraph"][:-1]


def tables(text):
    return [[[cell.text for cell in row] for row in block.rows] for block in blocks(text) if block.kind == "table"]


def test_a_sentence_split_by_a_blank_line_is_one():
    text = "围绕主导产业推动共性技术研发和成果应用转化，全力打造绿色家\n\n具制造基地。"
    assert paragraphs(text) == [text.replace("\n", "")]


def test_page_numbers_vanish_from_the_middle_of_a_sentence():
    text = "围绕主导产业推动共性技术研发和成果应用转化，全力打造绿色家\n\n— 12 —\n\n具制造基地。"
    assert paragraphs(text) == ["围绕主导产业推动共性技术研发和成果应用转化，全力打造绿色家具制造基地。"]


def test_headings_and_signatures_stay_apart():
    text = "安宁县人民政府\n2024年3月1日\n一、总体要求\n（一）指导思想\n1. 建立清单。"
    assert paragraphs(text) == text.replace("1. ", "1.").split("\n")


def test_markdown_marks_and_list_dashes_go():
    assert paragraphs("## **二、目标**\n- 附件：名单") == ["二、目标", "附件：名单"]


def test_half_width_marks_become_full_width_and_numbers_keep_theirs():
    assert paragraphs("研发(R&D)经费达1,200万元,按1:1.2执行;亩均 30 万元。") == [
        "研发（R&D）经费达1,200万元，按1:1.2执行；亩均30万元。"
    ]


def test_an_open_bracket_holds_its_line():
    text = "推动落实。（责任单位：县经信局、县发改局。\n\n列第一位的为牵头单位，下同)"
    assert paragraphs(text) == ["推动落实。（责任单位：县经信局、县发改局。列第一位的为牵头单位，下同）"]


def test_tabs_pipes_and_one_cell_a_line_give_the_same_table():
    rows = [["序号", "指标名称", "单位", "2025年目标"], ["1", "亩均税收", "万元", "20"], ["2", "盘活土地", "亩", "300"]]
    tabbed = "\n".join("\t".join(row) for row in rows)
    piped = "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], ["---"] * 4, *rows[1:]])
    stacked = "\n".join(cell for row in rows for cell in row)
    assert tables(tabbed) == tables(piped) == tables(stacked) == [rows]


def test_a_table_that_goes_on_under_its_repeated_heading_is_one():
    head = "序号\t工作内容\t牵头单位"
    text = f"{head}\n1\t建立清单\t县经信局\n\n{head}\n2\t开展整治\t县发改局"
    assert len(tables(text)[0]) == 3


def test_ids_are_stable_and_unique():
    text = "一、目标\n序号\t指标\t目标值\n1\t亩均税收\t20\n2\t盘活土地\t30"
    found = blocks(text)
    assert [block.id for block in found] == ["p1", "t1", "p2"]
    assert found[1].rows[2][1].id == "t1.r3.c2"


def test_radicals_that_a_font_gives_back_become_characters():
    assert paragraphs("⼀、⼯作⽬标\n由县⻓牵头推进⾼效⽤地。") == ["一、工作目标", "由县长牵头推进高效用地。"]


def test_points_typed_for_full_stops():
    text = "亩均税收达到11万元.工业用地占比不低于60%.加快推进."
    assert paragraphs(text) == ["亩均税收达到11万元。工业用地占比不低于60%。加快推进。"]
    assert paragraphs("一.总体要求") == ["一.总体要求"]


def test_a_figure_at_a_lines_start_is_no_number_of_a_heading():
    text = "鼓励企业提容改造、向上生长，新建工业项目容积率一般不低于\n2.0、提容改造后达到2.5以上。"
    assert paragraphs(text) == [text.replace("\n", "")]


def test_a_table_cut_by_a_page_break():
    heading, rest = Grid(1, [["序号", "指标", "单位"]]), Grid(2, [["1", "亩均税", "万元"]])
    assert heading.takes(rest)
    heading.extend(rest)
    heading.extend(Grid(3, [["", "收", ""], ["2", "用地", "亩"]]))
    assert heading.rows == [["序号", "指标", "单位"], ["1", "亩均税收", "万元"], ["2", "用地", "亩"]]
