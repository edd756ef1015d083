"""What commands that read a table and write a list have in common."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tenghuan.declaring.lists import ENDINGS
from tenghuan.errors import InputFault


class Listed(Protocol):
    """A list that can be written or printed, with remarks."""

    @property
    def rows(self) -> Sequence[object]:
        """The rows."""

    @property
    def notes(self) -> Sequence[str]:
        """Remarks in Chinese."""

    def text(self) -> str:
        """The list as the text of a CSV file."""

    def write(self, path: Path) -> None:
        """Write the list by the ending of the path."""


def add_output(parser: argparse.ArgumentParser) -> None:
    """The option ``-o OUT``."""
    endings = ", ".join(ENDINGS)
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help=f"list ({endings}); without it CSV is printed")
    parser.set_defaults(usage_error=parser.error)


def check_output(args: argparse.Namespace, *inputs: str) -> None:
    """End with wrong usage at another ending; raise InputFault where OUT cannot stand or would overwrite an input."""
    path: Path | None = args.output
    if path is None:
        return
    if path.suffix.lower() not in ENDINGS:
        args.usage_error(f"OUT must end in {', '.join(ENDINGS)}")
    check_place(path, *map(Path, inputs))


def check_place(path: Path, *inputs: Path) -> None:
    """Raise InputFault where a result cannot stand, or would overwrite what it is made of."""
    if not path.parent.is_dir():
        raise InputFault("目录不存在", where=str(path.parent), remedy="先建目录，或换一个位置")
    if path.exists() and any(given.exists() and path.samefile(given) for given in inputs):
        raise InputFault("结果会覆盖数据文件", where=str(path), remedy="-o 换一个文件名")


def put_out(found: Listed, path: Path | None) -> None:
    """Write the list, or print it; remarks go to standard error."""
    if path is None:
        print(found.text(), end="")
    else:
        found.write(path)
        print(f"已写入 {path}：{len(found.rows)} 行", file=sys.stderr)
    for note in found.notes:
        print(f"注意：{note}", file=sys.stderr)
