"""Changes of an administrator's account: one administrator asks, another confirms. Neither is whom it concerns."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tenghuan.apps.access.roles import ADMINISTRATORS
from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.organization.changing import authorise, remove_factor, set_first_password
from tenghuan.apps.organization.models import Account, Proposal
from tenghuan.apps.organization.models.signing import ProposalState, ProposalVerb
from tenghuan.errors import InputFault

SHOWN = ("subject_id", "verb", "role", "active", "state", "asked_by_id", "decided_by_id")


def _second_needed(account: Account, role: str) -> bool:
    return account.role in ADMINISTRATORS or role in ADMINISTRATORS


@service("organization.propose_change", lazy("提出管理员账号变更"))
def propose_change(
    actor: Actor, subject: Account, verb: str, *, role: str = "", active: bool = False, password: str = ""
) -> Proposal:
    """Ask for a change of an administrator's account; it waits for a second administrator.

    Raises:
        InputFault: it concerns oneself, or the same change waits already.
    """
    if actor.user is None or actor.user.pk == subject.pk:
        raise InputFault(_("不能变更自己的账号"), remedy=_("请由另一名管理员提出"))
    if not _second_needed(subject, role):
        raise InputFault(_("这不是管理员账号，可直接办理"), remedy=_("请直接保存"))
    if verb == ProposalVerb.RESET:
        validate_password(password, subject)
    made = Proposal(
        subject=subject,
        verb=verb,
        role=role,
        active=active,
        password=make_password(password) if password else "",
        asked_by=actor.user,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise InputFault(_("同一事项已在等待复核"), remedy=_("请先复核或不同意前一次申请")) from error
    record(made, after=snapshot(made, SHOWN))
    return made


@service("organization.confirm_change", lazy("复核管理员账号变更"))
def confirm_change(actor: Actor, proposal: Proposal) -> None:
    """Do what was proposed. The one who asked and the one it concerns cannot confirm it."""
    _decide(actor, proposal, ProposalState.CONFIRMED)
    subject = Account.objects.select_for_update().get(pk=proposal.subject_id)
    if proposal.verb == ProposalVerb.AUTHORISE:
        authorise(subject, role=proposal.role, active=proposal.active)
    elif proposal.verb == ProposalVerb.RESET:
        set_first_password(subject, proposal.password, hashed=True)
    else:
        remove_factor(subject)


@service("organization.decline_change", lazy("不同意管理员账号变更"))
def decline_change(actor: Actor, proposal: Proposal) -> None:
    """Let a proposal come to nothing; whoever asked may take it back this way."""
    if actor.user is None or actor.user.pk == proposal.subject_id:
        raise InputFault(_("不能处理涉及本人的变更"), remedy=_("请由另一名管理员办理"))
    _settle(actor, proposal, ProposalState.DECLINED)


def _decide(actor: Actor, proposal: Proposal, state: str) -> None:
    if actor.user is None or actor.user.pk in (proposal.asked_by_id, proposal.subject_id):
        raise InputFault(_("须由另一名管理员复核"), remedy=_("提出人和涉及的本人都不能复核"))
    _settle(actor, proposal, state)


def _settle(actor: Actor, proposal: Proposal, state: str) -> None:
    before = snapshot(proposal, SHOWN)
    # one conditional update: of two who decide at once the second finds it decided
    waiting = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.WAITING)
    # the password's hash is not kept longer than it waits
    if not waiting.update(state=state, decided_by=actor.user, decided_at=timezone.now(), password=""):
        raise InputFault(_("这项变更已有结论"), remedy=_("请刷新页面"))
    kept = proposal.password
    proposal.refresh_from_db()
    proposal.password = kept
    record(proposal, before=before, after=snapshot(proposal, SHOWN))
