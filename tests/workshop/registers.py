"""What the business is, declared: a loop and a register."""

from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.ledger import Book
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.register import Menu, Register
from tests.workshop.models import Shed, State

ROOM = Book("room", "厂房腾地账", "亩", {"freed": "腾出", "given": "已安排"})


def not_larger(actor, shed, told):
    """What is freed is posted when the shed is closed."""
    ROOM.post(actor, shed.county, "freed", shed.freed, cause=shed, kind="close")


REBUILDING = Loop(
    key="sheds",
    model=Shed,
    moves=(
        move("verify", "属地核实", {State.FOUND}, State.LISTED, Who.TOWN, Need.OPINION, undo=True),
        move("drop", "不列入", {State.FOUND}, State.DROPPED, Who.TOWN, Need.REASON, danger=True),
        move("start", "开工", {State.LISTED}, State.WORKING, Who.OFFICE, asks=("plan",)),
        move(
            *("claim", "申请验收", {State.WORKING}, State.CLAIMED, Who.TOWN, Need.EVIDENCE),
            asks=("freed",),
            proofs=("改造前照片", "改造后照片"),
        ),
        move("accept", "验收通过", {State.CLAIMED}, State.CLOSED, Who.OFFICE, Need.OTHER_PERSON),
        move("return", "退回", {State.CLAIMED}, State.WORKING, Who.OFFICE, Need.REASON, danger=True),
        move("reopen", "撤销销号", {State.CLOSED}, State.WORKING, Who.PLATFORM),
    ),
    todo={State.FOUND: "核实", State.LISTED: "组织开工", State.WORKING: "推进改造", State.CLAIMED: "验收"},
    waits={State.WORKING: Who.TOWN},
    effects={"accept": not_larger},
)

SHEDS = Register(
    key="sheds",
    model=Shed,
    natural=("number",),
    fields=(
        *("number", "name", "town", "unit", "use", "area", "floors", "built_on", "leased", "rent", "plan", "freed"),
    ),
    columns=("name", "number", "town", "use", "area", "rent", "built_on"),
    search=("number", "name"),
    filters=("town", "use", "area", "built_on", "leased"),
    sums=("area", "freed"),
    summary=("area", "freed", "rent"),
    related=("town", "unit"),
    writers=(Who.OFFICE, Who.TOWN),
    loop=REBUILDING,
    frozen=frozenset({State.CLAIMED, State.CLOSED}),
    menu=Menu("land", "building"),
    headings={"area": ("占地",)},
    measures=(
        Measure("sheds.closed", "销号厂房", "个", where={"state": State.CLOSED}),
        Measure("sheds.freed", "腾出面积", "亩", where={"state": State.CLOSED}, amount="freed"),
    ),
)
