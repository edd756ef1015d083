"""``tenghuan assess``: results and scheme in, scores and ranks out."""

from __future__ import annotations

import argparse

from tenghuan.assessing import assess, choose_scheme
from tenghuan.cli.outputs import add_output, check_output, put_out


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments as in contracts.md."""
    parser.add_argument("results", metavar="RESULTS", help="one row an object and item (.xlsx, .csv)")
    parser.add_argument("--scheme", required=True, metavar="SCHEME", help="scheme (YAML), or the name of a shipped one")
    add_output(parser)


def run(args: argparse.Namespace) -> int:
    """Assess; 0 done, faults of the input raise ``InputFault``."""
    check_output(args, args.results, args.scheme)
    put_out(assess(args.results, choose_scheme(args.scheme)), args.output)
    return 0
