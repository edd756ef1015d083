"""The documentation says what the code does: commands, settings, generated pages, links, the words of the screens."""

from __future__ import annotations

import importlib.util
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guide"
PICTURES = ROOT / "docs" / "pictures"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_docs"] = module
    spec.loader.exec_module(module)
    return module


docs = _load()
PAGES = [*docs.pages(), *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md"))]


def _called(path: Path) -> str:
    return str(path.relative_to(ROOT))


# -- generated from code -----------------------------------------------------------------------------------------
def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    lacking = []
    for command in docs.commands():
        lacking += [command.name] if f"## `{command.name}`" not in page or not command.help else []
        lacking += [
            f"{command.name} {argument.written}"
            for argument in command.arguments
            if not argument.help or f"`{argument.written}`".replace("|", "\\|") not in page
        ]
    assert lacking == [], "give them a help text, or an entry in docs/reference/words.yaml; then make docs"


def test_every_command_of_the_command_line_is_walked() -> None:
    from tenghuan.cli.main import COMMANDS

    names = {command.name for command in docs.commands()}
    assert {f"tenghuan {name}" for name in COMMANDS} <= names
    assert {"tenghuan plan extract", "tenghuan plan check", "tenghuan manage open_periods"} <= names


def test_every_setting_has_a_meaning_and_a_default_and_no_entry_is_left_over() -> None:
    said = docs.words()["settings"]
    read = docs.settings()
    assert {setting.name for setting in read} == set(said)
    assert [setting.name for setting in read if not said[setting.name].get("meaning")] == []
    assert [s.name for s in read if s.default is None and not said[s.name].get("default")] == []


def test_settings_are_read_nowhere_else() -> None:
    allowed = {"settings.py", "environment.py"}
    pattern = re.compile(r"environ(?:\.get|\[)\(?[\"']TENGHUAN_")
    elsewhere = [
        _called(path)
        for path in (ROOT / "src").rglob("*.py")
        if path.name not in allowed and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


def test_words_for_options_belong_to_an_option() -> None:
    written = {
        f"{a.command} {w.split()[0]}" for c in docs.commands() for a in c.arguments for w in a.written.split(", ")
    }
    assert set(docs.words()["options"]) <= written


@pytest.mark.parametrize("name", docs.GENERATED)
def test_a_generated_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == docs.GENERATED[name](), "run: make docs"


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    for name in docs.GENERATED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / "docs" / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "reference" / "settings.md").write_text("# Settings\n", encoding="utf-8")
    (tmp_path / "registers.md").unlink()
    assert docs.stale(tmp_path) == ["reference/settings.md", "registers.md"]


def test_a_variable_is_found_with_its_default(tmp_path: Path) -> None:
    (tmp_path / "environment.py").write_text("", encoding="utf-8")
    source = tmp_path / "settings.py"
    source.write_text(
        'A = env.number("AGE", 3 * 4)\nB = env.flag("BOLD")\nC = env.text("CITY", str(A))\n', encoding="utf-8"
    )
    found = [(setting.name, setting.default) for setting in docs.settings(source)]
    assert found == [("AGE", "12"), ("BOLD", "0"), ("CITY", None)]


# -- links and pictures ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES, ids=_called)
def test_links_lead_somewhere(page: Path) -> None:
    assert docs.broken(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# One *two*\n\n## 登录、口令\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](other.md#one-two) [b](other.md#登录口令) [c](other.md#three) [d](none.md) ![e](none.png) [f](https://x.cn)\n",
        encoding="utf-8",
    )
    assert docs.broken(page) == ["other.md#three", "none.md", "none.png"]


def test_every_guide_page_is_in_the_table_of_contents() -> None:
    listed = set(docs.links((GUIDE / "README.md").read_text(encoding="utf-8")))
    assert {path.name for path in GUIDE.glob("*.md")} - {"README.md"} <= listed


def test_pictures_are_small_and_used() -> None:
    pictures = list(PICTURES.glob("*.png"))
    used = {
        (page.parent / target).resolve() for page in PAGES for target in docs.links(page.read_text(encoding="utf-8"))
    }
    assert [path.name for path in pictures if path.stat().st_size > 150 * 1024] == []
    assert sum(path.stat().st_size for path in pictures) <= 1.2 * 1024 * 1024
    assert [path.name for path in pictures if path.resolve() not in used] == []


# -- the guide speaks as the screens do --------------------------------------------------------------------------
@cache
def _screens() -> str:
    """Everything that a screen may show: templates, messages, shipped data, message catalogues."""
    suffixes = {".py", ".html", ".js", ".yaml", ".po"}
    paths = [
        path
        for path in (ROOT / "src" / "tenghuan").rglob("*")
        if path.suffix in suffixes and "vendor" not in path.parts
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths))


def _bold(text: str) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", text)


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda path: path.stem)
def test_bold_words_of_the_guide_are_words_of_the_screens(page: Path) -> None:
    words = _bold(page.read_text(encoding="utf-8"))
    assert words
    assert [word for word in words if word not in _screens()] == []


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda path: path.stem)
def test_every_guide_page_says_whom_it_is_for(page: Path) -> None:
    assert re.search(r"^适用(角色)?：", page.read_text(encoding="utf-8"), re.MULTILINE)


# -- the site ----------------------------------------------------------------------------------------------------
def test_the_site_holds_every_page_and_its_links_work(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert docs.build(site) == len(docs.pages())
    built = sorted(path.relative_to(site).with_suffix(".md") for path in site.rglob("*.html"))
    assert set(built) == {page.relative_to(ROOT / "docs") for page in docs.pages()} | {Path("index.md")}
    lost = [
        f"{path.name}: {target}"
        for path in site.rglob("*.html")
        for target in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert lost == []
    assert "<script" not in "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))


def test_every_target_of_the_plans_is_counted_by_one_register_or_reported_for_a_reason() -> None:
    docs.targets_page()
    homes = list(importlib.import_module("targets").homes(docs.words()["targets"]))
    assert len(homes) == 248
    homeless = [f"{one.county} {one.title}（{one.standard}）" for one in homes if one.feed is None and not one.reason]
    assert homeless == []
    named = {one.key for one in homes if one.feed is None} | {one.standard for one in homes if one.feed is None}
    assert set(docs.words()["targets"]) <= named, "a reason stands for what a register counts"


def test_a_target_of_some_enterprises_only_says_whom_it_counts_and_whether_the_register_can() -> None:
    page = (ROOT / "docs" / "reference" / "targets.md").read_text(encoding="utf-8")
    taxes = {}
    for part in page.split("\n## ")[1:]:
        name, *rows = part.splitlines()
        taxes[name] = next((row for row in rows if "| `tax_per_mu` |" in row), "")
    assert taxes["云和县"].endswith("规上企业；除钢压延外 |")
    assert [name for name, row in taxes.items() if "登记簿不分，未套用" in row] == ["慈溪市"]
