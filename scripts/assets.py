"""Copy the front-end files that pages use from node_modules to the static folder, and draw the icons that they name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
HOUSE = ROOT / "src" / "tenghuan"
TARGET = HOUSE / "site" / "static" / "vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}
ICONS = SOURCE / "@tabler" / "icons" / "icons" / "outline"
# how templates and declarations name an icon: class="ti ti-NAME", Entry(…, icon="NAME"), Menu("group", "NAME")
NAMED = re.compile(
    r"""\bti-([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?![a-z0-9-])|\bicon=["']([a-z0-9-]+)["']|\bMenu\(\s*"\w+",\s*"([a-z0-9-]+)\""""
)


def icon_names() -> list[str]:
    """Return the icons that pages and the menu name, in order."""
    found: set[str] = set()
    for path in HOUSE.rglob("*"):
        if path.suffix in (".html", ".py", ".js") and "vendor" not in path.parts:
            for match in NAMED.finditer(path.read_text(encoding="utf-8")):
                found.update(filter(None, match.groups()))
    return sorted(found)


def icons(names: list[str]) -> str:
    """Return one style sheet with each icon as a mask, so that an icon takes the colour of the words beside it.

    Raises:
        FileNotFoundError: a name that the icon set does not have.
    """
    base = (
        ".ti{display:inline-block;width:1em;height:1em;vertical-align:-.125em;background:currentColor;"
        "-webkit-mask:var(--i) center/contain no-repeat;mask:var(--i) center/contain no-repeat}"
    )
    return "\n".join([base, *(f'.ti-{name}{{--i:url("data:image/svg+xml,{_drawn(name)}")}}' for name in names)]) + "\n"


def _drawn(name: str) -> str:
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    shapes = "".join(re.sub(r"\s+", " ", shape) for shape in re.findall(r"<(?!svg)[a-z]+ [^>]*/>", text))
    shapes = shapes.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round">'
    )
    return quote((head + shapes + "</svg>").replace('"', "'"), safe="/:;=,' ()*.-")


def main() -> None:
    """Copy every file of FILES without its source-map comment; write the icons."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, target in FILES.items():
        place = TARGET / target
        place.parent.mkdir(parents=True, exist_ok=True)
        text = (SOURCE / source).read_text(encoding="utf-8")
        place.write_text(re.sub(r"(/\*#|//#) ?sourceMappingURL=\S+( ?\*/)?", "", text), encoding="utf-8")
    names = icon_names()
    (TARGET / "icons.css").write_text(icons(names), encoding="utf-8")
    print(f"{len(FILES)} front-end files copied, {len(names)} icons drawn")


if __name__ == "__main__":
    main()
