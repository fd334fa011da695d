"""Reads division tables (任务分工表): one row of the result for each numbered task."""

from documents.grammar.units import find_units_in_brackets, heading_bracket, split_deadline
from documents.layouts.cells import CellReader, deadline_column
from documents.layouts.draft import Draft
from documents.layouts.findings import Findings
from documents.layouts.furniture import is_note, why_not_read
from documents.layouts.heads import TASK_MEANINGS, columns_found
from documents.layouts.no_tasks import PendingHeadings, is_total, why_no_task
from documents.layouts.numerals import is_chinese_numeral, split_numeral
from documents.layouts.outline import Outline, heading_time, split_heading
from documents.layouts.printed_form import Printed, form_of
from documents.layouts.repeats import one_line
from documents.layouts.sources import row_source
from documents.layouts.spare_columns import report_spare_columns
from documents.layouts.tables import Table, distinct_cells, is_repeated_head
from documents.paper import Row, UnitPhrase
from documents.table_form import TableForm

_LONGEST_HEADING = 60


class DivisionTable:
    """Reads one table. ``before`` is the table's earlier part when it runs over several pages."""

    def __init__(self, table: Table, findings: Findings, before: "DivisionTable | None" = None) -> None:
        self._table, self._findings = table, findings
        self._outline = before._outline if before else Outline()
        self._cells = CellReader(table, before._cells if before else None)
        self._numbers_in_text = self._cells.numbers_stand_in_text()
        self._draft: Draft | None = None
        self._pending = PendingHeadings(findings)
        self._heading_units: dict[str, str] = {}
        self._serving: set[str] = set()  # the headings' units that some row took
        self._has_seq = bool(table.with_role("seq"))
        self._seqs: set[int | str] = set()
        self._last_numbered: Row | None = None
        self._printed = Printed(len(findings.rows))

    @property
    def form(self) -> TableForm:
        """How the table was printed."""
        return form_of(self._table, self._printed)

    def read(self, heading: str = "") -> None:
        """Read every printed row, under the heading above the table; what is no task goes to ``not_read``."""
        if heading:
            self._outline.open(heading)
        before = len(self._findings.rows)
        for row in range(self._table.first, self._table.end):
            self._findings.progress.step()
            if any(self._table.grid.rows[row]):
                self._read_row(row)
        self._finish()
        self._pending.end()
        for units in dict.fromkeys(filter(None, self._heading_units.values())):
            if units not in self._serving:
                self._findings.skip(units, "标题里的责任单位，其下各项另有责任单位")
        spare = set(self._table.with_role("deadline")) - set(deadline_column(self._table))
        report_spare_columns(self._table, spare, self._findings)
        if len(self._findings.rows) > before:
            self._findings.take_columns(columns_found(self._table, TASK_MEANINGS, spare))

    def _read_row(self, row: int) -> None:
        table, grid = self._table, self._table.grid
        if is_repeated_head(table, row):
            self._cells.page_break()
            self._findings.skip(" ".join(dict.fromkeys(grid.rows[row])), "换页处重印的表头")
            return
        if why := why_no_task(table, row):
            self._finish()
            text = " ".join(dict.fromkeys(filter(None, grid.rows[row])))
            self._findings.skip(text, why)
            if not is_total(table, row):
                self._printed.last_lines.append((row, text))
            return
        cells = distinct_cells(grid, row)
        heading = self._heading_of(row, cells) if len(cells) <= 2 else None
        if heading is not None:
            self._finish()
            self._open_heading(heading, row)
            self._printed.last_lines.append((row, heading))
            return
        if len(cells) == 1 and not self._is_lone_task(row, cells[0]):
            self._finish()
            text = one_line(grid.rows[row][cells[0]])
            self._findings.skip(text, why_not_read(text))
            self._printed.last_lines.append((row, grid.rows[row][cells[0]]))
            return
        self._read_task(row)

    def _heading_of(self, row: int, cells: list[int]) -> str | None:
        """Return the heading when the row is one: a lone text, or a Chinese numeral and a text, without units."""
        grid = self._table.grid
        if self._cells.prints_task(row):
            return None
        texts = [one_line(grid.rows[row][column]) for column in cells]
        if len(cells) == 2 and is_chinese_numeral(texts[0]) and not self._cells.has_own_units(row):
            mark = texts[0] if texts[0][-1] in "、.)）" else texts[0] + "、"
            return mark + texts[1] if len(texts[1]) <= _LONGEST_HEADING else None
        if len(cells) != 1 or is_note(texts[0]):
            return None
        bare = heading_bracket(texts[0])[0]
        if len(bare) > _LONGEST_HEADING or bare.rstrip().endswith(("；", ";")):
            return None
        numeral = split_numeral(texts[0])
        if numeral:
            return texts[0] if numeral.level <= 2 or not bare.endswith("。") else None
        column = self._table.columns[cells[0]]
        is_merged = (row, cells[0] + 1) in grid.origin
        if cells[0] > 0 and column and column.role == "requirement" and not is_merged:
            return None  # a task without units
        if bare.endswith(("。", "：", ":")) or (column and column.role in ("units", "deadline") and not is_merged):
            return None
        return texts[0]

    def _is_lone_task(self, row: int, column: int) -> bool:
        if self._cells.prints_task(row):
            return True
        role = self._table.columns[column].role if self._table.columns[column] else None
        return (
            role == "requirement"
            and (row, column + 1) not in self._table.grid.origin
            and not is_note(self._table.grid.rows[row][column])
        )

    def _open_heading(self, text: str, row: int) -> None:
        bare, units = split_heading(text)
        if units:
            self._heading_units[bare] = units
        numeral = split_numeral(bare)
        if self._outline.open(bare):
            self._pending.opened(bare, self._outline.chain())
            if numeral and numeral.value is None:
                text = f"标题“{bare}”的序号没有印出来，请核对它属于哪一部分。"
                self._findings.ask("heading_numeral_lost", text, row_source(self._table.grid, row))
        else:
            self._cells.page_break()
            self._findings.skip(text, "换页处重印的标题，不是新的部分")

    def _read_task(self, row: int) -> None:
        cells = self._cells
        requirement, anchor = cells.requirement(row)
        seq = cells.seq(row)
        draft = self._draft
        same = draft and requirement and anchor == draft.anchor and seq in (None, draft.seq)
        if draft and same and not cells.prints_task(row):
            self._extend(draft, row)
            return
        if draft and cells.continues(row, draft.requirement):
            draft.requirement += requirement
            draft.remarks.append(f"第{row + 1}行接排")
            said = f"“{requirement[:20]}”没有序号，已接在上一项后面；如果是单独的一项，请加上序号后重新导入。"
            self._findings.ask("row_continued", said, row_source(self._table.grid, row))
            self._extend(draft, row)
            return
        self._finish()
        headings = cells.headings(row, anchor)
        if not requirement:
            if not headings or not cells.owns_last_heading(row):
                text = " ".join(dict.fromkeys(filter(None, self._table.grid.rows[row])))
                self._findings.skip(text, "这一行没有任务内容")
                return
            requirement = headings.pop()
        elif cells.prints_task(row):
            numeral = split_numeral(headings[-1])
            seq = numeral.value
            self._printed.saw_number(numeral)
        self._draft = self._start(row, seq, headings, requirement, anchor)
        self._extend(self._draft, row)

    def _start(
        self, row: int, seq: int | str | None, headings: list[str], requirement: str, anchor: tuple[int, int]
    ) -> Draft:
        if (
            (self._numbers_in_text or self._cells.prints_task(row))
            and (numeral := split_numeral(requirement))
            and numeral.value is not None
        ):
            seq, requirement = numeral.value, numeral.rest
            self._printed.saw_number(numeral)
        chain = self._outline.chain()
        self._printed.levels = max(self._printed.levels, len(chain))
        opened = []
        for text in headings:
            bare, units = split_heading(text)
            self._heading_units.setdefault(bare, units or "")
            if bare not in chain:
                opened.append(bare)
        self._outline.row_read()
        self._pending.row_read()
        draft = Draft(row, seq, chain + opened, requirement, anchor)
        draft.heading_units = next((u for h in reversed(draft.headings) if (u := self._heading_units.get(h))), "")
        return draft

    def _extend(self, draft: Draft, row: int) -> None:
        for head, role, text, remark in self._cells.units(row):
            if (head, role, text) not in draft.units:
                draft.units.append((head, role, text))
                draft.remarks.append(remark)
        text, remark = self._cells.deadline(row)
        if text and text not in draft.deadlines:
            draft.deadlines.append(text)
            draft.remarks.append(remark)

    def _finish(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None:
            return
        units, raw, hidden, notes = self._units(draft)
        deadline_raw = "；".join(draft.deadlines) or hidden or self._deadline_of_heading(draft)
        source = row_source(
            self._table.grid, draft.row, draft.anchor[1], tuple(dict.fromkeys(filter(None, draft.remarks)))
        )
        row = Row(
            seq=draft.seq,
            headings=draft.headings,
            requirement=draft.requirement,
            units_raw=raw,
            units=units,
            deadline_raw=deadline_raw,
            deadline=self._findings.deadline(deadline_raw),
            duties=self._findings.duties(draft.requirement),
            source=source,
        )
        self._ask_about_seq(row)
        self._findings.add_row(row, unit_notes=notes)
        self._printed.rows.append(draft.row)

    def _deadline_of_heading(self, draft: Draft) -> str:
        """Return the time in the heading's bracket, which holds for the rows that name none."""
        deadline = split_deadline(draft.heading_units)[1] if draft.heading_units else ""
        if not deadline and not self._table.with_role("deadline"):
            deadline = heading_time(draft.headings)
        if deadline:
            draft.remarks.append("时限取自标题")
        return deadline

    def _units(self, draft: Draft) -> tuple[list[UnitPhrase], str, str, tuple[str, ...]]:
        """Return units, their printed text, a deadline hidden in it, and notes."""
        if not draft.units:
            found = find_units_in_brackets(draft.requirement)
            if found:
                draft.requirement, raw = found[0].strip(), found[1]
            else:
                raw = draft.heading_units
                self._serving.add(raw)
                if raw:
                    draft.remarks.append("责任单位取自标题")
            units, hidden, notes = self._findings.units(raw)
            return units, raw, hidden, notes
        if len(draft.units) == 1:  # most rows
            _, role, raw = draft.units[0]
            units, hidden, notes = self._findings.units(raw, role)
            return units, raw, hidden, notes
        units, hidden, notes = [], "", []
        for _, role, text in draft.units:
            read, due, said = self._findings.units(text, role)
            units += [unit for unit in read if unit not in units]
            hidden = hidden or due
            notes += said
        several = len({head for head, _, _ in draft.units}) > 1
        raw = "；".join(f"{head}：{text}" if several and head else text for head, _, text in draft.units)
        return units, raw, hidden, tuple(notes)

    def _ask_about_seq(self, row: Row) -> None:
        if row.seq is None or not self._has_seq or self._cells.numbers_groups:
            return
        last = self._last_numbered
        if row.seq == 1 and last and (last.seq != 1 or last.headings != row.headings):
            self._seqs.clear()  # the numbers begin again, as under each new heading
        elif row.seq in self._seqs:
            self._findings.ask("seq_twice", f"序号 {row.seq} 出现两次，请核对。", row.source)
        elif last and isinstance(row.seq, int) and isinstance(last.seq, int) and row.seq > last.seq + 1:
            text = f"序号从 {last.seq} 跳到 {row.seq}，请核对是否缺少任务。"
            self._findings.ask("seq_gap", text, row.source)
        self._seqs.add(row.seq)
        self._last_numbered = row
