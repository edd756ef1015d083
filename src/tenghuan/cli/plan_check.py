"""``tenghuan plan check`` and ``tenghuan plan schema``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tenghuan.errors import InputFault


def configure_check(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``tenghuan plan check``."""
    parser.add_argument("pack", metavar="PACK", help="a plan pack (.yaml), or the id of a shipped one")


def run_check(args: argparse.Namespace) -> int:
    """Print every fault of a pack, one a line, on stderr; then what a person must decide (提示), which is no fault.

    Returns:
        1 if there is any fault, else 0 after a short summary on stdout.
    """
    from tenghuan.plan import check_pack, contradictions, load_pack

    name = Path(args.pack).name
    faults = check_pack(args.pack)
    for fault in faults:
        print(fault if str(fault).startswith(name) else f"{name} {fault}", file=sys.stderr)
    if faults:
        return 1
    pack = load_pack(args.pack)
    milestones = sum(len(item.milestones) for item in pack.indicators)
    print(
        f"{name}：没有问题。{pack.plan.title}：指标 {len(pack.indicators)} 项、目标 {milestones} 个、"
        f"举措 {len(pack.actions)} 条、任务 {len(pack.tasks)} 条、单位 {len(pack.units)} 个、"
        f"工作组 {len(pack.groups)} 个、参数 {len(pack.parameters)} 个"
    )
    for remark in contradictions(pack):
        print(f"提示（原文自相矛盾，待人裁定）{remark.where}：{remark.text}")
    for remark in pack.remarks:
        print(f"提示（存疑）{remark.where}：{remark.text}")
    return 0


def configure_schema(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``tenghuan plan schema``."""
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, help="write to a file instead of stdout")


def run_schema(args: argparse.Namespace) -> int:
    """Print the JSON Schema of a plan pack, for editors."""
    from tenghuan.plan import json_schema

    text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if args.output is None:
        sys.stdout.write(text)
        return 0
    try:
        args.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputFault("写不进去", where=str(args.output), remedy="检查目录是否存在、能否写入") from error
    return 0
