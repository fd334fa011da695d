"""接口令牌: the clerk makes a key, sees it once, and revokes it."""

import re

import pytest
from django.urls import reverse

from tests.reports.api.place import Place, caller
from tests.world import log_in, make_admin, make_person

pytestmark = pytest.mark.django_db
KEY = re.compile(r"govopen_[0-9a-f]{40}")


@pytest.fixture
def own(time_machine):
    time_machine.move_to("2026-07-06T10:00:00+08:00", tick=False)
    return Place()


@pytest.fixture
def desk(client, own):
    client.force_login(own.clerk)
    return client


def test_a_key_is_shown_once_and_opens_for_a_year(desk, client, own):
    page = desk.get(reverse("api_tokens"))
    assert 'value="2027-07-06"' in page.content.decode()
    made = desk.post(reverse("api_tokens"), {"name": "市政务公开平台", "valid_until": "2027-07-06"})
    assert "no-store" in made.headers["Cache-Control"]
    (secret,) = KEY.findall(made.content.decode())
    assert caller(client, secret)("office").json()["valid_until"] == "2027-07-06"
    later = desk.get(reverse("api_tokens")).content.decode()
    assert "市政务公开平台" in later
    assert not KEY.search(later)


def test_a_revoked_key_stays_in_the_list(desk, client, own):
    secret = own.key()
    answer = desk.post(reverse("api_token_revoke", args=[own.token().pk]), follow=True).content.decode()
    assert "“市平台”的令牌已停用" in answer
    assert "已停用" in answer
    assert caller(client, secret)("office").status_code == 401


def test_what_cannot_be_is_said_at_the_form(desk, own):
    own.key()
    for values, sentence in (
        ({"name": "市平台", "valid_until": "2027-01-01"}, "已有一个没有停用的令牌"),
        ({"name": "省平台", "valid_until": "2026-07-05"}, "有效期应在今天以后"),
        ({"name": "省平台", "valid_until": ""}, "必填"),
    ):
        answer = desk.post(reverse("api_tokens"), values)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not KEY.search(answer.content.decode())


def test_another_offices_keys_are_not_in_the_list(desk, own):
    Place("beihe", "北河县人民政府办公室", "北河县").key("北河用的平台")
    assert "北河用的平台" not in desk.get(reverse("api_tokens")).content.decode()


@pytest.mark.parametrize(
    ("who", "may"), [("clerk", True), ("system", True), ("office_leader", False), ("audit", False)]
)
def test_the_clerk_and_the_system_administrator_revoke_in_the_registers(client, own, who, may):
    secret = own.key()
    person = {"clerk": own.clerk}.get(who) or (
        make_person(own.office, who) if who == "office_leader" else make_admin(who)
    )
    log_in(client, person)
    client.post(reverse("admin:units_apitoken_revoke", args=[own.token().pk]))
    assert bool(own.token().revoked_at) is may
    client.logout()
    assert caller(client, secret)("office").status_code == (401 if may else 200)
