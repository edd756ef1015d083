"""Copy the front-end files that pages use from node_modules to the static folder (git-ignored)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "src" / "tenghuan" / "site" / "static" / "vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "@tabler/icons-webfont/dist/tabler-icons.min.css": "tabler/tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2": "tabler/fonts/tabler-icons.woff2",
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}


def main() -> None:
    """Copy every file of FILES; source-map comments and font files that are not copied are cut from the text."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, target in FILES.items():
        place = TARGET / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix == ".woff2":
            shutil.copyfile(SOURCE / source, place)
            continue
        text = (SOURCE / source).read_text(encoding="utf-8")
        text = re.sub(r"(/\*#|//#) ?sourceMappingURL=\S+( ?\*/)?", "", text)
        text = re.sub(r',\s*url\("[^"]+\.(?:woff|ttf)[^"]*"\)\s*format\("[^"]+"\)', "", text)
        place.write_text(text, encoding="utf-8")
    print(f"{len(FILES)} front-end files copied")


if __name__ == "__main__":
    main()
