"""``tenghuan manage repeat_evaluation RUN_ID``: compute a run again from what is kept and compare the digests."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenghuan.apps.evaluation.grading import repeat
from tenghuan.apps.evaluation.models import Run
from tenghuan.errors import InputFault


class Command(BaseCommand):
    """Exit code 0: the same to the byte; 1: not, with the lines that differ."""

    help = "由冻结数据重算一个评价批次，与登记的结果逐字节比较"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, metavar="RUN_ID", help="批次编号（批次页面地址中的数字）")

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.select_related("county", "method").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"没有批次 {options['run']}")
        try:
            found = repeat(run)
        except InputFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{run}：{found.rows} 行")
        self.stdout.write(f"登记摘要 {found.registered}")
        self.stdout.write(f"重算摘要 {found.digest}")
        if found.same:
            self.stdout.write("逐字节一致")
            return
        self.stderr.write(f"不一致：{len(found.differing)} 行与登记的名单不同")
        for uscc in found.differing[:20]:
            self.stderr.write(f"  {uscc}")
        sys.exit(1)
