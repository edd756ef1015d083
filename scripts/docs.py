"""``make docs``: write the generated pages of docs/ anew, then docs/ as a static site in build/docs.

``--check`` writes nothing and fails when a generated page is stale. What is generated comes from the code itself
(argparse, settings.py, registers, pack schema, measures); what it does not say stands in docs/reference/words.yaml.
"""

from __future__ import annotations

import argparse
import ast
import html
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "tenghuan"
SETTINGS = SOURCE / "site" / "settings.py"
WORDS = DOCS / "reference" / "words.yaml"
STYLE = DOCS / "reference" / "site.css"
READERS = {"text", "flag", "number", "words"}  # of tenghuan.site.environment
GROUPS = (
    ("使用手册", "guide"),
    ("运行维护 Operations", "operations"),
    ("参考 Reference", "reference"),
    ("设计 Design", ""),
    ("方法 Methodology", "methodology"),
)
DECISIONS = ("决定 Decisions", "decisions")

PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title} · 腾换</title>
<link rel="stylesheet" href="{up}/style.css">
<nav aria-label="目录"><a href="{up}/index.html"><b>腾换 Tenghuan</b></a>{nav}</nav>
<main>{body}</main></html>
"""


# -- what the code says ------------------------------------------------------------------------------------------
@cache
def words() -> dict[str, dict[str, Any]]:
    """Return docs/reference/words.yaml: ``settings`` and ``options``."""
    return yaml.safe_load(WORDS.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Setting:
    """A variable that the settings read: name without TENGHUAN_, reader, default as written (None: worked out)."""

    name: str
    reader: str
    default: str | None


def settings(source: Path = SETTINGS) -> list[Setting]:
    """Return every variable that ``source`` and the readers beside it read, by name."""
    found: dict[str, Setting] = {}
    for path in (source, source.parent / "environment.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (setting := _setting(node)):
                found[setting.name] = setting
    return sorted(found.values(), key=lambda setting: setting.name)


def _setting(node: ast.Call) -> Setting | None:
    reader = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if reader not in READERS or not node.args or not isinstance(node.args[0], ast.Constant):
        return None
    given = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "default"), None)
    if given is None:
        return Setting(node.args[0].value, reader, {"flag": "0"}.get(reader, "empty"))
    try:
        # 30 * 60 and the like, which literal_eval refuses
        default = str(eval(compile(ast.Expression(given), "default", "eval"), {"__builtins__": {}}))
    except NameError:
        default = None
    return Setting(node.args[0].value, reader, default)


@dataclass(frozen=True)
class Argument:
    """An argument of a command: how it is written, what it does, its default."""

    command: str
    written: str
    help: str
    default: str


@dataclass(frozen=True)
class Command:
    """A command with all its arguments."""

    name: str
    help: str
    arguments: tuple[Argument, ...]


def commands() -> list[Command]:
    """Return every ``tenghuan`` command, its subcommands, and the product's own management commands."""
    from tenghuan.cli.main import COMMANDS

    found: list[Command] = []
    for name, (module, text) in COMMANDS.items():
        parser = argparse.ArgumentParser(prog=f"tenghuan {name}", description=text)
        import_module(module).configure(parser)
        found += _walk(parser, f"tenghuan {name}", text)
    return found + list(_management())


def _walk(parser: argparse.ArgumentParser, name: str, text: str) -> Iterator[Command]:
    subs = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    plain = [a for a in parser._actions if not isinstance(a, argparse._SubParsersAction | argparse._HelpAction)]
    yield Command(name, text, tuple(_argument(name, action) for action in plain))
    for action in subs:
        texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for sub, child in action.choices.items():
            yield from _walk(child, f"{name} {sub}", texts.get(sub, ""))


def _argument(command: str, action: argparse.Action) -> Argument:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.choices:
        metavar = "|".join(str(choice) for choice in action.choices)
    takes = "" if action.nargs == 0 or not action.option_strings else f" {metavar}"
    written = ", ".join(action.option_strings) + takes if action.option_strings else metavar
    key = f"{command} {action.option_strings[-1] if action.option_strings else metavar}"
    shown = "" if action.default in (None, False, argparse.SUPPRESS) else str(action.default)
    return Argument(
        command,
        written,
        words()["options"].get(key) or action.help or "",
        "required" if action.required and action.option_strings else shown,
    )


# options that Django gives to every management command
_COMMON = {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}


def _management() -> Iterator[Command]:
    _django()
    from django.core.management import get_commands, load_command_class

    own = {name: app for name, app in get_commands().items() if str(app).startswith("tenghuan")}
    for name, app in sorted(own.items()):
        command = load_command_class(app, name)
        parser = command.create_parser("tenghuan manage", name)
        full = f"tenghuan manage {name}"
        plain = [a for a in parser._actions if a.dest not in _COMMON and not isinstance(a, argparse._HelpAction)]
        yield Command(full, command.help, tuple(_argument(full, action) for action in plain))


