"""Reads activity schedules (活动安排表): who holds which open day or talk, in which month."""

import re

from documents.layouts.columns import squeeze
from documents.layouts.findings import Findings
from documents.layouts.furniture import why_not_read
from documents.layouts.heads import SCHEDULE_MEANINGS, columns_found
from documents.layouts.numerals import read_seq
from documents.layouts.repeats import one_line
from documents.layouts.schedule_cells import FORMS, names_several_months, read_forms, read_month, with_printed_time
from documents.layouts.side_by_side import OTHER_LIST
from documents.layouts.sources import cell_name, row_source
from documents.layouts.tables import Table, distinct_cells, is_repeated_head
from documents.paper import ActivityRow

_ABOUT_ACTIVITIES = re.compile(r"活动|开放日|公开讲|主题日|开放周|开放月")
_SELF_SELECTED = re.compile(r"自主(?:选定|确定|选择|选题|命题|拟定|申报)|自[选定拟]|自行(?:选定|确定|选择|拟定)")
_MANNER = re.compile(r"参观|观摩|体验|座谈|走访|走进|线下")  # a visit is an open day; a broadcast may be either
_QUARTER = re.compile(r"第?[一二三四1-4]季度?")
_NO_MARK = {"", "×", "✗", "✘", "x", "X", "/", "-", "—", "——", "无", "否", "0", "不"}


def is_schedule(table: Table, title: str) -> bool:
    """Tell whether a table lists activities rather than tasks."""
    if any(column and column.form for column in table.columns):
        return True
    has_time, has_host = bool(table.with_role("deadline", "tick")), bool(table.with_role("units"))
    if table.with_role("theme"):
        return has_time or has_host
    names_month = any(column and column.role in ("deadline", "tick") and column.month for column in table.columns)
    about = bool(_ABOUT_ACTIVITIES.search(title))
    return about and has_time and has_host and (names_month or not table.with_role("requirement"))


