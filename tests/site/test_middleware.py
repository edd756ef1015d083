"""What holds for every page: text that no column takes is refused, whichever way it comes."""

import pytest


@pytest.mark.parametrize(
    ("method", "address", "body", "kind"),
    [
        ("GET", "/groups/?q=%00", "", ""),
        ("GET", "/enterprises/code/a%00b/", "", ""),
        ("POST", "/password/", "old_password=a%00b", "application/x-www-form-urlencoded"),
        ("POST", "/password/", "%00=x", "application/x-www-form-urlencoded"),
        ("POST", "/password/", '{"a": ["x\\u0000"]}', "application/json"),
        ("POST", "/password/", '{"a": {"\\ud800": 1}}', "application/json"),
    ],
)
def test_what_no_column_takes_is_refused(world, method, address, body, kind):
    answer = world.client("office").generic(method, address, body, content_type=kind)
    assert answer.status_code == 400
    assert "不能保存的字符" in answer.content.decode()


def test_json_that_is_none_is_left_to_the_page(world):
    answer = world.client("office").generic("POST", "/password/", "[" * 100_000, content_type="application/json")
    assert answer.status_code < 500
