"""``tenghuan redeem``: claims and policy in, amounts out."""

from __future__ import annotations

import argparse

from tenghuan.cli.outputs import add_output, check_output, put_out
from tenghuan.redeeming import choose_policy, redeem


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments as in contracts.md."""
    parser.add_argument("claims", metavar="CLAIMS", help="one row a claim (.xlsx, .csv)")
    parser.add_argument(
        "--policy", required=True, metavar="POLICY", help="clauses (YAML), or the name of a shipped one"
    )
    add_output(parser)


def run(args: argparse.Namespace) -> int:
    """Redeem; 0 done, faults of the input raise ``InputFault``."""
    check_output(args, args.claims, args.policy)
    put_out(redeem(args.claims, choose_policy(args.policy)), args.output)
    return 0
