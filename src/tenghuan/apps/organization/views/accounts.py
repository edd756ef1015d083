"""The administrators' account pages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.outside import searched
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import ADMINISTRATORS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization import queries
from tenghuan.apps.organization.forms import AuthoriseForm
from tenghuan.apps.organization.managing import NewPasswordForm, authorise_form, managing
from tenghuan.apps.organization.models import Account, Proposal
from tenghuan.apps.organization.models.signing import ProposalVerb
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.organization.services import accounts as services
from tenghuan.apps.organization.services import factors, proposals

KEEPERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
WAITS = gettext_lazy("已提出，待另一名管理员复核后生效")


@page((Role.SYSTEM_ADMIN,))
def place(request: AccountRequest) -> HttpResponse:
    """Choose a region a level at a time (``at``: code), or find it by name (``q``); its units go with it."""
    if "q" in request.GET:
        words = searched(request.GET["q"])
        found = queries.find_regions(request.user, words)
        context = {
            "found": found[: queries.FOUND_AT_MOST],
            "more": len(found) > queries.FOUND_AT_MOST,
            "bare": "bare" in request.GET,
        }
        return render(request, "organization/_found.html", {**context, "words": words})
    chosen = queries.region_in_scope(request.user, searched(request.GET.get("at"), 12))
    if chosen is None:
        raise Http404
    context = queries.place(request.user, chosen)
    shown = {"picked": "picked" in request.GET, "bare": "bare" in request.GET}
    return render(request, "organization/_place.html", {**context, **shown})


@page(KEEPERS, methods=("GET", "POST"))
def account(request: AccountRequest, pk: int) -> HttpResponse:
    """Show one account; the security administrator authorises, unlocks and resets it here, and ends its sessions."""
    subject = get_object_or_404(Account.objects.visible_to(request.user).select_related("region", "unit"), pk=pk)
    may_change = request.user.role == Role.SECURITY_ADMIN
    verb = request.POST.get("verb", "")
    form = authorise_form(subject, request.POST if verb == "authorise" else None)
    reset = NewPasswordForm(subject, request.POST if verb == "reset" else None)
    if request.method == "POST":
        if not may_change:
            return render(request, "403.html", status=403)
        if verb == "end":
            services.end_sessions(Actor.of(request), subject, but=request.session.session_key)
        if told := _change(Actor.of(request), subject, verb, form, reset):
            messages.success(request, told)
            return redirect("accounts:detail", subject.pk)
    context = {**managing(request.user, subject), "subject": subject, "form": form, "reset": reset}
    return render(request, "organization/account.html", context)


def _change(actor: Actor, subject: Account, verb: str, form: AuthoriseForm, reset: SetPasswordForm) -> str:
    """Do what was asked; return what to tell, "" when the form is to be shown again."""
    if verb == "unlock":
        services.unlock_account(actor, subject)
        return _("已解除锁定")
    if verb == "end":
        return _("已结束该账号的全部会话")
    if verb == "authorise" and form.is_valid():
        return _authorise(actor, subject, form.cleaned_data["role"], form.cleaned_data["active"])
    if verb == "drop_factor":
        return _drop_factor(actor, subject)
    if verb == "reset" and reset.is_valid():
        return _reset(actor, subject, reset)
    return ""


def _authorise(actor: Actor, subject: Account, role: str, active: bool) -> str:
    if subject.is_administrator or role in ADMINISTRATORS:
        proposals.propose_change(actor, subject, ProposalVerb.AUTHORISE, role=role, active=active)
        return str(WAITS)
    services.authorise_account(actor, subject, role=role, active=active)
    return _("授权已保存")


def _drop_factor(actor: Actor, subject: Account) -> str:
    if subject.is_administrator:
        proposals.propose_change(actor, subject, ProposalVerb.DROP_FACTOR)
        return str(WAITS)
    factors.drop_factor(actor, subject)
    return _("动态口令已停用")


def _reset(actor: Actor, subject: Account, reset: SetPasswordForm) -> str:
    password = reset.cleaned_data["new_password1"]
    try:
        if subject.is_administrator:
            proposals.propose_change(actor, subject, ProposalVerb.RESET, password=password)
            return str(WAITS)
        services.reset_password(actor, subject, password)
    except ValidationError as error:
        reset.add_error("new_password1", error)
        return ""
    return _("口令已重置，对方下次登录须修改")


@page(KEEPERS, methods=("POST",))
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """Confirm or decline a change of an administrator's account, as the second administrator."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).select_related("subject"), pk=pk)
    if request.POST.get("verb") == "confirm":
        proposals.confirm_change(Actor.of(request), proposal)
        messages.success(request, _("已复核，变更已生效"))
    else:
        proposals.decline_change(Actor.of(request), proposal)
        messages.success(request, _("已作不同意处理"))
    return redirect("accounts:detail", proposal.subject_id)
