"""``tenghuan plan``: read a plan document, check a plan pack, print the pack's JSON Schema."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from tenghuan.errors import InputFault


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands of ``tenghuan plan``."""
    commands = parser.add_subparsers(dest="plan_command", required=True, metavar="{extract,check,schema}")
    extract = commands.add_parser("extract", help="read a plan document (.txt .docx .pdf .html) and write its JSON")
    extract.add_argument("file", type=Path, help="the plan document")
    extract.add_argument("-o", "--output", type=Path, help="file to write; standard output without it")
    packs = import_module("tenghuan.cli.plan_check")
    packs.configure_check(commands.add_parser("check", help="validate a plan pack; every fault on its own line"))
    packs.configure_schema(commands.add_parser("schema", help="print the JSON Schema of a plan pack"))


def run(args: argparse.Namespace) -> int:
    """Run one subcommand; returns the exit status.

    Raises:
        InputFault: the document cannot be read or the output cannot be written.
    """
    if args.plan_command != "extract":
        packs = import_module("tenghuan.cli.plan_check")
        return int(packs.run_check(args) if args.plan_command == "check" else packs.run_schema(args))
    from tenghuan.reading import read_plan_guarded

    text = json.dumps(read_plan_guarded(args.file).to_json(), ensure_ascii=False, indent=2) + "\n"
    if args.output is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a stream of the console
        sys.stdout.write(text)
        return 0
    try:
        args.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputFault("结果写不进去", where=str(args.output), remedy="请核对文件夹是否存在、是否可写") from error
    return 0
