"""Policy money: documents with their clauses, claims on them, and runs that hold enterprises against clauses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Unit


class Standing(models.TextChoices):
    DRAFT = "draft", _("拟定")
    ACTIVE = "active", _("施行中")
    ENDED = "ended", _("已废止")


class PolicyDocument(Kept):
    """A document of a county that promises money; it stands from ``since`` to ``until`` (both days included)."""

    number = models.CharField(_("文号"), max_length=60)
    title = models.CharField(_("文件名称"), max_length=160)
    unit = models.ForeignKey(Unit, verbose_name=_("牵头部门"), on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("施行日期"))
    until = models.DateField(_("有效期止"), null=True, blank=True)
    budget = Amount(
        _("年度预算"), _("万元"), decimal_places=2, null=True, blank=True, help_text=_("不填的，只受专项资金余额约束")
    )
    replaces = models.ForeignKey(
        "self", verbose_name=_("替代文件"), null=True, blank=True, on_delete=models.PROTECT, related_name="later",
        help_text=_("填被替代文件的文号；本文件施行时，被替代的同时废止"),
    )  # fmt: skip
    source = models.CharField(_("依据"), max_length=200, blank=True)
    ended_on = models.DateField(_("废止日"), null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=Standing.choices, default=Standing.DRAFT, editable=False)

    objects = scoped(Scope(region="county", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("政策文件")
        ordering = ("-since", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "number"), condition=Q(retired_on=None), name="policy_document_once"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def last(self) -> date | None:
        """The last day that it is good for: its own, or the day before it was ended; None for without end."""
        return min(filter(None, (self.until, self.ended_on)), default=None)


class Operator(models.TextChoices):
    """How a clause counts (``tenghuan.redeeming``)."""

    TIERS = "tiers", _("定额分级")
    SHARE = "share", _("比例（门槛、封顶）")
    BANDS = "bands", _("分段定额")
    STEPS = "steps", _("增量步进")
    UPLIFT = "uplift", _("上浮不破顶")
    DIFFERENCE = "difference", _("补差")
    FIRST_TIME = "first_time", _("首次突破")
    STAGES = "stages", _("分阶段")


class Mode(models.TextChoices):
    EXEMPT = "exempt", _("免申即享")
    INSTANT = "instant", _("即申即享")
    APPLY = "apply", _("申报")


class Scale(models.TextChoices):
    ANY = "any", _("不限")
    ABOVE = "above", _("规上")
    BELOW = "below", _("规下")


class Base(models.TextChoices):
    """What of an enterprise's facts a clause counts on; those of the year before for a gain."""

    TOLD = "told", _("按申报材料")
    TAX = "tax", _("评价税收")
    REVENUE = "revenue", _("营业收入")
    VALUE = "value_added", _("工业增加值")
    RD = "rd", _("研发经费")
    GAIN = "revenue_gain", _("营业收入增量")
    TAX_GAIN = "tax_gain", _("评价税收增量")


