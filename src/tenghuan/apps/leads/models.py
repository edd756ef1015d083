"""A lead of investment with the days on which it reached each stage, who must bring one, and foreign capital."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Account, Region, Unit


class State(models.TextChoices):
    NEW = "new", _("新线索")
    ANSWERED = "answered", _("已响应")
    JUDGED = "judged", _("已研判")
    SET_UP = "set_up", _("已立项")
    VISITED = "visited", _("已考察")
    TALKING = "talking", _("谈判中")
    SIGNED = "signed", _("已签约")
    LANDED = "landed", _("已落地")
    POOL = "pool", _("公海")
    LOST = "lost", _("已流失")
    INVALID = "invalid", _("无效")


# a lead in one of these is somebody's, and must be followed
FOLLOWED = (State.NEW, State.ANSWERED, State.JUDGED, State.SET_UP, State.VISITED, State.TALKING, State.SIGNED)


class Source(models.TextChoices):
    STATION = "station", _("驻点招商")
    FUND = "fund", _("基金招商")
    FIRM = "firm", _("以企引企（以商引商）")
    NATIVE = "native", _("乡贤回归")
    PLATFORM = "platform", _("平台推送")
    CHAIN = "chain", _("链式招商")
    DATA = "data", _("大数据招商")
    MARKET = "market", _("市场化招商")
    OVERSEAS = "overseas", _("海外授权招商")
    TALENT = "talent", _("人才链招商")
    EXPAND = "expand", _("增资扩股")
    COOPERATION = "cooperation", _("山海协作")
    VISITOR = "visitor", _("企业自主来访")


def amount(label: Any, unit: Any = "", places: int = 2) -> Amount:
    """Return an amount that may be unknown and is not below nothing."""
    held = [MinValueValidator(Decimal(0))]
    return Amount(label, unit, decimal_places=places, null=True, blank=True, validators=held)


def _day(label: Any) -> models.DateField:
    return models.DateField(label, null=True, blank=True, editable=False)


def _unit(label: Any, **rest: Any) -> models.ForeignKey:
    return models.ForeignKey(
        Unit, verbose_name=label, null=True, blank=True, on_delete=models.PROTECT, related_name="+", **rest
    )


class Lead(Kept):
    """A lead. Its chain and link bear the names of those of the county's chains (an app above keeps them)."""

    class Nature(models.TextChoices):
        NEW = "new", _("新建")
        INCREASE = "increase", _("增资")
        OWNER = "owner", _("换业主")
        RENEWAL = "renewal", _("技改扩建")
        ESTATE = "estate", _("房地产")
        OUTLET = "outlet", _("无固投网点")

    class Intent(models.TextChoices):
        HIGH = "high", _("高")
        MIDDLE = "middle", _("中")
        LOW = "low", _("低")

    class Part(models.TextChoices):
        STRONG = "strong", _("强链")
        MEND = "mend", _("补链")
        SUPPORT = "support", _("配套")

    class Loss(models.TextChoices):
        LAND = "land", _("用地用能要素")
        POLICY = "policy", _("政策条件")
        RIVAL = "rival", _("落户其他地区")
        MARKET = "market", _("市场和行业变化")
        MONEY = "money", _("资金")
        OTHER = "other", _("其他")

    number = models.CharField(_("线索编号"), max_length=20, editable=False)
    name = models.CharField(_("线索名称"), max_length=80)
    company = models.CharField(_("企业名称"), max_length=120)
    investor = models.CharField(_("投资方"), max_length=120, blank=True)
    code = models.CharField(_("企业信用代码"), max_length=18, blank=True)
    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    got_on = models.DateField(_("获取日期"), default=timezone.localdate)
    nature = models.CharField(_("性质"), max_length=10, choices=Nature.choices, default=Nature.NEW)
    industry = models.CharField(_("行业"), max_length=60, blank=True)
    manufacturing = models.BooleanField(_("制造业"), default=True)
    foreign = models.BooleanField(_("外资"), default=False)
    strategic = models.BooleanField(_("央企国企等战略合作"), default=False)
    chain = models.CharField(_("产业链"), max_length=40, blank=True)
    link = models.CharField(_("产业链环节"), max_length=40, blank=True)
    part = models.CharField(_("链上作用"), max_length=8, choices=Part.choices, blank=True)
    total = amount(_("总投资"), _("万元"))
    base_total = amount(_("原总投资"), _("万元"))
    counted = amount(_("计入总投资"), _("万元"))
    fixed = amount(_("固定资产投资"), _("万元"))
    land = amount(_("用地需求"), _("亩"))
    energy = amount(_("用能需求"), _("吨标准煤"))
    intent = models.CharField(_("意向级"), max_length=8, choices=Intent.choices, default=Intent.MIDDLE)
    unit = _unit(_("跟进单位"))
    head_unit = _unit(_("领办单位"), help_text=_("“一局长一项目”由哪个单位的局长领办"))
    first_unit = _unit(_("首谈单位"), editable=False)
    host = _unit(_("落地单位"), help_text=_("属地乡镇（街道）或平台"))
    first_share = Amount(
        _("首谈单位分成"), "%", decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("首谈后换了跟进单位的，按约定比例分，0 至 100"),
    )  # fmt: skip
    doer = models.CharField(_("跟进岗位"), max_length=60, blank=True, help_text=_("写岗位，不写人名"))
    contact = models.CharField(_("联系记录"), max_length=500, blank=True)
    next_step = models.CharField(_("下一步"), max_length=200, blank=True)
    next_on = models.DateField(_("下次跟进"), null=True, blank=True)
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.NEW, editable=False)
    respond_by, judge_by = _day(_("响应期限")), _day(_("研判期限"))
    answered_on, judged_on, set_up_on = _day(_("响应日期")), _day(_("研判日期")), _day(_("立项日期"))
    visited_on, talked_on = _day(_("考察日期")), _day(_("谈判日期"))
    signed_on = models.DateField(_("签约日期"), null=True, blank=True)
    landed_on = models.DateField(_("落地日期"), null=True, blank=True)
    landed_uscc = models.CharField(_("落地企业信用代码"), max_length=18, blank=True)
    site = models.CharField(_("供地或租赁合同"), max_length=120, blank=True)
    project = models.CharField(_("项目名称"), max_length=120, blank=True)
    project_number = models.CharField(_("项目代码"), max_length=40, blank=True)
    loss = models.CharField(_("流失原因"), max_length=8, choices=Loss.choices, blank=True)
    same_as = models.ForeignKey(
        "self", verbose_name=_("并入线索"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    silent = models.PositiveSmallIntegerField(_("停滞级"), default=0, editable=False)
    # by which the same company and the same investor are found again, however they were written
    company_key = models.CharField(max_length=120, editable=False, db_index=True)
    investor_key = models.CharField(max_length=120, editable=False, db_index=True)
    # one each, so that the landing rate is a sum over a sum
    signs = models.PositiveSmallIntegerField(_("签约数"), default=0, editable=False)
    lands = models.PositiveSmallIntegerField(_("落地数"), default=0, editable=False)

    objects = scoped(Scope(region="county", duty=("host", "unit"), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("招商线索")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="lead_number_once"),)
        indexes = (
            models.Index(fields=("county", "state")),
            models.Index(fields=("county", "got_on")),
            models.Index(fields=("county", "chain", "link")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def is_filed_by(self, account: Account) -> bool:
        """Tell whether an account may take the lead out of the pool: any that works for a unit of its county."""
        at_home = account.region.path.startswith(self.county.path)
        return self.state == State.POOL and account.unit_id is not None and at_home


class Verdict(models.Model):
    """That a person found two leads to be different, though they look alike; the lower key stands first."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("理由"), max_length=200)
    by = models.CharField(_("裁定人"), max_length=120)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("线索不重复的裁定")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("first", "second"), name="lead_verdict_once"),)

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class Head(Kept):
    """A unit whose head must bring a project in a year (一局长一项目)."""

    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(2015), MaxValueValidator(2100)])
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    post = models.CharField(_("领办席位"), max_length=60, help_text=_("如“局长”，写岗位，不写人名"))
    wanted = models.PositiveSmallIntegerField(
        _("领办项目数"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )

    objects = scoped(Scope(region="county", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("领办责任")
        ordering = ("-year", "unit")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "year", "unit"), condition=models.Q(retired_on=None), name="head_once_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.unit}"


class Capital(Kept):
    """Foreign capital that was paid in, with the rate of the day by which it is told in US dollars."""

    number = models.CharField(_("编号"), max_length=20, editable=False)
    company = models.CharField(_("企业名称"), max_length=120)
    code = models.CharField(_("企业信用代码"), max_length=18, blank=True)
    lead = models.ForeignKey(
        Lead, verbose_name=_("招商线索"), null=True, blank=True, on_delete=models.PROTECT, related_name="capital"
    )
    manufacturing = models.BooleanField(_("制造业"), default=True)
    paid_on = models.DateField(_("到位日期"))
    currency = models.CharField(_("币种"), max_length=3, default="USD", help_text=_("三位代码，如 USD、CNY、EUR"))
    sum = Amount(_("原币金额"), _("万"), decimal_places=4, validators=[MinValueValidator(Decimal("0.0001"))])
    rate = Amount(
        _("折算率"), decimal_places=6, null=True, blank=True, validators=[MinValueValidator(Decimal("0.000001"))],
        help_text=_("1 美元合多少原币；美元到位的不填"),
    )  # fmt: skip
    rate_on = models.DateField(_("折算日"), null=True, blank=True)
    rate_source = models.CharField(_("折算率来源"), max_length=120, blank=True, help_text=_("如“中间价公告”"))
    dollars = Amount(_("折合美元"), _("万美元"), decimal_places=4, null=True, blank=True, editable=False)
    voucher = models.CharField(_("到账凭证"), max_length=120)

    objects = scoped(Scope(region="county", duty=("lead__unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("到位外资")
        ordering = ("-paid_on", "-number")
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="capital_number_once"),
            models.UniqueConstraint(
                fields=("county", "voucher"), condition=models.Q(retired_on=None), name="capital_voucher_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.company}"
