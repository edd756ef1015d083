"""What the page of an account offers its administrators: forms, changes that wait, sessions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.organization.forms import AuthoriseForm
from tenghuan.apps.organization.models import Account, Proposal, SecondFactor, Session
from tenghuan.apps.web.forms import BootstrapMixin

NEW_PASSWORD = (("new_password1", gettext_lazy("新口令")), ("new_password2", gettext_lazy("再输一次新口令")))


class NewPasswordForm(BootstrapMixin, SetPasswordForm):
    """A first password that a security administrator gives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in NEW_PASSWORD:
            self.fields[name].label = label
        self.fields["new_password2"].help_text = ""


def authorise_form(subject: Account, data: Any = None) -> AuthoriseForm:
    """Return the form of an account's role and use."""
    return AuthoriseForm(data, initial={"role": subject.role, "active": subject.is_active})


def managing(user: Any, subject: Account) -> dict[str, Any]:
    """Return what an administrator sees of an account and may do with it."""
    return {
        "form": authorise_form(subject),
        "reset": NewPasswordForm(subject),
        "may_change": user.role == Role.SECURITY_ADMIN,
        "sessions": Session.objects.filter(account=subject, expire_date__gt=timezone.now()),
        "proposals": Proposal.objects.filter(subject=subject).select_related("asked_by", "decided_by")[:20],
        "second": SecondFactor.objects.filter(account=subject).first(),
    }
