"""Who has no key that opens gets no answer; keys are kept as hashes and told to no log."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from govopen.log_masking import MaskLinks
from tests.reports.api.place import LISTS, Place, caller
from units.models import ApiToken, AuditEntry
from units.tokens import TokenRefused, token_make, token_revoke

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def own():
    return Place()


@pytest.mark.parametrize("address", [*LISTS, "office", "plans/1"])
def test_without_a_key_there_is_no_answer(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="govopen"'
    assert answer.json()["detail"].startswith("没有带令牌")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic cTpx", "Bearer 令牌", "Bearer govopen_0000", "Bearer \udcff"]
)
def test_a_wrong_key_opens_nothing(client, own, header):
    own.key()
    answer = client.get("/api/v1/plans", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_revoked_key_opens_nothing(client, own):
    ask = caller(client, own.key())
    assert ask("plans").status_code == 200
    assert token_revoke(token=own.token(), by=own.clerk, at=NOW)
    assert not token_revoke(token=own.token(), by=own.clerk, at=NOW)
    assert (ask("plans").status_code, ask("plans").json()["detail"]) == (401, "令牌已停用：请向办公室要新的令牌。")


def test_a_key_opens_to_the_end_of_its_last_day(client, own, time_machine):
    ask = caller(client, own.key(until=date(2026, 7, 31)))
    time_machine.move_to(datetime(2026, 7, 31, 15, 59, tzinfo=UTC), tick=False)
    assert ask("plans").status_code == 200
    time_machine.move_to(datetime(2026, 7, 31, 16, 0, tzinfo=UTC), tick=False)
    assert (ask("plans").status_code, ask("plans").json()["detail"]) == (
        401,
        "令牌已于2026年7月31日到期：请向办公室要新的令牌。",
    )


def test_too_many_questions_wait(client, own, settings):
    settings.GOVOPEN_API_PER_MINUTE = 3
    ask, other = caller(client, own.key()), caller(client, own.key("另一个"))
    assert [ask("units").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert int(ask("units").headers["Retry-After"]) > 0
    assert other("units").status_code == 200


def test_too_many_wrong_keys_wait_and_the_right_one_does_not(client, own, settings):
    settings.GOVOPEN_API_WRONG_PER_MINUTE = 2
    wrong, right = caller(client, "govopen_" + "0" * 40), caller(client, own.key())
    assert [wrong("units").status_code for _ in range(3)] == [401, 401, 429]
    assert right("units").status_code == 200


def test_only_the_hash_and_the_day_are_kept(client, own):
    secret = own.key()
    assert own.token().last_used_on is None
    caller(client, secret)("plans")
    assert own.token().last_used_on == date(2026, 7, 6)
    assert secret not in str(ApiToken.objects.values().get())
    assert len(own.token().digest) == 64


def test_making_and_revoking_stand_in_the_history(own):
    secret = own.key()
    token_revoke(token=own.token(), by=own.clerk, at=NOW)
    rows = AuditEntry.objects.filter(object_type="units.apitoken").order_by("pk")
    assert [row.verb for row in rows] == ["生成接口令牌", "停用接口令牌"]
    assert {row.object_label for row in rows} == {"市平台"}
    assert rows[0].changes == {"有效期至": ["", "2027-07-06"]}
    assert secret not in str(list(rows.values()))


@pytest.mark.parametrize("days", [-1, 3 * 366])
def test_a_key_is_good_for_three_years_at_the_most(own, days):
    with pytest.raises(TokenRefused, match="最长三年"):
        token_make(office=own.office, name="市平台", valid_until=NOW.date() + timedelta(days), by=own.clerk, at=NOW)


def test_one_name_has_one_open_key(own):
    own.key()
    with pytest.raises(TokenRefused, match="停用"):
        own.key()
    token_revoke(token=own.token(), by=own.clerk, at=NOW)
    own.key()
    assert ApiToken.objects.filter(office=own.office).count() == 2


def test_the_log_does_not_tell_a_key(own):
    secret = own.key()
    for words in (f"Not Found: /api/v1/plans?token={secret}", f"Authorization: Bearer {secret}", f"bearer {secret}"):
        record = logging.LogRecord("x", logging.WARNING, "", 1, "%s", (words,), None)
        assert MaskLinks().filter(record)
        assert secret not in record.getMessage()
        assert "***" in record.getMessage()


def test_a_key_in_the_address_is_refused(client, own):
    answer = client.get("/api/v1/plans", {"token": own.key()})
    assert (answer.status_code, answer.json()["detail"][:8]) == (400, "没有参数 tok")
