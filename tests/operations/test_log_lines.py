"""The log of production: a JSON object a line, with the act and the person's number, without names and keys."""

import json
import logging
import subprocess
import sys

import pytest
from django.test import RequestFactory

from govopen.log_lines import JsonLines, RequestMiddleware
from tests.operations.test_settings import COMPLETE, ROOT
from tests.services import clean_environment
from tests.world import make_clerk, make_office
from units import current, history


def line(words, *arguments, error=None):
    record = logging.LogRecord("reminders.outbox", logging.WARNING, "", 1, words, arguments, error)
    return json.loads(JsonLines().format(record))


def during(request, words="注意"):
    lines = []
    RequestMiddleware(lambda request: lines.append(line(words)))(request)
    return lines[0]


def test_a_line_says_when_how_grave_and_who_speaks():
    found = line("第%s封", 3)
    assert (found["level"], found["logger"], found["message"]) == ("WARNING", "reminders.outbox", "第3封")
    assert found["time"].endswith("+00:00")
    assert not {"user", "office", "path", "act"} & found.keys()


def test_a_line_of_an_act_names_it():
    with history.act("sweep"):
        assert line("一封")["act"] == str(current.current_act().id)


@pytest.mark.django_db
def test_a_line_of_a_request_names_path_person_and_office_by_key(client):
    clerk = make_clerk(make_office())
    request = RequestFactory().get("/tasks/7/?q=张三")
    request._cached_user, request.member = clerk, clerk.acting
    found = during(request)
    assert (found["path"], found["user"], found["office"]) == ("/tasks/7/", clerk.pk, "qingshan")
    assert clerk.name not in json.dumps(found, ensure_ascii=False)
    assert "张三" not in json.dumps(found, ensure_ascii=False)


def test_a_line_asks_nobody_who_it_is():
    assert "user" not in during(RequestFactory().get("/tasks/"))  # no session, no database here


def test_keys_are_masked_in_path_message_and_error():
    found = during(RequestFactory().get("/a/secret-key/"), "Bearer secret-token")
    assert "secret" not in json.dumps(found)
    try:
        raise ValueError("/password/link/secret-key/")
    except ValueError:
        found = line("failed", error=sys.exc_info())
    assert "secret" not in found["error"]
    assert "ValueError" in found["error"]


def test_a_message_of_many_lines_is_one_line():
    record = logging.LogRecord("x", logging.INFO, "", 1, "one\ntwo", (), None)
    assert "\n" not in JsonLines().format(record)


def test_the_worker_logs_as_the_web_does_at_the_level_it_was_told(tmp_path):
    """Celery would lay its own log over ours, without masks and as plain text."""
    tell = (
        "import logging; from govopen import celery_app; celery_app.loader.import_default_modules();"
        "celery_app.log.setup(loglevel=logging.INFO); logging.getLogger('units.seals').info('Bearer secret-token');"
        "logging.getLogger('units.seals').debug('nothing')"
    )
    environment = clean_environment() | COMPLETE | {"GOVOPEN_VAR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "govopen.settings.production"
    done = subprocess.run(
        [sys.executable, "-c", tell], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    lines = [json.loads(one) for one in done.stderr.splitlines()]
    assert [(one["logger"], one["message"]) for one in lines] == [("units.seals", "Bearer ***")]
