"""Names and kinds of what is handed in as evidence; the digest by which it is kept once."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.kit import files
from tenghuan.errors import InputFault

PDF, ZIP, JPG = b"%PDF-1.7 x", b"PK\x03\x04 x", b"\xff\xd8\xff x"


def kept_name(name, content=PDF):
    return files.checked(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("整改报告.pdf", "整改报告.pdf"),
        ("整改报告.PDF", "整改报告.pdf"),  # once, not twice
        ("报告.pdf.pdf", "报告.pdf.pdf"),
        ("a.b.c.pdf", "a.b.c.pdf"),
        ("..\\..\\etc\\报告.pdf", "报告.pdf"),
        ("报告\u202efdp.pdf", "报告fdp.pdf"),  # a sign that turns the direction of the text
        ("报\x07告.pdf", "报告.pdf"),
        (" .pdf", " .pdf"),
    ],
)
def test_a_name_is_kept_without_paths_and_signs_that_deceive(given, kept):
    assert kept_name(given) == kept


@pytest.mark.parametrize("length", [196, 197, 198, 199, 200, 201, 240])
def test_a_long_name_keeps_its_ending_and_as_much_else_as_fits(length):
    name = "长" * (length - 4) + ".pdf"
    found = kept_name(name)
    assert len(found) == min(length, 200)
    assert found == "长" * (len(found) - 4) + ".pdf"


@pytest.mark.parametrize(
    ("name", "content"), [("a.jpg", JPG), ("a.JPEG", JPG), ("a.docx", ZIP), ("a.ofd", ZIP), ("a.zip", ZIP)]
)
def test_every_kind_that_is_accepted_is_known_by_its_first_bytes(name, content):
    assert kept_name(name, content) == name.lower()
    with pytest.raises(InputFault, match="文件内容与扩展名不符") as refused:
        kept_name(name, b"MZ program")
    assert (refused.value.where, bool(refused.value.remedy)) == (name, True)


@pytest.mark.parametrize("name", ["a.exe", "a.pdf.exe", "a.svg", "a.html", "pdf", ".pdf", "a.doc"])
def test_other_kinds_are_refused_with_those_that_are_accepted(name):
    with pytest.raises(InputFault) as refused:
        kept_name(name)
    for ending in files.rule()["kinds"]:
        assert ending in str(refused.value)


@pytest.mark.parametrize(("size", "taken"), [(0, False), (20 * 2**20, True), (20 * 2**20 + 1, False)])
def test_a_file_is_neither_empty_nor_larger_than_the_rule(size, taken):
    file = SimpleUploadedFile("a.pdf", PDF)
    file.size = size
    if taken:
        assert files.checked(file) == "a.pdf"
    else:
        with pytest.raises(InputFault, match="不超过 20 MB"):
            files.checked(file)


def test_what_was_looked_at_is_read_from_its_beginning_after():
    file = SimpleUploadedFile("a.pdf", PDF)
    files.checked(file)
    assert file.read() == PDF


def test_the_digest_is_the_national_one_and_of_all_the_bytes():
    # GB/T 32905-2016, A.1: the digest of "abc"
    known = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert files.digest_of(io.BytesIO(b"abc")) == known
    long = b"x" * (2**20 + 7)
    assert files.digest_of(io.BytesIO(long)) == hashlib.new("sm3", long).hexdigest()


@pytest.mark.django_db
def test_equal_bytes_are_one_file_and_others_another(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    one, same, other = files.keep(PDF), files.keep(PDF), files.keep(ZIP)
    assert one == same != other
    assert (one.size, other.size) == (len(PDF), len(ZIP))
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    assert files.keep(path) == one
    with one.content.open("rb") as stream:
        assert stream.read() == PDF
