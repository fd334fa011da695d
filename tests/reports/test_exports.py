"""Ledgers, lists of evidence and notices: read back from the files, they say what the office's rows say."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from calendar_events.models import ActivitySchedule
from reports.evidence_list import evidence_list
from reports.ledger.details import gather
from reports.ledger.lines import HEADS, ledger_lines
from reports.ledger.workbook import DETAIL_COLUMNS, DETAILS, SUMMED, TASKS, UNITS, ledger_workbook
from tasks.figures import FIGURES, count_rows
from tasks.models import Assignment, Plan
from tasks.past import AsOf, end_of
from tasks.services.reports import report_submit
from tests.motion import Motion
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = AsOf(date(2026, 6, 1))
HOSTILE = '=HYPERLINK("http://x.example","点")\x07'


def small(rows=1, **fields):
    """Return an issued plan with so many tasks for two units."""
    office = make_office(**fields)
    units = [make_unit(office, "县财政局"), make_unit(office, "县住建局")]
    plan = make_plan(office)
    for _ in range(rows):
        make_task(plan, *units, due_on=date(2026, 5, 20))
    return issue(plan), units


def answer(
    assignment, text="已公开。", links=(("https://www.qingshan.example/1.html", "预算公开", date(2026, 5, 10)),)
):
    """Let the unit hand in an answer."""
    by = make_person(assignment.office, unit=assignment.unit)
    values = {"progress": text, "problem": "", "next_step": ""}
    return report_submit(assignment=assignment, values=values, links=list(links), version=0, by=by, at=AT)


def sheets(content) -> dict[str, list[tuple]]:
    """Return the rows of each sheet, and see that no cell is a formula."""
    book = openpyxl.load_workbook(BytesIO(content))
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet for cell in row)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def text_of(content) -> str:
    """Return all text of a Word file, tables included."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def read_csv(chunks) -> list[dict]:
    content = b"".join(chunks)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("seed", range(2))
