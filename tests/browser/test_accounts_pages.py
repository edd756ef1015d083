"""Log-in and the administrators' pages in a real browser, at the three widths."""

from playwright.sync_api import expect

from tests.browser.pages import log_in


def test_login_and_accounts(page, live_server, world, picture):
    page.goto(f"{live_server.url}/login/")
    for width in (1920, 390):
        picture("login", width)
    log_in(page, live_server.url, "dong-security_admin")
    page.goto(f"{live_server.url}/r/accounts/")
    expect(page.locator("tbody tr")).to_have_count(10)
    page.set_viewport_size({"width": 1366, "height": 768})  # a telephone shows cards, which have no headings to sort by
    page.fill("#content input[name=q]", "town")
    page.press("#content input[name=q]", "Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.click("#content thead a >> nth=0")
    expect(page.locator("tbody tr")).to_have_count(2)
    for width in (1366, 390):
        picture("accounts", width)
    log_out = page.locator("form[action='/logout/'] button").first
    page.click(".person")
    log_out.click()
    page.wait_for_url("**/login/**")


def test_an_account_is_opened_for_a_town_without_a_mouse(page, live_server, world, picture):
    admin = world.home.accounts["system_admin"]
    admin.region = world.home.region.parent.parent
    admin.save()
    town = world.home.town_regions[1]
    log_in(page, live_server.url, admin.username)
    page.goto(f"{live_server.url}/r/accounts/add")
    for width in (1366, 390):
        picture("open-account", width)
    page.focus("input[type=search]")
    page.keyboard.type(town.name)
    expect(page.locator("#region-found button")).to_have_count(1)
    with page.expect_response("**/place/**"):
        page.keyboard.press("Enter")  # finds again, opens nothing
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    expect(page.locator("#region-found button")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#place input[name=region]")).to_have_value(str(town.pk))
    expect(page.locator("#region-3")).to_be_focused()
    expect(page.locator("#region-found button")).to_have_count(0)

    # what was put in answers to keys once htmx has settled it
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-added")).to_have_count(0)
    page.keyboard.press("ArrowUp")  # the town before it
    expect(page.locator("#place input[name=region]")).to_have_value(str(world.home.town_regions[0].pk))
    expect(page.locator("#region-3")).to_be_focused()
    for width in (1366, 390):
        picture("open-account-town", width)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0
    page.select_option("#region-1", world.foreign.region.parent.code)
    expect(page.locator("#region-2 option")).to_have_count(2)
