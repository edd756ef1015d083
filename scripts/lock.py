"""Compile the requirement files from pyproject.toml: every pin with its hashes, no address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-emit-index-url"]
FILES = {
    "run.txt": ["pyproject.toml"],
    "dev.txt": ["pyproject.toml", "--extra", "spark", "--group", "dev"],
    "bench.txt": ["pyproject.toml", "--extra", "spark", "--group", "dev", "--group", "bench"],
    "tool.txt": ["requirements/tool.in"],
    "node.txt": ["requirements/node.in"],
}


def main() -> None:
    """Write every file of FILES; uv keeps the pins that a file already has unless asked to upgrade (--upgrade)."""
    for name, sources in FILES.items():
        command = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "compile", "--quiet", "--no-config", *COMMON]
        subprocess.run([*command, *sources, *sys.argv[1:], "-o", f"requirements/{name}"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
