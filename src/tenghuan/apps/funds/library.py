"""The policy library: documents with the loop that brings them into force, and their clauses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.funds import rules
from tenghuan.apps.funds.models import PolicyClause, PolicyDocument, Standing
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.register import Menu, Register

GUIDE = "25-funds"

STANDING = Loop(
    key="policy_documents",
    model=PolicyDocument,
    moves=(
        move("publish", _("施行"), {Standing.DRAFT}, Standing.ACTIVE, (Who.OFFICE, Who.UNIT)),
        move("end", _("废止"), {Standing.ACTIVE}, Standing.ENDED, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={Standing.DRAFT: _("核对条款并施行")},
    checks={"publish": rules.publishable},
    effects={"publish": rules.end_replaced},
    fills={"end": rules.ended},
)

DOCUMENTS = Register(
    key="policy_documents",
    model=PolicyDocument,
    natural=("number",),
    fields=("number", "title", "unit", "since", "until", "budget", "replaces", "source"),
    columns=("title", "number", "unit", "since", "until", "ended_on", "budget", "state"),
    search=("title", "number"),
    filters=("unit", "since", "until"),
    sums=("budget",),
    summary=("number", "unit", "since", "until", "ended_on", "budget"),
    related=("unit",),
    writers=(Who.OFFICE, Who.UNIT),
    loop=STANDING,
    frozen=frozenset({Standing.ACTIVE, Standing.ENDED}),
    hold=rules.hold_document,
    menu=Menu("policy", "file-text", 10, GUIDE),
)

CLAUSES = Register(
    key="policy_clauses",
    model=PolicyClause,
    natural=("code",),
    fields=(
        *("code", "document", "name", "operator", "parameters", "since", "until", "exclusive", "mode", "base_fact"),
        *("scale", "grades", "industries", "need", "note"),
    ),
    columns=("name", "code", "document", "operator", "parameters", "mode", "exclusive", "since", "until"),
    search=("name", "code", "document__title", "document__number"),
    filters=("document", "operator", "mode", "base_fact"),
    summary=("document", "operator", "mode", "base_fact", "exclusive"),
    related=("document",),
    writers=(Who.OFFICE, Who.UNIT),
    complete=rules.complete_clause,
    hold=rules.hold_clause,
    menu=Menu("policy", "list-check", 20, GUIDE),
)
