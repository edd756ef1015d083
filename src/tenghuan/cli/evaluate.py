"""``tenghuan evaluate``: facts and scheme in, graded list out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tenghuan.cli.outputs import check_place
from tenghuan.errors import InputFault
from tenghuan.scoring import Result, Scheme, evaluate, explain, load_scheme, read_facts, schemes
from tenghuan.scoring.engines import ENGINES
from tenghuan.scoring.outfile import ENDINGS
from tenghuan.scoring.summary import summary
from tenghuan.scoring.usable import check_usable


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments as in contracts.md."""
    endings = ", ".join(ENDINGS)
    parser.add_argument("facts", metavar="FACTS", help=f"one row an enterprise ({endings})")
    parser.add_argument("--scheme", required=True, metavar="SCHEME", help="scheme (YAML), or the id of a shipped one")
    parser.add_argument("-o", "--output", metavar="OUT", help=f"graded list ({endings}); without it a summary is shown")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help="same result on either")
    parser.add_argument("--explain", metavar="USCC", help="print one enterprise's whole derivation")
    parser.add_argument("--year", type=int, help="with --explain: which year, if the facts hold several")
    parser.set_defaults(usage_error=parser.error)


def run(args: argparse.Namespace) -> int:
    """Evaluate; 0 done, faults of the input raise ``InputFault``."""
    if args.output and Path(args.output).suffix.lower() not in ENDINGS:
        args.usage_error(f"OUT must end in {', '.join(ENDINGS)}")
    if args.explain is not None and args.output:
        args.usage_error("--explain prints to the screen; leave out -o")
    if args.explain is None and args.year is not None:
        args.usage_error("--year goes with --explain")
    if args.output:
        check_place(Path(args.output), Path(args.facts))
    scheme = _scheme(args.scheme)
    facts = read_facts(args.facts)
    check_usable(facts, scheme)
    if args.explain is not None:
        print(explain(facts, scheme, args.explain, year=args.year).text())
        return 0
    result = evaluate(facts, scheme, args.engine)
    if args.output:
        _write(result, Path(args.output))
    else:
        print(summary(result))
    for note in result.notes:
        print(f"注意：{note}", file=sys.stderr)
    return 0


def _scheme(name: str) -> Scheme:
    shipped = schemes()
    if not Path(name).exists() and name in shipped:
        return shipped[name]
    if not Path(name).exists():
        raise InputFault("方案文件不存在", where=name, remedy=f"核对路径；自带方案：{'、'.join(shipped)}")
    return load_scheme(name)


def _write(result: Result, path: Path) -> None:
    result.write(path)
    print(f"已写入 {path}：{result.facts.rows} 行", file=sys.stderr)
