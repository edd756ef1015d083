"""Templates made in Word: filled in, refused with where and how to mend, and harmless whatever is in them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document

from tenghuan.errors import InputFault
from tenghuan.publishing.papers import Official
from tenghuan.publishing.telling import titled, write
from tenghuan.publishing.templating import filled, limits
from tenghuan.publishing.templating.fields import FIELDS, context_of, named
from tests.publishing.official import docx_words
from tests.publishing.test_telling import county


def template(*lines: str, row: tuple[str, ...] = ()) -> bytes:
    """A template with these paragraphs, and a table whose row is repeated for each town."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if row:
        table = document.add_table(rows=3, cols=len(row))
        table.rows[0].cells[0].text = "{%tr for one in 镇街 %}"
        for cell, text in zip(table.rows[1].cells, row, strict=True):
            cell.text = text
        table.rows[2].cells[0].text = "{%tr endfor %}"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def context():
    facts = county()
    return context_of(facts, write(facts), Official(issuer="东县<专班>&办公室"), titled(facts))


def changed(content: bytes, name: str, text: bytes) -> bytes:
    """The same package with one part put in or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, text)
    return target.getvalue()


def test_every_field_is_told_and_every_told_field_is_there(context):
    assert set(context) == set(FIELDS)


def test_a_template_is_filled_in_with_text_figures_and_rows(context):
    made = filled(
        template(
            "{{ 标题 }}",
            "达序时率 {{ 数字['达序时率'] }}，{{ 数字.红灯 }} 项红灯",
            "{{ 发文机关 }}",
            "{%p for 部分 in 正文 %}",
            "{{ 部分.标题 }}：{{ 部分.段落|join('') }}",
            "{%p endfor %}",
            row=("{{ one.镇街 }}", "{{ one.销号率 }}"),
        ),
        context,
    )
    words = docx_words(made)
    for text in (
        "关于2026年第三季度",
        "达序时率25.00%，1项红灯",
        "东县<专班>&办公室",
        "总体情况：东县共有指标6项",
        "甲镇75.00%",
    ):
        assert text in words


def test_the_quotation_marks_that_word_turns_about_are_no_hindrance(context):
    assert "25.00%" in docx_words(filled(template("{{ 数字[“达序时率”] }}"), context))
    assert named("“品字标”企业.完成率") == "品字标企业.完成率"
    assert "50.00%" in docx_words(filled(template("{{ 数字[“品字标企业.完成率”] }}"), context))


@pytest.mark.parametrize(
    ("line", "name"),
    [("共 {{ 标体 }} 份", "标体"), ("{{ 数字['达序时律'] }}", "达序时律"), ("{{ 数字.红登 }}", "红登")],
)
def test_an_unknown_field_is_named_with_where_it_stands(context, line, name):
    with pytest.raises(InputFault, match=f"不认识的字段“{name}”") as fault:
        filled(template("第一段", line), context)
    assert fault.value.where.startswith("第2段")


def test_all_unknown_fields_are_named_at_once(context):
    with pytest.raises(InputFault, match=r"2 个不认识的字段：“甲”（第1段.*“乙”（第2段"):
        filled(template("{{ 甲 }}", "{{ 乙 }}"), context)


def test_a_field_of_a_row_that_there_is_not_is_refused(context):
    with pytest.raises(InputFault, match="不认识的字段“销号律”"):
        filled(template(row=("{{ one.销号律 }}", "")), context)


@pytest.mark.parametrize(
    "line", ["{{ 标题", "{% for a in 镇街 %}", "{% if 标题 %}是", "{{ 标题 | 无此过滤 }}", "{{ 1 + }}"]
)
def test_what_is_not_whole_is_refused_in_words(context, line):
    with pytest.raises(InputFault):
        filled(template(line), context)


HOSTILE = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 标题.__class__ }}",
    "{{ 标题|attr('__class__') }}",
    "{{ 标题['__class__'] }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace(a=1) }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{{ '%s'|format(标题.__class__) }}",
    "{{ '{0.__class__}'.format(标题) }}",
    "{{ 正文.append('x') }}",
    "{{ range(10**9)|list }}",
    "{% set x = dict() %}{{ x }}",
    "{{ 数字.__class__ }}",
)


@pytest.mark.parametrize("line", HOSTILE)
def test_a_hostile_template_does_nothing(context, line):
    try:
        made = docx_words(filled(template(line), context))
    except InputFault:
        return
    # what the sandbox lets stand shows nothing of the program
    for word in ("class", "module", "root:", "function", "builtin", "uid="):
        assert word not in made


@pytest.mark.parametrize(
    "line",
    [
        "{% for a in 'x'*99999 %}{% for b in 'x'*99999 %}{% for c in 'x'*9 %}.{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'x' * 10**10 }}",
        "{{ 9 ** (9 ** 9) }}",
    ],
)
def test_a_template_without_end_is_ended(context, line):
    short = replace(limits(), seconds=3)
    with pytest.raises(InputFault):
        filled(template(line), context, short)


def test_what_is_no_word_document_is_refused(context):
    for content in (b"", b"PK\x03\x04 no", b"%PDF-1.7", changed(template(), "word/document.xml", b"<w:")):
        with pytest.raises(InputFault):
            filled(content, context)


def test_a_file_that_unpacks_to_too_much_is_refused(context):
    bomb = changed(template(), "word/media/a.bin", b"0" * (61 * 2**20))
    assert len(bomb) < 2**20
    with pytest.raises(InputFault, match="展开后过大"):
        filled(bomb, context)


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml"])
def test_programs_within_a_template_are_refused(context, name):
    with pytest.raises(InputFault, match="宏或嵌入的程序"):
        filled(changed(template("甲"), name, b"x"), context)


def test_what_reaches_outside_is_refused_and_a_hyperlink_is_not(context):
    content = template("甲")
    rels = zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels")
    base = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    for kind, refused in ((b"attachedTemplate", True), (b"image", True), (b"hyperlink", False)):
        one = b'<Relationship Id="rId99" Type="' + base + kind + b'" Target="http://e.cn/a" TargetMode="External"/>'
        made = changed(
            content, "word/_rels/document.xml.rels", rels.replace(b"</Relationships>", one + b"</Relationships>")
        )
        if refused:
            with pytest.raises(InputFault, match="引用了外部文件"):
                filled(made, context)
        else:
            assert "甲" in docx_words(filled(made, context))


def test_values_cannot_bring_marks_or_markup_in(context):
    evil = {**context, "标题": "{{ 7*7 }} {% if %} <w:p/> & \x07"}
    with pytest.raises(InputFault, match="没有替换的标记"):
        filled(template("{{ 标题 }}"), evil)
    assert "<w:p/>&" in docx_words(filled(template("{{ 标题 }}"), {**context, "标题": "<w:p/> & \x07"}))
