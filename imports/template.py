"""Empty workbooks to fill in: a division table and an activity schedule, each with its instructions."""

from documents.table_form import FormColumn, TableForm
from documents.writers.division_table import SHEET
from documents.writers.laid_out import LaidOut, Line
from documents.writers.rows import TableRow
from documents.writers.schedule import ScheduleRow, lay_out_schedule
from documents.writers.sheet import Workbook
from documents.writers.table_lines import lay_out
from imports.instructions import SCHEDULE, TABLE, Instructions

INSTRUCTIONS, SCHEDULE_SHEET = "填写说明", "活动安排表"
LINES = 30  # empty lines below the examples
_MARK = "（例子，请覆盖或删除）"
EXAMPLES = (  # each under its own headings: merged cells are hard to write over
    TableRow(
        ("一、做好主动公开", "（一）财政信息"),
        "1",
        f"{_MARK}公开年度财政预算、决算和“三公”经费。",
        "县某局、各镇街",
        "6月底前",
    ),
    TableRow(
        ("二、加强政策解读", "（一）重要政策"),
        "2",
        f"{_MARK}解读材料与政策文件同步发布。",
        "县某局牵头，县某某局配合",
        "长期坚持",
    ),
)
_FORM = TableForm(
    [
        FormColumn(["序号"], "seq"),
        FormColumn(["工作任务"], "task"),
        FormColumn(["工作任务"], "task"),
        FormColumn(["具体要求"], "requirement"),
        FormColumn(["责任单位"], "units"),
        FormColumn(["完成时限"], "deadline"),
    ]
)
_UNITS, _DEADLINE = 4, 5  # columns
_MONTH, _HOST, _TALK, _OPEN_DAY = 1, 3, 4, 5


def table_template(office, year: int) -> bytes:
    """Return a division table with two example rows to write over, and how to fill it in."""
    laid = lay_out(EXAMPLES, TableForm(_FORM.columns, title=[f"{year}年{office.region}政务公开重点工作任务分工表"]))
    laid.add_blank(LINES)
    book = Workbook()
    book.add(SHEET, laid)
    lines = range(laid.lines_of("task")[0], len(laid.lines))
    times = (f"{year}年6月底前", f"{year}年9月底前", f"{year}年12月底前", "每季度末", "长期坚持")
    book.offer(SHEET, _UNITS, lines, prompt=("责任单位", "用顿号隔开，如：县财政局、各镇街。牵头、配合见“填写说明”。"))
    book.offer(SHEET, _DEADLINE, lines, prompt=("完成时限", "可以选，也可以自己写，如：10月20日前。"), choices=times)
    book.add(INSTRUCTIONS, _instructions(TABLE, office))
    return book.content()


def schedule_template(office, year: int) -> bytes:
    """Return an activity schedule with two example rows to write over, and how to fill it in."""
    rows = (
        ScheduleRow("1", "5月", f"{_MARK}走进政务服务大厅", "县某局", open_day=True),
        ScheduleRow("2", "9月", "自主选定", "某某镇", talk=True),
    )
    laid = lay_out_schedule(f"{year}年{office.region}“政务公开讲”“政府开放日”活动安排表", rows)
    laid.add_blank(LINES)
    book = Workbook()
    book.add(SCHEDULE_SHEET, laid)
    lines = range(laid.lines_of("task")[0], len(laid.lines))
    months = tuple(f"{month}月" for month in range(1, 13))
    book.offer(SCHEDULE_SHEET, _MONTH, lines, prompt=("月份", "每行一个月份。"), choices=months)
    book.offer(SCHEDULE_SHEET, _HOST, lines, prompt=("主办单位", "一项活动写一个主办单位。"))
    for column in (_TALK, _OPEN_DAY):
        book.offer(SCHEDULE_SHEET, column, lines, prompt=("活动形式", "打√，两种形式都有的两栏都打。"), choices=("√",))
    book.add(INSTRUCTIONS, _instructions(SCHEDULE, office))
    return book.content()


def _instructions(said: Instructions, office) -> LaidOut:
    laid = LaidOut(["label", "theme", "theme"])
    laid.add_across("title", said.title)
    groups = "、".join(office.unit_groups.order_by("name").values_list("name", flat=True))
    units = "、".join(office.units.active().order_by("position").values_list("short_name", flat=True))
    register = (("单位组", groups or "还没有", ""), ("单位", units or "还没有", ""))
    for heading, lines in (*said.parts, ("四、名册里现有的单位和单位组（照这样写，导入时不用再问）", register)):
        laid.add_across("heading", heading)
        for line in lines:
            laid.lines.append(Line("task", list(line)))
            if not line[-1]:
                place = len(laid.lines) - 1
                laid.spans.append((place, 1, place, 2))
    return laid
