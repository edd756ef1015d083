"""``tenghuan screen``: facts and rules in, lists of enterprises out, with the reasons."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tenghuan.cli.outputs import check_place
from tenghuan.errors import InputFault
from tenghuan.scoring import read_facts
from tenghuan.scoring.engines import ENGINES
from tenghuan.scoring.outfile import ENDINGS
from tenghuan.screening import Rules, load_rules, read_thresholds, rule_sets, screen, with_thresholds


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments as in contracts.md."""
    endings = ", ".join(ENDINGS)
    parser.add_argument("facts", metavar="FACTS", help=f"one row an enterprise and year ({endings})")
    parser.add_argument("--rules", required=True, metavar="RULES", help="rules (YAML), or the id of shipped ones")
    parser.add_argument("-o", "--output", metavar="OUT", help=f"lists ({endings}); without it CSV is printed")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help="same result on either")
    parser.add_argument("--thresholds", metavar="FILE", help="thresholds (.xlsx, .csv) beside the rules' own")
    parser.add_argument("--year", type=int, help="the year that is judged, instead of the rules' own")
    parser.set_defaults(usage_error=parser.error)


def run(args: argparse.Namespace) -> int:
    """Screen; 0 done, faults of the input raise ``InputFault``."""
    if args.output and Path(args.output).suffix.lower() not in ENDINGS:
        args.usage_error(f"OUT must end in {', '.join(ENDINGS)}")
    if args.output:
        check_place(Path(args.output), Path(args.facts))
    rules = _rules(args.rules)
    if args.thresholds:
        rules = with_thresholds(rules, read_thresholds(args.thresholds))
    result = screen(read_facts(args.facts), rules, args.engine, year=args.year)
    if args.output:
        result.write(args.output)
        print(f"已写入 {args.output}", file=sys.stderr)
    else:
        result.print(sys.stdout)
    for note in result.notes:
        print(f"注意：{note}", file=sys.stderr)
    return 0


def _rules(name: str) -> Rules:
    shipped = rule_sets()
    if not Path(name).exists() and name in shipped:
        return shipped[name]
    if not Path(name).exists():
        raise InputFault("筛查规则文件不存在", where=name, remedy=f"核对路径；自带规则：{'、'.join(shipped)}")
    return load_rules(name)
