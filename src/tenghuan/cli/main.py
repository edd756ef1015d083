"""The command ``tenghuan``: a table of subcommands, each imported only when it is called."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from tenghuan.errors import InputFault

# name → (module that offers ``configure(parser)`` and ``run(args) -> int``, one-line help)
COMMANDS = {
    "plan": ("tenghuan.cli.plan", "read plan documents and check plan packs"),
    "evaluate": ("tenghuan.cli.evaluate", "score and grade enterprises"),
    "assess": ("tenghuan.cli.assess", "assess counties, towns, parks or departments"),
    "redeem": ("tenghuan.cli.redeem", "work out what claims under policy clauses are paid"),
    "screen": ("tenghuan.cli.screen", "list the enterprises that screening rules catch, and why"),
    "sample": ("tenghuan.cli.sample", "write sample registers for a county"),
    "demo": ("tenghuan.cli.demo", "load the five counties and serve the platform"),
    "seal-audit": ("tenghuan.cli.seal_audit", "sign the head of the audit trail and write it out"),
    "verify-audit": ("tenghuan.cli.verify_audit", "check the chain of the audit trail"),
    "setup": ("tenghuan.cli.setup", "prepare a first start in production, or bring the database to this version"),
    "serve": ("tenghuan.cli.serve", "serve the platform with its background workers"),
    "backup": ("tenghuan.cli.backup", "save database and files while in use"),
    "restore": ("tenghuan.cli.restore", "check a backup or bring it back"),
    "doctor": ("tenghuan.cli.doctor", "look for what is amiss in settings, database, files, trail, jobs"),
    "work": ("tenghuan.cli.work", "do background jobs"),
    "manage": ("tenghuan.cli.manage", "Django's management commands"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tenghuan", description="腾换 Tenghuan")
    parser.add_argument("command", choices=sorted(COMMANDS), metavar="COMMAND")
    parser.epilog = "commands: " + "; ".join(f"{name}: {text}" for name, (_, text) in COMMANDS.items())
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 (done), 1 (the input is at fault) or 2 (wrong usage)."""
    argv = list(sys.argv[1:] if argv is None else argv)
    head = _parser().parse_args(argv[:1] or ["--help"])
    module = import_module(COMMANDS[head.command][0])
    parser = argparse.ArgumentParser(prog=f"tenghuan {head.command}", description=COMMANDS[head.command][1])
    module.configure(parser)
    args = parser.parse_args(argv[1:])
    try:
        return int(module.run(args))
    except InputFault as fault:
        print(f"tenghuan: {fault}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
