"""Everything a person looks at before the import. Reads only; the apply builds the same and compares."""

from dataclasses import dataclass

from documents.paper import Paper, Question
from imports.answers import lay_over, rows_without_units, vague_deadlines
from imports.compare import Comparison, compare
from imports.names import Asked, Names, phrases_of
from tasks.models import Assignment, Plan, TaskParty
from tasks.services.issue import expand, group_members

# What the register and the forms on the page answer better than the reader could ask.
ASKED_HERE = ("year_missing", "units_open_group", "units_missing", "deadline_vague")


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """What ``expand`` asks of a party, for rows that are not stored yet; a unit yet to be created goes by its name."""

    task_id: int
    unit_id: int | str | None
    group_id: int | None
    role: str
    text: str


@dataclass(slots=True)
class Preview:
    """What an import would do now."""

    paper: Paper
    plan: Plan | None  # the plan that will be changed; None when one will be created
    names: Names
    comparison: Comparison
    asked: list[Asked]
    questions: list[Question]
    counts: dict  # the figures of the contract of ``import_document``
    dropped: list[Assignment]  # open assignments of units that their row no longer names: kept, but said
    stamp: str  # changes when the plan changes between preview and apply

    @property
    def unsettled(self) -> list[Asked]:
        """The names that nobody has settled yet."""
        return [row for row in self.asked if not row.settled]

    @property
    def vague_deadlines(self) -> list[tuple[str, int, str]]:
        """Printed deadlines without a day: phrase, number of rows, first source."""
        return [(phrase, len(rows), rows[0].source) for phrase, rows in vague_deadlines(self.paper).items()]


def build_preview(batch, plan: Plan | None) -> Preview:
    """Return what applying batch to plan would do."""
    read = batch.paper
    paper = lay_over(read, batch.answers)
    names = Names(batch.office, batch.answers, ignored_phrases(plan))
    comparison = compare(paper.rows, plan, names)
    phrases = phrases_of(paper)
    seats = _seats(batch.office, comparison)
    asked = names.asked(phrases)
    return Preview(
        paper=paper,
        plan=plan,
        names=names,
        comparison=comparison,
        asked=asked,
        questions=_questions(batch, asked, names.open_groups(phrases), paper),
        counts=_counts(comparison, seats, paper),
        dropped=_dropped(plan, comparison, seats),
        stamp=stamp(plan),
    )


def stamp(plan: Plan | None) -> str:
    """Return what tells one state of a plan from another."""
    return f"{plan.pk}.{plan.version}.{plan.state}" if plan else ""


def ignored_phrases(plan: Plan | None) -> frozenset[str]:
    """Return the phrases the plan keeps as text only, so that the next paper does not ask again."""
    if plan is None:
        return frozenset()
    return frozenset(TaskParty.objects.filter(task__plan=plan, ignored=True).values_list("text", flat=True))


def _counts(comparison: Comparison, seats, paper: Paper) -> dict:
    return {
        "created": comparison.count("new"),
        "updated": comparison.count("changed"),
        "unchanged": comparison.count("unchanged"),
        "removed": len(comparison.gone),
        "assignments": len(seats),
        "activities": len(paper.activities),
    }


def _seats(office, comparison: Comparison):
    parties = [
        PartyDraft(line.position, meaning.unit_key(text), meaning.group and meaning.group.pk, role, text)
        for line in comparison.lines
        for text, role, meaning in line.parties
    ]
    return expand(parties, group_members(office))


def _dropped(plan, comparison: Comparison, seats) -> list[Assignment]:
    """Return open assignments of changed rows whose unit the paper no longer names."""
    if plan is None or plan.is_draft:
        return []
    changed = {line.task.pk: line.position for line in comparison.lines if line.task and line.changes}
    named = {(seat.task_id, seat.unit_id) for seat in seats}
    rows = (
        Assignment.objects.filter(task__in=changed).exclude(state__in=Assignment.FINAL).select_related("task", "unit")
    )
    return [row for row in rows if (changed[row.task_id], row.unit_id) not in named]


def _questions(batch, asked: list[Asked], open_groups, paper: Paper) -> list[Question]:
    questions = []
    if batch.year is None:
        questions.append(Question("year_missing", "文件里没有写明年度，请填写。", ""))
    for row in asked:
        if not row.settled:
            like = "、".join(name for name, _ in row.suggestions)
            hint = f"是不是：{like}？" if like else "请新建单位，或指定为某个单位、单位组的别名。"
            kind = "unknown_group" if row.is_group else "unknown_unit"
            questions.append(Question(kind, f"名册里没有“{row.text}”（出现{row.count}次），{hint}", row.first_source))
    for phrase, rows in vague_deadlines(paper).items():
        said = f"“{phrase}”没有写明日期" if phrase else "没有写完成时限"
        text = f"{said}（{len(rows)}项），请定一个日期，或确认不设期限。"
        questions.append(Question("deadline_vague", text, rows[0].source))
    for _, row in rows_without_units(paper):
        questions.append(Question("units_missing", f"“{row.requirement[:20]}…”没有责任单位，请填写。", row.source))
    for text, group, source in open_groups:
        sentence = f"“{text}”没有点名，现按单位组“{group}”的{group.size}个单位下发，请核对名册。"
        questions.append(Question("units_open_group", sentence, source))
    return questions + [question for question in paper.questions if question.code not in ASKED_HERE]
