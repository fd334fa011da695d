"""The office chases (催办): one letter to each address, once a day, checked once more before it leaves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders import outbox
from reminders.assignment_chasing import ASSIGNMENTS, OPENING
from reminders.chasing import LETTER, Chased, chase, chased, look
from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from reminders.rehearsal import rehearse
from reminders.rules import Rules
from reminders.services import plan_all, run_now
from tasks.chases import chases_of
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reports import report_submit
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry, User
from units.services import end_membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
EVENING, TUESDAY = MONDAY + timedelta(hours=10), MONDAY + timedelta(days=1)
FAR = date(2027, 6, 30)  # too far for the digest to mention it again


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
        clerk = make_clerk(office)
        server = smtp_server

        def assignment(self, due_on=FAR, **fields):
            return make_assignment(self.unit, due_on, **fields)

        def chase(self, *assignments, at=MONDAY, text=OPENING):
            return chase(ASSIGNMENTS, office=self.office, rows=assignments, text=text, by=self.clerk, at=at)

        def answer(self, assignment):
            values = {"progress": "已公开。"}
            return report_submit(assignment=assignment, values=values, links=[], version=0, by=self.liaison, at=MONDAY)

        @property
        def chases(self):
            return [message for message in self.server.messages if "催办" in message["Subject"]]

    return Desk()


def silence(desk):
    """Let today's digest say what it has to say, so that only what is chased is heard after it."""
    run_now(MONDAY)
    desk.server.messages.clear()


def test_one_letter_holds_everything_and_leaves_on_the_day_of_a_digest(desk):
    first, second = desk.assignment(requirement="公开财政预算。"), desk.assignment(requirement="公开决算。")
    silence(desk)
    done = desk.chase(first, second, text="请于本周五前报送。")
    assert [(letter.contact.address, len(letter.items)) for letter in done.envelopes.values()] == [
        ("caizheng@qingshan.example", 2)
    ]
    run_now(MONDAY + timedelta(minutes=1))
    (message,) = desk.server.messages
    assert message["Subject"].strip() == "【青山县政府办公室】催办：2项政务公开任务请尽快报送"
    for part in ("plain", "html"):
        text = message.get_body((part,)).get_content()
        for words in (
            "请于本周五前报送。",
            "公开财政预算。",
            "公开决算。",
            f"/assignments/{first.pk}/",
            "2027年6月30日",
        ):
            assert words in text
    assert set(Reminder.objects.filter(kind="chase").values_list("stage", "state", "due_version")) == {
        ("chase-1", "said", 0)
    }


def test_it_is_in_the_history_of_each_assignment_in_one_act_and_is_counted(desk):
    first, second = desk.assignment(), desk.assignment()
    assert (chased(ASSIGNMENTS, [first.pk], Rules(desk.office)), chases_of(desk.office, [first])) == ({}, {})
    desk.chase(first, second, text="请抓紧。")
    entry = AuditEntry.objects.get(verb="催办", object_ref=str(first.pk))
    assert (entry.actor_ref, entry.reason) == (desk.clerk.pk, "请抓紧。")
    assert entry.changes == {"催办次数": [0, 1], "收件人": ["", desk.liaison.name]}
    assert chased(ASSIGNMENTS, [first.pk, second.pk], Rules(desk.office))[second.pk] == Chased(
        1, MONDAY.date(), pending=True
    )
    run_now(MONDAY)
    desk.chase(first, at=TUESDAY)
    assert (
        chased(ASSIGNMENTS, [first.pk], Rules(desk.office))[first.pk].times
        == chases_of(desk.office, [first])[first.pk].times
        == 2
    )
    assert set(Reminder.objects.filter(duty_id=first.pk, kind="chase").values_list("stage", flat=True)) == {
        "chase-1",
        "chase-2",
    }


def test_at_most_once_a_day_and_that_is_said(desk):
    assignment = desk.assignment()
    desk.chase(assignment)
    with pytest.raises(ActRefused, match="已经催办，信还没有发出"):
        desk.chase(assignment, at=MONDAY + timedelta(minutes=1))
    run_now(MONDAY + timedelta(minutes=2))
    with pytest.raises(ActRefused, match="今天已经催办过"):
        desk.chase(assignment, at=MONDAY + timedelta(hours=3))
    assert desk.chase(assignment, at=TUESDAY)
    run_now(TUESDAY)
    assert len(desk.chases) == 2


def test_a_day_is_the_offices_own(desk):
    ReminderPolicy.objects.create(office=desk.office, zone="America/New_York", send_from="08:00", send_until="20:00")
    assignment, afternoon = desk.assignment(), datetime(2026, 12, 21, 20, tzinfo=UTC)  # Tuesday already in Shanghai
    desk.chase(assignment, at=afternoon)
    assert OutgoingMail.objects.get(**LETTER).local_date == MONDAY.date()
    run_now(afternoon)
    with pytest.raises(ActRefused, match="今天已经催办过"):
        desk.chase(assignment, at=afternoon + timedelta(hours=1))
    desk.chase(assignment, at=afternoon + timedelta(hours=18))