class ActivitySchedule:
    """Reads one schedule. ``title`` is what stands above it: it may name the form that no column names."""

    def __init__(self, table: Table, findings: Findings, title: str = "") -> None:
        self._table, self._grid, self._findings = table, table.grid, findings
        self._seq = table.first_with_role("seq")
        self._ticks = [*table.with_role("tick"), *_quarters(table)]
        times = sorted(table.with_role("deadline"), key=lambda place: not table.columns[place].settled)
        self._time = [place for place in times if table.columns[place].month][:1] or times[:1]
        self._theme = table.first_with_role("theme") or table.first_with_role("task", "requirement")
        self._hosts = table.with_role("units")
        self._remark = table.first_with_role("remark")
        self._forms = table.with_role("form") or self._forms_by_content()
        self._last_month: tuple[int | None, str] = (None, "")
        self._form_of_title = _only_form(title)

    def read(self) -> None:
        """Read every line of the schedule; what is no activity goes to ``not_read``."""
        before = len(self._findings.activities)
        for row in range(self._table.first, self._table.end):
            self._findings.progress.step()
            if any(self._grid.rows[row]):
                self._read_row(row)
        activities = self._findings.activities[before:]
        if activities and not any(activity.forms for activity in activities):
            text = "表里看不出各项活动是政务公开讲还是政府开放日，请选定。"
            self._findings.ask("forms_missing", text, row_source(self._grid, self._table.first))
        self._report_other_columns()
        if activities:
            self._findings.take_columns(columns_found(self._table, SCHEDULE_MEANINGS, self._unused()))

    def _forms_by_content(self) -> list[int]:
        """Return the column that no head calls the form (类型) but whose every cell names one."""
        used = {*self._seq, *self._time, *self._ticks, *self._theme, *self._hosts, *self._remark}
        for place in set(range(len(self._table.columns))) - used:
            texts = [self._text(row, [place]) for row in range(self._table.first, self._table.end)]
            read = [read_forms(text) for text in texts if text]
            if read and all(forms.forms and not forms.unknown for forms in read):
                return [place]
        return []

    def _read_row(self, row: int) -> None:
        texts = [one_line(self._grid.rows[row][column]) for column in distinct_cells(self._grid, row)]
        if is_repeated_head(self._table, row):
            self._findings.skip(" ".join(texts), "换页处重印的表头")
            return
        if len(texts) == 1:
            month = read_month(texts[0]) if len(texts[0]) <= 8 else None
            if month:
                self._last_month = (month, f"第{row + 1}行")
            else:
                self._findings.skip(texts[0], why_not_read(texts[0]))
            return
        self._read_activity(row, " ".join(texts))

    def _read_activity(self, row: int, printed: str) -> None:
        theme, host = self._text(row, self._theme), "、".join(filter(None, (self._text(row, [c]) for c in self._hosts)))
        if not theme and not host:
            self._findings.skip(printed, "这一行没有活动主题和主办单位")
            return
        month, remark = self._month(row)
        source = row_source(self._grid, row, (self._theme or self._hosts)[0], (remark,))
        seq = read_seq(self._text(row, self._seq))
        activity = ActivityRow(
            seq=seq if isinstance(seq, int) else None,
            month=month,
            theme=theme,
            self_selected=bool(_SELF_SELECTED.search(squeeze(theme or self._text(row, self._remark)))),
            host_unit=host,
            forms=self._read_forms(row),
            remark=with_printed_time(self._text(row, self._remark), self._printed_time(row)),
            source=source,
        )
        self._findings.activities.append(activity)
        self._ask(activity, row)

    def _ask(self, activity: ActivityRow, row: int) -> None:
        time = self._printed_time(row)
        if activity.month is None:
            said = f"时间印作“{time}”，" if time else ""
            self._findings.ask("month_missing", f"{said}这项活动看不出在哪个月，请选定。", activity.source)
        elif names_several_months(time):
            text = f"时间印作“{time}”，不止一个月，先按{activity.month}月，请核对。"
            self._findings.ask("month_several", text, activity.source)
        for column in self._word_forms():
            text = self._text(row, [column])
            if text not in _NO_MARK and read_forms(text).unknown and not self._title_tells(text):
                said = f"形式印作“{text}”，看不出是政务公开讲还是政府开放日，请选定。"
                self._findings.ask("form_unknown", said, activity.source)
        if not activity.host_unit:
            self._findings.ask("units_missing", "这项活动没有写主办单位，请选定。", activity.source)

    def _printed_time(self, row: int) -> str:
        """Return the time as printed: its cell, or the months whose columns hold a mark."""
        marked = [place for place in self._ticks if self._text(row, [place]) not in _NO_MARK]
        words = (self._table.columns[place].head + _beside_mark(self._text(row, [place])) for place in marked)
        return "、".join(words) or self._text(row, self._time)

    def _month(self, row: int) -> tuple[int | None, str]:
        if self._ticks:
            return read_month(self._printed_time(row)), ""
        if not self._time:
            return self._last_month[0], f"月份取自{self._last_month[1]}" if self._last_month[1] else ""
        column = self._time[0]
        text = self._text(row, self._time)
        if not text:
            month, place = self._last_month
            return month, f"月份空白，沿用{place}" if month else ""
        month = read_month(text)
        origin = self._grid.origin.get((row, column))
        self._last_month = (month, cell_name(self._grid, *(origin or (row, column))))
        inherited = origin and origin[0] < row
        return month, f"月份取自合并单元格{cell_name(self._grid, *origin)}" if inherited else ""

    def _read_forms(self, row: int) -> list[str]:
        forms, printed = [], False
        for column in self._forms:
            text, named = self._text(row, [column]), self._form_of_head(column)
            if text in _NO_MARK:
                continue
            printed = True
            forms += [named] if named else read_forms(text).forms
        silent = not printed or (not forms and all(self._title_tells(self._text(row, [c])) for c in self._forms))
        if silent and self._form_of_title and len(self._word_forms()) == len(self._forms):
            forms = [self._form_of_title]
        return [form for form in FORMS if form in forms]

    def _title_tells(self, text: str) -> bool:
        """Tell whether a cell only says how a day is held (参观、座谈), when the title says what day it is."""
        return bool(self._form_of_title) and not read_forms(text).forms and _MANNER.search(text) is not None

    def _word_forms(self) -> list[int]:
        return [column for column in self._forms if not self._form_of_head(column)]

    def _form_of_head(self, place: int) -> str | None:
        column = self._table.columns[place]
        return column.form if column else None

    def _text(self, row: int, columns: list[int]) -> str:
        return one_line(self._grid.rows[row][columns[0]]) if columns else ""

    def _unused(self) -> set[int]:
        used = {*self._seq, *self._time, *self._ticks, *self._theme, *self._hosts, *self._forms, *self._remark}
        return set(range(len(self._table.columns))) - used

    def _report_other_columns(self) -> None:
        for place in sorted(self._unused()):
            column = self._table.columns[place]
            if column and column.role == OTHER_LIST:
                continue
            texts = dict.fromkeys(
                one_line(self._grid.rows[row][place])
                for row in range(self._table.first, self._table.end)
                if len(distinct_cells(self._grid, row)) > 1
            )
            joined = "；".join(filter(None, texts))
            if joined:
                head = (column and column.head) or "".join(self._table.printed[place : place + 1]) or f"第{place + 1}列"
                self._findings.skip(f"{head}：{joined}", f"“{head}”一栏不属于月份、主题、主办单位和形式")


def _quarters(table: Table) -> list[int]:
    """Return the columns of quarters in which a mark stands for “then”; one alone is an ordinary time."""
    places = [place for place in table.with_role("deadline") if _QUARTER.fullmatch(table.columns[place].head)]
    return places if len(places) > 1 else []


def _beside_mark(text: str) -> str:
    """Return what a month's cell says more than a mark does: 中旬, 15日."""
    return text if re.search(r"\w", text) and not re.fullmatch(r"[vVyY是有√✓●○]|\d", text) else ""


def _only_form(title: str) -> str | None:
    """Return the form a title names, when it names one only."""
    talk, open_day = "公开讲" in title, bool(re.search(r"开放[日周月]|开放活动", title))
    if talk == open_day:
        return None
    return "talk" if talk else "open_day"
