"""Log-in and the administrators' pages in a real browser, at the three widths."""

from tests.browser.pages import log_in


def test_login_and_accounts(page, live_server, world, picture):
    page.goto(f"{live_server.url}/login/")
    for width in (1920, 390):
        picture("login", width)
    log_in(page, live_server.url, "dong-security_admin")
    page.goto(f"{live_server.url}/accounts/")
    assert page.locator("tbody tr").count() == 10
    page.fill("input[type=search]", "town")
    assert page.locator("tbody tr:visible").count() == 2
    page.click("button.sort >> nth=0")
    for width in (1366, 390):
        picture("accounts", width)
    log_out = page.locator("form[action='/logout/'] button").first
    page.click("#person-small")
    log_out.click()
    page.wait_for_url("**/login/**")
