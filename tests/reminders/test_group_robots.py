"""The group robots: one message a day, posted to a real HTTP server on loopback that answers as the vendors' do."""

import json
import socket
import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from reminders import hold, posting
from reminders.channels import CHANNELS
from reminders.models import GroupPost, GroupRobot, Reminder, ReminderPolicy
from reminders.services import plan_all, run_now
from tests.world import log_in, make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
TAKEN = (200, {"errcode": 0, "errmsg": "ok"})


@pytest.fixture
def robots(settings):
    """A server that takes posts; `.answers` are its next ones, `.posts` what came: path with query, and body."""

    class Handler(BaseHTTPRequestHandler):
        answers, posts = [], []

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.posts.append((self.path, json.loads(body)))
            answer = self.answers.pop(0) if self.answers else TAKEN
            if answer is None:
                self.close_connection = True
                return
            status, content = answer
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Handler.address = f"http://127.0.0.1:{server.server_port}"
    settings.WEBHOOKS = [Handler.address]
    yield Handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(robots, smtp_server):
    class Desk:
        office = make_office()
        robot = GroupRobot.objects.create(
            office=office, name="联络员群", kind="wecom", url=f"{robots.address}/send?key=abc", enabled=True
        )

    for name, due_on in (("县财政局", date(2026, 12, 18)), ("县审计局", date(2026, 12, 31))):
        unit = make_unit(Desk.office, name)
        make_person(Desk.office, unit=unit)
        make_assignment(unit, due_on)
    return Desk()


def test_the_day_is_told_once_by_unit(desk, robots):
    for _ in range(3):
        run_now(MONDAY)
    ((path, body),) = robots.posts
    assert path == "/send?key=abc"
    lines = body["text"]["content"].split("\n")
    assert lines[1:3] == ["县财政局：已逾期1项", "县审计局：即将到期1项"]
    assert "12月21日" in lines[0]
    assert lines[3].endswith(reverse("my_tasks"))
    assert GroupPost.objects.get().state == "sent"


def test_with_nothing_to_say_nothing_is_posted(desk, robots):
    run_now(MONDAY)
    run_now(MONDAY + timedelta(days=1))
    assert len(robots.posts) == 1


def test_dingtalk_is_signed_with_the_time(desk, robots):
    GroupRobot.objects.update(kind="dingtalk", secret="SEC1")
    run_now(MONDAY)
    query = parse_qs(urlsplit(robots.posts[0][0]).query)
    assert query["key"] == ["abc"]
    assert query["timestamp"] == [str(round(MONDAY.timestamp() * 1000))]
    expected = parse_qs(urlsplit(CHANNELS["dingtalk"].request("/", "SEC1", "", MONDAY)[0]).query)["sign"]
    assert query["sign"] == expected
    assert len(expected[0]) == 44


