"""What may be handed in as evidence: a file of a known kind (by ending and first bytes), of bounded size."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tenghuan.errors import InputFault

PACKAGE = (b"PK\x03\x04",)
KINDS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": PACKAGE,
    ".xlsx": PACKAGE,
}
MEGABYTES = 20


def checked(file: UploadedFile) -> str:
    """Return the file's ending.

    Raises:
        InputFault: a kind that is not accepted, content that is not what the ending says, empty, or too large.
    """
    name = str(file.name)
    ending = "." + name.rpartition(".")[2].lower()
    if ending not in KINDS or not 0 < (file.size or 0) <= MEGABYTES * 2**20:
        raise InputFault(
            _("证明材料须为 %(k)s，不超过 %(m)d MB") % {"k": "、".join(sorted(KINDS)), "m": MEGABYTES}, where=name
        )
    start = file.read(16)
    file.seek(0)
    if not start.startswith(KINDS[ending]):
        raise InputFault(_("文件内容与扩展名不符"), where=name, remedy=_("请用原软件另存或重新扫描后上传"))
    return ending
