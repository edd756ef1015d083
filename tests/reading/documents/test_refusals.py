"""Files that cannot be read get a sentence that says why and what to do, in seconds, never a traceback."""

import io
import random
import zipfile

import pytest
from docx import Document as WordDocument
from pypdf import PdfWriter

from tenghuan.errors import InputFault
from tenghuan.reading import read_plan
from tenghuan.reading.documents import load_document
from tenghuan.reading.documents.limits import default_limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def package(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def pdf(pages=1, password=None):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs):
    document = WordDocument()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


NOISE = random.Random(7).randbytes(4000)
REFUSED = [
    ("empty.txt", b"", "空"),
    ("blank.txt", b" \n\t\r\n", "空"),
    ("noise.txt", bytes(range(256)) * 40, "编码|不是文字"),
    ("short.txt", "方案".encode(), "没有读到"),
    ("english.txt", b"Nothing here is a plan of any kind at all. " * 9, "没有读到"),
    ("diary.txt", "今天天气很好，我们去公园散步，买了3个苹果。\n".encode() * 20, "看不出"),
    ("old.doc", OLE, "旧版"),
    ("old.docx", OLE, "旧版"),
    ("old.wps", b"WPS", "不支持"),
    ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ("rich.rtf", b"{\\rtf1 plan}", "RTF"),
    ("scan.png", b"\x89PNG\r\n\x1a\n" + NOISE, "图片"),
    ("plan.xlsx", b"PK\x03\x04" + NOISE, "不支持"),
    ("plan", b"abc", "没有扩展名"),
    ("noise.docx", b"PK\x03\x04" + NOISE, "损坏"),
    ("book.docx", package(xl__workbook_xml="<a/>"), "不是 Word"),
    ("bomb.docx", package(word__document_xml=b"0" * 150_000_000), "过大|异常"),
    ("entity.docx", package(word__document_xml='<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "外部定义"),
    ("cut.docx", word("一、目标")[:9000], "损坏"),
    ("noise.pdf", b"%PDF-1.7\n" + NOISE, "损坏|没有页面"),
    ("locked.pdf", pdf(password="secret"), "密码"),
    ("scanned.pdf", pdf(), "扫描件"),
    ("long.pdf", pdf(pages=301), "页数太多"),
    ("word.pdf", word("一、目标"), "扩展名"),
    ("pdf.docx", pdf(), "扩展名"),
    ("page.txt", b"<!DOCTYPE html><html><body>x</body></html>", "扩展名"),
    ("empty.html", b"<html><script>alert(1)</script></html>", "没有读到"),
]


@pytest.mark.parametrize(("name", "data", "says"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(name, data, says):
    with pytest.raises(InputFault, match=says) as refusal:
        read_plan(data, name)
    assert refusal.value.where == name
    assert refusal.value.remedy


def test_size_is_refused_before_the_file_is_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(default_limits().max_bytes + 1)
    with pytest.raises(InputFault, match=r"20 MB"):
        read_plan(path)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_path_that_is_no_file(tmp_path, name):
    with pytest.raises(InputFault, match=r"不存在|文件夹"):
        read_plan(tmp_path / name)


@pytest.mark.parametrize(
    "body",
    [
        "（" * 20000,
        "“" * 20000,
        "1" * 20000 + "家",
        "培育企业5家、" * 3000,
        "（责任单位：县经信局）" * 3000,
        "\t" * 9000,
    ],
    ids=["brackets", "quotes", "digits", "figures", "unit lines", "tabs"],
)
def test_hostile_text_is_read_in_reasonable_time(body):
    text = (
        f"安宁县攻坚行动方案（2024—2026年）\n{'为做强县域工业，制定本方案。' * 6}\n一、工作目标\n{body}\n二、组织实施\n"
    )
    read_plan(text.encode(), "plan.txt")


def test_deep_html_neither_hangs_nor_fails():
    page = "<html><body><p>安宁县攻坚行动方案</p>" + "<div>" * 20000 + "到2025年培育企业5家" * 9
    with pytest.raises(InputFault):
        read_plan(page.encode(), "plan.html")


def test_progress_is_told(tmp_path):
    told = []
    load_document(word("安宁县攻坚行动方案" * 10), "plan.docx", progress=lambda *step: told.append(step))
    assert told[-1] == ("打开文件", 1, 1)
    assert all(0 <= done <= total for _, done, total in told)
