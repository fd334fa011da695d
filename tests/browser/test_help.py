"""帮助 on a phone and on a desk: it opens where the manual speaks of the page, with its pictures, and fits."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.world import make_clerk, make_office, make_person, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
SIZES = [(375, 720), (1366, 768)]


def window(new_context, live_server, client, user, size):
    """A window of this size in which user is logged in."""
    client.force_login(user)
    context = new_context()
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return page


@pytest.mark.parametrize("size", SIZES)
def test_help_opens_at_the_place_of_the_page(live_server, new_context, client, size):
    page = window(new_context, live_server, client, make_clerk(make_office()), size)
    page.goto(f"{live_server.url}/review/")
    page.get_by_role("link", name="帮助").click()
    expect(page.get_by_role("heading", name="审核", exact=True)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.get_by_role("navigation", name="目录").get_by_role("link", name="换联络员").click()
    expect(page.get_by_role("heading", name="换联络员")).to_be_in_viewport()
    pictures = page.locator("article img")
    for place in range(pictures.count()):
        pictures.nth(place).scroll_into_view_if_needed()
        expect(pictures.nth(place)).to_have_js_property("complete", True)
        assert pictures.nth(place).evaluate("image => image.naturalWidth") > 0


def test_a_unit_without_tasks_is_led_to_its_manual_by_keyboard(live_server, new_context, client):
    office = make_office()
    page = window(new_context, live_server, client, make_person(office, unit=make_unit(office)), SIZES[0])
    page.goto(f"{live_server.url}/my/")
    page.get_by_role("link", name="单位手册").press("Enter")
    expect(page.get_by_role("heading", name="单位手册")).to_be_visible()
    expect(page.get_by_role("link", name="办公室手册")).to_be_visible()
