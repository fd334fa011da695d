"""The form of answers: refusals in one sentence that names the parameter, only reading, the description, asking again."""

import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.reports.api.place import LISTS, Place, caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    return caller(client, Place().key())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("plans?year=去年", "参数 year 不对：应为整数。"),
        ("plans?year=", "参数 year 不对：应为整数。"),
        ("plans?year=1", "参数 year 不对：不能小于1900。"),
        ("plans?limit=501", "参数 limit 不对：不能大于500。"),
        ("plans?limit=0", "参数 limit 不对：不能小于1。"),
        ("tasks?plan=99999999999999999999", "参数 plan 不对：不能大于9223372036854775807。"),
        (
            "assignments?state=open",
            "参数 state 不对：应为assigned、in_progress、in_review、done、cancelled之一。",
        ),
        *(
            (
                f"assignments?changed_since={moment}",
                "参数 changed_since 不对：应为带时区的时刻，如 2026-07-01T00:00:00Z；用 +08:00 时，加号在网址里写作 %2B。",
            )
            for moment in ("昨天", "2026-07-01T00:00:00", "2026-07-01T00:00:00+08:00", "2026-07-01", "20260701", "0.5")
        ),
        ("plans?yaer=2026", "没有参数 yaer。可用的有：cursor、limit、year。"),
        ("office?year=2026", "没有参数 year。"),
        ("plans?year=2025&year=2026", "参数 year 写了不止一次。"),
    ],
)
def test_a_wrong_parameter_is_named(ask, address, sentence):
    answer = ask(address)
    assert (answer.status_code, answer.json()) == (400, {"detail": sentence})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["plans", "plans/1", "openapi.json"])
def test_nothing_can_be_changed(ask, address, method):
    answer = ask(address, method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.json()["detail"] == "只能读取：请用 GET 或 HEAD。"


@pytest.mark.parametrize("address", ["", "plan", "plans/", "plans/abc", "plans/0/x", "plans/99999999999999999999"])
def test_an_address_that_is_not_there_is_said_as_json(ask, address):
    answer = ask(address)
    assert answer.status_code in (400, 404)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["detail"]


def test_who_has_the_answer_already_does_not_get_it_again(ask):
    for address in LISTS:
        answer = ask(address)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Authorization" in answer.headers["Vary"]
        again = ask(address, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert ask(address, **{"If-None-Match": '"other"'}).status_code == 200


def test_head_tells_the_headers_of_get(ask):
    whole, head = ask("plans"), ask("plans", "head")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_the_description_needs_no_key_and_is_valid(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(told).iter_errors()) == []
    assert {f"/api/v1/{name}" for name in LISTS} < set(told["paths"])


def test_every_field_is_described_in_chinese(client):
    told = json.loads(client.get("/api/v1/openapi.json").content)
    bare = [
        (name, field)
        for name, schema in told["components"]["schemas"].items()
        for field, about in schema.get("properties", {}).items()
        if field != "items" and not any("一" <= char <= "鿿" for char in about.get("description", ""))
    ]
    assert bare == []
