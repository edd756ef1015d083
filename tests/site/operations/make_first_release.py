"""How data/first-release.tar.gz was made: the code of the first schema (commit 3dc8c3d) wrote it itself.

Run in a checkout of that commit, with its ``src`` on the path and an empty TENGHUAN_DATA_DIR::

    DJANGO_SETTINGS_MODULE=tests.settings python make_first_release.py

and packed by hand (database and files). It holds a published plan, a county's two evaluated years with one final
list, a committed workbook, and work that was under way in all three ways: a workbook being checked, a document being
read, a run being computed.
"""

from __future__ import annotations

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from tenghuan.apps.audit.trail import Actor  # noqa: E402
from tenghuan.apps.evaluation import demonstration  # noqa: E402
from tenghuan.apps.evaluation.models import Run  # noqa: E402
from tenghuan.apps.evaluation.services.runs import freeze  # noqa: E402
from tenghuan.apps.evaluation.views.methods import shipped  # noqa: E402
from tenghuan.apps.intake import tasks  # noqa: E402
from tenghuan.apps.intake.receiving import receive  # noqa: E402
from tenghuan.apps.intake.services import batches, checks  # noqa: E402
from tenghuan.apps.organization.models import Region  # noqa: E402
from tenghuan.apps.plans.services.drafts import upload_document  # noqa: E402
from tenghuan.apps.plans.services.publication import publish_pack  # noqa: E402
from tenghuan.plan import load_pack, packs  # noqa: E402
from tests.apps.evaluation.samples import fill, two_years  # noqa: E402
from tests.apps.intake.workbooks import base_book, tax_book  # noqa: E402
from tests.world import make_county  # noqa: E402

DOCUMENT = (
    "东县“腾笼换鸟、凤凰涅槃”攻坚行动方案（2021—2023年）\n"
    "一、总体要求\n到2023年，规模以上工业亩均税收达到37万元/亩，整治提升高耗低效企业100家以上。\n"
    "二、重点任务\n（一）实施淘汰落后攻坚行动。全面摸排高耗低效企业，建立整治清单。（责任单位：县经信局）\n"
)

call_command("migrate", verbosity=0)
actor = Actor.platform("test")
province = Region.objects.create(code="99", name="青省", level="province")
city = Region.objects.create(code="9901", name="甲市", level="city", parent=province)
home, other = make_county(city, "990101", "东县", "xi"), make_county(city, "990102", "西县", "dong")
tables = two_years(enterprises=60)
fill(home.region, home.town_regions, tables)
demonstration.load(actor, home.region, shipped()["shengzhou"], (2021, 2022), tables, draws=50)
publish_pack(actor, home.region, load_pack(packs()["yunhe"]), note="第一版")


def hand_in(name: str, content: bytes):
    handed = receive(SimpleUploadedFile(name, content))
    return batches.hand_in(actor, other.region, other.departments[0], handed)[0]


first = hand_in("名录.xlsx", base_book())
tasks.begin_check(actor, first)
first.refresh_from_db()
tasks.begin_commit(actor, first)
waiting = hand_in("税收.xlsx", tax_book())
batches.configure(actor, waiting, batches.Configuration(**waiting.configuration))
waiting.refresh_from_db()
checks.start_check(actor, waiting)
upload_document(actor, home.region, "方案.txt", DOCUMENT.encode())
open_run = freeze(actor, Run.objects.exclude(state="final").get().method)
Run.objects.filter(pk=open_run.pk).update(working="score", working_since=timezone.now())
