"""Collects what the layouts find, and asks the questions that a deadline or a unit phrase leaves open."""

from dataclasses import dataclass, field
from datetime import date

from documents.grammar.deadlines import find_duties, read_deadline
from documents.grammar.units import read_units
from documents.layouts.lead_rule import LeadRule
from documents.paper import ActivityRow, ColumnFound, Deadline, Duty, NotRead, Question, Row, UnitPhrase
from documents.progress import Progress
from documents.table_form import TableForm

# Flags of a deadline (documents.grammar.deadlines) that a person must look at; the first that applies is asked.
_FLAG_QUESTIONS = {
    "impossible_date": ("date_impossible", "期限“{raw}”不是存在的日期，请核对。"),
    "weekday_wrong": ("weekday_wrong", "期限“{raw}”里的日期与星期对不上，请核对。"),
    "year_missing": ("year_missing", "期限“{raw}”没有写年份，文件里也看不出年份，请选定。"),
    "issue_date_missing": ("issue_date_missing", "期限“{raw}”要从发文日期算起，文件里没有找到发文日期，请选定。"),
    "two_phrases": ("deadline_two", "期限“{raw}”里有几个说法，请核对以哪一个为准。"),
    "past_at_issue": ("deadline_past", "期限“{raw}”早于发文日期，请核对。"),
    "provisional": ("deadline_provisional", "期限“{raw}”是暂定的，请核对。"),
    "unread": ("deadline_vague", "期限“{raw}”没有读懂，请选定日期或确认不设期限。"),
    "vague": ("deadline_vague", "期限“{raw}”没有说明日期，请选定日期或确认不设期限。"),
}


@dataclass(slots=True)
class Findings:
    """What was found so far. ``year`` and ``issued_on`` are those of the document."""

    year: int | None = None
    issued_on: date | None = None
    rows: list[Row] = field(default_factory=list)
    activities: list[ActivityRow] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    columns: list[ColumnFound] = field(default_factory=list)
    form: TableForm | None = None  # of the first table of tasks
    points_read: int = 0  # how many of the rows were read from prose
    lead_rule: LeadRule = field(default_factory=LeadRule)
    progress: Progress = field(default_factory=Progress)

    def skip(self, text: str, why: str) -> None:
        """List a printed line that becomes neither row nor activity."""
        if text.strip():
            self.not_read.append(NotRead(text=text.strip(), why=why))

    def take_columns(self, columns: list[ColumnFound]) -> None:
        """Note what was made of a table's heads; of equal heads the first counts."""
        known = {column.head for column in self.columns}
        self.columns += [column for column in columns if column.head not in known]

    def take_form(self, form: TableForm) -> None:
        """Note how a table was printed; a further table goes on in the form of the first."""
        if self.form is None:
            self.form = form
        else:
            self.form.extend(form)

    def ask(self, code: str, text: str, source: str) -> None:
        """Ask what only a person can settle."""
        self.questions.append(Question(code=code, text=text, source=source))

    def deadline(self, raw: str) -> Deadline:
        """Read a deadline phrase with the document's year."""
        return read_deadline(raw, year=self.year, issued_on=self.issued_on) if raw else Deadline()

    def duties(self, requirement: str) -> list[Duty]:
        """Find the duties inside a requirement."""
        return find_duties(requirement, year=self.year, issued_on=self.issued_on)

    def units(self, raw: str, column_role: str | None = None) -> tuple[list[UnitPhrase], str, tuple[str, ...]]:
        """Return the units of a phrase, the deadline hidden in it, and the notes of the reading."""
        if not raw.strip():
            return [], "", ()
        reading = read_units(self.lead_rule.spell_out(raw), column_role=column_role)
        return list(reading.units), reading.deadline_text or "", tuple(reading.notes)

    def add_row(self, row: Row, *, unit_notes: tuple[str, ...] = ()) -> None:
        """Take a finished row and ask what its cells leave open."""
        row.units = self.lead_rule.first_leads(row.units)
        self.rows.append(row)
        self._ask_about_deadline(row)
        self._ask_about_units(row, unit_notes)

    def _ask_about_deadline(self, row: Row) -> None:
        raw, deadline = row.deadline_raw, row.deadline
        if not raw:
            return
        for flag, (code, text) in _FLAG_QUESTIONS.items() if deadline.flags else ():
            if flag in deadline.flags:
                self.ask(code, text.format(raw=raw), row.source)
                return
        if deadline.kind == "vague":
            self.ask("deadline_vague", _FLAG_QUESTIONS["vague"][1].format(raw=raw), row.source)

    def _ask_about_units(self, row: Row, notes: tuple[str, ...]) -> None:
        if not row.units:
            self.ask("units_missing", "这项任务没有写责任单位，请选定。", row.source)
        elif open_groups := [
            unit.text for unit in row.units if unit.group and ("有关" in unit.text or "相关" in unit.text)
        ]:
            self.ask("units_open_group", f"“{'、'.join(open_groups)}”没有说明是哪些单位，请选定。", row.source)
        for note in notes:
            self.ask("units_note", note, row.source)
