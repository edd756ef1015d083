"""What leads are, declared: the register with its way, who must bring one, and foreign capital paid in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.leads.alike import key_of
from tenghuan.apps.leads.models import Capital, Head, Lead, State
from tenghuan.apps.leads.panels import Alike, Following
from tenghuan.apps.leads.stages import LEADING, counted, respond_by
from tenghuan.errors import InputFault

GUIDE = "28-leads"
DOLLAR = "USD"
STEP = Decimal("0.0001")  # of 10⁴ US dollars
# apps above may refuse a lead that names what they do not know (a chain, a link)
HELD: list[Callable[[Lead], None]] = []

_number, _capital_number = numbered("number", "XS"), numbered("number", "WZ")


def _complete(lead: Lead) -> None:
    _number(lead)
    lead.company_key, lead.investor_key = key_of(lead.company), key_of(lead.investor) if lead.investor else ""
    lead.counted = counted(lead)
    if lead.first_unit_id is None:
        lead.first_unit = lead.unit
    if lead.pk is None:
        lead.respond_by = respond_by(lead, lead.got_on)


def _hold(lead: Lead) -> None:
    if lead.got_on > timezone.localdate():
        raise InputFault(_now("获取日期不能晚于今天"), where=str(lead), field="got_on")
    if lead.nature == Lead.Nature.INCREASE and lead.base_total is None:
        raise InputFault(_now("增资的请填原总投资，只计增量"), where=str(lead), field="base_total")
    if lead.counted is not None and lead.counted < 0:
        raise InputFault(_now("增资后的总投资少于原总投资"), where=str(lead), field="total")
    if lead.total is not None and lead.fixed is not None and lead.fixed > lead.total:
        raise InputFault(_now("固定资产投资多于总投资"), where=str(lead), field="fixed")
    if lead.link and not lead.chain:
        raise InputFault(_now("填了环节的请填产业链"), where=str(lead), field="chain")
    for check in HELD:
        check(lead)


SIGNED = {"signed_on__isnull": False, "manufacturing": True}
LANDED = {"state": State.LANDED, "manufacturing": True}

LEADS = Register(
    key="leads",
    model=Lead,
    natural=("number",),
    fields=(
        *("name", "company", "investor", "code", "source", "got_on", "nature", "industry", "manufacturing", "foreign"),
        *("strategic", "chain", "link", "part", "total", "base_total", "fixed", "land", "energy", "intent", "unit"),
        *("head_unit",),
    ),
    columns=(
        *("number", "name", "company", "source", "state", "unit", "total", "chain", "link", "next_on", "next_step"),
        *("doer", "silent", "intent", "got_on", "signed_on", "landed_on", "project", "fixed", "counted", "land"),
        *("head_unit", "loss", "industry"),
    ),
    search=("name", "number", "company", "investor", "code", "project"),
    filters=(
        *("source", "unit", "chain", "link", "part", "intent", "manufacturing", "foreign", "strategic", "silent"),
        *("total", "next_on", "got_on", "answered_on", "judged_on", "set_up_on", "visited_on", "talked_on"),
        *("signed_on", "landed_on", "loss", "head_unit"),
    ),
    panels=(Following(), Alike()),
    sums=("total", "fixed", "counted", "land", "energy"),
    summary=("source", "total", "unit", "next_on", "next_step", "signed_on", "landed_on"),
    related=("unit", "head_unit", "first_unit", "host"),
    writers=(Who.UNIT, Who.OFFICE),
    loop=LEADING,
    frozen=frozenset({State.LANDED, State.LOST, State.INVALID}),
    complete=_complete,
    hold=_hold,
    alike=("name", "company"),
    note=_("立项门槛、响应和跟进期限为本地参数（待核实）"),
    menu=Menu("projects", "user-search", 3, GUIDE),
    measures=(
        Measure("leads.got", _("新获取线索"), "条", when="got_on"),
        Measure("leads.signed", _("签约制造业项目"), "个", SIGNED, when="signed_on"),
        Measure("leads.landed", _("落地制造业项目"), "个", LANDED, when="landed_on"),
        Measure("leads.pool", _("公海线索"), "条", {"state": State.POOL}),
        Measure("leads.silent", _("停滞线索"), "条", {"silent__gte": 1}),
        Measure(
            "leads.landing_rate", _("制造业项目落地率"), "%", SIGNED, amount="lands", over="signs", times=100,
            when="signed_on", indicator="project_landing_rate", scope=_("当期签约项目中已落地的；不设规模门槛"),
        ),
    ),
)  # fmt: skip

HEADS = Register(
    key="heads",
    model=Head,
    natural=("year", "unit"),
    fields=("year", "unit", "post", "wanted"),
    columns=("unit", "year", "post", "wanted"),
    search=("unit__name", "post"),
    filters=("year", "unit"),
    related=("unit",),
    writers=(Who.OFFICE,),
    menu=Menu("projects", "user-star", 44, GUIDE),
)


def _dollars(row: Capital) -> None:
    _capital_number(row)
    row.currency = row.currency.strip().upper()
    if row.currency == DOLLAR:
        row.rate, row.rate_on, row.rate_source = None, None, ""
        row.dollars = row.sum
    elif row.rate is not None:
        row.dollars = (row.sum / row.rate).quantize(STEP, ROUND_HALF_UP)


def _hold_capital(row: Capital) -> None:
    if not (len(row.currency) == 3 and row.currency.isascii() and row.currency.isalpha()):
        raise InputFault(
            _now("币种请填三位字母代码"), where=row.currency, remedy=_now("如 USD、CNY、EUR"), field="currency"
        )
    if row.currency == DOLLAR:
        return
    if row.rate is None or row.rate_on is None or not row.rate_source:
        raise InputFault(_now("非美元到位的请填折算率、折算日和折算率来源"), where=str(row.company), field="rate")
    if row.dollars is not None and row.dollars <= 0:
        raise InputFault(_now("折合美元为零，请核对折算率"), where=str(row.company), field="rate")


CAPITAL = Register(
    key="capital",
    model=Capital,
    natural=("number",),
    fields=(
        *("company", "code", "lead", "manufacturing", "paid_on", "currency", "sum", "rate", "rate_on", "rate_source"),
        "voucher",
    ),
    columns=(
        *("number", "company", "paid_on", "currency", "sum", "rate", "rate_on", "rate_source", "dollars", "voucher"),
        *("lead", "manufacturing"),
    ),
    search=("company", "number", "code", "voucher"),
    filters=("paid_on", "currency", "manufacturing"),
    sums=("dollars",),
    summary=("company", "paid_on", "dollars", "rate", "rate_on", "rate_source"),
    related=("lead",),
    writers=(Who.OFFICE, Who.UNIT),
    complete=_dollars,
    hold=_hold_capital,
    note=_("按到位日折算，折算率及来源逐笔登记"),
    menu=Menu("projects", "currency-dollar", 45, GUIDE),
    measures=(
        Measure(
            "capital.paid", _("到位外资"), "万美元", {"manufacturing": True}, amount="dollars", when="paid_on",
            indicator="foreign_capital",
        ),
        Measure("capital.all", _("到位外资（含非制造业）"), "万美元", amount="dollars", when="paid_on"),
    ),
)  # fmt: skip
