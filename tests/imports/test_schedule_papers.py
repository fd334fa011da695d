"""A schedule comes in from every kind of file, lives on, goes out in the form of the annex, and comes in again."""

from copy import deepcopy
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from docx import Document

from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import (
    activity_cancel,
    activity_fill_in,
    activity_mark_held,
    activity_postpone,
    schedule_roll_forward,
)
from fixtures import seeds
from govopen.demo.registers import load_registers, settle_open_groups
from imports.schedule_export import schedule_word, schedule_workbook
from imports.services import batch_apply, batch_open, batch_preview
from imports.services.undo import batch_undo
from tests.world import AT, log_in, make_clerk, make_office
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
PAPER = Path(__file__).parents[2] / "fixtures" / "papers" / "shicheng-2024.docx"
TITLE = "2024年“政务公开讲”“政府开放日”活动安排表"
HEADS = [
    ["序号", "月份", "活动主题", "主办单位", "活动形式", "", "备注"],
    ["", "", "", "", "政务\n公开讲", "政府\n开放日", ""],
]


def annex():
    """The rows of the annex; months only where printed, marks as the fixtures give them: √ ○ ● in turn."""
    rows = []
    for place, activity in enumerate(seeds.shicheng().activities):
        mark = "√○●"[place % 3]
        marks = ["", mark] if activity.theme == "自主选定" else [mark, ""]
        rows.append([activity.number, activity.month, activity.theme, activity.host, *marks, ""])
    return rows


def as_workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [[TITLE], *HEADS, *annex()]:
        sheet.append(row)
    sheet.merge_cells("A1:G1")
    for place in ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3"):
        sheet.merge_cells(place)
    starts = [number for number in range(4, sheet.max_row + 1) if sheet.cell(number, 2).value]
    for first, following in zip(starts, [*starts[1:], sheet.max_row + 1], strict=True):
        sheet.merge_cells(start_row=first, end_row=following - 1, start_column=2, end_column=2)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_page():
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in annex())
    heads = "<tr><th rowspan=2>序号<th rowspan=2>月份<th rowspan=2>活动主题<th rowspan=2>主办单位<th colspan=2>活动形式<th rowspan=2>备注</tr>"
    heads += "<tr><th>政务公开讲<th>政府开放日</tr>"
    return f"<html><body><p>{TITLE}</p><table>{heads}{rows}</table></body></html>".encode()


def as_pasted():
    heads = ["序号", "月份", "活动主题", "主办单位", "政务公开讲", "政府开放日", "备注"]
    return "\n".join([TITLE, *("\t".join(row) for row in [heads, *annex()])]).encode()


FILES = {
    "石城.docx": PAPER.read_bytes,
    "附件.xlsx": as_workbook,
    "附件.html": as_page,
    "附件.txt": as_pasted,
}
WRITERS = {".xlsx": schedule_workbook, ".docx": schedule_word}


class Clerk:
    def __init__(self):
        self.office = make_office("shicheng", "石城县人民政府办公室", "石城县")
        load_registers(self.office, AT)
        settle_open_groups(self.office)
        self.person = make_clerk(self.office)

    def open(self, content, name):
        return batch_open(office=self.office, name=name, content=content, by=self.person, at=AT)

    def load(self, content, name="附件.xlsx"):
        batch = self.open(content, name)
        batch_apply(batch=batch, by=self.person, at=AT, stamp=batch_preview(batch).stamp)
        batch.refresh_from_db()
        return batch


@pytest.fixture(scope="module")
def registered(lasting):
    return Clerk()


@pytest.fixture
def clerk(registered):
    return deepcopy(registered)


def rows():
    return list(Activity.objects.order_by("pk").values())


@pytest.mark.parametrize("name", FILES)
def test_all_28_activities_of_the_annex_come_in_and_12_wait_for_a_theme(clerk, name):
    schedule = clerk.load(FILES[name](), name).schedule
    found = list(schedule.activities.order_by("seq"))
    assert [row.seq for row in found] == list(range(1, 29))
    assert [row.host_text for row in found] == [row.host for row in seeds.shicheng().activities]
    waiting = [row.seq for row in found if row.theme_missing]
    assert waiting == [3, 4, 7, 8, 11, 12, 16, 19, 20, 24, 27, 28]
    assert [row.month for row in found] == [5] * 4 + [6] * 4 + [7] * 4 + [8] * 2 + [9] * 2 + [10] * 4 + [11] * 4 + [
        12
    ] * 4
    assert [row.is_open_day for row in found] == [row.seq in waiting for row in found]
    assert [row.is_talk for row in found] == [row.seq not in waiting for row in found]
    assert all(row.host_id for row in found)


