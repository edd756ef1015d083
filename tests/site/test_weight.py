"""What a first visit costs: the page and everything it names, compressed as the server sends it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

MOST = 300_000  # bytes, without charts
VENDOR = settings.PACKAGE / "site" / "static" / "vendor"


@pytest.mark.skipif(not (VENDOR / "icons.css").exists(), reason="front-end files are copied by make install")
@pytest.mark.parametrize("name", ["office", "leader", "town", "enterprise"])
def test_a_cold_first_page_is_light(world, name):
    body = world.client(name).get("/").content
    named = re.findall(r'(?:href|src)="/static/([^"]+)"', body.decode())
    assert {"vendor/tabler/tabler.min.css", "vendor/icons.css", "js/shell.js"} <= set(named)
    assert not any("echarts" in one or one.endswith(".woff2") for one in named)
    sizes = {one: len(gzip.compress(Path(finders.find(one)).read_bytes(), 6)) for one in set(named)}
    assert len(gzip.compress(body, 6)) + sum(sizes.values()) <= MOST, sizes
    # nothing that the style sheets name is fetched beside them
    for one in named:
        if one.endswith(".css"):
            assert (
                re.findall(r'url\((?!["\']?(?:data:|%23|#)).{20}', Path(finders.find(one)).read_text(encoding="utf-8"))
                == []
            )