def test_others_of_the_same_day_go_in_a_second_letter(desk):
    first, second = desk.assignment(), desk.assignment()
    desk.chase(first)
    done = desk.chase(first, second, at=MONDAY + timedelta(hours=1))
    assert done.rows == [second]
    assert [row for row, _ in done.left_out] == [first]
    assert list(OutgoingMail.objects.filter(**LETTER).order_by("part").values_list("part", flat=True)) == [1, 2]
    run_now(MONDAY + timedelta(hours=2))
    assert len(desk.chases) == 2


def test_pressed_in_the_evening_it_leaves_in_the_morning_and_blocks_that_day_too(desk):
    assignment = desk.assignment()
    assert desk.chase(assignment, at=EVENING).quiet == "只在08:30至17:30发送"
    run_now(EVENING)
    assert desk.server.messages == []
    run_now(TUESDAY)
    assert len(desk.chases) == 1
    with pytest.raises(ActRefused, match="今天已经催办过"):
        desk.chase(assignment, at=TUESDAY + timedelta(hours=1))


def test_done_meanwhile_it_is_not_named_and_an_empty_letter_is_not_sent(desk):
    first, second, third = (
        desk.assignment(requirement="甲事。"),
        desk.assignment(requirement="乙事。"),
        desk.assignment(),
    )
    silence(desk)
    desk.chase(first, second, at=EVENING)
    desk.answer(first)
    run_now(TUESDAY)
    (message,) = desk.chases
    assert "乙事。" in message.get_body(("plain",)).get_content()
    assert "甲事。" not in message.get_body(("plain",)).get_content()
    assert Reminder.objects.get(kind="chase", duty_id=first.pk).state == "cancelled"
    desk.chase(third, at=TUESDAY)
    assignment_cancel(assignment=third, by=desk.clerk, at=TUESDAY, reason="机构调整")
    run_now(TUESDAY + timedelta(minutes=1))
    assert len(desk.chases) == 1
    mail = OutgoingMail.objects.get(reminders__duty_id=third.pk, **LETTER)
    assert (mail.state, mail.last_reply) == ("cancelled", "事项都已处理，没有要提醒的内容")


def test_the_sweep_leaves_the_lines_alone_and_the_digest_says_what_it_would_have_said(desk):
    assignment = desk.assignment(due_on=date(2026, 12, 31))
    desk.chase(assignment, at=EVENING)
    for _ in range(3):
        plan_all(TUESDAY)
    assert Reminder.objects.get(kind="chase").state == "open"
    run_now(TUESDAY)
    assert sorted(message["Subject"].strip()[10:] for message in desk.server.messages) == [
        "催办：1项政务公开任务请尽快报送",
        "政务公开任务提醒：即将到期1项",
    ]
    assert not Reminder.objects.exclude(state="said").exists()


def test_who_has_answered_is_left_out_and_who_cannot_be_reached_is_named(desk):
    answered, owing, silent = desk.assignment(), desk.assignment(), make_unit(desk.office, "县审计局")
    nobody = make_assignment(silent, FAR)
    make_person(desk.office, unit=silent, email="")
    desk.answer(answered)
    done = desk.chase(answered, owing, nobody)
    assert done.rows == [owing]
    assert dict(done.left_out) == {answered: "状态是“待审核”", nobody: "单位没有能收邮件的联络员"}
    assert [row.why for row in done.unreachable] == ["联系人没有登记邮箱"]
    with pytest.raises(ActRefused, match="没有可以催办的任务：单位没有能收邮件的联络员"):
        desk.chase(nobody)
    assert not AuditEntry.objects.filter(verb="催办", object_ref=str(nobody.pk)).exists()


def test_each_liaison_of_a_unit_gets_it_and_one_mailbox_gets_one_letter(desk):
    assignment = desk.assignment()
    make_person(desk.office, unit=desk.unit, email="second@qingshan.example")
    make_person(desk.office, unit=desk.unit, email=" CAIZHENG@qingshan.example")
    done = desk.chase(assignment)
    assert sorted(done.envelopes) == ["caizheng@qingshan.example", "second@qingshan.example"]
    run_now(MONDAY)
    assert len(desk.chases) == 2
    assert chased(ASSIGNMENTS, [assignment.pk], Rules(desk.office))[assignment.pk].times == 1


