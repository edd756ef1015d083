"""One file store: type and size by one rule, kept once by digest, shown as evidence, always sent as a download."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from django.core.files import File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit.models import Attachment, StoredFile
from tenghuan.apps.kit.registry import of_model
from tenghuan.apps.kit.timeline import name_of
from tenghuan.errors import InputFault

DATA = Path(__file__).parent / "data" / "files.yaml"
LONGEST_NAME = 200
BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


@cache
def rule() -> dict[str, Any]:
    """Return what may be handed in: ``megabytes`` and ``kinds`` (ending → first bytes that it may have)."""
    found = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    kinds = {ending: [bytes.fromhex(start) for start in starts] for ending, starts in found["kinds"].items()}
    return {**found, "kinds": kinds}


def accepted() -> str:
    """Return the endings for the ``accept`` of a file input."""
    return ",".join(rule()["kinds"])


def checked(file: UploadedFile) -> str:
    """Return a file's name as it is kept: no path, no control or direction signs, at most 200 letters.

    Raises:
        InputFault: a kind that is not accepted, content that is not what the ending says, empty, or too large.
    """
    name = "".join(sign for sign in str(file.name).translate(BIDI) if sign.isprintable())
    name = name.replace("\\", "/").rpartition("/")[2]
    ending = Path(name).suffix.lower()
    kinds, most = rule()["kinds"], rule()["megabytes"]
    if ending not in kinds or not 0 < (file.size or 0) <= most * 2**20:
        raise InputFault(
            _("材料须为 %(k)s，不为空，不超过 %(m)d MB") % {"k": "、".join(sorted(kinds)), "m": most}, where=name[:80]
        )
    start = file.read(16)
    file.seek(0)
    if not any(start.startswith(known) for known in kinds[ending]):
        raise InputFault(_("文件内容与扩展名不符"), where=name[:80], remedy=_("请用原软件另存或重新扫描后上传"))
    return f"{name[: -len(ending)][: LONGEST_NAME - len(ending)]}{ending}"


def keep(content: bytes | Path) -> StoredFile:
    """Keep a file once under its SM3 digest; one that is missing or cut short at its digest is written anew.

    What is kept is never deleted: whoever looks at the same moment may be about to name it.
    """
    with _opened(content) as stream:
        digest, size = digest_of(stream), stream.tell()
    file, _made = StoredFile.objects.get_or_create(digest=digest, defaults={"size": size})
    if not _whole(file):
        place = StoredFile._meta.get_field("content").generate_filename(file, digest)
        with _opened(content) as stream:
            put(file.content.storage, place, File(stream))
        StoredFile.objects.filter(pk=file.pk).update(content=place)
        file.content.name = place
    return file


def _opened(content: bytes | Path) -> BinaryIO:
    return content.open("rb") if isinstance(content, Path) else io.BytesIO(content)


def digest_of(stream: BinaryIO | File[bytes]) -> str:
    """Return the SM3 digest (GB/T 32905-2016, 64 hex digits) of what is left in a stream."""
    found = hashlib.new("sm3")
    while piece := stream.read(1 << 20):
        found.update(piece)
    return found.hexdigest()


def _whole(file: StoredFile) -> bool:
    name, storage = file.content.name, file.content.storage
    if not name or not storage.exists(name) or storage.size(name) != file.size:
        return False
    with storage.open(name, "rb") as stream:
        return digest_of(stream) == file.digest


def put(storage: Storage, place: str, content: File[Any]) -> None:
    """Write a file whole under a name of its own and bring it to its place in one step, over whatever lies there."""
    temporary = storage.save(f"{place}.part", content)
    Path(storage.path(temporary)).replace(storage.path(place))


@service("kit.attach", gettext_lazy("上传佐证材料"), locks=("thing",))
def attach(actor: Actor, thing: models.Model, file: UploadedFile, kind: str = "") -> Attachment:
    """Hand a file in as evidence of a thing; whoever writes its register or moves it may.

    Raises:
        InputFault: not this actor's thing, or a file that is not accepted.
    """
    _may(actor, thing)
    return _attach(actor, thing, file, kind)


def _may(actor: Actor, thing: models.Model) -> None:
    register = of_model(type(thing))
    if register is None:
        raise TypeError(f"{thing._meta.label} has no register that says who may attach files")
    if not any_of(register.hands, actor, thing):
        raise InputFault(_("您不承办这一事项，不能上传材料"), where=str(thing))


def _attach(actor: Actor, thing: models.Model, file: UploadedFile, kind: str) -> Attachment:
    """Keep a file and return it as evidence: the same file handed in again as the same kind is there already."""
    name = checked(file)
    stored = keep(file.read())
    present = attached(thing).filter(file=stored, kind=kind[:40], name=name).first()
    if present is not None:
        nothing_changed()
        return present
    attachment = Attachment.objects.create(
        thing=thing, file=stored, name=name, kind=kind[:40], account=actor.user, by=name_of(actor)
    )
    record(thing, after={"evidence": name, "digest": stored.digest, "kind": kind})
    return attachment


def attach_all(actor: Actor, thing: models.Model, files: Mapping[str, Iterable[UploadedFile]]) -> list[Attachment]:
    """Attach files by kind, inside a service that has held who may; their names go to its row of the trail."""
    handed = [(kind, file) for kind, files_ in files.items() for file in files_]
    return [_attach(actor, thing, file, kind) for kind, file in handed]


@service("kit.withdraw_file", gettext_lazy("撤回佐证材料"))
def withdraw(actor: Actor, attachment: Attachment) -> None:
    """Take a file of one's own back; it is no longer shown, its bytes stay as long as a row may name them."""
    if actor.user is None or attachment.account_id != actor.user.pk:
        raise InputFault(_("只能撤回自己上传的材料"), where=attachment.name)
    here = Attachment.objects.filter(pk=attachment.pk, withdrawn_at=None)
    if not here.update(withdrawn_at=timezone.now()):
        raise InputFault(_("材料已经撤回"), where=attachment.name)
    assert attachment.thing is not None  # records are retired, never deleted
    record(attachment.thing, before={"evidence": attachment.name}, after={"withdrawn": attachment.name})


def attached(thing: models.Model) -> models.QuerySet[Attachment]:
    """Return the evidence of a thing that stands, oldest first."""
    return Attachment.objects.about(thing).filter(withdrawn_at=None).select_related("file")


def kinds_of(thing: models.Model) -> set[str]:
    """Return the kinds of evidence that a thing has."""
    return set(attached(thing).values_list("kind", flat=True))


def download(attachment: Attachment) -> FileResponse:
    """Send a file, always as a download and never sniffed."""
    response = FileResponse(
        attachment.file.content.open("rb"),
        as_attachment=True,
        filename=get_valid_filename(attachment.name),
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
