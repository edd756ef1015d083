"""Filling a template in, inside the guarded process: a sandbox without globals, plain values, no way out."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tenghuan.errors import InputFault
from tenghuan.publishing.signs import kept

AGAIN = "请在 Word 里改好后重新上传"
KEPT_FILTERS = ("default", "join", "length", "upper", "lower", "trim", "first", "last", "list", "round", "replace")
OUTSIDE = re.compile(rb'TargetMode\s*=\s*["\']External["\']', re.I)
LINK = b"/relationships/hyperlink"
FORBIDDEN = ("vbaproject", "activex", "embeddings/", "oleobject")
SHOWN = 24  # signs of a paragraph that says where a fault is
_LEFT = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")


class Named(StrictUndefined):
    """A field that there is not: any use of it is a fault."""

    __slots__ = ()


def fill(request: dict[str, Any], _say: object) -> bytes:
    """Return the template filled in and opened again; InputFault says what hinders, and where it stands."""
    content, context = request["content"], request["context"]
    _hold_file(content, request["parts"], request["unpacked"])
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    environment = _environment()
    paragraphs = _paragraphs(content)
    _hold_names(template, environment, context, paragraphs)
    try:
        template.render(_clean(context), environment, autoescape=True)
    except TemplateSyntaxError as fault:
        raise _syntax(fault, paragraphs) from fault
    except SecurityError as fault:
        raise InputFault("模板里有不允许的写法", where=_about("__", paragraphs), remedy=AGAIN) from fault
    except UndefinedError as fault:
        raise _unknown(_name_in(str(fault)), paragraphs) from fault
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as fault:
        raise InputFault("模板里的算式或写法不能计算", where=str(fault)[:60], remedy=AGAIN) from fault
    target = io.BytesIO()
    template.save(target)
    return _opened(target.getvalue())


def _environment() -> ImmutableSandboxedEnvironment:
    """A sandbox in which a template may name its fields, walk through them, and little else."""
    found = ImmutableSandboxedEnvironment(undefined=Named, autoescape=True)
    found.globals.clear()
    found.filters = {name: found.filters[name] for name in KEPT_FILTERS}
    return found


def _hold_file(content: bytes, parts: int, unpacked: int) -> None:
    """Refuse what is no Word document, what unpacks to too much, and what reaches outside or carries programs."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as fault:
        raise InputFault("不是 Word 文档（.docx）", remedy="请用 Word 另存为 .docx 后重新上传") from fault
    infos = package.infolist()
    if len(infos) > parts or sum(one.file_size for one in infos) > unpacked:
        raise InputFault("模板展开后过大", remedy="请去掉多余的图片和内容后重新上传")
    names = {one.filename.lower() for one in infos}
    if "word/document.xml" not in names:
        raise InputFault("不是 Word 文档（.docx）", remedy="请用 Word 另存为 .docx 后重新上传")
    if any(word in name for name in names for word in FORBIDDEN):
        raise InputFault("模板里有宏或嵌入的程序", remedy="请删去宏和嵌入对象后另存为 .docx")
    for name in (one for one in names if one.endswith(".rels")):
        content_ = next(package.read(one.filename) for one in infos if one.filename.lower() == name)
        for relation in re.findall(rb"<Relationship\b[^>]*>", content_):
            if OUTSIDE.search(relation) and LINK not in relation:
                raise InputFault("模板引用了外部文件", where=name, remedy="请改为插入图片，或断开与外部模板的链接")


def _hold_names(
    template: DocxTemplate, environment: ImmutableSandboxedEnvironment, context: dict[str, Any], paragraphs: list[str]
) -> None:
    """Refuse every name that is no field, all of them at once, each with where it stands."""
    strange: list[str] = []
    for source in _sources(template):
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as fault:
            raise _syntax(fault, paragraphs) from fault
        strange += _strange(tree, context)
    strange = list(dict.fromkeys(strange))
    if len(strange) == 1:
        raise _unknown(strange[0], paragraphs)
    if strange:
        told = "；".join(f"“{name}”（{_about(name, paragraphs)}）" for name in strange[:20])
        raise InputFault(f"模板里有 {len(strange)} 个不认识的字段：{told}", remedy=f"请对照字段清单，{AGAIN}")