def live(schedule, by):
    """What hosts do in a year: a theme and a day, a new month, a place, one that was held."""
    who = {"by": by, "at": AT}
    first, second, third, fourth = schedule.activities.filter(seq__in=(1, 3, 7, 11)).order_by("seq")
    activity_postpone(activity=first, month=9, day=None, reason="防汛", **who)
    activity_fill_in(activity=second, values={"theme": "走进琴江，看民生", "place": "镇政府"}, **who)
    activity_postpone(activity=third, month=None, day=date(2024, 8, 20), reason="场地", **who)
    fourth = activity_fill_in(activity=fourth, values={"theme": "走进小松", "day": date(2024, 7, 9)}, **who)
    activity_mark_held(activity=fourth, **who)


@pytest.mark.parametrize("with_states", [False, True])
@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", ["石城.docx", "附件.xlsx"])
def test_a_schedule_that_lived_on_goes_out_and_comes_in_again_without_a_change(clerk, name, ending, with_states):
    schedule = clerk.load(FILES[name](), name).schedule
    live(schedule, clerk.person)
    before, told = rows(), AuditEntry.objects.filter(object_type="calendar_events.activity").count()
    schedule.refresh_from_db()
    batch = clerk.open(WRITERS[ending](schedule, with_states=with_states), f"下载{ending}")
    preview = batch_preview(batch)
    assert preview.activity_counts == {"new": 0, "changed": 0}
    assert preview.changes_nothing
    assert preview.open_questions == []
    batch_apply(batch=batch, by=clerk.person, at=AT, stamp=preview.stamp)
    assert rows() == before
    assert ActivitySchedule.objects.count() == 1
    assert AuditEntry.objects.filter(object_type="calendar_events.activity").count() == told


@pytest.mark.parametrize("ending", WRITERS)
def test_the_first_paper_again_undoes_nothing_of_what_hosts_did(clerk, ending):
    schedule = clerk.load(as_workbook()).schedule
    live(schedule, clerk.person)
    before = rows()
    clerk.load(as_workbook())
    assert rows() == before
    clerk.load(WRITERS[ending](schedule), f"下载{ending}")
    clerk.load(as_workbook())
    assert rows() == before


