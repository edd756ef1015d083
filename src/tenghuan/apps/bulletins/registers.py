"""What bulletins are: the register and the loop that they move along; issued, nothing of them changes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.bulletins import rules
from tenghuan.apps.bulletins.models import Bulletin, State, Template
from tenghuan.apps.bulletins.panels import Editions, Manuscript, Sheets, Trial
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.publishing.tables import Column

GUIDE = "20-bulletins"

ISSUING = Loop(
    key="bulletins",
    model=Bulletin,
    moves=(
        move("submit", _("提交审核"), {State.DRAFT}, State.CHECKING, Who.OFFICE),
        move("check", _("审核通过"), {State.CHECKING}, State.CHECKED, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
        move(
            "return", _("退回修改"), {State.CHECKING, State.CHECKED}, State.DRAFT, Who.OFFICE, Need.REASON, danger=True
        ),
        move(
            *("issue", _("签发"), {State.CHECKED}, State.ISSUED, Who.OFFICE),
            asks=("number", "issued_on"),
            optional=("number",),
        ),
        move("drop", _("不发"), {State.DRAFT}, State.DROPPED, Who.OFFICE, Need.REASON, danger=True),
        move("replace", _("被替代"), {State.ISSUED}, State.REPLACED, Who.PLATFORM, Need.REASON),
    ),
    todo={
        State.DRAFT: _("修改并提交通报"),
        State.CHECKING: _("审核通报"),
        State.CHECKED: _("签发通报"),
    },
    checks={"submit": rules.whole},
    fills={"issue": rules.issue},
    prepares={"issue": rules.made},
    effects={"submit": rules.submitted, "issue": rules.issued},
)

BULLETINS = Register(
    key="bulletins",
    model=Bulletin,
    natural=("code",),
    fields=("title", "to", "issuer", "red", "copies", "printed_by", "remark", "sources"),
    columns=(
        *("title", "kind"),
        Column("month", "期别", value=lambda one: f"{one.month:%Y-%m}", sort="month", width=10),
        *("state", "number", "issued_on", "hand", "version", "code"),
    ),
    search=("title", "code", "number"),
    filters=("kind", "month", "issued_on"),
    summary=("kind", "number", "issued_on", "snapshot", "hand", "version"),
    writers=(Who.OFFICE,),
    importable=False,
    panels=(Manuscript(), Sheets(), Editions()),
    panels_first=True,
    loop=ISSUING,
    frozen=frozenset({state for state in State if state != State.DRAFT}),
    hold=rules.hold,
    menu=Menu("reporting", "file-text", 60, GUIDE),
    note=_("每份公文只取一次数；签发后文字、数字和文件不再变"),
)

TEMPLATES = Register(
    key="papertemplates",
    model=Template,
    natural=("code",),
    fields=("note",),
    columns=("kind", "version", "name", "note", "made_at", "code"),
    search=("name", "code"),
    filters=("kind",),
    summary=("kind", "version", "name", "made_at"),
    writers=(Who.OFFICE,),
    importable=False,
    panels=(Trial(),),
    menu=Menu("reporting", "template", 64, GUIDE),
    note=_("每种公文以最新一版模板为准"),
)
