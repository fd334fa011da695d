"""The circular: its figures are those of the lists behind them, its words follow from them, and the same day gives the same."""

import io
import re
from copy import deepcopy
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from calendar_events.models import Activity, ActivitySchedule
from reports.circular.facts import Facts, gather
from reports.circular.wording import Options, Wording, period_words, title_words
from reports.models import ClosedQuarter
from reports.quarters import QuarterRefused, corrections, quarter_close, quarter_of
from tasks.figures import count_rows
from tasks.models import Assignment
from tasks.past import AsOf, as_of, end_of
from tasks.services.lifecycle import assignment_cancel, assignment_reopen
from tasks.services.reports import report_submit
from tests.motion import TEXT, Motion
from tests.world import make_office, make_person, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
DAYS = ("03-31", "04-30", "05-31", "06-30", "07-31")
PAGE, PAPER = reverse("circular"), reverse("circular_paper")


@pytest.fixture(scope="module")
def year(lasting) -> Motion:
    """A year in motion up to August."""
    motion = Motion(4)
    motion.gaps = (5, 30, 80, 150)
    while motion.today < date(2026, 8, 10):
        motion.step()
    return motion


@pytest.fixture
def motion(db, year, time_machine) -> Motion:
    """The tests stand on the day after."""
    time_machine.move_to(year.now + timedelta(days=1))
    return deepcopy(year)


class Links(HTMLParser):
    """The numbers of the draft with their addresses."""

    def __init__(self, html):
        super().__init__()
        self.found, self._address = [], None
        self.feed(html[html.index("draft-title") :])

    def handle_starttag(self, tag, attrs):
        self._address = dict(attrs).get("href") if tag == "a" else None

    def handle_data(self, data):
        if self._address and "/assignments/?" in self._address and data.strip().isdigit():
            self.found.append((int(data), self._address))
        self._address = None


def test_what_was_due_is_in_time_late_or_open_and_nothing_else(motion):
    late = []
    for last in ("2026-03-31", "2026-06-30", "2026-08-01"):
        day = as_of(last, timezone.localdate())
        facts = gather(motion.office, 2026, date(2026, 1, 1), day)
        text = "".join(p.text for _, pieces in Wording(facts, Options()).sections()[1].paragraphs for p in pieces)
        found = re.search(
            r"日已到期的单位任务(\d+)件，按期报送(\d+)件，占[\d.]+%(?:；逾期报送(\d+)件)?(?:；已逾期、尚未报送(\d+)件)?。",
            text,
        )
        due, *parts = (int(number or 0) for number in found.groups())
        assert due == sum(parts)
        late.append(parts[1])
    assert any(late)


def test_every_number_of_the_draft_is_the_length_of_the_list_behind_it(client, motion):
    client.force_login(motion.clerk)
    for last in ("2026-03-31", "2026-06-30", "2026-08-01"):
        html = client.get(PAGE, {"last": last, "good": 1, "late": 1}).content.decode()
        numbers = Links(html).found
        assert len(numbers) >= 12
        for number, address in numbers:
            assert client.get(address).context["count"] == number, (last, address)


def test_the_facts_of_a_past_day_are_those_of_its_rows(motion):
    day = date(2026, 6, 30)
    then = AsOf(day, end_of(day))
    facts = gather(motion.office, 2026, date(2026, 4, 1), then)
    plans = [plan["key"] for plan in facts.plans]
    rows = then.show(Assignment.objects.filter(plan__in=plans).select_related("unit"))
    assert facts.figures == count_rows(rows, day)
    for unit in facts.units:
        assert unit.figures == count_rows([row for row in rows if row.unit_id == unit.key], day)
    assert {row.key for row in facts.overdue} == {
        row.pk for row in rows if row.state in ("assigned", "in_progress") and row.due_on and row.due_on < day
    }
    assert Facts.from_json(facts.to_json()) == facts


def test_made_again_for_the_same_day_it_is_the_same_file(client, motion):
    client.force_login(motion.clerk)
    address = f"{PAPER}?first=2026-04-01&last=2026-06-30&late=1"
    before = b"".join(client.get(address).streaming_content)
    for _ in range(10):
        motion.step()
    assert b"".join(client.get(address).streaming_content) == before
    assert AuditEntry.objects.filter(verb="下载通报").count() == 2


