"""``tenghuan sample``: write sample registers of a county."""

from __future__ import annotations

import argparse
from pathlib import Path

from tenghuan.sampling import MAX_ENTERPRISES, counties, write_sample


def _county(text: str) -> str:
    if text not in counties():
        raise argparse.ArgumentTypeError(f"没有“{text}”这个县；可用：{'、'.join(counties())}")
    return text


def _enterprises(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= MAX_ENTERPRISES:
        raise argparse.ArgumentTypeError(f"企业数 {text} 超出范围；1 到 {MAX_ENTERPRISES}")
    return number


def _seed(text: str) -> int:
    number = _whole(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"种子 {text} 不能为负；用 0 或正整数")
    return number


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是整数") from error


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``tenghuan sample``."""
    parser.add_argument("--county", required=True, type=_county, metavar="ID", help="、".join(counties()))
    parser.add_argument("--enterprises", type=_enterprises, metavar="N", help="企业数，默认随县")
    parser.add_argument("--seed", type=_seed, default=1, metavar="S", help="随机种子，默认 1；同一种子结果逐字节相同")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="DIR", help="写到这个目录")
    parser.add_argument("--clean", action="store_true", help="不放入错误")


def run(args: argparse.Namespace) -> int:
    """Write the workbooks and say what was written."""
    number = args.enterprises or counties()[args.county].enterprises
    manifest = write_sample(args.county, number, args.seed, args.output, clean=args.clean)
    print(f"已写入 {args.output}：{len(manifest.files)} 个文件，放入错误 {len(manifest.faults)} 处（faults.csv）")
    return 0
