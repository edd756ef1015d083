"""What must hold of a .docx package before anything unpacks it."""

from __future__ import annotations

import io
import zipfile

from tenghuan.errors import InputFault
from tenghuan.reading.documents.limits import Limits

_BROKEN = "文件损坏，打不开"
_AGAIN = "请用 Word 或 WPS 重新另存为 .docx 后再上传"


def check_package(data: bytes, limits: Limits) -> None:
    """Refuse archives that are broken, no Word document, encrypted, or grow too big when unpacked.

    Sizes are taken from the directory and then proved by unpacking no more than they promise.

    Raises:
        InputFault: with the reason.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            if "word/document.xml" not in names:
                raise InputFault("不是 Word 文档", remedy="请上传 .txt、.docx、.pdf 或 .html 格式的方案")
            if any(member.flag_bits & 1 for member in members):
                raise InputFault("文档设有打开密码", remedy="请取消密码后再上传")
            _check_sizes(members, limits)
            _prove_sizes(package, members, limits)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, InputFault):
            raise
        raise InputFault(_BROKEN, remedy=_AGAIN) from error
    except Exception as error:  # zlib and lzma raise their own kinds on a damaged stream
        raise InputFault(_BROKEN, remedy=_AGAIN) from error


def _check_sizes(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > 2**20 and member.file_size > limits.max_member_ratio * max(1, member.compress_size)
        for member in members
    )
    if len(members) > limits.max_members or total > limits.max_unpacked_bytes or swollen:
        raise InputFault(
            f"文档解压后过大或压缩异常，上限 {limits.max_unpacked_bytes // 2**20} MB",
            remedy="请删去图片和附件，只留方案文字后再上传",
        )


def _prove_sizes(package: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    for member in members:
        if not member.filename.endswith((".xml", ".rels")):
            continue
        with package.open(member) as stream:
            read = 0
            while chunk := stream.read(2**20):
                read += len(chunk)
                if read > limits.max_unpacked_bytes:
                    raise InputFault("文档解压后过大", remedy="请只留方案文字后再上传")
                if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                    raise InputFault("文档里有不允许的外部定义", remedy=_AGAIN)
