"""The guide as pages: the chapters of ``docs/guide``, which ship with the package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

FIRST, GLOSSARY = "README", "glossary"
NAME = re.compile(r"[0-9A-Za-z-]+")
PICTURE = re.compile(r"[0-9A-Za-z-]+\.png")


@dataclass(frozen=True)
class Chapter:
    """One chapter: its name in addresses, title, and text as HTML."""

    name: str
    title: str
    text: SafeString


def root() -> Path:
    """Return the folder of the documents: beside the code in an installed package, else in the source tree."""
    shipped = Path(__file__).parent / "documents"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[3] / "docs"


@cache
def chapter(name: str) -> Chapter | None:
    """Return a chapter by its name, None where there is none."""
    path = root() / (f"{name}.md" if name == GLOSSARY else f"guide/{name}.md")
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    title = next((line.removeprefix("# ").strip() for line in text.splitlines() if line.startswith("# ")), name)
    return Chapter(name, title, _rendered(text))


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return every chapter, in order."""
    found = (chapter(path.stem) for path in sorted((root() / "guide").glob("*.md")) if path.stem != FIRST)
    return tuple(one for one in found if one is not None)


def picture(name: str) -> bytes | None:
    """Return a picture of the guide, None where there is none."""
    path = root() / "pictures" / name
    return path.read_bytes() if PICTURE.fullmatch(name) and path.is_file() else None


def _rendered(text: str) -> SafeString:
    """Return the text as HTML; links between chapters and to pictures lead to the pages that show them."""
    text = re.sub(r"\]\((?:\.{1,2}/)?(?:README|([0-9A-Za-z-]+))\.md(#[^)]*)?\)", _chapter_link, text)
    text = re.sub(r"\]\(\.\./pictures/([0-9A-Za-z-]+\.png)\)", r"](/guide/pictures/\1)", text)
    # the guide is ours; HTML in it is shown as text all the same
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    html = html.replace("<table>", '<div class="table-responsive"><table class="table table-sm">')
    return mark_safe(html.replace("</table>", "</table></div>"))  # noqa: S308 - our own files, HTML in them escaped


def _chapter_link(found: re.Match[str]) -> str:
    name, anchor = found.group(1), found.group(2) or ""
    return f"](/guide/{name}/{anchor})" if name else f"](/guide/{anchor})"