def test_the_paper_says_what_the_page_says_and_prints_the_rules(client, motion):
    client.force_login(motion.clerk)
    response = client.get(PAPER, {"last": "2026-08-01", "late": 1})
    document = Document(io.BytesIO(b"".join(response.streaming_content)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    wording = client.get(PAGE, {"last": "2026-08-01", "late": 1}).context["wording"]
    for section in wording.sections():
        for _, pieces in section.paragraphs:
            assert "".join(piece.text for piece in pieces) in text
    assert "一、总体情况" in text
    assert "期限当天不算逾期" in text
    heads = [cell.text for cell in document.tables[0].rows[0].cells]
    assert heads == [
        "序号",
        "单位",
        "单位任务",
        "已办结",
        "按期办结",
        "逾期办结",
        "待审核",
        "未报送",
        "未签收",
        "已逾期",
        "办结率",
    ]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [row[1] for row in rows[:-1]] == [unit.name for unit in wording.facts.units]
    for column in range(2, 10):
        assert sum(int(row[column]) for row in rows[:-1]) == int(rows[-1][column])


def test_no_unit_is_named_unless_the_office_wants_it(client, motion):
    client.force_login(motion.clerk)
    names = [unit.short_name for unit in motion.units]

    def draft(**choice):
        pages = [client.get(PAGE, {"last": f"2026-{day}", **choice}).content.decode() for day in DAYS]
        return "".join(html[html.index("draft-title") : html.index("</article>")] for html in pages)

    assert not any(name in draft() for name in names)
    assert any(name in draft(late=1) for name in names)


def test_a_problem_is_quoted_once_with_those_who_named_it_and_nothing_is_no_problem(client, motion):
    at = motion.now + timedelta(hours=2)
    said = ["数据口径不统一。", "数据口径不统一", "无", "=1+1\n请协调"]
    rows = motion.some("assigned", "in_progress", most=4)
    for row, problem in zip(rows, said, strict=True):
        values = TEXT | {"problem": problem, "needs_coordination": problem.endswith("协调")}
        report_submit(assignment=row, values=values, links=[], version=Motion._draft_of(row), by=motion.clerk, at=at)
    facts = gather(motion.office, 2026, date(2026, 7, 1), as_of("", timezone.localdate(at)))
    mine = [row.text for row in facts.problems if row.key in {row.pk for row in rows}]
    assert sorted(mine) == ["=1+1 请协调", "数据口径不统一", "数据口径不统一。"]
    text = "".join(
        piece.text for _, pieces in Wording(facts, Options(late=True)).sections()[-2].paragraphs for piece in pieces
    )
    assert text.count("数据口径不统一") == 1
    assert text.index("请协调") < text.index("数据口径不统一")  # what asks for help comes first
    assert "“无”" not in text


@pytest.mark.parametrize(
    ("first", "last", "words", "in_title"),
    [
        (date(2026, 4, 1), date(2026, 6, 30), "2026年第二季度", "2026年第二季度"),
        (date(2026, 1, 1), date(2026, 6, 30), "2026年上半年", "2026年上半年"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026年", "2026年"),
        (date(2026, 1, 1), date(2026, 9, 30), "2026年前三季度", "2026年前三季度"),
        (date(2026, 1, 1), date(2026, 8, 31), "2026年1月1日至8月31日", "2026年以来"),
        (date(2026, 10, 1), date(2026, 11, 12), "2026年10月1日至11月12日", "2026年第四季度以来"),
        (date(2026, 1, 1), date(2026, 2, 3), "2026年1月1日至2月3日", "2026年第一季度以来"),
        (date(2026, 4, 2), date(2026, 6, 30), "2026年4月2日至6月30日", "2026年"),
    ],
)
def test_a_period_is_called_as_offices_call_it(first, last, words, in_title):
    assert period_words(first, last) == words
    assert title_words(first, last) == in_title
    assert quarter_of(date(2026, 5, 9)) == (date(2026, 4, 1), date(2026, 6, 30))
    assert quarter_of(date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))


def test_a_closed_quarter_keeps_its_numbers_and_lists_what_changed_since(client, motion):
    client.force_login(motion.clerk)
    address = {"first": "2026-04-01", "last": "2026-06-30"}
    page = client.post(reverse("quarter_close", args=[2026, 2]), follow=True)
    assert "已经封存" in page.content.decode()
    closed = ClosedQuarter.objects.get()
    before = client.get(PAGE, address).context["wording"].facts
    was = as_of("2026-06-30", timezone.localdate()).show(Assignment.objects.filter(state="done"))
    done = [row for row in was if row.state == "done" and row.task.plan.state == "issued"][:2]
    known = {row.key for row in corrections(closed)}
    assignment_reopen(assignment=done[0], by=motion.clerk, at=timezone.now(), reason="网页失效。")
    open_then = (
        next(row for row in was if row.state == "in_progress") if any(r.state == "in_progress" for r in was) else None
    )
    rows = [
        row for row in motion.some("assigned", "in_progress", most=50) if row.assigned_at < end_of(date(2026, 6, 30))
    ]
    assignment_cancel(assignment=rows[0], by=motion.clerk, at=timezone.now(), reason="职能划转。")
    found = {row.key: row for row in corrections(closed) if row.key not in known}
    assert found[done[0].pk].said == "已办结"
    assert "重新办理" in found[done[0].pk].now
    assert found[rows[0].pk].now == "已终止"
    assert open_then is None or open_then.pk not in found  # work that went on is no correction
    after = client.get(PAGE, address)
    assert after.context["wording"].facts == before
    assert "更正" in after.content.decode()
    paper = Document(io.BytesIO(b"".join(client.get(PAPER, address).streaming_content)))
    assert any("封存后的更正" in paragraph.text for paragraph in paper.paragraphs)


def test_only_a_quarter_of_the_tasks_own_year_is_offered_for_closing(client, motion):
    client.force_login(motion.clerk)
    period = {"first": "2026-04-01", "last": "2026-06-30"}
    assert client.get(PAGE, period).context["may_close"]
    # tasks of another year, seen in this quarter: its own quarter of that year would be closed, which nobody sees here
    assert not client.get(PAGE, period | {"year": 2025}).context["may_close"]


def test_a_quarter_is_closed_once_and_only_when_it_is_over(motion):
    by = {"by": motion.clerk, "at": timezone.now()}
    with pytest.raises(QuarterRefused, match="还没有过去"):
        quarter_close(office=motion.office, year=2026, quarter=3, **by)
    with pytest.raises(QuarterRefused, match="没有执行中的任务"):
        quarter_close(office=motion.office, year=2025, quarter=1, **by)
    quarter_close(office=motion.office, year=2026, quarter=1, **by)
    with pytest.raises(QuarterRefused, match="已于"):
        quarter_close(office=motion.office, year=2026, quarter=1, **by)


def test_activities_of_the_period_are_counted(motion):
    schedule = ActivitySchedule.objects.create(office=motion.office, year=2026, title="安排表", state="issued")
    for seq, (month, state) in enumerate(
        [(4, "closed"), (5, "held"), (6, "planned"), (7, "planned"), (5, "cancelled")], 1
    ):
        link = "https://www.qingshan.example/1.html" if state in ("closed", "cancelled") else ""
        reason = "场地维修" if state == "cancelled" else ""
        Activity.objects.create(
            schedule=schedule,
            seq=seq,
            month=month,
            host=motion.units[0],
            host_text="甲",
            state=state,
            report_url=link,
            reason=reason,
        )
    facts = gather(motion.office, 2026, date(2026, 4, 1), as_of("2026-06-30", timezone.localdate()))
    text = "".join(piece.text for _, pieces in Wording(facts, Options()).sections()[1].paragraphs for piece in pieces)
    assert "活动4场，已举办2场，已公开活动情况1场，取消1场。" in text
    assert not gather(motion.office, 2026, date(2027, 4, 1), as_of("2026-06-30", timezone.localdate())).activities


def test_an_office_without_tasks_is_told_so(client):
    office = make_office("beihe", "北河县人民政府办公室", "北河县")
    client.force_login(make_person(office, "office"))
    assert "没有可以通报的内容" in client.get(PAGE).content.decode()
    assert client.get(PAPER).status_code == 404


def test_the_draft_costs_the_same_queries_for_few_and_for_many(client, django_assert_max_num_queries, motion):
    client.force_login(motion.clerk)
    client.get(PAGE, {"last": "2026-03-31"})

    def queries(last):
        with django_assert_max_num_queries(60) as captured:
            client.get(PAGE, {"last": last, "late": 1, "good": 1})
        return len(captured)

    few = queries("2026-02-20")
    for number in range(20):
        make_unit(motion.office, f"第{number}镇", kind="town")
    assert queries("2026-08-09") <= few + 1  # the query for what was kept is saved where nothing has changed since


def test_nonsense_in_the_address_is_the_last_quarter(client, motion):
    client.force_login(motion.clerk)
    page = client.get(PAGE, {"first": "x", "last": "9999-99-99", "year": "abc", "plan": "-1"})
    assert page.status_code == 200
    assert re.search("2026年", page.content.decode())
