"""Drafting a bulletin from the figures, changing its text by hand, taking figures anew, replacing what was issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.bulletins.models import Bulletin, Kind, State, Text
from tenghuan.apps.bulletins.registers import BULLETINS, ISSUING
from tenghuan.apps.bulletins.rules import keep_edition
from tenghuan.apps.bulletins.taking import taken
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.once import keep, made_by
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.publishing.telling import Facts, Part, figures, fill, titled, write

LONGEST = 8000  # signs of a part's text
PREFIX = "TB"
CARRIED = ("to", "issuer", "red", "copies", "printed_by", "remark", "sources")


@service("bulletins.draft", gettext_lazy("起草通报"), locks=("county",))
def draft(actor: Actor, county: Region, kind: str, month: date, *, once: str = "") -> Bulletin:
    """Draft a bulletin: take the figures, write the text by rule.

    Args:
        kind: a value of :class:`Kind`.
        month: the last month of the time that it is about, by its first day.
        once: the token of the form; sent twice, the first bulletin is returned.

    Raises:
        InputFault: not this actor's, no such kind, no figures of the month.
    """
    if (made := made_by(once, Bulletin)) is not None:
        nothing_changed()
        return made
    if kind not in Kind.values:
        raise InputFault(_("没有这种公文"), where=kind[:20], remedy=_("请从列表中选择种类"))
    facts = taken(county, kind, month)
    last = Bulletin.objects.filter(county=county, kind=kind, retired_on=None).order_by("pk").last()
    carried = {name: getattr(last, name) for name in CARRIED} if last is not None else {}
    return _made(actor, Bulletin(county=county, kind=kind, month=month, **carried), facts, once)


def _made(actor: Actor, bulletin: Bulletin, facts: Facts, once: str, parts: Sequence[Part] = ()) -> Bulletin:
    if not any_of((Who.OFFICE,), actor, bulletin):
        raise InputFault(_("通报由本级专班办公室起草"), where=str(bulletin.county))
    bulletin.title, bulletin.made_by = bulletin.title or titled(facts), actor.user
    bulletin.sample, bulletin.snapshot, bulletin.known_at = facts.sample, facts.snapshot, timezone.now()
    numbered("code", PREFIX)(bulletin)
    told = list(parts) or write(facts)
    bulletin.hand = sum(part.changed for part in told)
    bulletin.save()
    Text.objects.create(bulletin=bulletin, facts=facts.model_dump(mode="json"), parts=_dumped(told))
    keep_edition(actor, bulletin, _("起草"))
    keep(once, bulletin)
    timeline.write(actor, bulletin, EventKind.MADE, _("起草"))
    record(bulletin, after=snapshot(bulletin))
    ISSUING.turn(actor, bulletin)
    return bulletin


def _dumped(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json") for part in parts]


@service("bulletins.edit", gettext_lazy("修改通报文字"), locks=("bulletin",))
def edit(actor: Actor, bulletin: Bulletin, key: str, text: str, *, seen: str) -> None:
    """Change the text of a part by hand; figures stay bound to the facts.

    Args:
        key: which part.
        text: the new text, figures by name in braces.
        seen: the text that the editor saw.

    Raises:
        InputFault: not this actor's, no draft, no such part, changed meanwhile, a figure that there is not.
    """
    _hold_draft(actor, bulletin)
    content = Text.objects.select_for_update().get(bulletin=bulletin)
    parts = content.written
    part = next((one for one in parts if one.key == key), None)
    if part is None:
        raise InputFault(_("没有这一部分"), where=key[:40])
    said = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    if part.text != seen.replace("\r\n", "\n") and part.text != said:
        raise InputFault(_("这一部分刚被他人修改"), where=part.heading or _("开头"), remedy=_("请刷新后在新稿上修改"))
    if len(said) > LONGEST:
        raise InputFault(_("每部分最多 %(n)d 字") % {"n": LONGEST}, where=part.heading)
    fill(said, figures(content.told), part.heading or _("开头"))
    if said == part.text:
        nothing_changed()
        return
    before, part.text = part.text, said
    part.by = timeline.name_of(actor) if part.changed else ""
    _write(bulletin, content, parts)
    where = part.heading or _("开头")
    timeline.write(actor, bulletin, EventKind.CHANGE, _("修改文字"), note=where)
    record(bulletin, before={where: before}, after={where: said})


@service("bulletins.refresh", gettext_lazy("重新取数"), locks=("bulletin",))
def refresh(actor: Actor, bulletin: Bulletin) -> None:
    """Take the figures anew: parts that nobody changed are written anew, the others keep their words.

    Raises:
        InputFault: not this actor's, no draft, or a text that was changed by hand names a figure that is gone.
    """
    _hold_draft(actor, bulletin)
    facts = taken(bulletin.county, bulletin.kind, bulletin.month)
    content = Text.objects.select_for_update().get(bulletin=bulletin)
    changed = {part.key: part for part in content.written if part.changed}
    parts, known = write(facts), figures(facts)
    for part in parts:
        if (own := changed.pop(part.key, None)) is not None:
            part.text, part.by = own.text, own.by
            fill(part.text, known, part.heading or _("开头"))
    parts += changed.values()  # what the new figures would leave out stays, as somebody wrote it
    before = {"snapshot": bulletin.snapshot}
    content.facts = facts.model_dump(mode="json")
    Bulletin.objects.filter(pk=bulletin.pk).update(snapshot=facts.snapshot, known_at=timezone.now())
    bulletin.refresh_from_db()
    _write(bulletin, content, parts)
    timeline.write(actor, bulletin, EventKind.CHANGE, _("重新取数"), note=facts.snapshot)
    record(bulletin, before=before, after={"snapshot": facts.snapshot})


@service("bulletins.reissue", gettext_lazy("起草替代稿"), locks=("bulletin",))
def reissue(actor: Actor, bulletin: Bulletin, *, once: str = "") -> Bulletin:
    """Draft what shall replace an issued bulletin: its words, figures taken anew; the issued one stands until then.

    Raises:
        InputFault: not this actor's, it is not issued, or a replacement is drafted already.
    """
    if (made := made_by(once, Bulletin)) is not None:
        nothing_changed()
        return made
    if bulletin.state != State.ISSUED:
        raise InputFault(_("只有已签发的才能起草替代稿"), where=str(bulletin))
    other = bulletin.later.exclude(state=State.DROPPED).filter(retired_on=None).first()
    if other is not None:
        raise InputFault(_("替代稿已经起草：%(b)s") % {"b": other}, remedy=_("请在该稿上修改"))
    facts = taken(bulletin.county, bulletin.kind, bulletin.month)
    carried = {name: getattr(bulletin, name) for name in (*CARRIED, "title", "kind", "month", "county")}
    new = Bulletin(before=bulletin, version=bulletin.version + 1, **carried)
    old = {part.key: part for part in bulletin.content.written if part.changed}
    parts, known = write(facts), figures(facts)
    for part in parts:
        if (own := old.get(part.key)) is not None:
            part.text, part.by = own.text, own.by
            fill(part.text, known, part.heading or _("开头"))
    return _made(actor, new, facts, once, parts)


def _hold_draft(actor: Actor, bulletin: Bulletin) -> None:
    if not any_of((Who.OFFICE,), actor, bulletin):
        raise InputFault(_("通报由本级专班办公室修改"), where=str(bulletin))
    if bulletin.state != State.DRAFT or bulletin.retired_on is not None:
        raise InputFault(
            _("“%(s)s”状态下不能修改") % {"s": bulletin.get_state_display()}, where=str(bulletin),
            remedy=_("审核中的请先退回；已签发的请起草替代稿"),
        )  # fmt: skip


def _write(bulletin: Bulletin, content: Text, parts: Sequence[Part]) -> None:
    content.parts = _dumped(parts)
    content.save()
    hand = sum(part.changed for part in parts)
    told = {"hand": hand, "revision": bulletin.revision + 1}
    Bulletin.objects.filter(pk=bulletin.pk).update(**told)
    bulletin.hand, bulletin.revision = hand, bulletin.revision + 1


assert BULLETINS.loop is ISSUING