def _django() -> None:
    from django.apps import apps
    from django.conf import settings as configured

    if apps.ready or configured.configured:
        return
    os.environ["TENGHUAN_DEMO"] = "1"
    os.environ["TENGHUAN_DATA_DIR"] = tempfile.mkdtemp()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tenghuan.site.settings"
    import django

    django.setup()


# -- generated pages ---------------------------------------------------------------------------------------------
def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, ("--",) * len(heads), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |\n" for row in lines
    )


def _head(title: str, source: str) -> str:
    return f"# {title}\n\nGenerated from {source}; do not edit. Regenerate: `make docs`.\n\n"


def commands_page() -> str:
    """Return docs/reference/commands.md."""
    page = _head("Commands", "the argument parsers of `tenghuan.cli` and the management commands")
    page += "Exit status: 0 done, 1 the input is at fault, 2 wrong usage. Messages about the input are Chinese.\n"
    for command in commands():
        page += f"\n## `{command.name}`\n\n{_sentence(command.help)}\n"
        rows = [
            (f"`{a.written}`", a.help, a.default and f"`{a.default}`" if a.default != "required" else "required")
            for a in command.arguments
        ]
        page += "\n" + _table(("argument", "what it does", "default"), rows) if rows else ""
    return page


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".。")
    return text and f"{text[0].upper()}{text[1:]}{'.' if text.isascii() else '。'}"


def settings_page() -> str:
    """Return docs/reference/settings.md."""
    said = words()["settings"]
    page = _head("Settings", "`src/tenghuan/site/settings.py` and `docs/reference/words.yaml`")
    page += "Environment variables, read once at the start. A flag is on with `1`, `true`, `yes` or `on`.\n\n"
    rows = []
    for setting in settings():
        entry = said.get(setting.name, {})
        default = entry.get("default") or (
            f"`{setting.default}`" if setting.default not in (None, "empty") else "empty"
        )
        rows.append((f"`TENGHUAN_{setting.name}`", setting.reader, default, entry.get("meaning", "")))
    return page + _table(("variable", "kind", "default", "meaning"), rows)


def schema_page() -> str:
    """Return docs/reference/plan-pack-schema.md: every part of a pack with its fields."""
    from tenghuan.plan import json_schema

    schema = json_schema()
    page = _head("Fields of a plan pack", "`tenghuan plan schema`")
    page += "How a pack is written, with an example, is in [the plan pack](../plan-pack.md).\n"
    for name, part in {"PlanPack": schema, **schema["$defs"]}.items():
        page += f"\n## {name}\n\n" + (
            " ".join(part["description"].replace("``", "`").split()) + "\n\n" if part.get("description") else ""
        )
        if "enum" in part:
            page += "One of " + ", ".join(f"`{value}`" for value in part["enum"]) + ".\n"
            continue
        needed = part.get("required", [])
        rows = [
            (f"`{key}`", _kind(field), "yes" if key in needed else _default(field), field.get("description", ""))
            for key, field in part.get("properties", {}).items()
        ]
        page += _table(("field", "type", "required or default", "note"), rows)
    return page


def _default(field: dict[str, Any]) -> str:
    given = field.get("default")
    return "" if given in (None, [], {}, "") else f"`{json.dumps(given, ensure_ascii=False)}`"


