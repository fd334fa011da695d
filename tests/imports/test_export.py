"""Out again: the plan goes out in the form in which it came, and imported again it is no change."""

from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from govopen.demo.registers import load_registers, settle_open_groups
from imports.export import plan_workbook, workbook_name
from imports.services import batch_answer, batch_apply, batch_open, batch_preview
from imports.services.undo import batch_undo
from tasks.models import Assignment, Plan, Task
from tests.imports.papers import CORRECTED, table
from tests.world import AT, issue, make_clerk, make_office, make_plan, make_task

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parents[2] / "fixtures"
PAPERS = [
    ("shanghe", "papers/shanghe-2023.xlsx"),
    ("shanghe", "papers/shanghe-2023.docx"),
    ("shanghe", "sources/shanghe-2023.txt"),
    ("huainan", "papers/huainan-2021.xlsx"),
    ("huainan", "papers/huainan-2021.html"),
    ("huainan", "sources/huainan-2021.txt"),
    ("shicheng", "papers/shicheng-2024.docx"),
    ("shicheng", "sources/shicheng-2024.txt"),
]
DAY = date(2026, 5, 11)
NO_CHANGE = (0, 0, 0)


class Clerk:
    """Somebody of one of the three offices, with its registers, who imports and downloads."""

    def __init__(self, slug):
        self.office = make_office(slug, slug)
        load_registers(self.office, AT)
        settle_open_groups(self.office)
        self.person = make_clerk(self.office)

    def open(self, content, name="分工.xlsx"):
        return batch_open(office=self.office, name=name, content=content, by=self.person, at=AT)

    def load(self, content, name="分工.xlsx"):
        batch = self.open(content, name)
        batch_apply(batch=batch, by=self.person, at=AT, stamp=batch_preview(batch).stamp)
        batch.refresh_from_db()
        return batch


def changes(counts):
    return counts["created"], counts["updated"], counts["removed"]


def codes(preview):
    return Counter((question.code, question.text) for question in preview.questions)


def printed(content):
    """Texts and merged ranges of the table."""
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [[cell.value for cell in line] for line in sheet.iter_rows()], {
        str(span) for span in sheet.merged_cells.ranges
    }


def tasks():
    return list(Task.objects.order_by("pk").values(*(f.name for f in Task._meta.fields if f.name != "source")))


@pytest.mark.parametrize("states_on", [None, DAY])
@pytest.mark.parametrize(("slug", "file"), PAPERS)
def test_every_paper_goes_out_and_comes_in_again_without_a_change(slug, file, states_on):
    clerk, content, name = Clerk(slug), (FIXTURES / file).read_bytes(), Path(file).name
    asked = codes(batch_preview(clerk.open(content, name)))
    plan = clerk.load(content, name).plan
    issue(plan, by=clerk.person)
    before, table_before = tasks(), printed(plan_workbook(plan))
    batch = clerk.open(plan_workbook(plan, states_on=states_on), workbook_name(plan.title))
    preview = batch_preview(batch)
    assert changes(preview.counts) == NO_CHANGE
    assert preview.plan == plan
    assert codes(preview) <= asked
    batch_apply(batch=batch, by=clerk.person, at=AT, stamp=preview.stamp)
    assert tasks() == before
    assert printed(plan_workbook(Plan.objects.get())) == table_before


SPARE = (
    "2026年青山县政务公开任务分工表\n序号\t具体要求\t责任单位\t完成时限\t备注\n"
    "1\t公开财政预算和决算。\t县财政局\t6月底前\t重点\n"
    "2\t公开住房保障信息。\t县住建局\t9月底前\t\n"
    "3\t公开政府采购信息。\t县财政局\t9月底前\t新增\n"
).encode()


def column(plan, head):
    lines, _ = printed(plan_workbook(plan))
    place = lines[1].index(head)
    return [line[place] for line in lines[2:]]


def test_a_plan_made_by_hand_goes_out_in_the_usual_form(desk):
    plan = make_plan(desk.office)
    make_task(plan, desk.finance, units_raw="县财政局")
    lines, merges = printed(plan_workbook(plan))
    assert lines[1] == ["序号", "具体要求", "责任单位", "完成时限"]
    assert merges == {"A1:D1"}


def test_state_columns_say_how_far_each_task_is_and_are_forgotten_again(desk):
    plan = desk.load(SPARE).plan
    issue(plan)
    Assignment.objects.filter(task__number="1").update(state="done", done_at=AT)
    content = plan_workbook(plan, states_on=date(2026, 10, 8))
    lines, _ = printed(content)
    assert [line[-3:] for line in lines[1:]] == [
        ["办结情况", "逾期", "待审核"],
        ["1/1", None, None],
        ["0/1", "1个单位", None],
        ["0/1", "1个单位", None],
    ]
    again = desk.load(content)
    assert changes(again.result) == NO_CHANGE
    plan.refresh_from_db()
    assert [column["heads"] for column in plan.layout["columns"]] == [
        ["序号"],
        ["具体要求"],
        ["责任单位"],
        ["完成时限"],
        ["备注"],
    ]