def test_the_contact_left_or_has_another_address_before_it_leaves(desk):
    first, other = desk.assignment(), make_unit(desk.office, "县审计局")
    person = make_person(desk.office, unit=other)
    second = make_assignment(other, FAR)
    silence(desk)
    desk.chase(first, second, at=EVENING)
    end_membership(member=desk.liaison.memberships.get(), by=None, at=EVENING, to_on=MONDAY.date())
    User.objects.filter(pk=person.pk).update(email="new@qingshan.example")
    run_now(TUESDAY)
    assert desk.chases == []
    replies = set(OutgoingMail.objects.filter(**LETTER).values_list("state", "last_reply"))
    assert replies == {
        ("cancelled", "联系人已卸任、暂停收信、账号已停用或邮箱不能用，没有发送"),
        ("cancelled", "联系人的邮箱已更改，没有发往旧地址"),
    }
    assert not Reminder.objects.filter(kind="chase").exclude(state="cancelled").exists()
    assert desk.chase(second, at=TUESDAY + timedelta(minutes=1))  # what came to nothing does not count for the day
    run_now(TUESDAY + timedelta(minutes=2))
    assert [message["To"] for message in desk.chases] == ["new@qingshan.example"]


def test_refused_by_the_server_it_ends_and_may_be_tried_again(desk):
    assignment = desk.assignment()
    silence(desk)
    desk.chase(assignment)
    desk.server.refused["caizheng@qingshan.example"] = "550 no such user"
    run_now(MONDAY)
    mail = OutgoingMail.objects.get(**LETTER)
    assert (mail.state, mail.bounce) == ("failed", "hard")
    assert Reminder.objects.get(kind="chase").state == "cancelled"
    plan_all(TUESDAY)
    assert Reminder.objects.get(kind="chase").state == "cancelled"
    assert desk.chase(assignment, at=TUESDAY).envelopes


def test_greylisted_it_leaves_later_and_once(desk):
    silence(desk)
    desk.chase(desk.assignment())
    desk.server.refused["caizheng@qingshan.example"] = "450 try later"
    run_now(MONDAY)
    desk.server.refused.clear()
    run_now(MONDAY + timedelta(minutes=6))
    run_now(MONDAY + timedelta(minutes=12))
    assert len(desk.chases) == 1


def test_what_could_not_leave_for_a_week_says_nothing_any_more(desk):
    assignment = desk.assignment()
    silence(desk)
    desk.chase(assignment, at=EVENING)
    ReminderPolicy.objects.create(office=desk.office, enabled=False)
    run_now(TUESDAY)
    ReminderPolicy.objects.update(enabled=True)
    run_now(MONDAY + timedelta(days=8))
    assert desk.chases == []
    assert "一周没有能够发出" in OutgoingMail.objects.get(**LETTER).last_reply


def test_refusals_are_sentences_and_write_nothing(desk):
    assignment, there = desk.assignment(), make_unit(make_office("beihe", "北河县人民政府办公室", "北河县"))
    for text in (" ", "长" * 301):
        with pytest.raises(ActRefused, match="不超过300个字"):
            desk.chase(assignment, text=text)
    for rows in ([], [make_assignment(there)]):
        with pytest.raises(ActRefused):
            desk.chase(*rows)
    ReminderPolicy.objects.create(office=desk.office, enabled=False)
    with pytest.raises(ActRefused, match="已停止发送提醒"):
        desk.chase(assignment)
    assert not OutgoingMail.objects.exists()
    assert not Reminder.objects.exists()
    assert not AuditEntry.objects.filter(verb="催办").exists()


def test_a_line_break_in_the_opening_forges_nothing(desk):
    desk.chase(desk.assignment(), text="请抓紧。\r\nBcc: x@qingshan.example\u2028<b>急</b>")
    run_now(MONDAY)
    (message,) = desk.chases
    assert message["Bcc"] is None
    assert "&lt;b&gt;急" in message.get_body(("html",)).get_content()
    assert "\n" not in OutgoingMail.objects.get(**LETTER).opening


def test_a_rehearsal_shows_what_is_about_to_leave_and_writes_nothing(desk):
    assignment = desk.assignment()
    silence(desk)
    desk.chase(assignment)
    run = rehearse(MONDAY)
    assert [letter.subject[10:] for _, _, letter in run.mails] == ["催办：1项政务公开任务请尽快报送"]
    assert desk.server.messages == []
    assert [(key, to) for key, to, _ in run_now(MONDAY).mails] == [(key, to) for key, to, _ in run.mails]


def test_looking_writes_nothing_and_costs_the_same_for_1_and_20(desk, django_assert_max_num_queries):
    rows = [desk.assignment() for _ in range(20)]
    with django_assert_max_num_queries(9):
        assert len(look(ASSIGNMENTS, desk.office, rows, MONDAY).rows) == 20
    assert not Reminder.objects.exists()
    assert outbox.due(MONDAY) == []