def changed(content, number, column, text):
    book = openpyxl.load_workbook(BytesIO(content))
    book.active.cell(number, column, text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_a_corrected_paper_says_anew_is_taken_over_and_told(clerk):
    clerk.load(as_workbook())
    Activity.objects.filter(seq=2).update(place="金融中心")
    batch = clerk.open(changed(as_workbook(), 5, 3, "普惠金融"), "附件.xlsx")
    preview = batch_preview(batch)
    assert (preview.activity_counts, preview.changes_nothing) == ({"new": 0, "changed": 1}, False)
    batch_apply(batch=batch, by=clerk.person, at=AT, stamp=preview.stamp)
    second = Activity.objects.get(seq=2)
    assert (second.theme, second.place, second.version, second.changed_at) == ("普惠金融", "金融中心", 2, AT)
    assert list(Activity.objects.exclude(seq=2).values_list("version", flat=True)) == [1] * 27
    (entry,) = AuditEntry.objects.filter(verb="导入修改", object_type="calendar_events.activity")
    assert entry.changes == {"活动主题": ["普惠金融改革试验区建设", "普惠金融"]}
    batch.refresh_from_db()
    batch_undo(batch=batch, by=clerk.person, at=AT)
    second.refresh_from_db()
    assert (second.theme, second.place, second.version) == ("普惠金融改革试验区建设", "金融中心", 3)


def test_a_month_that_a_corrected_paper_moves_lets_reminders_start_anew(clerk):
    clerk.load(as_workbook())
    clerk.load(changed(as_workbook(), 28, 2, "11月"))
    moved = set(Activity.objects.filter(due_version=2).values_list("seq", "month"))
    assert moved == {(25, 11), (26, 11), (27, 11), (28, 11)}


def test_undone_it_takes_back_what_the_paper_said_and_not_what_a_host_chose_since(clerk):
    clerk.load(as_workbook())
    second = clerk.load(changed(as_workbook(), 6, 7, "上午"))
    third = Activity.objects.get(seq=3)
    assert third.remark == "上午"
    activity_fill_in(activity=third, values={"theme": "走进琴江"}, by=clerk.person, at=AT)
    batch_undo(batch=second, by=clerk.person, at=AT)
    third.refresh_from_db()
    assert (third.remark, third.theme) == ("", "走进琴江")


def test_undone_a_month_goes_back_and_reminders_start_anew(clerk):
    clerk.load(as_workbook())
    second = clerk.load(changed(as_workbook(), 28, 2, "11月"))
    batch_undo(batch=second, by=clerk.person, at=AT)
    back = Activity.objects.filter(due_version=3).values_list("seq", "month")
    assert set(back) == {(25, 12), (26, 12), (27, 12), (28, 12)}


def test_undone_what_a_host_wrote_over_the_paper_since_stays_and_is_named(clerk):
    clerk.load(as_workbook())
    second = clerk.load(changed(changed(as_workbook(), 5, 3, "普惠金融"), 5, 7, "上午"))
    activity = Activity.objects.get(seq=2)
    activity_fill_in(activity=activity, values={"theme": "金融为民"}, by=clerk.person, at=AT)
    stayed = batch_undo(batch=second, by=clerk.person, at=AT)
    activity.refresh_from_db()
    assert (activity.theme, activity.remark) == ("金融为民", "")
    assert stayed == [f"活动“{activity}”的活动主题导入之后又有改动，保持现在的内容。"]


def test_undone_an_activity_that_was_cancelled_since_stays_and_is_named(clerk):
    clerk.load(as_workbook())
    second = clerk.load(changed(as_workbook(), 5, 3, "普惠金融"))
    activity_cancel(activity=Activity.objects.get(seq=2), reason="防汛", by=clerk.person, at=AT)
    (sentence,) = batch_undo(batch=second, by=clerk.person, at=AT)
    assert "已取消，保持现在的内容" in sentence
    assert Activity.objects.get(seq=2).theme == "普惠金融"


def test_two_imports_are_undone_one_after_the_other_until_nothing_is_left(clerk):
    first = clerk.load(as_workbook())
    second = clerk.load(changed(as_workbook(), 5, 3, "普惠金融"))
    assert batch_undo(batch=second, by=clerk.person, at=AT) == []
    assert batch_undo(batch=first, by=clerk.person, at=AT) == []
    assert not ActivitySchedule.objects.exists()


def test_out_it_looks_like_the_annex_it_came_as(clerk):
    schedule = clerk.load(as_workbook()).schedule
    sheet = openpyxl.load_workbook(BytesIO(schedule_workbook(schedule))).active
    assert sheet["A1"].value == TITLE
    assert {"A1:G1", "E2:F2", "A2:A3", "B4:B7", "B16:B17"} <= {str(span) for span in sheet.merged_cells.ranges}
    assert [cell.value for cell in sheet[4]] == [1, "5月", "消防安全", "县消防救援大队", "√", None, None]
    document = Document(BytesIO(schedule_word(schedule)))
    (table,) = document.tables
    assert document.paragraphs[0].text == TITLE
    assert [cell.text for cell in table.rows[2].cells] == ["1", "5月", "消防安全", "县消防救援大队", "√", "", ""]
    assert table.rows[5].cells[1].text == "5月"
    assert len(table.rows) == 30


def test_a_theme_that_was_chosen_stands_beside_the_words_that_the_host_may_choose(clerk):
    schedule = clerk.load(as_workbook()).schedule
    live(schedule, clerk.person)
    sheet = openpyxl.load_workbook(BytesIO(schedule_workbook(schedule, with_states=True))).active
    assert sheet["C6"].value == "走进琴江，看民生（自主选定）"
    assert [cell.value for cell in sheet[2]][7:] == ["状态", "举办日期", "地点", "活动情况"]
    assert [cell.value for cell in sheet[14]][7:] == ["已举办", "2024-07-09", None, None]


@pytest.mark.parametrize("ending", WRITERS)
def test_whatever_stands_in_a_schedule_made_by_hand_comes_back(clerk, ending):
    schedule = ActivitySchedule.objects.create(
        office=clerk.office, year=2024, title="开放日活动安排表", note="注：请及时公开。\n联系人见通知。"
    )
    unit = clerk.office.units.first()
    for seq, fields in enumerate(
        (
            {"month": None, "theme": "=1+1"},
            {"month": 5, "theme": '走进 "数据"，看 a/b', "remark": "上午；时间：5月中旬"},
            {"month": None, "theme": "", "self_selected": True, "is_talk": True},
            {"month": 4, "theme": "甲、乙", "is_open_day": True},
        ),
        start=2,
    ):
        Activity.objects.create(schedule=schedule, seq=seq, host=unit, host_text=str(unit), **fields)
    preview = batch_preview(clerk.open(WRITERS[ending](schedule), f"下载{ending}"))
    assert [line.seq for line in preview.activities] == [2, 3, 4, 5]
    assert [line.status for line in preview.activities] == ["unchanged"] * 4


@pytest.mark.parametrize("ending", WRITERS)
def test_a_schedule_taken_over_from_last_year_stays_where_hosts_put_it(clerk, ending):
    last = clerk.load(as_workbook()).schedule
    schedule = schedule_roll_forward(schedule=last, year=2025, title="2025年活动安排表", by=clerk.person, at=AT)
    paper = WRITERS[ending](schedule)
    first = schedule.activities.get(seq=1)
    activity_postpone(activity=first, month=9, day=None, reason="防汛", by=clerk.person, at=AT)
    preview = batch_preview(clerk.open(paper, f"下载{ending}"))
    assert preview.changes_nothing
    assert len(preview.activities) == 28


def test_the_annex_by_itself_goes_into_the_schedule_that_came_with_the_notice(clerk):
    schedule = clerk.load(PAPER.read_bytes(), "石城.docx").schedule
    live(schedule, clerk.person)
    before = rows()
    other = as_workbook()
    preview = batch_preview(clerk.open(other, "附件.xlsx"))
    assert {label for line in preview.activities for label, *_ in line.told} <= {"政务公开讲", "政府开放日"}
    assert preview.activity_counts["new"] == 0
    assert clerk.load(other).schedule == schedule
    assert [row["month"] for row in rows()] == [row["month"] for row in before]
    assert ActivitySchedule.objects.count() == 1


def test_another_schedule_of_the_same_year_stays_by_itself(clerk):
    clerk.load(as_workbook())
    paper = "2024年政府开放周活动安排表\n序号\t月份\t活动主题\t主办单位\n1\t5月\t走进医院\t县卫健委\n2\t5月\t走进学校\t县教科体局\n"
    preview = batch_preview(clerk.open(paper.encode(), "开放周.txt"))
    assert preview.activity_counts == {"new": 2, "changed": 0}
    clerk.load(paper.encode(), "开放周.txt")
    assert ActivitySchedule.objects.count() == 2


def test_an_undo_keeps_what_a_host_has_touched_in_any_way(clerk):
    batch = clerk.load(as_workbook())
    who = {"by": clerk.person, "at": AT}
    activity_postpone(activity=Activity.objects.get(seq=1), month=9, day=None, reason="防汛", **who)
    activity_fill_in(activity=Activity.objects.get(seq=2), values={"place": "金融中心"}, **who)
    stayed = batch_undo(batch=batch, **who)
    assert list(Activity.objects.values_list("seq", flat=True)) == [1, 2]
    assert len(stayed) == 2


def test_the_preview_says_of_each_activity_what_changes(client, clerk):
    clerk.load(as_workbook())
    batch = clerk.open(changed(as_workbook(), 5, 3, "普惠金融"), "附件.xlsx")
    log_in(client, clerk.person)
    page = client.get(reverse("import_preview", args=[batch.pk])).content.decode()
    assert "活动主题：<del>普惠金融改革试验区建设</del> <ins>普惠金融</ins>" in page
    assert "新增0，有修改1" in page
    same = clerk.open(as_workbook(), "附件.xlsx")
    page = client.get(reverse("import_preview", args=[same.pk])).content.decode()
    assert "与已有的活动安排一致，没有变化" in page


@pytest.mark.parametrize(("route", "ending"), [("schedule_workbook", ".xlsx"), ("schedule_word", ".docx")])
def test_the_office_downloads_it_and_the_history_says_who(client, clerk, route, ending):
    schedule = clerk.load(as_workbook()).schedule
    log_in(client, clerk.person)
    response = client.get(reverse(route, args=[schedule.pk]), {"states": "1"})
    assert ending in response.headers["Content-Disposition"]
    assert b"".join(response.streaming_content)[:2] == b"PK"
    entry = AuditEntry.objects.get(verb="下载")
    assert entry.object_label == f"{schedule.title}（含办理情况）"
    page = client.get(reverse("activity_year", args=[2024])).content.decode()
    assert reverse(route, args=[schedule.pk]) in page


@pytest.mark.parametrize("number", [3, 60])
def test_the_questions_to_the_database_do_not_grow_with_the_activities(clerk, number, django_assert_num_queries):
    schedule = ActivitySchedule.objects.create(office=clerk.office, year=2024, title="2024年安排表")
    unit = clerk.office.units.first()
    Activity.objects.bulk_create(
        Activity(schedule=schedule, seq=n, month=n % 12 + 1, theme="主题", host=unit, host_text="局")
        for n in range(1, number + 1)
    )
    with django_assert_num_queries(1):
        schedule_workbook(schedule, with_states=True)


@pytest.mark.parametrize("ending", WRITERS)
def test_the_note_below_the_schedule_is_kept_and_goes_out_again(clerk, ending):
    book = openpyxl.load_workbook(BytesIO(as_workbook()))
    note = "注：自主选定主题的，请于举办前一个月报送。"
    book.active.append([note])
    out = BytesIO()
    book.save(out)
    clerk.load(out.getvalue())
    schedule = ActivitySchedule.objects.get()
    assert schedule.note == note
    again = clerk.open(WRITERS[ending](schedule), f"附件{ending}")
    assert note in [line.text for line in batch_preview(again).paper.not_read]
    batch_apply(batch=again, by=clerk.person, at=AT, stamp=batch_preview(again).stamp)
    assert ActivitySchedule.objects.get().note == note