@pytest.mark.parametrize(
    ("answer", "state", "reply"),
    [
        ((200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "failed", "93000 invalid webhook url"),
        ((200, ["what"]), "unclear", "AttributeError: 'list' object has no attribute 'get'"),
        ((404, {}), "failed", "HTTP 404"),
        ((302, {}), "failed", "HTTP 302"),
        ((503, {}), "queued", "HTTP 503"),
    ],
)
def test_what_the_robot_answers_decides(desk, robots, answer, state, reply):
    robots.answers.append(answer)
    run_now(MONDAY)
    row = GroupPost.objects.get()
    assert (row.state, row.last_reply) == (state, reply)
    assert len(robots.posts) == 1


def test_a_busy_robot_gets_it_later(desk, robots):
    robots.answers.append((503, {}))
    run_now(MONDAY)
    run_now(MONDAY + timedelta(minutes=1))
    assert len(robots.posts) == 1
    run_now(MONDAY + timedelta(minutes=6))
    assert GroupPost.objects.get().state == "sent"


def test_when_all_was_answered_before_it_could_leave_it_ends_with_nothing_to_say(desk, robots):
    robots.answers.append((503, {}))
    run_now(MONDAY)
    Reminder.objects.update(state="superseded")
    later = MONDAY + timedelta(minutes=6)
    (key,) = posting.due_posts(later)
    assert posting.send_post(key, later) is False
    assert posting.due_posts(later + timedelta(minutes=1)) == []
    row = GroupPost.objects.get()
    assert (row.get_state_display(), row.last_reply) == ("不用发送", "各单位都已办理")
    posting.send_post(key, MONDAY + timedelta(days=1))
    assert GroupPost.objects.get().state == "empty"


def test_cut_off_it_is_not_repeated(desk, robots):
    robots.answers.append(None)
    run_now(MONDAY)
    run_now(MONDAY + timedelta(hours=1))
    assert len(robots.posts) == 1
    assert GroupPost.objects.get().state == "unclear"


@pytest.mark.parametrize("moment", ["before it was planned", "after it was planned"])
def test_while_mail_is_on_hold_no_group_hears_either(desk, robots, moment):
    if moment == "after it was planned":
        plan_all(MONDAY)
        posting.plan_posts(MONDAY)
    hold.hold("数据已恢复", MONDAY)
    run_now(MONDAY)
    assert robots.posts == []
    hold.release(by=None, at=MONDAY)
    run_now(MONDAY + timedelta(hours=1))
    assert len(robots.posts) == 1


def test_an_answer_that_is_no_http_holds_up_nobody(desk, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(b"220 this is another kind of server\r\n")

        threading.Thread(target=answer, daemon=True).start()
        origin = f"http://127.0.0.1:{server.getsockname()[1]}"
        settings.WEBHOOKS.append(origin)
        GroupRobot.objects.update(url=f"{origin}/send?key=abc")
        run_now(MONDAY)
    assert GroupPost.objects.values_list("state", "last_reply").get() == ("unclear", "BadStatusLine")


def test_an_address_that_cannot_be_asked_fails_without_showing_its_key(desk, robots):
    GroupRobot.objects.update(url=f"{robots.address}/send?key=abc def")
    run_now(MONDAY)
    row = GroupPost.objects.get()
    assert row.state == "failed"
    assert "abc" not in row.last_reply


def test_a_server_that_is_away_costs_a_few_attempts(desk, robots, settings):
    gone = "http://127.0.0.1:9"
    settings.WEBHOOKS = [gone]
    GroupRobot.objects.update(url=gone)
    for hour in range(7):
        run_now(MONDAY + timedelta(hours=hour))
    row = GroupPost.objects.get()
    assert (row.state, row.attempts) == ("failed", 4)


def test_only_where_the_operator_allows_it(desk, robots, settings):
    settings.WEBHOOKS = []
    run_now(MONDAY)
    assert robots.posts == []
    assert "不在允许" in GroupPost.objects.get().last_reply


@pytest.mark.parametrize("off", ["robot", "office", "night"])
def test_it_can_be_switched_off_and_keeps_the_hours(desk, robots, off):
    plan_all(MONDAY)
    posting.plan_posts(MONDAY)
    if off == "robot":
        GroupRobot.objects.update(enabled=False)
    if off == "office":
        ReminderPolicy.objects.create(office=desk.office, enabled=False)
    at = MONDAY + timedelta(hours=12 if off == "night" else 0)
    for key in posting.due_posts(at):
        posting.send_post(key, at)
    assert robots.posts == []


def test_a_long_list_is_cut_to_what_the_robot_takes():
    text = "\n".join(["头", *(f"县第{n}局：已逾期1项" for n in range(500)), "链接"])
    short = posting.shortened(text, 2048)
    assert len(short.encode()) <= 2048
    shown = short.count("已逾期")
    assert short.endswith(f"另有{500 - shown}个单位，详见平台\n链接")


def test_the_key_is_typed_and_never_shown(desk, client, robots):
    log_in(client, make_clerk(desk.office))
    address = reverse("admin:reminders_grouprobot_change", args=[desk.robot.pk])
    assert "key=abc" not in client.get(address).content.decode()
    client.post(address, {"name": "新群名", "kind": "wecom", "url": "", "secret": "", "enabled": "on"})
    desk.robot.refresh_from_db()
    assert (desk.robot.name, desk.robot.url) == ("新群名", f"{robots.address}/send?key=abc")
    client.post(address, {"name": "新群名", "kind": "wecom", "url": f"{robots.address}/other?key=def", "enabled": "on"})
    desk.robot.refresh_from_db()
    assert desk.robot.url.endswith("key=def")
    assert not [
        entry for entry in AuditEntry.objects.all() if "abc" in str(entry.changes) or "def" in str(entry.changes)
    ]
    refused = client.post(address, {"name": "新群名", "kind": "wecom", "url": "https://elsewhere.example/x"})
    assert "没有允许" in refused.content.decode()