def test_a_ledger_of_any_day_has_the_figures_of_that_day(seed):
    motion, noted = Motion(seed), {}
    for _ in motion.run(70):
        rows = list(Assignment.objects.filter(plan__title="2026年第1号任务分工"))
        noted[motion.today] = (count_rows(rows, motion.today), {(r.task_id, r.unit_id): r.state for r in rows})
    plan = Plan.objects.get(title="2026年第1号任务分工")
    days = sorted(day for day in noted if day < motion.today)
    for day in days[:: max(len(days) // 5, 1)]:
        figures, states = noted[day]
        ledger = gather(motion.office, [plan], AsOf(day, end_of(day)))
        read = sheets(ledger_workbook(ledger))
        total = next(row for row in read[UNITS] if row[1] == "合计")
        assert total[2 : 2 + len(SUMMED)] == tuple(figures[code] for code in SUMMED)
        head = next(n for n, row in enumerate(read[TASKS]) if "应办单位数" in row)
        tasks = [row for row in read[TASKS][head + 1 :] if isinstance(row[-1], int)]
        for place, code in enumerate(("total", "done", "review", "unanswered", "overdue"), start=-5):
            assert sum(row[place] for row in tasks) == figures[code], code
        lines = read_csv(ledger_lines(ledger))
        assert {(int(row["任务编号"]), int(row["单位编号"])): row["状态代码"] for row in lines} == states
        assert sum(row["逾期工作日"] != "" for row in lines) == figures["overdue"]
        details = read[DETAILS][3 : 3 + len(lines)]
        assert sum(row[6] == "待审核" for row in details) == figures["review"]


def test_a_row_says_what_the_unit_said_last_and_where_it_is_public():
    plan, units = small()
    answer(Assignment.objects.get(unit=units[0]))
    ledger = gather(plan.office, [plan], TODAY)
    read = sheets(ledger_workbook(ledger))
    heads = [column.head for column in DETAIL_COLUMNS]
    rows = [dict(zip(heads, row, strict=True)) for row in read[DETAILS][3:5]]
    assert rows[0]["办理情况"] == "待审核"
    assert rows[0]["最近一次进展情况"] == "已公开。"
    assert rows[0]["公开链接"] == "预算公开 https://www.qingshan.example/1.html（2026-05-10发布）"
    assert rows[0]["报送时间"].isoformat(" ", "minutes") == "2026-05-11 10:00"
    assert rows[0]["完成期限"].date() == date(2026, 5, 20)
    assert rows[1]["办理情况"] == "已逾期"
    assert rows[1]["逾期\n工作日"] == 8
    before = gather(plan.office, [plan], AsOf(date(2026, 5, 10), end_of(date(2026, 5, 10))))
    assert before.details == []  # it was issued on the 11th


def test_words_of_people_are_never_run_and_never_lost():
    plan, units = small()
    task = plan.tasks.get()
    task.requirement = HOSTILE
    task.save()
    answer(task.assignments.get(unit=units[0]), "@SUM(1+1)*cmd|' /C calc'!A0\n" + "长" * 3990)
    ledger = gather(plan.office, [plan], TODAY)
    read = sheets(ledger_workbook(ledger))
    assert read[DETAILS][3][1] == HOSTILE[:-1]
    assert read[DETAILS][3][10].startswith("@SUM(1+1)")
    lines = read_csv(ledger_lines(ledger))
    assert lines[0]["任务"] == "'" + HOSTILE
    assert lines[0]["最近一次进展情况"].startswith("'@SUM")
    assert len(lines[0]["最近一次进展情况"]) > 3990
    assert tuple(lines[0]) == HEADS
    assert "HYPERLINK" in text_of(evidence_list(plan.office, 2026, TODAY))


def test_a_plan_without_tasks_gives_a_ledger_that_says_so():
    office = make_office()
    plan = make_plan(office, state="issued", issued_at=AT)
    ledger = gather(office, [plan], TODAY)
    read = sheets(ledger_workbook(ledger))
    assert read[DETAILS][3][0] == "（没有下发的任务）"
    assert read_csv(ledger_lines(ledger)) == []
    assert "没有下发任务" in text_of(evidence_list(office, 2026, TODAY))
    assert sheets(ledger_workbook(gather(office, [], TODAY, make_unit(office))))


def test_the_ledger_prints_with_its_heads_on_each_page_and_fits_the_width():
    plan, _ = small()
    for sheet in openpyxl.load_workbook(BytesIO(ledger_workbook(gather(plan.office, [plan], TODAY)))):
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert "&P" in sheet.oddFooter.center.text


def test_files_cost_the_same_queries_for_1_and_20_rows():
    def count(rows, **fields):
        plan, units = small(rows, **fields)
        for assignment in Assignment.objects.filter(unit=units[0]):
            answer(assignment)
        with CaptureQueriesContext(connection) as captured:
            ledger_workbook(gather(plan.office, [plan], TODAY))
            evidence_list(plan.office, 2026, TODAY)
        return len(captured)

    assert count(1) == count(20, slug="beihe", name="北河县人民政府办公室", region="北河县")


def test_a_units_people_get_their_own_rows_only_whatever_they_ask_for(client):
    plan, units = small(2)
    client.force_login(make_person(plan.office, unit=units[0]))
    for address in (
        reverse("plan_lines", args=[plan.pk]),
        f"{reverse('plan_lines', args=[plan.pk])}?unit={units[1].pk}",
    ):
        rows = read_csv(client.get(address).streaming_content)
        assert {row["责任单位"] for row in rows} == {"县财政局"}
        assert len(rows) == 2
    for name, args in (("plan_ledger", [plan.pk]), ("my_ledger", [])):
        read = sheets(client.get(reverse(name, args=args)).getvalue())
        assert [row[2] for row in read["本单位明细"][3:5]] == ["县财政局"] * 2
        assert "县住建局" not in str(read["本单位汇总"])
    assert "县住建局" not in text_of(client.get(reverse("my_evidence_list")).getvalue())


def test_a_download_is_written_down(client):
    plan, units = small()
    client.force_login(make_clerk(plan.office))
    for address in (
        reverse("plan_ledger", args=[plan.pk]),
        reverse("unit_ledger", args=[units[0].pk, 2026]),
        reverse("evidence_list", args=[2026]),
    ):
        assert client.get(address).getvalue()
    labels = list(AuditEntry.objects.filter(verb="下载").order_by("pk").values_list("object_label", flat=True))
    assert ["台账" in labels[0], "县财政局" in labels[1], "佐证清单" in labels[2]] == [True] * 3


def test_the_list_of_evidence_has_links_files_and_activities_of_each_unit():
    plan, units = small()
    answer(Assignment.objects.get(unit=units[0]))
    schedule = ActivitySchedule.objects.create(office=plan.office, year=2026, title="安排表", state="issued")
    held = {"state": "held", "report_url": "https://www.qingshan.example/kfr.html", "is_open_day": True}
    schedule.activities.create(seq=1, month=5, day=date(2026, 5, 12), host=units[1], theme="走进工地", **held)
    schedule.activities.create(seq=2, month=9, host=units[1], theme="还没有举办")
    text = text_of(evidence_list(plan.office, 2026, TODAY))
    for words in (
        "青山县财政局",
        "预算公开",
        "https://www.qingshan.example/1.html",
        "走进工地",
        "政府开放日",
        "kfr.html",
    ):
        assert words in text
    assert "还没有举办" not in text
    assert "待审核1件" in text
    own = text_of(evidence_list(plan.office, 2026, TODAY, units[1]))
    assert "2026年青山县住建局政务公开工作佐证清单" in own.replace("\n", "")
    assert "预算公开" not in own
    assert evidence_list(plan.office, 2026, TODAY) == evidence_list(plan.office, 2026, TODAY)


@time_machine.travel("2026-06-01 10:00+08:00", tick=False)
@pytest.mark.parametrize(("kind", "name"), [("slip", "督办单"), ("letter", "催办通知")])
@pytest.mark.parametrize("rows", [1, 5, 9])
def test_a_notice_names_each_task_and_how_late_it_is_and_is_an_act(client, kind, name, rows):
    plan, units = small(rows)
    client.force_login(make_clerk(plan.office))
    address = reverse("unit_notice", args=[units[0].pk])
    page = (
        client.get(address).content.decode().partition("<footer")[0]
    )  # below it the panel of keys has a box of its own
    assert page.count("checked") == rows
    keys = list(Assignment.objects.filter(unit=units[0]).values_list("pk", flat=True))
    said = {"assignment": keys, "kind": kind, "ask": "请抓紧办理。", "answer_by": "2026-06-05"}
    first, again = client.post(address, said), client.post(address, said)
    content = first.getvalue()
    assert content == again.getvalue()
    text = text_of(content)
    for task in plan.tasks.all():
        assert task.requirement in text
    for words in (
        "青山县财政局",
        "2026年5月20日",
        "已过期限8个工作日",
        "2026年6月5日",
        "青山县人民政府办公室",
        "请抓紧办理。",
    ):
        assert words in text
    assert AuditEntry.objects.filter(verb=f"制发{name}", object_ref=str(units[0].pk)).count() == 2


@time_machine.travel("2026-06-01 10:00+08:00", tick=False)
def test_no_notice_is_made_of_what_is_not_owed_or_belongs_to_another_unit(client):
    plan, units = small()
    client.force_login(make_clerk(plan.office))
    answer(Assignment.objects.get(unit=units[0]))
    address = reverse("unit_notice", args=[units[0].pk])
    said = {"kind": "slip", "ask": "请办。", "answer_by": (timezone.localdate() + timedelta(days=3)).isoformat()}
    for key in Assignment.objects.values_list("pk", flat=True):
        answered = client.post(address, said | {"assignment": key})
        assert answered.status_code == 422
        assert "请重新勾选" in answered.content.decode()
    client.post(reverse("unit_notice", args=[units[1].pk]), said | {"answer_by": "2026-05-31"})
    assert not AuditEntry.objects.filter(verb__startswith="制发").exists()


def test_a_past_day_stands_in_the_name_and_the_sheets(client):
    plan, _ = small()
    client.force_login(make_clerk(plan.office))
    with time_machine.travel("2026-06-01 10:00+08:00", tick=False):
        response = client.get(reverse("plan_ledger", args=[plan.pk]) + "?on=2026-05-15")
    read = sheets(response.getvalue())
    assert "截至2026年5月15日" in str(read[DETAILS][1])
    assert "20260515" in response["Content-Disposition"]
    assert FIGURES["overdue"].label in str(read[TASKS])


def test_each_file_is_offered_where_it_is_looked_for(client):
    plan, units = small()
    of_unit = reverse("assignment_list") + f"?unit={units[0].pk}&year=2026"
    names = ("unit_ledger", [units[0].pk, 2026]), ("unit_notice", [units[0].pk])
    client.force_login(make_clerk(plan.office))
    page = client.get(of_unit).content.decode()
    assert all(reverse(name, args=args) in page for name, args in names)
    assert reverse("evidence_list", args=[2026]) in client.get(reverse("plan", args=[plan.pk])).content.decode()
    client.force_login(make_person(plan.office, unit=units[0]))
    own = client.get(reverse("my_tasks")).content.decode()
    assert reverse("my_ledger") in own
    assert reverse("my_evidence_list") in own
    page = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert reverse("plan_ledger", args=[plan.pk]) in page
    assert reverse("evidence_list", args=[2026]) not in page