def test_the_cells_of_other_columns_stay_with_their_task_when_its_place_moves(desk):
    batch = desk.answer(desk.open(SPARE), rows={"2:2": "drop"})
    desk.apply(batch)
    assert column(batch.plan, "备注") == ["重点", "新增"]


def test_what_was_answered_is_no_change_when_the_table_comes_back(desk, time_machine):
    time_machine.move_to(AT)
    paper = table(
        (1, "一、公开", "公开财政预算。", "县财政局", "适时"),
        (2, "一、公开", "公开住房保障信息。", "", "12月底前"),
        (3, "一、公开", "公开决算。", "县财政局", ""),
    )
    answers = {"deadlines": {"适时": "2026-10-31", "": "open"}, "row_units": {"2:2": "县住建局"}}
    plan = desk.load(paper, **answers).plan
    preview = batch_preview(desk.open(plan_workbook(plan)))
    assert preview.changes_nothing
    assert preview.open_questions == []


def test_days_counted_from_the_date_of_the_document_stay_the_same(desk):
    notice = "青政办发〔2026〕5号\n2026年青山县政务公开任务分工表\n2026年3月2日\n".encode()
    rows = "序号\t具体要求\t责任单位\t完成时限\n1\t公开财政预算和决算。\t县财政局\t自印发之日起30日内\n2\t公开采购。\t县财政局\t6月底前\n"
    plan = desk.load(notice + rows.encode()).plan
    assert (plan.document_number, plan.dated_on) == ("青政办发〔2026〕5号", date(2026, 3, 2))
    content = plan_workbook(plan)
    assert changes(batch_preview(desk.open(content)).counts) == NO_CHANGE
    texts = "".join(str(line[0]) for line in printed(content)[0])
    assert texts.count("〔2026〕5号") == texts.count("2026年3月2日") == 1


def test_number_and_date_that_stood_elsewhere_stand_below_the_title(desk):
    plan = make_plan(desk.office, document_number="青政办发〔2026〕5号", dated_on=date(2026, 3, 2))
    make_task(plan, desk.finance)
    assert printed(plan_workbook(plan))[0][1][0] == "发文字号：青政办发〔2026〕5号　成文日期：2026年3月2日"


def test_a_title_changed_by_the_office_stands_in_place_of_the_printed_one(desk):
    batch = batch_answer(batch=desk.open(), answers={}, title="2026年青山县任务清单", by=desk.clerk, at=AT)
    desk.apply(batch)
    content = plan_workbook(batch.plan)
    assert printed(content)[0][0][0] == "2026年青山县任务清单"
    assert changes(batch_preview(desk.open(content)).counts) == NO_CHANGE


@pytest.mark.parametrize("title", ["政务公开（青山）：2026年的事", "县里“三公”/公开"])
def test_a_title_that_is_none_comes_back_by_the_name_of_the_file(desk, title):
    batch = batch_answer(batch=desk.open(), answers={}, title=title, by=desk.clerk, at=AT)
    desk.apply(batch)
    name = workbook_name(title)
    assert not set(name) & set('\\/:*?"<>|')
    again = batch_open(
        office=desk.office, name=name, content=plan_workbook(batch.plan), by=desk.clerk, at=AT, year=2026
    )
    assert again.title == title.replace("/", "")


def test_a_task_that_the_current_paper_no_longer_has_does_not_go_out(desk):
    plan = desk.load().plan
    desk.load(CORRECTED)
    content = plan_workbook(plan)
    assert [line[0] for line in printed(content)[0][2:]] == [1, 3, 4]
    assert changes(batch_preview(desk.open(content)).counts) == NO_CHANGE


def test_an_undone_import_gives_the_former_form_back(desk):
    plan = desk.load(SPARE).plan
    other = SPARE.replace("具体要求".encode(), "主要措施".encode()).replace(
        "公开住房保障信息。".encode(), "公开房源。".encode()
    )
    second = desk.load(other)
    plan.refresh_from_db()
    assert column(plan, "主要措施")[1] == "公开房源。"
    batch_undo(batch=second, by=desk.clerk, at=AT)
    plan.refresh_from_db()
    assert column(plan, "具体要求")[1] == "公开住房保障信息。"
    assert column(plan, "备注") == ["重点", None, "新增"]


def test_heads_whose_meaning_the_office_has_settled_are_read_the_same_again(desk):
    paper = SPARE.replace("责任单位".encode(), "乙栏".encode())
    batch = batch_answer(batch=desk.open(paper), answers={}, columns={"乙栏": "units:lead"}, by=desk.clerk, at=AT)
    desk.apply(batch)
    content = plan_workbook(batch.plan)
    assert printed(content)[0][1] == ["序号", "具体要求", "乙栏", "完成时限", "备注"]
    assert changes(batch_preview(desk.open(content)).counts) == NO_CHANGE


@pytest.mark.parametrize("rows", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(desk, rows, django_assert_num_queries):
    plan = desk.load(
        table(*((n, "一、公开", f"公开第{n}类。", "县财政局、各镇街", "6月底前") for n in range(1, rows + 1)))
    ).plan
    with django_assert_num_queries(5):
        plan_workbook(Plan.objects.select_related("office").get(), states_on=DAY)
    assert plan.layout
