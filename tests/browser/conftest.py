"""Debian's Chromium through Playwright. In continuous integration a missing browser is a failure, not a skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(os.environ.get("TENGHUAN_PICTURES", Path(__file__).resolve().parents[2] / "build" / "pictures"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        message = "Chromium is not installed. To run this test: sudo apt-get install chromium fonts-noto-cjk"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page; anything that the console calls an error (the content policy's refusals too) fails the test."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def picture(page: Page):
    """Keep a screenshot: ``picture("board", width=390)``; the whole page, at the given width."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def take(name: str, width: int = 1366, height: int = 768, whole: bool = True) -> Path:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(250)
        target = PICTURES / f"{name}-{width}.png"
        page.screenshot(path=target, full_page=whole, animations="disabled")
        return target

    return take