def _sources(template: DocxTemplate) -> list[str]:
    """The texts that hold fields, as the template engine reads them: body, heads and feet."""
    found = [template.patch_xml(template.get_xml())]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        found += [template.patch_xml(template.get_part_xml(part)) for _key, part in template.get_headers_footers(uri)]
    return found


def _strange(tree: nodes.Template, context: dict[str, Any]) -> list[str]:
    """Names that are neither fields nor set by the template itself, and figures that there are not."""
    own = {one.name for one in tree.find_all(nodes.Name) if one.ctx in ("store", "param")}
    found = [
        one.name
        for one in tree.find_all(nodes.Name)
        if one.ctx == "load" and one.name not in own and one.name not in context and one.name != "loop"
    ]
    asked: list[tuple[nodes.Expr, Any]] = [(one.node, one.attr) for one in tree.find_all(nodes.Getattr)]
    asked += [(one.node, getattr(one.arg, "value", None)) for one in tree.find_all(nodes.Getitem)]
    for owner, key in asked:
        keys = context.get(owner.name) if isinstance(owner, nodes.Name) else None
        if isinstance(keys, dict) and isinstance(key, str) and key not in keys and not key.startswith("_"):
            found.append(key)
    return found


def _clean(value: Any) -> Any:
    """Plain values without the signs that no XML can hold."""
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return kept(value) if isinstance(value, str) else value


def _paragraphs(content: bytes) -> list[str]:
    """The paragraphs of the template, those of tables, heads and feet among them, to say where something stands."""
    document = Document(io.BytesIO(content))
    found = [one.text for one in document.paragraphs]
    found += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for section in document.sections:
        found += [one.text for part in (section.header, section.footer) for one in part.paragraphs]
    return found


def _about(name: str, paragraphs: list[str]) -> str:
    """Where a name stands: the paragraph that holds it, by place and first signs."""
    for at, text in enumerate(paragraphs, start=1):
        if name and name in text:
            return f"第{at}段“{text[:SHOWN]}”"
    return "模板"


def _unknown(name: str, paragraphs: list[str]) -> InputFault:
    where = _about(name, paragraphs)
    return InputFault(f"模板里有不认识的字段“{name}”", where=where, remedy=f"请对照字段清单，{AGAIN}")


def _syntax(fault: TemplateSyntaxError, paragraphs: list[str]) -> InputFault:
    broken = next((text for text in paragraphs if text.count("{{") != text.count("}}")), "")
    broken = broken or next((text for text in paragraphs if text.count("{%") != text.count("%}")), "")
    where = _about(broken, paragraphs) if broken else _about("{%", paragraphs)
    return InputFault(
        "模板的写法不完整（括号或 for、if 没有成对）", where=where,
        remedy="每个 {% for %} 要有 {% endfor %}，每个 {{ 要有 }}；" + AGAIN,
    )  # fmt: skip


def _name_in(told: str) -> str:
    found = re.findall(r"'([^']{1,60})'", told)
    return found[-1] if found else told[:40]


def _opened(content: bytes) -> bytes:
    """Open the result again: every part must be whole, and no mark of the template may be left."""
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(package.read(name))  # noqa: S314  # written by ourselves, in a process with limits
    document = Document(io.BytesIO(content))
    left = next((text for text in _paragraphs(content) if _LEFT.search(text)), "")
    if left:
        raise InputFault("填写后还有没有替换的标记", where=f"“{left[:SHOWN]}”", remedy=AGAIN)
    if not document.element.body.getchildren():
        raise InputFault("填写后是空白文档", remedy=AGAIN)
    return content