class PolicyClause(Kept):
    """A clause: an operator with its parameters, whom it is for, and how one comes to the money."""

    code = models.CharField(_("条款编号"), max_length=40, help_text=_("本县内不重复，如 2026-05-01"))
    document = models.ForeignKey(
        PolicyDocument, verbose_name=_("政策文件"), on_delete=models.PROTECT, related_name="clauses"
    )
    name = models.CharField(_("条款名称"), max_length=100)
    operator = models.CharField(_("算法"), max_length=12, choices=Operator.choices)
    parameters = models.TextField(
        _("参数"), max_length=4000, help_text=_("如“比例：35%；封顶：500”；分档的写“三星：20；四星：40”")
    )
    since = models.DateField(_("条款起"), null=True, blank=True, help_text=_("不填的，同文件"))
    until = models.DateField(_("条款止"), null=True, blank=True, help_text=_("不填的，同文件"))
    exclusive = models.CharField(
        _("就高不重复"), max_length=60, blank=True, help_text=_("名称相同的条款，同一企业同一年度只兑付最高的一项")
    )
    mode = models.CharField(_("兑付方式"), max_length=8, choices=Mode.choices, default=Mode.APPLY)
    base_fact = models.CharField(_("基数取自"), max_length=16, choices=Base.choices, default=Base.TOLD)
    scale = models.CharField(_("企业规模"), max_length=8, choices=Scale.choices, default=Scale.ANY)
    grades = models.CharField(_("评价档次"), max_length=20, blank=True, help_text=_("如 A、B；不填的不限"))
    industries = models.CharField(_("行业大类"), max_length=60, blank=True, help_text=_("如 13-43；不填的不限"))
    need = models.TextField(_("须交材料"), max_length=1000, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = scoped(Scope(region="county", duty=("document__unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("政策条款")
        ordering = ("-document__since", "document", "code")
        constraints = (
            models.UniqueConstraint(fields=("county", "code"), condition=Q(retired_on=None), name="policy_clause_once"),
        )

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    DRAFT = "draft", _("待提交")
    PUSHED = "pushed", _("待企业确认")
    APPLIED = "applied", _("待初审")
    MISSING = "missing", _("待补件")
    REVIEWED = "reviewed", _("待复审")
    CHECKED = "checked", _("待公示")
    PUBLISHED = "published", _("公示中")
    DECIDED = "decided", _("审定未付")
    PAID = "paid", _("已拨付")
    ARCHIVED = "archived", _("已归档")
    RECLAIMED = "reclaimed", _("已追回")
    REFUSED = "refused", _("不予支持")
    WAIVED = "waived", _("企业放弃")


OPEN = (State.APPLIED, State.MISSING, State.REVIEWED, State.CHECKED, State.PUBLISHED)
SPENT = (State.DECIDED, State.PAID, State.ARCHIVED)  # what weighs on the fund
STANDING = (*OPEN, *SPENT)  # what another claim may be a double of
SHOWN = (State.PUBLISHED, *SPENT)  # what the public list tells


def spent_in(year: int) -> Q:
    """Return what weighs on the money of a year: decided in it; of a claim of before whose day is not told, paid."""
    return Q(state__in=SPENT) & (Q(decided_on__year=year) | Q(decided_on=None, paid_on__year=year))


def _day(label: Any) -> models.DateField:
    return models.DateField(label, null=True, blank=True, editable=False)


class Claim(Kept):
    """An enterprise's claim on a clause, from application to archive; amounts in 10⁴ CNY."""

    number = models.CharField(_("申报号"), max_length=20, editable=False)
    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="claims")
    clause = models.ForeignKey(
        PolicyClause, verbose_name=_("政策条款"), on_delete=models.PROTECT, related_name="claims",
        help_text=_("填条款编号"),
    )  # fmt: skip
    on = models.DateField(_("基准日"), help_text=_("认定、开票或竣工的日期；按它判断政策是否有效"))
    base = Amount(_("基数"), _("万元"), null=True, blank=True)
    tier = models.CharField(_("等级"), max_length=60, blank=True)
    former = models.CharField(_("原等级"), max_length=60, blank=True)
    former_best = Amount(_("历史最高"), _("万元"), null=True, blank=True)
    stage = models.CharField(_("阶段"), max_length=40, blank=True)
    uplifted = models.BooleanField(_("符合上浮"), default=False)
    thing = models.CharField(_("标的"), max_length=80, blank=True, help_text=_("证书、设备或项目；同一标的只兑付一次"))
    invoices = models.CharField(_("发票号"), max_length=400, blank=True, help_text=_("多张以顿号分隔"))
    devices = models.CharField(_("设备号"), max_length=400, blank=True, help_text=_("多台以顿号分隔"))
    project = models.CharField(_("项目代码"), max_length=60, blank=True)
    payee = models.CharField(_("收款账户"), max_length=120, blank=True, editable=False)

    amount = Amount(_("金额"), _("万元"), default=0, editable=False)
    formula = models.CharField(_("算式"), max_length=300, blank=True, editable=False)
    basis = models.CharField(_("依据"), max_length=300, blank=True, editable=False)
    missing = models.TextField(_("缺少的材料"), max_length=1000, blank=True, editable=False)
    told_on = _day(_("一次性告知日"))
    cleared = models.CharField(_("查重说明"), max_length=200, blank=True, editable=False)
    sampled = models.BooleanField(_("复审抽查"), default=False, editable=False)
    pushed_on = _day(_("推送日"))
    applied_on = _day(_("申报日"))
    first_on = _day(_("初审日"))
    second_on = _day(_("复审日"))
    published_on = _day(_("公示日"))
    decided_on = _day(_("审定日"))
    paid_on = _day(_("拨付日"))
    voucher = models.CharField(_("凭证号"), max_length=60, blank=True, editable=False)
    reclaimed_on = _day(_("追回日"))
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(
        Scope(
            region="county",
            unit=("clause__document__unit",),
            town="enterprise__town",
            enterprise="enterprise__uscc",
            inherit=True,
        )
    )

    class Meta:
        verbose_name = verbose_name_plural = _("政策申报")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="claim_number_once"),)
        indexes = (
            models.Index(fields=("county", "state")),
            models.Index(fields=("enterprise", "clause")),
            models.Index(fields=("clause", "state")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise}"


class MatchingState(models.TextChoices):
    DRAFT = "draft", _("待比对")
    DONE = "done", _("已比对")
    PUSHED = "pushed", _("已推送")


class Matching(Kept):
    """One run that holds the enterprises of a county against its clauses on a day."""

    number = models.CharField(_("批次号"), max_length=20, editable=False)
    year = models.PositiveSmallIntegerField(_("数据年度"), help_text=_("取这一年的企业数据，增量与上年比"))
    on = models.DateField(_("比对日"), help_text=_("按这一天在施行的条款"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    firms = models.PositiveIntegerField(_("比对企业"), null=True, editable=False)
    clauses = models.PositiveIntegerField(_("比对条款"), null=True, editable=False)
    hits = models.PositiveIntegerField(_("命中"), null=True, editable=False)
    reached = models.PositiveIntegerField(_("命中企业"), null=True, editable=False)
    amount = Amount(_("测算金额"), _("万元"), null=True, editable=False)
    offered = models.PositiveIntegerField(_("推送"), null=True, editable=False)
    state = models.CharField(
        _("状态"), max_length=8, choices=MatchingState.choices, default=MatchingState.DRAFT, editable=False
    )

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("政策比对")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="matching_number_once"),)

    def __str__(self) -> str:
        return self.number


class Match(models.Model):
    """An enterprise that a clause fits, with what the facts of the year would give; None where a claim must say."""

    matching = models.ForeignKey(Matching, on_delete=models.CASCADE, related_name="matches")
    enterprise = models.ForeignKey(
        Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="policy_matches"
    )
    clause = models.ForeignKey(
        PolicyClause, verbose_name=_("政策条款"), on_delete=models.PROTECT, related_name="matches"
    )
    base = Amount(_("基数"), _("万元"), null=True)
    amount = Amount(_("测算金额"), _("万元"), null=True)
    formula = models.CharField(_("算式"), max_length=300, blank=True)

    objects = scoped(
        Scope(region="matching__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("政策匹配")
        ordering = ("matching", "enterprise", "clause")
        constraints = (
            models.UniqueConstraint(fields=("matching", "enterprise", "clause"), name="match_once_a_matching"),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.clause}"
