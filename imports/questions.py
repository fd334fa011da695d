"""What only a person can settle about a paper: each matter once for all rows that share it, and the answer so far."""

from dataclasses import dataclass
from datetime import date

from documents.days import long_day
from documents.paper import Deadline, Paper, Question, Row
from imports.answers import KEEP, OPEN, row_key
from imports.names import Asked, short_key

# Codes that the questions' page settles; everything else that the reader asked is said as a note.
ASKED = frozenset(
    [
        "year_missing",
        "unknown_unit",
        "unknown_group",
        "units_open_group",
        "units_missing",
        "seq_twice",
        "deadline_vague",
        "deadline_two",
        "deadline_past",
        "deadline_provisional",
        "date_impossible",
        "weekday_wrong",
    ]
)
_FLAGS = {
    "impossible_date": ("date_impossible", "“{said}”不是存在的日期"),
    "weekday_wrong": ("weekday_wrong", "“{said}”里的日期与星期对不上"),
    "two_phrases": ("deadline_two", "“{said}”里有几个说法"),
    "provisional": ("deadline_provisional", "“{said}”是暂定的"),
}
PAST = "deadline_past"
_UNDATED = ("vague", "none", "relative", "fixed", "datetime")


@dataclass(frozen=True, slots=True)
class DeadlineAsked:
    """A printed deadline that somebody must look at: why, how it is read, how many rows have it, the answer so far."""

    phrase: str  # as printed; empty for rows without any
    code: str
    why: str
    reading: Deadline
    count: int
    source: str
    first: str  # what the first of the rows asks for
    answer: str  # "", "keep", "open" or a day
    proposal: str  # what is filled in for the clerk to confirm

    @property
    def key(self) -> str:
        """A short name for form fields that stays with the phrase."""
        return short_key(self.phrase)

    @property
    def settled(self) -> bool:
        """Whether somebody answered."""
        return bool(self.answer)

    @property
    def question(self) -> Question:
        """The matter as one sentence."""
        how = f"，现读作{long_day(self.reading.due_on)}" if self.reading.due_on else ""
        return Question(self.code, f"{self.why}（{self.count}项）{how}，请定一个日期，或确认不设期限。", self.source)


def deadlines_asked(
    paper: Paper, answers: dict, today: date, undated: frozenset[str] = frozenset()
) -> list[DeadlineAsked]:
    """Return the deadlines of the paper as read that a person must settle, each phrase once, in printed order.

    undated are phrases that the office once took as "no due day"; so it is proposed again.
    """
    given, found = answers.get("deadlines", {}), {}
    for row in paper.rows:
        if doubt := _doubt(row, today):
            found.setdefault(row.deadline_raw, (*doubt, []))[2].append(row)
    is_over = paper.year is not None and paper.year < today.year  # a paper of the past is taken in as it is
    return [
        DeadlineAsked(
            phrase=phrase,
            code=code,
            why=why,
            reading=rows[0].deadline,
            count=len(rows),
            source=rows[0].source,
            first=rows[0].requirement,
            answer=given.get(phrase, ""),
            proposal=OPEN if phrase in undated else KEEP if is_over and code == PAST else "",
        )
        for phrase, (code, why, rows) in found.items()
    ]


def _doubt(row: Row, today: date) -> tuple[str, str] | None:
    deadline, said = row.deadline, row.deadline_raw
    for flag, (code, text) in _FLAGS.items() if deadline.flags else ():
        if flag in deadline.flags:
            return code, text.format(said=said)
    if deadline.due_on is None and deadline.kind in _UNDATED:
        return "deadline_vague", f"“{said}”没有写明日期" if said else "没有写完成时限"
    if deadline.due_on and deadline.due_on < today:
        return PAST, f"“{said}”已经过去"
    return None


@dataclass(frozen=True, slots=True)
class RowAsked:
    """One row with a matter of its own: nobody is named, or its number stands twice."""

    key: str
    row: Row
    answer: str

    @property
    def settled(self) -> bool:
        """Whether somebody answered."""
        return bool(self.answer)

    def as_question(self, sentence: str, code: str) -> Question:
        """Return the matter as one sentence about the row."""
        return Question(code, f"“{self.row.requirement[:20]}…”{sentence}", self.row.source)


def rows_without_units(paper: Paper, answers: dict) -> list[RowAsked]:
    """Return the rows that name nobody."""
    given = answers.get("row_units", {})
    keyed = ((row_key(place, row), row) for place, row in enumerate(paper.rows, start=1) if not row.units)
    return [RowAsked(key, row, given.get(key, "")) for key, row in keyed]


def rows_numbered_twice(paper: Paper, answers: dict) -> list[RowAsked]:
    """Return the later rows of each number that the reader saw twice under one heading."""
    doubled = {question.source for question in paper.questions if question.code == "seq_twice"}
    given = answers.get("rows", {})
    keyed = ((row_key(place, row), row) for place, row in enumerate(paper.rows, start=1) if row.source in doubled)
    return [RowAsked(key, row, given.get(key, "")) for key, row in keyed]


def name_question(asked: Asked) -> Question:
    """Return the question about a name that the register does not know."""
    like = "、".join(name for name, _ in asked.suggestions)
    hint = f"是不是：{like}？" if like else "请新建单位，或指定为某个单位、单位组的别名。"
    kind = "unknown_group" if asked.is_group else "unknown_unit"
    return Question(kind, f"名册里没有“{asked.text}”（出现{asked.count}次），{hint}", asked.first_source)


def open_questions(preview, *, year) -> list[Question]:
    """Return what nobody has answered yet, in the order of the page; preview is an ``imports.preview.Preview``."""
    found = [] if year else [Question("year_missing", "文件里没有写明年度，请填写。", "")]
    found += [name_question(row) for row in preview.unsettled]
    unknown = {row.text for row in preview.unsettled}
    found += [
        Question("units_open_group", group.sentence, group.source)
        for group in preview.groups
        if not group.settled and group.text not in unknown
    ]
    found += [row.question for row in preview.deadlines if not row.settled]
    found += [
        row.as_question("没有责任单位，请填写。", "units_missing") for row in preview.without_units if not row.settled
    ]
    twice = [row for row in preview.numbered_twice if not row.settled]
    return found + [row.as_question("的序号出现两次，请核对是否重复。", "seq_twice") for row in twice]


def notes(paper: Paper) -> list[Question]:
    """Return what the reader noticed and nobody need answer here."""
    return [question for question in paper.questions if question.code not in ASKED]
