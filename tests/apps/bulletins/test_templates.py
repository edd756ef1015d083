"""Templates of an office: checked on real data before they are kept, versioned, filled with own figures."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.bulletins.models import Template
from tenghuan.apps.bulletins.templating import by_template
from tenghuan.errors import InputFault
from tests.apps.bulletins.drafts import drafted, issued, uploaded, word_template
from tests.apps.supervision.orders import working
from tests.publishing.official import docx_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, content, name="模板.docx", kind="orders"):
    told = {"kind": kind, "once": name, "file": SimpleUploadedFile(name, content)}
    return client.post("/bulletins/templates/upload", told)


def test_a_template_is_kept_as_the_next_version_of_its_kind(world):
    first, second = uploaded(world.home), uploaded(world.home)
    assert (first.version, second.version) == (1, 2)


def test_a_bulletin_is_filled_in_with_its_own_figures_not_with_todays(world):
    uploaded(world.home)
    bulletin = issued(world.home)
    working(world.home)  # one order more than the bulletin knows
    answer = world.client("leader").get(f"/bulletins/{bulletin.pk}/by-template")
    assert "在办0件" in docx_words(answer.content)


def test_the_newest_version_counts(world):
    uploaded(world.home, "orders", "旧版 {{ 标题 }}")
    uploaded(world.home, "orders", "新版 {{ 标题 }}")
    bulletin = drafted(world.home)
    words = docx_words(world.client("office").get(f"/bulletins/{bulletin.pk}/by-template").content)
    assert words.startswith("新版")


def test_an_unknown_field_is_named_with_where_and_nothing_is_kept(world):
    refused = send(world.client("office"), word_template("第一段", "{{ 标体 }}"))
    assert refused.status_code == 422
    assert "不认识的字段“标体”" in refused.content.decode()
    assert "第2段" in refused.content.decode()
    assert not Template.objects.exists()


@pytest.mark.parametrize(("content", "name"), [(b"%PDF-1.7", "a.pdf"), (b"PK\x03\x04x", "a.docx"), (b"", "a.docx")])
def test_what_is_no_word_document_is_refused_in_words(world, content, name):
    refused = send(world.client("office"), content, name)
    assert refused.status_code == 422
    assert not Template.objects.exists()


def test_the_page_keeps_a_good_one_and_tries_it(world):
    client = world.client("office")
    assert client.get("/bulletins/templates/upload").status_code == 200
    kept = send(client, word_template("{{ 标题 }}"))
    assert kept.status_code == 302
    template = Template.objects.get()
    assert "督办事项办理情况的通报" in docx_words(client.get(f"/bulletins/templates/{template.pk}/preview").content)
    stranger = world.client(world.neighbour.accounts["office"])
    assert stranger.get(f"/bulletins/templates/{template.pk}/preview").status_code == 404
    assert world.client("enterprise").get(f"/bulletins/templates/{template.pk}/preview").status_code == 403


def test_without_a_template_it_is_said_that_there_is_none(world):
    bulletin = drafted(world.home)
    answer = world.client("office").get(f"/bulletins/{bulletin.pk}/by-template")
    assert answer.status_code == 422
    assert "还没有督办通报的模板" in answer.content.decode()


def test_the_list_of_fields_gives_each_with_its_value(world):
    drafted(world.home)
    page = world.client("office").get("/bulletins/templates/fields?kind=orders").content.decode()
    assert "在办督办" in page
    assert "成文日期" in page
    book = world.client("office").get("/bulletins/templates/fields?kind=orders&export=xlsx")
    assert book.content.startswith(b"PK")


def test_only_the_office_of_the_county_uploads(world):
    assert send(world.client("department"), word_template("甲")).status_code == 403
    assert send(world.client(world.prefecture), word_template("甲")).status_code == 403


def test_a_file_that_is_gone_from_the_store_is_told(world, settings, tmp_path):
    uploaded(world.home)
    bulletin = drafted(world.home)
    settings.MEDIA_ROOT = tmp_path / "empty"
    answer = world.client("office").get(f"/bulletins/{bulletin.pk}/by-template")
    assert answer.status_code == 422
    with pytest.raises(InputFault, match="不在文件库中"):
        by_template(bulletin)
