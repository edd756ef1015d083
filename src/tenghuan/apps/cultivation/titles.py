"""Titles: how one is sought, recognised, reminded of, renewed and lost; their register and that of profiles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, record, snapshot
from tenghuan.apps.cultivation.counting import measures
from tenghuan.apps.cultivation.models import ON_THE_WAY, Profile, Title
from tenghuan.apps.cultivation.panels import Ladder, Terms
from tenghuan.apps.kit import asking, timeline
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.errors import InputFault
from tenghuan.laddering import in_force
from tenghuan.laddering.kinds import kind

GUIDE = "30-cultivation"
State = Title.State
WRITERS = (Who.UNIT, Who.OFFICE)
SEEKERS = (Who.UNIT, Who.OFFICE, Who.TOWN)
DAY = timedelta(days=1)


def _settle(title: Title) -> None:
    """Fill in what follows from kind and days: level, term, version; what was recognised already stands so."""
    told = kind("titles", title.kind)
    title.level = title.level or told.level
    if title.recognised_on is None:
        return
    if title.pk is None:
        title.state = State.RECOGNISED
    for name, value in _standing(title, title.recognised_on, title.valid_until, title.revoked_on).items():
        setattr(title, name, value)


def _standing(title: Title, since: date, until: date | None, revoked: date | None) -> dict[str, Any]:
    """Return the columns that follow from the days of a term."""
    until = until or kind("titles", title.kind).until(since)
    ends = [one for one in (until, revoked - DAY if revoked else None) if one is not None]
    rule = in_force(title.kind, since)
    return {
        "valid_until": until,
        "stands_until": min(ends, default=None),
        "version": rule.version if rule else "",
    }


def _hold(title: Title) -> None:
    if title.recognised_on is None:
        if title.number or title.document or title.valid_until:
            raise InputFault(
                _now("还没有认定的不填证书编号、文号和有效期"),
                where=str(title),
                remedy=_now("请先填认定日期"),
                field="recognised_on",
            )
        return
    if title.pk is not None and title.state in ON_THE_WAY:
        raise InputFault(
            _now("认定请从“认定”办理"), where=str(title), remedy=_now("不要直接填认定日期"), field="recognised_on"
        )
    if not title.document:
        raise InputFault(_now("认定须有文号"), where=str(title), remedy=_now("请填认定文号"), field="document")
    _hold_days(title, title.recognised_on, title.valid_until)


def _hold_days(title: Title, since: date, until: date | None) -> None:
    if since > timezone.localdate():
        raise InputFault(_now("认定日期不能晚于今天"), where=str(title), field="recognised_on")
    if until is not None and until < since:
        raise InputFault(_now("有效期止早于认定日期"), where=str(title), field="valid_until")
    former = title.renews
    if former is not None and former.recognised_on is not None and since <= former.recognised_on:
        raise InputFault(
            _now("认定日期须晚于上一期的认定日期 %(d)s") % {"d": former.recognised_on},
            where=str(title),
            field="recognised_on",
        )


def _recognised(actor: Actor, title: Title, told: Told) -> dict[str, Any]:
    days = asking.cleaned(title, ("recognised_on", "valid_until"), told, optional=frozenset({"valid_until"}))
    _hold_days(title, days["recognised_on"], days["valid_until"])
    return {
        "document": str(told["document"]).strip()[:80],
        **_standing(title, days["recognised_on"], days["valid_until"], None),
    }


def _revoked(actor: Actor, title: Title, told: Told) -> dict[str, Any]:
    day = asking.cleaned(title, ("revoked_on",), told)["revoked_on"]
    assert title.recognised_on is not None  # what may be revoked was recognised
    if not title.recognised_on <= day <= timezone.localdate():
        raise InputFault(_now("失效日期须在认定之后、今天之前"), where=str(title))
    return {"stands_until": _standing(title, title.recognised_on, title.valid_until, day)["stands_until"]}


def _renewed(actor: Actor, title: Title, told: Told) -> None:
    """Open the next term: a record of its own, on its way like any other."""
    if title.renewals.filter(retired_on=None).exclude(state=State.DROPPED).exists():
        raise InputFault(_now("这一称号已有接续的申报"), where=str(title))
    again = Title(
        county=title.county, made_by=actor.user, enterprise=title.enterprise, kind=title.kind, level=title.level,
        unit=title.unit, name=title.name, renews=title, state=State.COACHED,
    )  # fmt: skip
    if Title.objects.filter(
        county=title.county, enterprise=title.enterprise, kind=title.kind, name=title.name, retired_on=None,
        state__in=ON_THE_WAY,
    ).exists():  # fmt: skip
        raise InputFault(_now("该企业已在申报同一称号"), where=str(title), remedy=_now("请先办结那一件"))
    again.save(force_insert=True)
    timeline.write(actor, again, EventKind.MADE, _now("转入复核"))
    record(again, after=snapshot(again))
    SEEKING.turn(actor, again)


def _ended(actor: Actor, title: Title, told: Told | None = None) -> None:
    """Let the former term stand again when its renewal is given up: nobody else would take it out of the review."""
    former = title.renews
    given_up = title.state == State.DROPPED or title.retired_on is not None
    if former is None or former.state != State.RENEWING or not given_up:
        return
    going = former.renewals.filter(retired_on=None).exclude(state=State.DROPPED)
    if not going.exists():
        SEEKING.take(Actor.platform("cultivation"), former, "stand")


STANDING = (State.RECOGNISED, State.EXPIRING, State.RENEWING)
SEEKING = Loop(
    key="titles",
    model=Title,
    moves=(
        move("coach", _("开始辅导"), {State.RESERVE}, State.COACHED, SEEKERS, Need.OPINION),
        move("apply", _("申报"), {State.COACHED}, State.APPLIED, SEEKERS, Need.EVIDENCE),
        move(
            *("publish", _("公示"), {State.APPLIED}, State.PUBLICATION, WRITERS, Need.DOCUMENT),
            due="title_publication_days",
        ),
        move(
            *("recognise", _("认定"), {State.APPLIED, State.PUBLICATION}, State.RECOGNISED, WRITERS, Need.DOCUMENT),
            asks=("recognised_on", "number", "valid_until"),
            optional=("number", "valid_until"),
        ),
        move(
            *("refuse", _("未通过，继续辅导"), {State.APPLIED, State.PUBLICATION}, State.COACHED, WRITERS, Need.REASON),
            danger=True,
        ),
        move("drop", _("退出储备"), {State.RESERVE, State.COACHED}, State.DROPPED, WRITERS, Need.REASON, danger=True),
        move("remind", _("到期提醒"), {State.RECOGNISED}, State.EXPIRING, Who.PLATFORM),
        move("renew", _("转入复核"), {State.RECOGNISED, State.EXPIRING, State.EXPIRED}, State.RENEWING, SEEKERS),
        move("stand", _("未接续，恢复在册"), {State.RENEWING}, State.RECOGNISED, Who.PLATFORM),
        move("expire", _("到期"), set(STANDING), State.EXPIRED, Who.PLATFORM),
        move(
            *("revoke", _("取消称号"), {*STANDING}, State.REVOKED, WRITERS, Need.REASON, Need.DOCUMENT),
            asks=("revoked_on",),
            danger=True,
        ),
    ),
    todo={
        State.RESERVE: _("辅导储备企业"),
        State.COACHED: _("组织申报"),
        State.APPLIED: _("跟踪评审和公示"),
        State.PUBLICATION: _("登记认定结果"),
        State.EXPIRING: _("称号到期前复核"),
    },
    waits={State.RESERVE: Who.UNIT, State.COACHED: Who.UNIT, State.EXPIRING: Who.UNIT},
    fills={"recognise": _recognised, "revoke": _revoked},
    effects={"renew": _renewed, "drop": _ended},
    due={State.EXPIRING: "valid_until"},
)

TITLES = Register(
    key="titles",
    model=Title,
    natural=("enterprise", "kind", "name", "recognised_on"),
    fields=(*("enterprise", "kind", "level", "name", "unit", "recognised_on", "number", "document", "valid_until"),),
    columns=("enterprise", "kind", "level", "name", "number", "recognised_on", "valid_until", "unit", "state"),
    search=("enterprise__name", "enterprise__uscc", "name", "number"),
    filters=("kind", "level", "unit", "enterprise__town", "recognised_on", "valid_until"),
    summary=("kind", "level", "number", "recognised_on", "valid_until"),
    related=("enterprise", "unit"),
    writers=WRITERS,
    loop=SEEKING,
    frozen=frozenset({State.RENEWING, State.EXPIRED, State.REVOKED, State.DROPPED}),
    complete=_settle,
    hold=_hold,
    follows=_ended,
    panels=(Ladder(), Terms()),
    measures=measures("titles"),
    note=_("“曾认定”按首次认定日期计，期末在册按有效期计；有效年限多为本地参数（待核实）"),
    menu=Menu("policy", "certificate", 10, guide=GUIDE),
)

FACTS: Sequence[str] = (
    *("output", "assets", "profit", "equity", "technical", "hightech_ratio", "main_ratio", "debt_ratio", "niche_years"),
    *("market_share", "products", "national_rank", "global_rank", "patents", "score", "innovation_score"),
    *("growth_score", "special_score", "digital_level", "machines", "numeric_machines"),
)


def _hold_profile(profile: Profile) -> None:
    if profile.numeric_machines and profile.machines is not None and profile.numeric_machines > profile.machines:
        raise InputFault(_now("数控装备多于主要装备台数"), where=str(profile), field="numeric_machines")
    parts = [one for one in (profile.innovation_score, profile.growth_score, profile.special_score) if one is not None]
    if profile.score is not None and sum(parts) > profile.score:
        raise InputFault(_now("分项得分之和大于评价总分"), where=str(profile), field="score")


PROFILES = Register(
    key="profiles",
    model=Profile,
    natural=("enterprise", "year"),
    fields=("enterprise", "year", *FACTS),
    columns=("enterprise", "year", "output", "main_ratio", "debt_ratio", "market_share", "patents", "score"),
    search=("enterprise__name", "enterprise__uscc"),
    filters=("year", "output", "score"),
    sums=("output",),
    summary=("output", "main_ratio", "patents", "score"),
    related=("enterprise",),
    hold=_hold_profile,
    measures=measures("profiles"),
    note=_("称号门槛要用、各部门年度数据里没有的事实；留空即未知，不当作不达标"),
    menu=Menu("policy", "id", 14, guide=GUIDE),
)
