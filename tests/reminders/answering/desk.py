"""An office whose letters carry links, at ten o'clock on a Monday and an hour later."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from reminders.services import run_now
from tests.world import (
    make_assignment,
    make_office,
    make_person,
    make_unit,
)

MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai


LINK = re.compile(r"/a/[^/\s\"]+/")


@pytest.fixture
def desk(smtp_server, client):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
        server = smtp_server

        def assignment(self, due_on=date(2026, 12, 31), unit=None, **fields):
            return make_assignment(unit or self.unit, due_on, **fields)

        def run(self, at=MONDAY):
            run_now(at)
            return self.links()[-1]

        def links(self, part="plain"):
            bodies = [message.get_body((part,)).get_content() for message in smtp_server.messages]
            return [link for body in bodies for link in LINK.findall(body)]

        def send(self, link, act, assignment, **more):
            empty = {"links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0", "version": "0"}
            return client.post(link, {"act": act, "assignment": assignment.pk, **empty, **more})

    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield Desk()


def is_gone(answer) -> bool:
    return answer.status_code == 404 and "这个链接不能用了" in answer.content.decode()