def _kind(field: dict[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{slug(name)})"
    for several in ("anyOf", "oneOf"):
        if several in field:
            return " or ".join(_kind(one) for one in field[several] if one.get("type") != "null")
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    if "const" in field:
        return f"`{field['const']}`"
    return str(field.get("format") or field.get("type") or "anything")


def registers_page() -> str:
    """Return docs/registers.md."""
    from tenghuan.reading.registers.reference import markdown

    return markdown()


def targets_page() -> str:
    """Return docs/reference/targets.md: the home of every target of the shipped plans."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import targets

    _django()
    return targets.page(words()["targets"], _table)


GENERATED: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands_page,
    "reference/settings.md": settings_page,
    "reference/plan-pack-schema.md": schema_page,
    "reference/targets.md": targets_page,
    "registers.md": registers_page,
}


def stale(docs: Path = DOCS) -> list[str]:
    """Return the generated pages under ``docs`` that are not what the code says now."""
    return [
        name
        for name, page in GENERATED.items()
        if not (docs / name).exists() or (docs / name).read_text(encoding="utf-8") != page()
    ]


# -- the site ----------------------------------------------------------------------------------------------------
def pages(docs: Path = DOCS) -> list[Path]:
    """Return every page, in the order of the navigation."""
    ordered: list[Path] = []
    for _, folder in (*GROUPS, DECISIONS):
        found = sorted((docs / folder).glob("*.md"))
        ordered += sorted(found, key=lambda path: (path.stem != "README", path.stem))
    return ordered


def parser() -> MarkdownIt:
    """Return the reader of Markdown: CommonMark with tables, no HTML in the text."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def slug(heading: str) -> str:
    """Return a heading's anchor as GitHub makes it: lower case, no punctuation, spaces to hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings; a repeated heading gets -1, -2."""
    return {name for name, _ in _headings(parser().parse(text))}


def _headings(tokens: list[Token]) -> Iterator[tuple[str, Token]]:
    seen: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        name = slug("".join(child.content for child in tokens[place + 1].children or ()))
        count = seen.get(name, 0)
        seen[name] = count + 1
        yield (f"{name}-{count}" if count else name), token


def title(path: Path) -> str:
    """Return a page's first heading."""
    first = next((line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")), path.stem)
    return first.removeprefix("# ").replace("`", "").strip()


def links(text: str) -> Iterator[str]:
    """Yield the targets of every link and picture of a page."""
    for token in parser().parse(text):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                yield unquote(str(target))


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead to no file or no heading; addresses on the web are not tried."""
    found = []
    for target in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        if not other.exists() or (
            anchor and other.suffix == ".md" and anchor not in anchors(other.read_text(encoding="utf-8"))
        ):
            found.append(target)
    return found


def render(path: Path, docs: Path = DOCS) -> str:
    """Return the body of a page as HTML, its links leading to the built pages."""
    markdown = parser()
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    for name, token in _headings(tokens):
        token.attrSet("id", name)
    for token in tokens:
        for child in token.children or ():
            target = str(child.attrGet("href") or "")
            if not target or re.match(r"[a-z]+:", target):
                continue
            other = (path.parent / target.partition("#")[0]).resolve()
            if other.is_relative_to(docs.resolve()) or target.startswith("#"):
                child.attrSet("href", re.sub(r"\.md(?=#|$)", ".html", target))
            else:
                # the rest of the repository is not part of the site
                child.tag = "span"
                child.attrs = {"title": target}
    _close_spans(tokens)
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _close_spans(tokens: list[Token]) -> None:
    for token in tokens:
        open_tags: list[str] = []
        for child in token.children or ():
            if child.type == "link_open":
                open_tags.append(child.tag)
            elif child.type == "link_close":
                child.tag = open_tags.pop()


def navigation(here: Path, docs: Path = DOCS) -> str:
    """Return the list of all pages as seen from ``here``."""
    parts = []
    for label, folder in (*GROUPS, DECISIONS):
        inside = [page for page in pages(docs) if page.parent == docs / folder]
        items = "".join(f"<li>{_entry(here, page)}</li>" for page in inside)
        parts.append(f"<h2>{label}</h2><ul>{items}</ul>" if items else "")
    return "".join(parts)


def _entry(here: Path, page: Path) -> str:
    mark = " aria-current=page" if page == here else ""
    return f'<a href="{_reach(here, page)}"{mark}>{html.escape(title(page))}</a>'


def _reach(here: Path, there: Path) -> str:
    return os.path.relpath(there.with_suffix(".html"), here.parent)


def _turn(here: Path, docs: Path) -> str:
    order = pages(docs)
    place = order.index(here)
    before = f'<a href="{_reach(here, order[place - 1])}">← {html.escape(title(order[place - 1]))}</a>' if place else ""
    after = order[place + 1] if place + 1 < len(order) else None
    then = f'<a href="{_reach(here, after)}">{html.escape(title(after))} →</a>' if after else ""
    return f'<p class="turn"><span>{before}</span><span>{then}</span></p>'


def build(target: Path, docs: Path = DOCS) -> int:
    """Write the site of ``docs`` to ``target`` (emptied first); return the number of pages."""
    shutil.rmtree(target, ignore_errors=True)
    for page in pages(docs):
        place = target / page.relative_to(docs).with_suffix(".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        up = os.path.relpath(target, place.parent)
        body = render(page, docs) + _turn(page, docs)
        filled = {"title": html.escape(title(page)), "up": up, "nav": navigation(page, docs), "body": body}
        place.write_text(PAGE.format_map(filled), encoding="utf-8")
    shutil.copy(STYLE, target / "style.css")
    first = pages(docs)[0].relative_to(docs).with_suffix(".html")
    (target / "index.html").write_text(
        f'<!doctype html><meta http-equiv="refresh" content="0;url={first}"><a href="{first}">腾换</a>\n',
        encoding="utf-8",
    )
    if (docs / "pictures").is_dir():
        shutil.copytree(docs / "pictures", target / "pictures")
    return len(pages(docs))


def main() -> int:
    """Regenerate and build, or check; return the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; fail when a generated page is stale")
    old = stale()
    if arguments.parse_args().check:
        print("\n".join(f"stale: docs/{name}; run: make docs" for name in old) or "generated pages are current")
        return 1 if old else 0
    for name in old:
        (DOCS / name).write_text(GENERATED[name](), encoding="utf-8")
        print(f"rewritten: docs/{name}")
    faults = [f"{page.relative_to(ROOT)}: broken link {target}" for page in pages() for target in broken(page)]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    print(f"{build(ROOT / 'build' / 'docs')} pages in build/docs")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
