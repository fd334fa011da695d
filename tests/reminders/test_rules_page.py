"""The page of the rules: looked at, previewed, saved with a history; and the same for one plan."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from reminders.models import ContactPause, EscalationStep, PlanTiming, QuietPeriod, ReminderPolicy
from tasks.models import Assignment
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
RULES = "/reminders/rules/"


@pytest.fixture(autouse=True)
def _at_ten_on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def desk(client):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="liaison@qingshan.example")
        clerk = make_clerk(office)
        leader = make_person(office, Membership.Role.OFFICE_LEADER)
        assignment = make_assignment(unit, date(2026, 12, 30))

        def typed(self, **changes):
            """What the browser sends when nothing but changes is typed."""
            forms = client.get(RULES).context["forms"]
            values = {"seen": forms.policy.seen}
            for part in forms.parts:
                for form in getattr(part, "forms", [part]):
                    for field in form:
                        value = field.value()
                        if value not in (None, False):
                            values[field.html_name] = value
                if hasattr(part, "management_form"):
                    values |= {field.html_name: field.value() for field in part.management_form}
            return {name: _plain(value) for name, value in (values | changes).items()}

    client.force_login(Desk.clerk)
    Assignment.objects.update(state="in_progress", received_at=MONDAY)  # nothing is new
    return Desk()


def _plain(value):
    return f"{value:%H:%M}" if hasattr(value, "hour") else value


def test_the_page_shows_the_rules_in_chinese_and_its_sisters(desk, client):
    page = client.get(RULES).content.decode()
    for words in ("15、7、3、1、0", "11月15日", "逾期告知", "静默日期", "暂停收信", "提醒正在发送"):
        assert words in page
    for name in ("mail_list", "mail_ahead", "workdays_now"):
        assert f'href="{reverse(name)}"' in page


def test_a_preview_says_what_changes_and_saves_nothing(desk, client):
    answer = client.post(RULES, desk.typed(steps="5、1、0", preview="1"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "还没有保存" in page
    assert "12月21日的1封提醒（1项）改到12月23日" in page
    assert "1项提醒不再发出" in page
    assert "少1封，少1项" in page
    assert "12月29日" not in page  # what stays as it is, is not listed
    assert not ReminderPolicy.objects.exists()


def test_while_typing_only_the_preview_comes_back(desk, client):
    answer = client.post(RULES, desk.typed(steps="5、1、0"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "改到12月23日" in page
    assert "<form" not in page
    wrong = client.post(RULES, desk.typed(steps="九"), headers={"HX-Request": "true"})
    assert "没有填对" in wrong.content.decode()


def test_saving_writes_everything_and_one_entry_with_old_and_new(desk, client):
    colleague, member = desk.clerk.memberships.get(), desk.liaison.memberships.get()
    rows = {"step-0-after_days": "5", "step-0-audience": "office", "step-0-members": [colleague.pk]}
    rows |= {"quiet-0-from_on": "2026-12-23", "quiet-0-to_on": "2026-12-24", "quiet-0-why": "两会"}
    rows |= {"pause-0-contact": member.pk, "pause-0-from_on": "2026-12-28", "pause-0-to_on": "2026-12-29"}
    typed = desk.typed(steps="10、2", year_end_from="11-20", cutoff="12月5日", send_until="17:00", save="1", **rows)
    assert client.post(RULES, typed).status_code == 302
    policy = ReminderPolicy.objects.get(office=desk.office)
    assert (policy.steps, policy.year_end_from, policy.cutoff) == ([10, 2], "11-20", "12-05")
    assert list(EscalationStep.objects.get().members.all()) == [colleague]
    assert (QuietPeriod.objects.get().why, ContactPause.objects.get().contact) == ("两会", member)
    entry = AuditEntry.objects.get(verb="设置提醒规则")
    assert entry.changes["期限前提醒"] == ["15、7、3、1、0", "10、2"]
    assert entry.changes["每日停止发送"] == ["17:30", "17:00"]
    assert entry.changes["逾期告知"] == ["", f"逾期满5个工作日告知办公室指定人员（{desk.clerk.name}）"]
    assert entry.changes["静默日期"] == ["", "2026年12月23日至2026年12月24日（两会）"]
    assert entry.changes["暂停收信"] == ["", f"{desk.liaison.name}2026年12月28日至2026年12月29日"]


def test_saving_the_same_again_changes_nothing(desk, client):
    QuietPeriod.objects.create(office=desk.office, from_on="2026-12-23", to_on="2026-12-24", why="两会")
    step = EscalationStep.objects.create(office=desk.office, after_days=3, audience="leader")
    client.post(RULES, desk.typed(save="1"))
    assert not AuditEntry.objects.filter(verb="设置提醒规则").exists()
    assert EscalationStep.objects.get() == step


def test_what_a_colleague_saved_meanwhile_is_not_written_over_unseen(desk, client):
    """Both opened the page; who saves second is told what stands now, keeps what was typed, and may save once more."""
    first, second = desk.typed(send_from="09:00", save="1"), desk.typed(steps="10、2", save="1")
    second |= {"quiet-0-from_on": "2026-12-23", "quiet-0-to_on": "2026-12-24", "quiet-0-why": "两会"}
    assert client.post(RULES, second).status_code == 302
    refused = client.post(RULES, first)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "这些设置又改过" in page
    assert "期限前提醒：现在是“10、2”，您这一页上是“15、7、3、1、0”" in page
    assert "静默日期：现在是“2026年12月23日至2026年12月24日（两会）”，您这一页上是“（空）”" in page
    assert 'value="09:00"' in page
    policy = ReminderPolicy.objects.get()
    assert (policy.steps, f"{policy.send_from:%H:%M}", QuietPeriod.objects.get().why) == ([10, 2], "08:30", "两会")
    again = first | {"seen": refused.context["forms"].policy.seen}
    assert client.post(RULES, again).status_code == 302  # who saves once more has seen both
    assert ReminderPolicy.objects.get().steps == [15, 7, 3, 1, 0]


def test_a_look_at_the_preview_does_not_hide_what_a_colleague_saved(desk, client):
    typed = desk.typed(send_from="09:00")
    client.post(RULES, desk.typed(steps="10、2", save="1"))
    looked = client.post(RULES, typed | {"preview": "1"})
    assert looked.status_code == 200
    assert looked.context["forms"].policy.seen == typed["seen"]
    assert client.post(RULES, typed | {"save": "1"}).status_code == 422


def test_an_empty_row_stays_empty_though_a_colleague_added_one(desk, client):
    typed = desk.typed(send_from="09:00", save="1")
    QuietPeriod.objects.create(office=desk.office, from_on="2026-12-23", to_on="2026-12-24", why="两会")
    page = client.post(RULES, typed).content.decode()
    assert "有的地方没有填对" not in page
    assert "请填写开始日期" not in page
    assert QuietPeriod.objects.exists()


def test_the_same_change_by_two_people_is_one(desk, client):
    typed = desk.typed(steps="10、2", save="1")
    assert [client.post(RULES, typed).status_code for _ in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(verb="设置提醒规则").count() == 1


def test_the_steps_of_a_plan_are_not_written_over_unseen_either(desk, client):
    address = reverse("plan_reminders", args=[desk.assignment.task.plan_id])
    own = {"source": "own", "overdue_weeks": "2", "year_end_from": "", "cutoff": "", "save": "1"}
    own["seen"] = client.get(address).context["form"].seen
    assert client.post(address, own | {"steps": "5、1、0"}).status_code == 302
    refused = client.post(address, own | {"steps": "9、3"})
    assert refused.status_code == 422
    assert "现在是“5、1、0”，您这一页上是“9、3”" in refused.content.decode()
    assert 'value="9、3"' in refused.content.decode()
    assert PlanTiming.objects.get().steps == [5, 1, 0]


def test_a_ticked_row_goes_and_what_is_over_stays(desk, client):
    over = QuietPeriod.objects.create(office=desk.office, from_on="2026-12-01", to_on="2026-12-02", why="调试")
    QuietPeriod.objects.create(office=desk.office, from_on="2026-12-23", to_on="2026-12-24", why="两会")
    client.post(RULES, desk.typed(save="1", **{"quiet-0-DELETE": "on"}))
    assert list(QuietPeriod.objects.all()) == [over]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"steps": "7、7"}, "写了两次"),
        ({"steps": "99"}, "不行"),
        ({"year_end_from": "2月29日"}, "不是每年都有的日期"),
        ({"send_from": "18:00"}, "停止发送的时间应晚于开始发送的时间"),
        ({"activity_days": "61"}, "最多填60。"),
        ({"overdue_weeks": "53"}, "最多填52。"),
        ({"step-0-after_days": "0"}, "最少填1。"),
        ({"quiet-0-from_on": "2026-12-24", "quiet-0-why": "两会"}, "请填写结束日期。"),
        ({"zone": "Mars"}, "Mars"),
        ({"step-0-after_days": "5", "step-0-audience": "office"}, "请选择告知办公室的哪些人员"),
        (
            {"step-TOTAL_FORMS": "2"}
            | {
                f"step-{n}-{name}": value for n in (0, 1) for name, value in (("after_days", "5"), ("audience", "head"))
            },
            "写了两次",
        ),
        (
            {"quiet-0-from_on": "2026-12-24", "quiet-0-to_on": "2026-12-23", "quiet-0-why": "两会"},
            "结束日期不能早于开始日期",
        ),
        ({"pause-0-from_on": "2026-12-24", "pause-0-to_on": "2026-12-25"}, "请选择联系人"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(desk, client, typed, words):
    answer = client.post(RULES, desk.typed(save="1", **typed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ReminderPolicy.objects.exists()


def test_an_end_of_sending_before_its_beginning_is_said_at_its_field(desk, client):
    answer = client.post(RULES, desk.typed(save="1", send_from="18:00"))
    assert answer.context["forms"].policy.errors == {"send_until": ["停止发送的时间应晚于开始发送的时间。"]}


def test_people_of_another_office_cannot_be_chosen(desk, client):
    there = make_office("beihe", "北河县人民政府办公室", "北河县")
    stranger = make_clerk(there).memberships.get()
    step = {"step-0-after_days": "5", "step-0-audience": "office", "step-0-members": [stranger.pk]}
    pause = {"pause-0-contact": stranger.pk, "pause-0-from_on": "2026-12-24", "pause-0-to_on": "2026-12-25"}
    for rows in (step, pause):
        assert client.post(RULES, desk.typed(save="1", **rows)).status_code == 422


def test_the_switch_stops_all_mail_and_lets_it_go_again(desk, client):
    answer = client.post(RULES, {"switch": "off"}, follow=True)
    assert "提醒已停止" in answer.content.decode()
    assert not ReminderPolicy.objects.get(office=desk.office).enabled
    client.post(RULES, desk.typed(steps="3", save="1"))
    assert not ReminderPolicy.objects.get(office=desk.office).enabled  # saving rules does not start it again
    assert "办公室已停止发送提醒" in client.get(reverse("mail_ahead")).content.decode()
    client.post(RULES, {"switch": "on"})
    assert ReminderPolicy.objects.get(office=desk.office).enabled
    assert list(AuditEntry.objects.filter(verb__endswith="发送提醒").order_by("pk").values_list("verb", flat=True)) == [
        "停止发送提醒",
        "恢复发送提醒",
    ]


def test_the_leader_looks_and_changes_nothing(desk, client):
    client.force_login(desk.leader)
    page = client.get(RULES).content.decode()
    assert "只供查看" in page
    assert "没有登记" in page
    assert 'name="save"' not in page
    for data in ({"switch": "off"}, {"save": "1"}):
        assert client.post(RULES, data).status_code == 403


def test_a_plan_gets_steps_of_its_own_and_follows_the_office_again(desk, client):
    plan = desk.assignment.task.plan
    address = reverse("plan_reminders", args=[plan.pk])
    assert f'href="{address}"' in client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "现在按<a" in client.get(address).content.decode()
    own = {"source": "own", "steps": "5、1、0", "overdue_weeks": "2", "year_end_from": "", "cutoff": ""}
    shown = client.post(address, own | {"preview": "1"}).content.decode()
    assert "12月21日的1封提醒（1项）改到12月23日" in shown
    assert not PlanTiming.objects.exists()
    client.post(address, own | {"save": "1"})
    assert PlanTiming.objects.get(plan=plan).steps == [5, 1, 0]
    entry = AuditEntry.objects.get(verb="设置提醒步骤")
    assert entry.changes["提醒步骤"] == ["按办公室规则", "本文件单独设置"]
    shown = client.post(address, own | {"source": "office", "preview": "1"}).content.decode()
    assert "12月23日的1封提醒（1项）改到12月21日" in shown
    client.post(address, own | {"source": "office", "save": "1"})
    assert not PlanTiming.objects.exists()


@pytest.mark.parametrize(
    ("steps", "weeks", "words"),
    [
        ([15, 7, 0], 8, "期限前15、7个工作日和到期当天提醒，逾期后每周提醒，共8周。"),
        ([3], 0, "期限前3个工作日提醒，逾期后不发邮件。"),
        ([0], 1, "现在是到期当天提醒，逾期后每周提醒，共1周。"),
        ([], 0, "期限前不提醒，逾期后不发邮件。"),
    ],
)
def test_the_page_of_a_plan_says_the_offices_steps_in_words(desk, client, steps, weeks, words):
    ReminderPolicy.objects.create(office=desk.office, steps=steps, overdue_weeks=weeks)
    page = client.get(reverse("plan_reminders", args=[desk.assignment.task.plan_id])).content.decode()
    assert words in page


def test_the_days_ahead_name_who_hears_what(desk, client):
    page = client.get(reverse("mail_ahead")).content.decode()
    assert "假定各单位这段时间都没有新的办理" in page
    assert "即将到期1项" in page
    assert "天没有邮件</summary>" in page  # days in a row on which nothing leaves are one line
    assert "星期六：不发邮件，周末" in page
    opened = client.get(reverse("mail_ahead"), {"day": "2026-12-21"}).content.decode()
    assert desk.assignment.task.requirement in opened


def test_the_days_ahead_of_one_unit_are_its_own(desk, client):
    other = make_unit(desk.office, "县审计局")
    page = client.get(reverse("mail_ahead"), {"unit": other.pk}).content.decode()
    assert "县审计局在这段时间没有要收的提醒" in page
    page = client.get(reverse("mail_ahead"), {"unit": desk.unit.pk}).content.decode()
    assert desk.assignment.task.requirement in page


def test_the_pages_ask_as_many_questions_for_many_rows_as_for_few(desk, client, django_assert_max_num_queries):
    for n in range(12):
        unit = make_unit(desk.office, f"县第{n}局")
        person = make_person(desk.office, unit=unit)
        make_assignment(unit, date(2026, 12, 25))
        member = person.memberships.get()
        ContactPause.objects.create(contact=member, from_on="2026-12-24", to_on="2026-12-25", why="出差")
        QuietPeriod.objects.create(
            office=desk.office, from_on=f"2027-01-{n + 1:02}", to_on=f"2027-01-{n + 1:02}", why="x"
        )
        EscalationStep.objects.create(office=desk.office, after_days=n + 1, audience="leader")
    typed = desk.typed(steps="2", preview="1")
    for ask in (
        lambda: client.get(RULES),
        lambda: client.post(RULES, typed),
        lambda: client.get(reverse("mail_ahead"), {"day": "2026-12-21"}),
        lambda: client.get(reverse("plan_reminders", args=[desk.assignment.task.plan_id])),
    ):
        with django_assert_max_num_queries(45):
            assert ask().status_code == 200
